"""`npmsync.ports.CalendarFormat` as iCalendar."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from npmsync.documents import gate
from npmsync.domain.outgoing import Inside, Outgoing
from npmsync.ports import CalendarEvent, CalendarRead, CalendarReply, Method


class IcsFormat:
    """iCalendar in bytes, UTF-8, CRLF. Pure: the same event gives the same bytes."""

    def invitation(self, event: Outgoing[CalendarEvent], method: Method) -> bytes:
        """One event with its METHOD. A CANCEL carries STATUS:CANCELLED whatever the event says. Raises `Refused` where
        an address or the zone could not be understood by those who get it."""
        from npmsync_ics.compose import invitation

        return invitation(event.content, method)

    def feed(self, events: Sequence[Outgoing[CalendarEvent] | Inside[CalendarEvent]], name: str) -> bytes:
        """All events in one calendar to subscribe to. It names no attendees: a calendar that is subscribed to or
        imported must not invite anybody again (RFC 5546 section 3.2.1: PUBLISH has none)."""
        from npmsync_ics.compose import feed

        return feed([event.content for event in events], name)

    def replies(self, data: bytes) -> list[CalendarReply]:
        """Every answer in a calendar object, as it stands. Bounded: see `npmsync_ics.lines`. Raises `Refused` with what
        is wrong where no answer can be read."""
        from npmsync_ics.reply import replies

        return replies(data)

    def items(self, data: bytes) -> CalendarRead:
        """The events of any calendar data. See `npmsync_ics.content` for what is mended and what is refused."""
        from npmsync_ics.events import items

        return items(data)

    def busy(self, data: bytes, first: date, last: date, timezone: str, but: Collection[str] = ()) -> CalendarRead:
        """When its owner is busy, and nothing about why."""
        from npmsync_ics.busy import busy

        return busy(data, first, last, timezone, but)

    def split(self, data: bytes) -> dict[str, bytes]:
        """The objects of a whole file, by UID."""
        from npmsync_ics.whole_file import split

        return split(data)

    def spliced(self, data: bytes, put: Mapping[str, bytes | None]) -> bytes:
        """A whole file with objects put in."""
        from npmsync_ics.whole_file import spliced

        return spliced(data, put)

    def stored(self, event: Outgoing[CalendarEvent], over: bytes | None, described: bool) -> Outgoing[bytes]:
        """The object for a calendar store, laid over the one that stands there."""
        from npmsync_ics.stored import stored

        return gate.shaped(event, lambda content: stored(content, over, described))
