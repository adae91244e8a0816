"""When people cannot come, out of their calendars: intervals and nothing else. What stands there stays there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from npmsync.actions.archive import read_bounded
from npmsync.actions.calendar_access import open_calendar
from npmsync.actions.opened import Opened
from npmsync.errors import NpmsyncError
from npmsync.paths import at_home, refuse_unless_file
from npmsync.ports import CalendarFormat
from npmsync.scheduling.surroundings import Busy
from npmsync.workspace.settings import BusySettings


def busy_times(
    opened: Opened, first: date, last: date, uids: Collection[str]
) -> tuple[tuple[Busy, ...], tuple[str, ...]]:
    """The times from `first` to `last`, and a sentence for each calendar that could not be read. `uids` are those of
    npmsync's own meetings: a meeting stands in nobody's way to itself."""
    found: list[Busy] = []
    notes: list[str] = []
    for settings in opened.settings.busy:
        try:
            found += _times(opened, settings, first, last, uids)
        except NpmsyncError as error:
            said = f"when {settings.email} is busy is not known ({settings.name}): {error.message} {error.hint}"
            notes.append(said.strip())
    return tuple(found), tuple(notes)


def _times(opened: Opened, settings: BusySettings, first: date, last: date, uids: Collection[str]) -> Iterator[Busy]:
    calendars: CalendarFormat = opened.plugin("calendar", "ics")
    zone = opened.settings.workspace.timezone
    for data in busy_data(opened, settings, first, last):
        for start, end in calendars.busy(data, first, last, zone, uids).busy:
            yield Busy(settings.email, start, end)


def busy_data(opened: Opened, settings: BusySettings, first: date, last: date) -> list[bytes]:
    """The calendar data in which the times stand. Raises what files and servers raise."""
    if settings.adapter == "ics" and not settings.remote:
        path = (opened.workspace.root / at_home(Path(settings.address))).absolute()
        refuse_unless_file(path, f"{path} (busy times {settings.name!r})", "Export the calendar there again.")
        return [read_bounded(path)]
    store = open_calendar(opened, settings, settings.name)
    try:
        return store.between(first, last)
    finally:
        store.close()
