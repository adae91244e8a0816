"""Ports for calendars: calendar data in bytes, and calendars that live elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, Protocol

from npmsync.domain.outgoing import Inside, Outgoing


class Method(StrEnum):
    """iTIP methods in use (RFC 5546 section 1.4)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    REPLY = "REPLY"
    CANCEL = "CANCEL"
    COUNTER = "COUNTER"


@dataclass(frozen=True, slots=True)
class Attendee:
    """One person, office or room invited. `partstat` and `kind` are words of RFC 5545 sections 3.2.12 and 3.2.3 in
    lower case. `delegated_to`, `delegated_from`: the address of who comes instead, and of who was asked first."""

    name: str
    email: str
    required: bool = True
    partstat: str = "needs-action"
    kind: Literal["individual", "group", "room", "resource"] = "individual"
    delegated_to: str | None = None
    delegated_from: str | None = None


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """A meeting as a calendar shows it. `start`, `end` are wall-clock times in `timezone` (an IANA name), without
    offset; `stamp` is an aware UTC time (DTSTAMP). `private` marks CLASS:CONFIDENTIAL. Texts are already filtered for
    all who read them."""

    uid: str
    sequence: int
    start: datetime
    end: datetime
    timezone: str
    summary: str
    description: str
    location: str
    stamp: datetime
    organizer: Attendee
    attendees: tuple[Attendee, ...] = ()
    cancelled: bool = False
    private: bool = True
    reminder_minutes: int | None = None
    tentative: bool = False
    conference: str | None = None
    """Where one takes part from afar: an https or tel address (RFC 7986 section 5.11)."""
    language: str | None = None
    """Of the texts (RFC 5545 section 3.2.10)."""
    created: datetime | None = None
    """When the meeting was first put down (RFC 5545 section 3.8.7.1), aware."""


@dataclass(frozen=True, slots=True)
class CalendarItem:
    """An event as it stands in somebody's calendar. `start`, `end`: dates for a whole day, datetimes with a zone, or
    without one for "whatever the clock on the wall says". `repeats`: it is a series; the times are the first one's."""

    uid: str
    start: datetime | date
    end: datetime | date
    summary: str = ""
    location: str = ""
    description: str = ""
    sequence: int = 0
    cancelled: bool = False
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class CalendarRead:
    """What could be read of calendar data, and a sentence for each thing that could not."""

    items: tuple[CalendarItem, ...] = ()
    busy: tuple[tuple[datetime, datetime], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarReply:
    """An answer to an invitation, as read: nothing in it has been believed yet. `sender` is the mail's From address, or
    None for a bare .ics. `method` is the word found, upper case, or ""; `organizer` is the address it answers to, None
    where the file names none."""

    uid: str
    sequence: int
    attendee: str
    partstat: str
    method: str
    sender: str | None = None
    comment: str = ""
    start: datetime | None = None
    organizer: str | None = None
    delegated_to: tuple[str, ...] = ()
    """Addresses that the attendee sends instead (RFC 5546 section 3.2.2.3)."""
    delegated_from: tuple[str, ...] = ()
    """Addresses for which the attendee says to come instead."""
    sent_by: str | None = None
    """Who acts for the attendee, a secretary (RFC 5545 section 3.2.18)."""
    recurrence: str | None = None
    """RECURRENCE-ID as written, where one day of a series is answered."""
    stamp: datetime | None = None
    """When it was written (DTSTAMP), aware."""


class CalendarFormat(Protocol):
    """Calendar data in bytes. Pure: same input, same bytes."""

    def invitation(self, event: Outgoing[CalendarEvent], method: Method) -> bytes: ...

    def feed(self, events: Sequence[Outgoing[CalendarEvent] | Inside[CalendarEvent]], name: str) -> bytes: ...

    def replies(self, data: bytes) -> list[CalendarReply]:
        """Every answer in a calendar object; raises `Refused` with what the file is when it holds none."""
        ...

    def items(self, data: bytes) -> CalendarRead:
        """The events of any calendar data, one for each UID. What cannot be read is noted, the rest is taken. Raises
        `Refused` for what is no calendar at all or beyond all bounds."""
        ...

    def busy(self, data: bytes, first: date, last: date, timezone: str, but: Collection[str] = ()) -> CalendarRead:
        """When its owner is busy from `first` to `last` (both included): intervals on the wall clock of `timezone`, in
        order, without any word on why. Repetitions are expanded within bounds; transparent and cancelled events are
        free, and so are events with a UID of `but`. Raises `Refused` as `items` does."""
        ...

    def stored(self, event: Outgoing[CalendarEvent], over: bytes | None, described: bool) -> Outgoing[bytes]:
        """The object for a calendar store: `event` laid over the object `over` that stands there, of which everything
        else stays as it is; its description is replaced only if `described`."""
        ...

    def split(self, data: bytes) -> dict[str, bytes]:
        """The objects of a whole file as a store would keep them, by UID. Raises `Refused` for a file that could not be
        written as it was read."""
        ...

    def spliced(self, data: bytes, put: Mapping[str, bytes | None]) -> bytes:
        """A whole file with objects put in, by UID (None: taken out); everything else in it byte for byte as it was.
        No bytes are a new file. Raises as `split`."""
        ...


@dataclass(frozen=True, slots=True)
class CalendarAccess:
    """Where a calendar is and who asks. `calendar` is its name, where the address is a server's or a user's.
    `remembered` is what an earlier `CalendarStore.place` said, so that it need not be looked for again."""

    address: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    calendar: str | None = None
    remembered: str | None = None


@dataclass(frozen=True, slots=True)
class StoredObject:
    """One object in a calendar: `href` names it there, `version` changes whenever it does."""

    href: str
    version: str
    data: bytes


@dataclass(frozen=True, slots=True)
class CalendarChanges:
    """What changed in a calendar: objects new or changed, hrefs gone. `whole`: it is all there is, not what changed
    since a cursor (none was given, or the server no longer knows it). `cursor` says where to go on the next time."""

    changed: tuple[StoredObject, ...]
    gone: frozenset[str]
    cursor: str
    whole: bool


class CalendarStore(Protocol):
    """A calendar on a server. Raises `Unreachable` where it does not answer, `Refused` where it says no for good, and
    `Locked` with the name `changed-meanwhile` where an object is no longer the version that was read."""

    place: str
    """The calendar's own address, once found."""

    def changes(self, since: str | None) -> CalendarChanges: ...

    def objects(self, hrefs: Sequence[str]) -> list[StoredObject]:
        """These objects as they are now; those that are gone are left out."""
        ...

    def put(self, name: str, href: str | None, version: str | None, data: Outgoing[bytes]) -> str:
        """Writes one object and returns its href: a new one (`href` None, called `name`), never over another; or in
        place of the `version` that was read."""
        ...

    def remove(self, href: str, version: str) -> None:
        """Takes out an object of the version that was read."""
        ...

    def flush(self) -> None:
        """What was put or removed is there when this returns: a store may gather it up to here. Raises as `put`; then
        none of what was gathered is there."""
        ...

    def between(self, first: date, last: date) -> list[bytes]:
        """The objects that may touch these days."""
        ...

    def close(self) -> None: ...


class CalendarServer(Protocol):
    """How a calendar store is opened. `writes` False: it can only be looked at, and all but `between` is refused."""

    writes: bool

    def open(self, access: CalendarAccess) -> CalendarStore:
        """Finds the calendar. Raises as `CalendarStore` does, `UnknownName` with the names where none fits."""
        ...
