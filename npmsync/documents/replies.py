"""Whether an answer to an invitation may be taken: only from the attendee it speaks for, and only for the invitation as
it was last sent (RFC 5546 section 3.2.3). Everything else waits for a person, with the reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from npmsync.domain import Meeting
from npmsync.domain.words import MeetingStatus, Partstat
from npmsync.ports import CalendarReply, Method

_ANSWERS = frozenset({Partstat.ACCEPTED, Partstat.DECLINED, Partstat.TENTATIVE})


@dataclass(frozen=True, slots=True)
class Verdict:
    """`taken`: the participant with the address `email` answered `partstat`. `waiting`: a person decides; `why` is a
    sentence for the NPM, "" where the answer is taken."""

    outcome: Literal["taken", "waiting"]
    email: str
    partstat: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """How a reply came: `offices` are the addresses known for each authority, one collection an authority; `authentic`
    is what the NPM's own mail server found out about the sender, None where nothing; `by_letter`: the attendee was
    asked by letter and never got a calendar object that could be answered."""

    offices: tuple[Collection[str], ...] = ()
    authentic: bool | None = None
    by_letter: bool = False

    def same_office(self, one: str, other: str) -> bool:
        """Whether two addresses belong to one authority, as far as the records and the addresses say."""
        pair = {one.casefold(), other.casefold()}
        listed = any(pair <= {address.casefold() for address in office} for office in self.offices)
        domains = {address.rpartition("@")[2] for address in pair}
        return listed or (len(domains) == 1 and not domains & _ANYBODYS)


_ANYBODYS = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "yahoo.fr",
        "icloud.com", "me.com", "aol.com", "gmx.net", "gmx.de", "web.de", "mail.ru", "yandex.ru", "bk.ru", "list.ru",
        "inbox.ru", "orange.fr", "free.fr", "laposte.net", "proton.me", "protonmail.com", "zoho.com", "ukr.net",
    }
)  # fmt: skip
"""Where an address says nothing of whose house it is."""


def judge(reply: CalendarReply, meeting: Meeting | None, organizer: str, way: Way = Way()) -> Verdict:
    """The verdict on one reply. `meeting` is the one with the reply's UID, None where there is none; `organizer` is the
    address that invited. A reply without a sender (a bare .ics) counts as handed in by the NPM itself."""
    doubt = (
        _wrong_meeting(reply, meeting)
        or _wrong_person(reply, meeting, organizer, way)
        or _wrong_version(reply, meeting)
    )
    if reply.method == Method.COUNTER:
        why = " ".join(filter(None, (_counter(reply), doubt)))
    else:
        why = _wrong_kind(reply) or doubt or _wrong_answer(reply) or _wrong_time(reply, meeting)
    return Verdict("waiting" if why else "taken", reply.attendee.lower(), reply.partstat, why)


def _counter(reply: CalendarReply) -> str:
    when = f" ({reply.start:%Y-%m-%d %H:%M})" if reply.start else ""
    return f"It is a COUNTER: {reply.attendee} proposes another time{when}. Move the meeting or answer in person."


def _wrong_kind(reply: CalendarReply) -> str:
    method = reply.method
    if method == Method.CANCEL:
        return "It is a CANCEL, and only the organizer can cancel a meeting."
    if method != Method.REPLY:
        return f"Its METHOD is {method or 'missing'}, so it is not a reply; our meetings are not changed from outside."
    return ""


def _wrong_meeting(reply: CalendarReply, meeting: Meeting | None) -> str:
    if meeting is None:
        return f"Its UID {reply.uid[:80]} is unknown: it is not one of our meetings."
    if meeting.status is MeetingStatus.CANCELLED:
        return "The meeting it answers was cancelled."
    return ""


def _wrong_person(reply: CalendarReply, meeting: Meeting | None, organizer: str, way: Way) -> str:
    attendee = reply.attendee.lower()
    invited = [p.email.lower() for p in meeting.participants if p.email] if meeting else []
    if attendee not in invited:
        sender = next((one for one in reply.delegated_from if one in invited), None)
        if sender is not None:
            return (
                f"{reply.attendee} was not invited, and says to come instead of {sender}. Ask {sender}, and record it."
            )
        sent_by = next((one for one in invited if way.same_office(one, attendee) and one != organizer.lower()), None)
        if sent_by is not None:
            return (
                f"{reply.attendee} was not invited to this meeting, but {sent_by} of the same office was: perhaps sent "
                "in that person's place. Ask who comes, and record it."
            )
        return f"{reply.attendee} was not invited to this meeting."
    if reply.sender is not None and reply.sender.lower() != attendee:
        said = f"It speaks for {reply.attendee}, but the sender is {reply.sender or 'not named'}"
        if way.same_office(reply.sender, attendee):
            return f"{said}, of the same office: a secretary, perhaps. If that is in order, count it."
        return f"{said}: it may be forged."
    if way.authentic is False and reply.sender is not None:
        return f"Our mail server could not confirm that it comes from {reply.sender}: the sender may be forged."
    if reply.organizer is not None and reply.organizer.lower() != organizer.lower():
        return f"It names another organizer, {reply.organizer}."
    if way.by_letter and reply.sender is not None:
        return f"{reply.attendee} was asked by letter, and no calendar invitation was sent that could be answered so."
    return ""


def _wrong_version(reply: CalendarReply, meeting: Meeting | None) -> str:
    sent = meeting.invited_sequence if meeting else None
    now = meeting.sequence if meeting else 0
    if sent is None or reply.sequence > sent:
        return f"It answers sequence {reply.sequence}, which was never sent."
    if reply.sequence < sent:
        return f"It answers an older invitation (sequence {reply.sequence}; the last one sent is {sent})."
    if now > sent:
        return f"The meeting has changed since the invitation it answers (sequence {sent}; it is {now} now)."
    return ""


def _wrong_answer(reply: CalendarReply) -> str:
    if reply.partstat == Partstat.DELEGATED:
        if reply.delegated_to:
            whom = ", ".join(reply.delegated_to)
            return (
                f"{reply.attendee} sends {whom} instead (PARTSTAT delegated). If that is in order, count it; the next "
                "invite asks that person. With the right name: npmsync meetings delegate."
            )
        return f"{reply.attendee} sends somebody else (PARTSTAT delegated): ask whom, then: npmsync meetings delegate."
    if reply.partstat not in _ANSWERS:
        return f"Its answer (PARTSTAT) is {reply.partstat[:40]}, which is neither yes, no nor perhaps."
    return ""


def _wrong_time(reply: CalendarReply, meeting: Meeting | None) -> str:
    """An answer that came late or a second time (RFC 5546 section 2.1.5: of one sequence the younger DTSTAMP counts),
    and one that says yes to another hour."""
    if meeting is None:
        return ""
    person = next((p for p in meeting.participants if (p.email or "").lower() == reply.attendee.lower()), None)
    counts = person.answered_at if person else None
    if person and counts and reply.stamp and reply.stamp < counts and person.partstat.value != reply.partstat:
        return (
            f"It was written on {reply.stamp:%Y-%m-%d %H:%M} UTC, before the answer that counts now "
            f"({person.partstat.value}, of {counts.astimezone(UTC):%Y-%m-%d %H:%M} UTC)."
        )
    if reply.start is not None and not _same_time(reply.start, meeting):
        ours = f"ours is on {meeting.start:%Y-%m-%d %H:%M}"
        return f"It answers a meeting at another time ({reply.start:%Y-%m-%d %H:%M}); {ours}."
    return ""


def _same_time(said: datetime, meeting: Meeting) -> bool:
    """The same moment; or the same hour on the wall, in a zone that programs name or know differently."""
    moment = meeting.start.replace(tzinfo=ZoneInfo(meeting.timezone))
    if said.tzinfo is not None and said == moment:
        return True
    return said.tzinfo is not UTC and said.tzname() != "UTC" and said.replace(tzinfo=None) == meeting.start
