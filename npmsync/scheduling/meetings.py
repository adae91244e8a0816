"""A placement becomes a meeting; a meeting is moved or called off. Pure: a new record each time.

RFC 5546 section 2.1.4: the organiser raises SEQUENCE when a change touches the time, the place or the status of what
was sent. Before the first invitation nobody holds a copy, and the number stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from npmsync.domain.ids import new_id
from npmsync.domain.meeting import Meeting, Participant
from npmsync.domain.words import MeetingStatus, Partstat
from npmsync.errors import Refused

if TYPE_CHECKING:
    from npmsync.scheduling.need import Need
    from npmsync.scheduling.solver import Placement


def meeting_of(placement: Placement, now: datetime, timezone: str, title: Callable[[Need], str]) -> Meeting:
    """The proposed meeting for a placement. `now` is aware and goes into the id; `timezone` is an IANA name; `title`
    words the title in the language of the workspace."""
    need = placement.need
    identifier = new_id(now)
    return Meeting(
        id=identifier,
        uid=f"{identifier}@npmsync",
        kind=need.kind,
        title=title(need),
        topic=need.topic,
        authorities=need.authorities,
        participants=placement.people or need.participants,
        start=placement.start,
        end=placement.end,
        timezone=timezone,
        place=placement.room,
        agenda=need.agenda,
        ideal=need.ideal,
        because=_because(placement),
    )


def placed_anew(meeting: Meeting, placement: Placement) -> Meeting:
    """A meeting at the time that a new plan found for it: same id and UID, people and agenda of today. Who was invited
    is asked anew."""
    need = placement.need
    fresh: dict[str, object] = {
        "participants": placement.people or need.participants,
        "authorities": need.authorities,
        "agenda": need.agenda,
        "ideal": need.ideal,
        "because": _because(placement),
    }
    if placement.room is not None:
        fresh["place"] = placement.room
    return _changed(meeting, {"start": placement.start, "end": placement.end, **fresh})


def with_others(meeting: Meeting, people: tuple[Participant, ...]) -> Meeting:
    """The meeting at its time with these people: somebody comes in another's place; whoever was invited is told."""
    told = meeting.invited_sequence is not None and meeting.sequence <= meeting.invited_sequence
    sequence = (meeting.invited_sequence or 0) + 1 if told else meeting.sequence
    return meeting.model_copy(update={"participants": people, "sequence": sequence})


def skip(meeting: Meeting, why: str, until: date) -> Meeting:
    """The meeting called off, and not asked for again up to a day (included). One that was called off already is left
    out from now on."""
    off = meeting if meeting.status is MeetingStatus.CANCELLED else cancel(meeting, why)
    return off.model_copy(update={"skipped_until": until, "cancelled_because": why})


def _because(placement: Placement) -> str:
    return " ".join(filter(None, (placement.need.because, placement.note, placement.why_here)))


def move(meeting: Meeting, new_start: datetime) -> Meeting:
    """The meeting at a time that a person chose (wall clock in the meeting's zone, no offset), of the same length.
    Everybody is asked anew, agreed dates are void, a confirmed one is invited again; the ideal date is forgotten, so
    that no plan moves it back. The same time gives the same meeting. Raises `Refused` for a meeting that was held or
    cancelled, and for a time with an offset."""
    if new_start.tzinfo is not None:
        raise Refused(
            "start-with-offset",
            f"{new_start.isoformat()} has an offset; meetings are kept in local time ({meeting.timezone}).",
            f"Give the time on the wall in {meeting.timezone}, without an offset.",
        )
    _refuse_if_over(meeting, "moved")
    if new_start == meeting.start:
        return meeting
    asked_anew = tuple(_asked_anew(person) for person in meeting.participants)
    confirmed = meeting.status is MeetingStatus.CONFIRMED
    return _changed(
        meeting,
        {
            "start": new_start,
            "end": new_start + (meeting.end - meeting.start),
            "participants": asked_anew,
            "status": MeetingStatus.INVITED if confirmed else meeting.status,
            "ideal": None,
        },
    )


