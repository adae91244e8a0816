"""`doctor` for calendars: whether they can be reached with what is known, and what is there."""

from __future__ import annotations

from datetime import timedelta

from npmsync.actions.busy_times import busy_data
from npmsync.actions.calendar_access import open_calendar
from npmsync.actions.check import Check
from npmsync.actions.opened import Opened
from npmsync.domain.words import Role
from npmsync.errors import NpmsyncError
from npmsync.ports import CalendarFormat
from npmsync.workspace.settings import BusySettings, EndpointSettings


def calendar_check(opened: Opened, endpoint: EndpointSettings) -> Check:
    """Opens a calendar endpoint and reads the days around today."""
    name = f"calendar {endpoint.name}"
    if endpoint.role is Role.AUTHORITY and endpoint.authority is None:
        return Check(name, False, 'whose calendar it is is not said: authority = "..." in its [[endpoint]].')
    try:
        store = open_calendar(opened, endpoint, endpoint.name)
        try:
            count = len(store.between(opened.today, opened.today + timedelta(days=30)))
        finally:
            store.close()
    except NpmsyncError as error:
        return Check(name, False, f"{error.message} {error.hint}".strip())
    return Check(name, True, f"{store.place} can be read; {count} events in the next thirty days.")


def busy_check(opened: Opened, settings: BusySettings) -> Check:
    """Reads a calendar of busy times for the weeks to come."""
    name = f"busy times {settings.name}"
    first, last = opened.today, opened.today + timedelta(days=30)
    calendars: CalendarFormat = opened.plugin("calendar", "ics")
    zone = opened.settings.workspace.timezone
    try:
        read = [calendars.busy(data, first, last, zone) for data in busy_data(opened, settings, first, last)]
    except NpmsyncError as error:
        return Check(name, False, f"{error.message} {error.hint}".strip())
    notes = [note for one in read for note in one.notes]
    said = f"{sum(len(one.busy) for one in read)} times in the next thirty days for {settings.email}"
    return Check(name, True, said + (f"; {len(notes)} notes, the first: {notes[0]}" if notes else "") + ".")
