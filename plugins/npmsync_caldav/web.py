"""A calendar that is published under an address: fetched whole, never written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from npmsync.domain.outgoing import Outgoing
from npmsync.errors import Refused
from npmsync.ports import CalendarAccess, CalendarChanges, StoredObject
from npmsync_caldav.wire import Wire


class WebCalendars:
    """Opens calendars under https:// (webcal:// is another word for it)."""

    writes = False

    def open(self, access: CalendarAccess) -> WebCalendar:
        address = access.address
        if address.lower().startswith("webcal"):
            address = "https" + address[address.index(":") :]
        return WebCalendar(Wire(address, access.user, access.password))


class WebCalendar:
    """`npmsync.ports.CalendarStore` of one file that can only be read."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.place = wire.address

    def close(self) -> None:
        self.wire.close()

    def between(self, first: date, last: date) -> list[bytes]:
        answer = self.wire.send("GET", self.place)
        if answer.status != 200:
            raise Refused(
                "no-calendar-there", f"{self.wire.host} gives no calendar ({answer.status}).", "Check the address."
            )
        return [answer.body]

    def changes(self, since: str | None) -> CalendarChanges:
        raise _read_only()

    def objects(self, hrefs: Sequence[str]) -> list[StoredObject]:
        raise _read_only()

    def put(self, name: str, href: str | None, version: str | None, data: Outgoing[bytes]) -> str:
        raise _read_only()

    def flush(self) -> None:
        """There is nothing to write."""

    def remove(self, href: str, version: str) -> None:
        raise _read_only()


def _read_only() -> Refused:
    return Refused(
        "read-only-calendar",
        "A published calendar can only be looked at.",
        'Use adapter = "caldav" to keep one in step.',
    )
