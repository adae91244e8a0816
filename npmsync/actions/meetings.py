"""`meetings`: a person moves, cancels or answers for a meeting. What is said against it is said, never refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from npmsync.actions.busy_times import busy_times
from npmsync.actions.listing import meeting_shape
from npmsync.actions.lookup import meeting_by_id
from npmsync.actions.opened import Opened
from npmsync.actions.saving import save
from npmsync.actions.world import load_world
from npmsync.dialogue.months import add_months
from npmsync.domain import Meeting
from npmsync.domain.words import MeetingStatus, Partstat
from npmsync.errors import Refused, UnknownName
from npmsync.scheduling import meetings as rules
from npmsync.scheduling.alternatives import alternatives
from npmsync.scheduling.clashes import clashes
from npmsync.scheduling.diary import Diary
from npmsync.scheduling.explain import why_unplaced
from npmsync.scheduling.planning import Request, need_of, surroundings
from npmsync.workspace.settings import named_address


def change(opened: Opened, identity: str, command: str, make: Callable[[Meeting], Meeting]) -> dict[str, Any]:
    """Applies a change to one meeting, as a run. In the answer `said` holds what speaks against its time."""
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
        before = meeting_by_id(world, identity)
        after = make(before)
        if after != before:
            save(connection, opened.begin(connection, command), [after])
    said = []
    if after.live and after.start != before.start:
        days = opened.settings.working_days
        said = clashes(after, [m for m in world.meetings if m.id != after.id], days)
    return {"meeting": meeting_shape(world, after), "changed": after != before, "said": said}


def move(opened: Opened, identity: str, start: datetime) -> dict[str, Any]:
    """Moves a meeting to a wall-clock time in its zone; a time with an offset is turned into that zone first."""

    def moved(meeting: Meeting) -> Meeting:
        from zoneinfo import ZoneInfo

        local = start.astimezone(ZoneInfo(meeting.timezone)).replace(tzinfo=None) if start.tzinfo else start
        return rules.move(meeting, local)

    return change(opened, identity, "meetings move", moved)


def place(opened: Opened, identity: str, room: str | None, conference: str | None) -> dict[str, Any]:
    """Gives a meeting another room, another address to take part from afar, or both; None leaves one as it is, "" takes
    it away."""

    def placed(meeting: Meeting) -> Meeting:
        where = meeting.place if room is None else room.strip() or None
        afar = meeting.conference if conference is None else conference.strip() or None
        if afar is not None and not re.fullmatch(r"(https://|tel:)\S+", afar):
            raise Refused(
                "bad-conference",
                f"{afar} is no address of an online meeting.",
                "Write an https:// or a tel: address without blanks.",
            )
        return rules.relocated(meeting, where, afar)

    return change(opened, identity, "meetings place", placed)


def cancel(opened: Opened, identity: str, why: str) -> dict[str, Any]:
    return change(opened, identity, "meetings cancel", lambda meeting: rules.cancel(meeting, why))


def skip(opened: Opened, identity: str, why: str, until: date | None) -> dict[str, Any]:
    """Calls a meeting off and has no plan ask for it again up to a day: by default a year after its own."""
    last: list[date] = []

    def skipped(meeting: Meeting) -> Meeting:
        last.append(until or add_months(max(meeting.start.date(), opened.today), 12))
        return rules.skip(meeting, why, last[0])

    return {**change(opened, identity, "meetings skip", skipped), "until": last[0].isoformat()}


def other_times(opened: Opened, identity: str, count: int) -> dict[str, Any]:
    """Other times for a meeting, everything else staying: a year ahead, or up to the end of a draft's window."""
    planning = opened.settings.planning
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
    meeting = meeting_by_id(world, identity)
    first, last = opened.today, add_months(max(meeting.start.date(), opened.today), 6)
    busy, _ = busy_times(opened, first, last, {one.uid for one in world.meetings})
    asked = Request(opened.today, first, last, busy)
    need = need_of(world, planning, meeting, first, last)
    need = replace(need, ideal=meeting.ideal or meeting.start.date(), not_on=frozenset({meeting.start.date()}))
    others = replace(world, meetings=tuple(one for one in world.meetings if one.id != meeting.id))
    given = surroundings(others, planning, opened.settings.working_days, asked)
    found = alternatives(need, given, count)
    return {
        "meeting": meeting.id,
        "title": meeting.title,
        "start": meeting.start.isoformat(),
        "alternatives": [
            {
                "start": one.start.isoformat(),
                "end": one.end.isoformat(),
                "away": one.away,
                "place": one.room,
                "note": one.note or None,
            }
            for one in found
        ],
        "why": "" if found else why_unplaced(need, Diary(given), given),
    }


def agree(opened: Opened, identity: str, name: str, on: date | None) -> dict[str, Any]:
    """A political contact agreed to the date; from now on an invitation may go out."""
    return change(opened, identity, "meetings agree", lambda meeting: rules.agree(meeting, name, on or opened.today))


def rsvp(opened: Opened, identity: str, email: str, partstat: str) -> dict[str, Any]:
    """Records an answer by hand: some mail systems send none."""

    def answered(meeting: Meeting) -> Meeting:
        after = with_answer(meeting, email, Partstat(partstat), opened.now)
        same = [(p.partstat, p.email) for p in meeting.participants] == [
            (p.partstat, p.email) for p in after.participants
        ]
        return meeting if same else after  # said twice, it changes nothing

    return change(opened, identity, "meetings rsvp", answered)


def delegate(opened: Opened, identity: str, email: str, to: str) -> dict[str, Any]:
    """Records that a participant sends somebody else: `to` is "NAME <ADDRESS>"."""
    name, address = named_address(to)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address):
        raise Refused("bad-address", f"{to} holds no e-mail address.", 'Write it as "NAME <ADDRESS>".')

    def delegated(meeting: Meeting) -> Meeting:
        return rules.delegate(meeting, email, name or address.partition("@")[0], address, opened.now)

    return change(opened, identity, "meetings delegate", delegated)


def with_answer(meeting: Meeting, email: str, partstat: Partstat, at: datetime) -> Meeting:
    """The meeting with one participant's answer, given `at` (aware); confirmed once somebody of each authority asked
    has accepted. Raises `UnknownName` when nobody of that address is asked."""
    if not any((person.email or "").casefold() == email.casefold() for person in meeting.participants):
        asked = tuple(person.email for person in meeting.participants if person.email)
        raise UnknownName(
            "not-a-participant",
            f"{email} is not asked to {meeting.title}.",
            f"Asked are: {', '.join(asked) or 'nobody with an address'}.",
            asked,
        )
    people = tuple(
        person.model_copy(update={"partstat": partstat, "answered_at": at})
        if (person.email or "").casefold() == email.casefold()
        else person
        for person in meeting.participants
    )
    status = meeting.status
    if status in (MeetingStatus.INVITED, MeetingStatus.CONFIRMED):
        asked_authorities = {person.authority for person in people if person.authority and not person.guest}
        accepted = {person.authority for person in people if person.partstat is Partstat.ACCEPTED}
        status = (
            MeetingStatus.CONFIRMED if asked_authorities and asked_authorities <= accepted else MeetingStatus.INVITED
        )
    return meeting.model_copy(update={"participants": people, "status": status})
