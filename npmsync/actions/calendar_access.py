"""Opening a calendar on a server: its address from npmsync.toml, its password from the keyring or the environment."""

from __future__ import annotations

from typing import Any

from npmsync.actions.opened import Opened
from npmsync.actions.secrets import secret
from npmsync.errors import UnknownName
from npmsync.ports import CalendarAccess, CalendarServer, CalendarStore
from npmsync.workspace.settings import EndpointSettings


def is_calendar(opened: Opened, endpoint: EndpointSettings) -> bool:
    """Whether an endpoint is a calendar on a server: it has no tables, and a plugin opens calendars of its kind."""
    return not endpoint.table and endpoint.adapter in opened.caller.plugins.names("calendars")


def open_calendar(opened: Opened, settings: Any, name: str, remembered: str | None = None) -> CalendarStore:
    """The calendar of an endpoint or of busy times (`settings`), whose password is kept under `name`. What was
    `remembered` of its place is looked for anew where it is no longer there. Raises as `CalendarStore` does."""
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
