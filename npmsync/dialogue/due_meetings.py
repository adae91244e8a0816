"""Meetings to hold and to write up, and what was promised in them."""

from __future__ import annotations

from datetime import timedelta

from npmsync.dialogue.due_item import DueItem, DueKind, View, known_as
from npmsync.dialogue.said import Said
from npmsync.domain.exchange import Commitment
from npmsync.domain.meeting import Meeting
from npmsync.domain.words import MeetingStatus, ParticipantRole


def meetings_to_hold(view: View) -> list[DueItem]:
    """Meetings from today to `meeting_notice_days` ahead that were neither held nor cancelled."""
    until = view.today + timedelta(days=view.settings.meeting_notice_days)
    next_step = {
        MeetingStatus.PROPOSED: "due.step.proposed",
        MeetingStatus.INVITED: "due.step.invited",
        MeetingStatus.CONFIRMED: "due.step.confirmed",
    }
    return [
        _item(view, DueKind.MEETING_TO_HOLD, meeting, Said(next_step[meeting.status], title=meeting.title))
        for meeting in view.world.meetings
        if meeting.status in next_step and view.today <= meeting.start.date() <= until
    ]


def meetings_to_write_up(view: View) -> list[DueItem]:
    """Meetings before today of which nobody has said what came of them."""
    items = []
    for meeting in view.world.meetings:
        if meeting.status in (MeetingStatus.HELD, MeetingStatus.CANCELLED) or meeting.start.date() >= view.today:
            continue
        unasked = meeting.status is MeetingStatus.PROPOSED
        next_step = "due.step.not_invited" if unasked else "due.step.write_up"
        items.append(_item(view, DueKind.MEETING_TO_WRITE_UP, meeting, Said(next_step, title=meeting.title)))
    return items


def commitments(view: View) -> list[DueItem]:
    """What was to be done by a day that has passed."""
    world = view.world
    items = []
    for one in world.commitments:
        if one.due is None or one.done_on is not None or one.due >= view.today:
            continue
        recommendation = world.recommendation_by_id.get(one.recommendation or "")
        items.append(
            DueItem(
                DueKind.COMMITMENT,
                world.name(one.authority) if one.authority else None,
                one.due,
                Said("due.step.theirs", who=world.name(one.authority), text=one.text)
                if one.authority
                else Said("due.step.ours", text=one.text),
                recommendation=known_as(recommendation) if recommendation else one.recommendation,
                meeting=one.meeting,
                owner=_whose(view, one),
                about=one.text,
            )
        )
    return items


def _item(view: View, kind: DueKind, meeting: Meeting, suggestion: str) -> DueItem:
    names = "; ".join(view.world.name(seat) for seat in view.world.seats(meeting.authorities))
    chair = next((one.name for one in meeting.participants if one.role is ParticipantRole.CHAIR), None)
    leads = chair or view.owner_of(meeting.authorities[0] if meeting.authorities else None)
    return DueItem(kind, names or None, meeting.start.date(), suggestion, meeting=meeting.id, owner=leads)


def _whose(view: View, promised: Commitment) -> str | None:
    """Our own promise is whose it was; an authority's is followed by whoever leads the dialogue with it."""
    if promised.authority is None:
        named = next((one.name for one in view.world.members if _folded(one.name) == _folded(promised.by)), None)
        return named or view.owner
    return view.owner_of(promised.authority)


def _folded(name: str | None) -> str:
    """A name without regard to case and blanks."""
    return " ".join((name or "").split()).casefold()