def relocated(meeting: Meeting, place: str | None, conference: str | None) -> Meeting:
    """The meeting in another room, or with another address to take part from afar. Everybody is asked anew where the
    room is another (who accepted for one end of the town has not for the other). Raises `Refused` for a meeting that
    was held or cancelled."""
    _refuse_if_over(meeting, "held elsewhere")
    if (place, conference) == (meeting.place, meeting.conference):
        return meeting
    change: dict[str, object] = {"place": place, "conference": conference}
    if place != meeting.place:
        change["participants"] = tuple(_asked_anew(person) for person in meeting.participants)
        change["status"] = MeetingStatus.INVITED if meeting.status is MeetingStatus.CONFIRMED else meeting.status
    return _changed(meeting, change)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a calendar shows of a meeting: wall-clock times in its zone, its room and title. None: as it stands."""

    start: datetime | None = None
    end: datetime | None = None
    place: str | None = None
    title: str | None = None
    sequence: int = 0


def as_shown(meeting: Meeting, shown: Shown) -> Meeting:
    """The meeting as the NPM's people left it in their calendar: a move there is a move. Its sequence is above the
    calendar's own (programs raise it too). Raises `Refused` as `move` does."""
    after = move(meeting, shown.start) if shown.start is not None else meeting
    if shown.end is not None and shown.end != after.end:
        _refuse_if_over(meeting, "moved")
        asked = tuple(_asked_anew(person) for person in after.participants)
        confirmed = after.status is MeetingStatus.CONFIRMED
        status = MeetingStatus.INVITED if confirmed else after.status
        after = _changed(after, {"end": shown.end, "participants": asked, "status": status, "ideal": None})
    if shown.place is not None:
        after = relocated(after, shown.place or None, after.conference)
    if shown.title:
        after = after.model_copy(update={"title": shown.title})
    if after.invited_sequence is not None and after.sequence > meeting.sequence:
        after = after.model_copy(update={"sequence": max(after.sequence, shown.sequence)})
    return after


def cancel(meeting: Meeting, why: str) -> Meeting:
    """The meeting called off, with the reason kept for the NPM. One already cancelled stays as it is. Raises `Refused`
    for a meeting that was held."""
    if meeting.status is MeetingStatus.CANCELLED:
        return meeting
    _refuse_if_over(meeting, "cancelled")
    return _changed(meeting, {"status": MeetingStatus.CANCELLED, "cancelled_because": why})


def agree(meeting: Meeting, name: str, on: date) -> Meeting:
    """The meeting with the participant of this name (case aside) having agreed to its date. Raises `Refused` if nobody
    of that name is asked."""
    wanted = name.strip().casefold()
    if not any(person.name.strip().casefold() == wanted for person in meeting.participants):
        asked = ", ".join(person.name for person in meeting.participants) or "nobody"
        raise Refused(
            "not-a-participant",
            f"{name} is not asked to {meeting.title}.",
            f"Asked are: {asked}. Use one of these names.",
        )
    people = (
        person.model_copy(update={"agreed_on": on}) if person.name.strip().casefold() == wanted else person
        for person in meeting.participants
    )
    return meeting.model_copy(update={"participants": tuple(people)})


def delegate(meeting: Meeting, email: str, name: str, to: str, at: datetime) -> Meeting:
    """The meeting to which a participant sends somebody else (RFC 5546 section 3.2.2.3): who was asked first has
    answered so (`at`, aware), and who comes instead is asked beside, for the same authority, without a date agreed on.
    Raises `Refused` where nobody of that address is asked or the one is the other."""
    found = next((p for p in meeting.participants if (p.email or "").casefold() == email.casefold()), None)
    if found is None or found.authority is None or email.casefold() == to.casefold():
        asked = ", ".join(p.email for p in meeting.participants if p.email and p.authority) or "nobody"
        raise Refused(
            "not-a-participant",
            f"{email} is not asked to {meeting.title} by the NPM, or sends nobody else.",
            f"Asked are: {asked}.",
        )
    change = {"partstat": Partstat.DELEGATED, "delegated_to": to, "answered_at": at}
    people = [p.model_copy(update=change) if p is found else p for p in meeting.participants]
    if all((p.email or "").casefold() != to.casefold() for p in people):
        people.append(Participant(name=name, email=to, authority=found.authority, role=found.role))
    return meeting.model_copy(update={"participants": tuple(people)})


def _changed(meeting: Meeting, change: dict[str, object]) -> Meeting:
    """The change, with the sequence raised where an invitation with the present one is out."""
    seen = ("start", "end", "place", "conference", "status")
    touched = any(name in change and change[name] != getattr(meeting, name) for name in seen)
    if touched and meeting.invited_sequence is not None and meeting.sequence <= meeting.invited_sequence:
        change = {**change, "sequence": meeting.invited_sequence + 1}
    return meeting.model_copy(update=change)


_NOT_ASKED_YET = {
    "partstat": Partstat.NEEDS_ACTION, "agreed_on": None, "answered_at": None, "delegated_to": None,
}  # fmt: skip


def _asked_anew(person: Participant) -> Participant:
    if person.authority is None:
        return person
    return person.model_copy(update=_NOT_ASKED_YET)


def _refuse_if_over(meeting: Meeting, what: str) -> None:
    if meeting.status in (MeetingStatus.HELD, MeetingStatus.CANCELLED):
        raise Refused(
            f"meeting-{meeting.status.value}",
            f"{meeting.title} on {meeting.start:%Y-%m-%d} was {meeting.status.value} and cannot be {what}.",
            "Run plan to have a new one proposed.",
        )
