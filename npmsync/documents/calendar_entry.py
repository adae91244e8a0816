"""A meeting as an entry in a calendar that the NPM keeps: its own, or one that it shares with an authority."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from npmsync.documents import gate
from npmsync.documents.invitation import People, calendar_event
from npmsync.documents.visible import SharedMeeting
from npmsync.domain.outgoing import Outgoing
from npmsync.domain.words import MeetingStatus
from npmsync.ports import CalendarEvent


def calendar_entry(
    shared: Outgoing[SharedMeeting], people: People, stamp: datetime, reminder_minutes: int | None = None
) -> Outgoing[CalendarEvent]:
    """The entry. In the NPM's own calendar (`people.own`) it has the meeting's title, for forty entries of one neutral
    title are no calendar; elsewhere the neutral one. A proposal is tentative."""
    event = calendar_event(shared, people, stamp).content

    def entry(meeting: SharedMeeting) -> CalendarEvent:
        tentative = meeting.status is MeetingStatus.PROPOSED
        title = meeting.title if people.own else event.summary
        return replace(
            event, summary=title, tentative=tentative, reminder_minutes=reminder_minutes if people.own else None
        )

    return gate.shaped(shared, entry)
