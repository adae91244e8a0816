"""The closed sets of words, one enum each. What a tracker writes for them is the vocabulary's matter."""

from __future__ import annotations

from enum import StrEnum


class Owner(StrEnum):
    """Whose word counts for a field."""

    NPM = "npm"
    AUTHORITY = "authority"


class Audience(StrEnum):
    """Who may see a field: the NPM alone, the addressee concerned, or anyone."""

    INTERNAL = "internal"
    AUTHORITY = "authority"
    PUBLIC = "public"


class Role(StrEnum):
    """Whose endpoint it is."""

    NPM = "npm"
    AUTHORITY = "authority"


class Level(StrEnum):
    PLACE = "place"
    SUPERVISING = "supervising"
    EXECUTIVE = "executive"
    PARLIAMENT = "parliament"
    JUDICIARY = "judiciary"
    OTHER = "other"


class SecondCalendar(StrEnum):
    """A calendar in which papers write a date a second time. The Gregorian date counts."""

    NONE = "none"
    HIJRI = "hijri"
    SOLAR_HIJRI = "solar_hijri"
    SOLAR_HIJRI_AFGHAN = "solar_hijri_afghan"
    BUDDHIST = "buddhist"


class Rank(StrEnum):
    POLITICAL = "political"
    TECHNICAL = "technical"
    OPERATIONAL = "operational"


class Position(StrEnum):
    """What the authority says of a recommendation. `NOTED` is read in old trackers and never offered."""

    ACCEPTED = "accepted"
    PARTIALLY_ACCEPTED = "partially_accepted"
    REJECTED = "rejected"
    UNDER_CONSIDERATION = "under_consideration"
    NOTED = "noted"


class Status(StrEnum):
    """What the NPM assesses."""

    IMPLEMENTED = "implemented"
    PARTIALLY_IMPLEMENTED = "partially_implemented"
    IN_PROGRESS = "in_progress"
    NOT_IMPLEMENTED = "not_implemented"
    NOT_ASSESSABLE = "not_assessable"
    NO_LONGER_RELEVANT = "no_longer_relevant"

    @property
    def settled(self) -> bool:
        """Nothing more is asked of the authority."""
        return self in (Status.IMPLEMENTED, Status.NO_LONGER_RELEVANT)


class Priority(StrEnum):
    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Stage(StrEnum):
    DRAFT = "draft"
    FINAL = "final"
    PUBLIC = "public"


class MeetingKind(StrEnum):
    INTRODUCTION = "introduction"
    VISIT_EXIT = "visit_exit"
    DRAFT_DISCUSSION = "draft_discussion"
    ANNUAL_REVIEW = "annual_review"
    ROUNDTABLE = "roundtable"
    SERIES = "series"
    FOLLOW_UP = "follow_up"
    BILATERAL = "bilateral"
    BUDGET = "budget"
    INFORMAL = "informal"


class MeetingStatus(StrEnum):
    PROPOSED = "proposed"
    INVITED = "invited"
    CONFIRMED = "confirmed"
    HELD = "held"
    CANCELLED = "cancelled"


class Partstat(StrEnum):
    """RFC 5545 section 3.2.12, the values of a VEVENT."""

    NEEDS_ACTION = "needs-action"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    DELEGATED = "delegated"


class ParticipantRole(StrEnum):
    """`CHAIR`, `REQUIRED`, `OPTIONAL` of RFC 5545 section 3.2.16."""

    CHAIR = "chair"
    REQUIRED = "required"
    OPTIONAL = "optional"


class Channel(StrEnum):
    LETTER = "letter"
    EMAIL = "email"
    PHONE = "phone"
    MESSAGE = "message"
    IN_PERSON = "in_person"
    OTHER = "other"
