"""What a calendar is to hold of the meetings: entries made through the gate, and whether one has to be made at all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from npmsync.actions.opened import Opened
from npmsync.actions.words import vocabulary_of
from npmsync.documents import gate
from npmsync.documents.attendees import attendees
from npmsync.documents.calendar_entry import calendar_entry
from npmsync.documents.invitation import People
from npmsync.domain import Meeting
from npmsync.domain.outgoing import Outgoing
from npmsync.domain.words import MeetingStatus
from npmsync.domain.world import World
from npmsync.ports import Attendee, CalendarEvent
from npmsync.sync.calendar import digest, in_calendars, offsets, wanted
from npmsync.vocabulary import fold
from npmsync.workspace.settings import EndpointSettings


@dataclass(frozen=True)
class Entries:
    """The entries for one calendar. `organizer` None: nobody is named who invites, and nothing can be written."""

    opened: Opened
    world: World
    settings: EndpointSettings

    @cached_property
    def organizer(self) -> Attendee | None:
        organiser = self.opened.settings.organiser
        return Attendee(organiser.name, organiser.email) if organiser else None

    @cached_property
    def _authority(self) -> str | None:
        name = fold(self.settings.authority or "")
        named = (a for a in self.world.authorities if name in (fold(a.name), *map(fold, a.aliases)))
        found = next(named, None)
        return found.id if found else None

    def may_be_shown(self, meeting: Meeting) -> bool:
        """Everything but visits in the NPM's own; in an authority's only its meetings, as it was invited to them."""
        if not in_calendars(meeting):
            return False
        told = meeting.invited_sequence == meeting.sequence and meeting.status is not MeetingStatus.PROPOSED
        return self.settings.own or (told and self._authority is not None and self._authority in meeting.authorities)

    def to_add(self, meeting: Meeting) -> bool:
        return wanted(meeting, self.opened.today) and self.may_be_shown(meeting)

    def mark(self, meeting: Meeting) -> str:
        """A digest of everything that an entry shows; equal marks, equal entries. Far quicker than making one."""
        known = self.world.recommendation_by_id
        agenda = [
            (r.ref, r.text, r.stage, r.confidentiality, r.addressees) for i in meeting.agenda if (r := known.get(i))
        ]
        names = [self.world.name(identity) for identity in meeting.authorities]
        invites = (self.organizer, self.opened.settings.workspace.language, self.settings.own)
        fields = meeting.model_dump(mode="json", exclude={"ideal", "because", "cancelled_because", "invited_sequence"})
        return digest(fields, agenda, names, invites, offsets(meeting))

    def entry(self, meeting: Meeting) -> Outgoing[CalendarEvent]:
        assert self.organizer is not None
        known = self.world.recommendation_by_id
        agenda = [known[identity] for identity in meeting.agenda if identity in known]
        shared = gate.meeting(meeting, agenda, self.world.authority_by_id)
        ours = self.organizer.email.casefold()
        asked = attendees([one for one in meeting.participants if one.email and one.email.casefold() != ours])
        people = People(
            self.organizer,
            asked,
            self.opened.settings.workspace.language,
            meeting.start.date(),
            vocabulary_of(self.opened.workspace),
            own=self.settings.own,
        )
        return calendar_entry(shared, people, self.opened.now, self.opened.settings.meetings.reminder_minutes)
