"""Invitations that did not arrive, and those that nobody has answered."""

from __future__ import annotations

from collections.abc import Iterator

from npmsync.dialogue.due_item import DueItem, DueKind, View
from npmsync.domain.meeting import Meeting, Participant
from npmsync.domain.posted import Posted
from npmsync.domain.words import MeetingStatus, Partstat

_LOST = {
    "bounced": "it came back",
    "refused": "the mail server refused it",
    "sending": "nobody knows whether it was sent (npmsync conflicts list)",
}


def undelivered(view: View) -> list[DueItem]:
    """Invitations to meetings to come that did not reach a person who is still asked and has not answered."""
    return [
        _item(view, DueKind.UNDELIVERED, meeting, person, posted, _not_arrived(person, posted))
        for meeting, person, posted in _open(view)
        if posted.state in _LOST
    ]


def unanswered(view: View) -> list[DueItem]:
    """Invitations without an answer, `rest_working_days` after they went out, and those answered by a mail that only a
    person can read, at once. A letter to a political contact is followed by a call, never by another mail."""
    items = list(_rooms(view))
    for meeting, person, posted in _open(view):
        if posted.state == "answered":
            items.append(_item(view, DueKind.UNANSWERED, meeting, person, posted, _to_record(meeting, person, posted)))
            continue
        if posted.state in _LOST or posted.state == "held":
            continue
        since = view.days.add_working_days(posted.on, view.settings.rest_working_days)
        if since > view.today:
            continue
        draft = None if posted.method == "LETTER" or posted.state == "written" else "nudge.body"
        items.append(_item(view, DueKind.UNANSWERED, meeting, person, posted, _ask(person, posted), draft))
    return items


def _rooms(view: View) -> Iterator[DueItem]:
    """Rooms that said no to a meeting to come: of those written to, whoever is no participant is a room."""
    for meeting in view.world.meetings:
        people = {(one.email or "").casefold() for one in meeting.participants}
        for one in view.world.posted:
            if one.meeting != meeting.id or one.recipient.casefold() in people or one.version != meeting.sequence:
                continue
            if meeting.live and one.state == "answered" and meeting.start.date() >= view.today:
                said = f"{meeting.title}: the room cannot be had ({one.note}): npmsync meetings place, or move."
                yield DueItem(DueKind.UNANSWERED, None, one.on, said, meeting=meeting.id, owner=view.owner)


def _open(view: View) -> Iterator[tuple[Meeting, Participant, Posted]]:
    """(meeting, person, last message) wherever an answer is still awaited."""
    last: dict[tuple[str, str], Posted] = {}
    for one in view.world.posted:
        if one.state != "superseded" and one.method != "CANCEL":
            last[one.meeting, one.recipient.casefold()] = one
    for meeting in view.world.meetings:
        if meeting.status not in (MeetingStatus.INVITED, MeetingStatus.CONFIRMED) or meeting.start.date() < view.today:
            continue
        for person in meeting.participants:
            posted = last.get((meeting.id, (person.email or "").casefold()))
            awaited = person.authority is not None and person.partstat is Partstat.NEEDS_ACTION
            if posted and awaited and posted.version == meeting.sequence and not _agreed(person, posted):
                yield meeting, person, posted


def _agreed(person: Participant, posted: Posted) -> bool:
    """A letter was answered by agreeing to a date; the invitation that follows is another message."""
    return posted.method == "LETTER" and person.agreed_on is not None


def _not_arrived(person: Participant, posted: Posted) -> str:
    said = f" ({posted.answer})" if posted.answer and posted.state != "sending" else ""
    return (
        f"The invitation to {person.name} <{person.email}> did not arrive: {_LOST[posted.state]}{said}. "
        "Call, correct the address in the list of contacts, then: npmsync sync, npmsync invite."
    )


def _ask(person: Participant, posted: Posted) -> str:
    note = f" Known: {posted.note}." if posted.note else ""
    if posted.method == "LETTER":
        return (
            f"No answer to the letter with dates of {posted.on} to {person.name}: call the office, then record it: "
            f"npmsync meetings agree.{note}"
        )
    if posted.state == "written":
        return (
            f"The invitation to {person.name} lies in the outbox since {posted.on}: if nobody sent it by hand, "
            f"npmsync invite --send.{note}"
        )
    return f"{person.name} has not answered the invitation of {posted.on}: call, or send the lines drafted.{note}"


def _to_record(meeting: Meeting, person: Participant, posted: Posted) -> str:
    record = f"npmsync meetings rsvp {meeting.id} {person.email} accepted|declined|tentative"
    if posted.method == "LETTER":
        record = f'npmsync meetings agree {meeting.id} --by "{person.name}"'
    return f"{person.name} answered on {posted.on} by mail ({posted.note}): read it, then record it: {record}"


def _item(
    view: View,
    kind: DueKind,
    meeting: Meeting,
    person: Participant,
    posted: Posted,
    suggestion: str,
    draft: str | None = None,
) -> DueItem:
    authority = view.world.name(person.authority) if person.authority else None
    return DueItem(
        kind,
        authority,
        posted.on,
        f"{meeting.title}: {suggestion}",
        meeting=meeting.id,
        owner=view.owner_of(person.authority),
        draft=draft,
        person=person.email,
    )
