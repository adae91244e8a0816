"""Meetings to hold and to write up, and what was promised in them."""

from __future__ import annotations

from datetime import timedelta

from npmsync.dialogue.due_item import DueItem, DueKind, View, known_as
from npmsync.domain.meeting import Meeting
from npmsync.domain.words import MeetingStatus, ParticipantRole


def meetings_to_hold(view: View) -> list[DueItem]:
    """Meetings from today to `meeting_notice_days` ahead that were neither held nor cancelled."""
    until = view.today + timedelta(days=view.settings.meeting_notice_days)
    next_step = {
        MeetingStatus.PROPOSED: "Nobody is invited yet: invite, or move it.",
        MeetingStatus.INVITED: "Ask who is coming and send the agenda.",
        MeetingStatus.CONFIRMED: "Prepare the agenda and what each should bring.",
    }
    return [
        _item(view, DueKind.MEETING_TO_HOLD, meeting, f"{meeting.title}: {next_step[meeting.status]}")
        for meeting in view.world.meetings
        if meeting.status in next_step and view.today <= meeting.start.date() <= until
    ]


def meetings_to_write_up(view: View) -> list[DueItem]:
    """Meetings before today of which nobody has said what came of them."""
    items = []
    for meeting in view.world.meetings:
        if meeting.status in (MeetingStatus.HELD, MeetingStatus.CANCELLED) or meeting.start.date() >= view.today:
            continue
        if meeting.status is MeetingStatus.PROPOSED:
            next_step = "Its day has passed and nobody was invited: cancel it, or record it if it took place."
        else:
            next_step = "Record what was said and agreed, or cancel it if it did not take place."
        items.append(_item(view, DueKind.MEETING_TO_WRITE_UP, meeting, f"{meeting.title}: {next_step}"))
    return items


def commitments(view: View) -> list[DueItem]:
    """What was to be done by a day that has passed."""
    world = view.world
    items = []
    for one in world.commitments:
        if one.due is None or one.done_on is not None or one.due >= view.today:
            continue
        who = world.name(one.authority) if one.authority else "us"
        recommendation = world.recommendation_by_id.get(one.recommendation or "")
        items.append(
            DueItem(
                DueKind.COMMITMENT,
                world.name(one.authority) if one.authority else None,
                one.due,
                f"Agreed by {who}: {one.text} Ask how far it is, and record the answer."
                if one.authority
                else f"We agreed: {one.text} Do it, or agree on a new date.",
                recommendation=known_as(recommendation) if recommendation else one.recommendation,
                meeting=one.meeting,
                owner=view.owner,
                about=one.text,
            )
        )
    return items


def _item(view: View, kind: DueKind, meeting: Meeting, suggestion: str) -> DueItem:
    names = "; ".join(view.world.name(seat) for seat in view.world.seats(meeting.authorities))
    chair = next((one.name for one in meeting.participants if one.role is ParticipantRole.CHAIR), None)
    return DueItem(kind, names or None, meeting.start.date(), suggestion, meeting=meeting.id, owner=chair or view.owner)
