"""Opening a calendar on a server: its address from npmsync.toml, its password from the keyring or the environment."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from npmsync.actions.opened import Opened
from npmsync.actions.secrets import secret
from npmsync.errors import UnknownName
from npmsync.paths import at_home
from npmsync.ports import CalendarAccess, CalendarFormat, CalendarServer, CalendarStore
from npmsync.workspace.settings import EndpointSettings

FILE = "ics"


def is_calendar(opened: Opened, endpoint: EndpointSettings) -> bool:
    """Whether an endpoint is a calendar, on a server or in a file: it has no tables, and a plugin knows its kind."""
    return not endpoint.table and (endpoint.adapter == FILE or endpoint.adapter in _opens(opened))


def _opens(opened: Opened) -> Collection[str]:
    return opened.caller.plugins.names("calendars")


def open_calendar(opened: Opened, settings: Any, name: str, remembered: str | None = None) -> CalendarStore:
    """The calendar of an endpoint or of busy times (`settings`), whose password is kept under `name`. What was
    `remembered` of its place is looked for anew where it is no longer there. Raises as `CalendarStore` does."""
    if settings.adapter == FILE and not settings.remote:
        from npmsync.actions.calendar_file import CalendarFile

        calendars: CalendarFormat = opened.plugin("calendar", FILE)
        path = (opened.workspace.root / at_home(Path(settings.address))).absolute()
        return CalendarFile(path, calendars, opened.workspace.backups, opened.now)
    kind = "web" if settings.adapter == "ics" else settings.adapter
    server: CalendarServer = opened.plugin("calendars", kind)
    password = secret(opened, name) if settings.user is not None else None
    address = settings.address
    if address.startswith("secret:"):
        address = secret(opened, address.removeprefix("secret:"))
    access = CalendarAccess(address, settings.user, password, settings.calendar, remembered)
    try:
        return server.open(access)
    except UnknownName as error:
        raise UnknownName(error.name, f"{name}: {error.message}", error.hint, error.near) from error
