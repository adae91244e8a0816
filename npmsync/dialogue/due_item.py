"""One line of the day's list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from npmsync.dialogue.deadlines import WorkingDays
from npmsync.dialogue.responsible import owner
from npmsync.dialogue.settings import Deadlines
from npmsync.domain.meeting import Meeting
from npmsync.domain.recommendation import Recommendation
from npmsync.domain.words import MeetingStatus, Rank
from npmsync.domain.world import World

NEAR_DAYS = 30
"""Days ahead within which a meeting to which people are invited is worth waiting for."""


class DueKind(StrEnum):
    """What is due, in the order in which items of the same day are listed."""

    DRAFT_WINDOW = "draft_window"
    UNDELIVERED = "undelivered"
    MEETING_TO_HOLD = "meeting_to_hold"
    MEETING_TO_WRITE_UP = "meeting_to_write_up"
    UNANSWERED = "unanswered"
    COMMITMENT = "commitment"
    ESCALATION = "escalation"
    LATE_ANSWER = "late_answer"
    KEEP_CONTACT = "keep_contact"
    QUIET_CONTACT = "quiet_contact"
    MAPPING_REVIEW = "mapping_review"
    INTRODUCTION = "introduction"
    RULE = "rule"
    """What a rule of a plugin says."""
    RESTRICTED_CHECK = "restricted_check"


@dataclass(frozen=True, slots=True)
class DueItem:
    """`authority` is a name, `recommendation` its reference or, without one, its id, `meeting` an id; each None where
    the item has none. `since` is the day it hangs on: the deadline that passed, the end of the window, the day of the
    meeting, the last contact; None where no day is known. `owner` is a member's name. `draft` is the phrase with which
    a letter would begin ("reminder.polite"), None where no letter may follow; `about` are the words
    of a commitment."""

    kind: DueKind
    authority: str | None
    since: date | None
    suggestion: str
    recommendation: str | None = None
    meeting: str | None = None
    owner: str | None = None
    draft: str | None = None
    about: str | None = None
    person: str | None = None
    """The address of the one person it is about."""
    text: str | None = None
    """The lines drafted to that person."""
    rule: str | None = None
    """The name of the plugin's rule that says so."""

    @property
    def said_as(self) -> str:
        """What it is, in a word: its kind, or the name of the rule from outside."""
        return self.rule or self.kind.value


@dataclass(frozen=True, slots=True)
class View:
    """What every rule of the list looks at: the records, the settings, the working days and today."""

    world: World
    settings: Deadlines
    days: WorkingDays
    today: date

    @property
    def owner(self) -> str | None:
        return self.world.organiser.name if self.world.organiser else None

    def owner_of(self, authority: str | None, topics: Iterable[str] = ()) -> str | None:
        """Whose the dialogue with an authority (id) is: by the table of responsibilities, with the rank of whom one
        would speak to; without an entry that fits, the organiser's."""
        if authority is None or not self.world.responsibilities:
            return self.owner
        spoken_to = next(iter(self.world.contacts_on(authority, self.today)), None)
        rank = spoken_to.rank if spoken_to and spoken_to.rank else Rank.TECHNICAL
        return owner(self.world, (authority,), {rank}, topics, self.today) or self.owner

    def meeting_to_come(self, seat: str) -> Meeting | None:
        """The seat's next meeting to which people are invited, today's included."""
        invited = (MeetingStatus.INVITED, MeetingStatus.CONFIRMED)
        return next((meeting for meeting in self._to_come(seat) if meeting.status in invited), None)

    def agreed_meeting(self, seat: str) -> Meeting | None:
        """The seat's next meeting that is worth waiting for: agreed to, or people are invited and it is near. An
        invitation for the other end of the year is no reason to let an answer wait."""
        near = self.today + timedelta(days=NEAR_DAYS)
        invited = MeetingStatus.INVITED
        return next(
            (m for m in self._to_come(seat) if _agreed(m) or (m.status is invited and m.start.date() <= near)), None
        )

    def _to_come(self, seat: str) -> Iterator[Meeting]:
        return (one for one in self.world.meetings_by_seat.get(seat, ()) if one.start.date() >= self.today)


def _agreed(meeting: Meeting) -> bool:
    return meeting.status is MeetingStatus.CONFIRMED or any(person.agreed_on for person in meeting.participants)


def known_as(recommendation: Recommendation) -> str:
    """How a person finds the recommendation: its reference, else its id."""
    return recommendation.ref or recommendation.id
