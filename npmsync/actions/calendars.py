"""The calendars' part of a sync: read what changed, merge, put down, write, look at what was written.

As with trackers, everything is put down before anything is written, and nothing is believed to be written that was not
seen there. A calendar that does not answer, or will not have something, is said and waits; the others are served.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from npmsync.actions.calendar_access import open_calendar
from npmsync.actions.calendar_state import MEMORY, CalendarState, cannot, mapping, where
from npmsync.actions.opened import Opened
from npmsync.actions.report import EndpointReport, SyncReport, count_decisions
from npmsync.errors import Locked, NpmsyncError, Refused, Unreachable
from npmsync.store import reading
from npmsync.workspace.settings import EndpointSettings

LOOKS = 3
"""How often at most the calendars are looked at in one sync: again where somebody changed an event meanwhile."""
Failure = Unreachable | Refused | Locked


def synchronise_calendars(
    opened: Opened,
    endpoints: Sequence[EndpointSettings],
    report: SyncReport,
    progress: Callable[[str], None],
    accept_missing: bool = False,
) -> None:
    """Brings meetings and calendars in step and adds what was done to `report`."""
    reports = {endpoint.name: EndpointReport(endpoint.name) for endpoint in endpoints}
    states: list[CalendarState] = []
    try:
        for look in range(LOOKS):
            for state in states:
                state.store.close()
            states = _read(opened, endpoints, reports, progress)
            if _nothing_new(opened, states, reports, report):
                break
            from npmsync.actions.calendar_round import Round

            if not Round(opened, report, reports, accept_missing, progress, look).look(states):
                break
    finally:
        for state in states:
            state.store.close()
    report.endpoints += reports.values()
    report.endpoints.sort(key=lambda endpoint: endpoint.name)
    if not report.dry_run:
        with opened.store.reading() as reader:
            count_decisions(report, reading.open_items(reader))


def _read(
    opened: Opened,
    endpoints: Sequence[EndpointSettings],
    reports: Mapping[str, EndpointReport],
    progress: Callable[[str], None],
) -> list[CalendarState]:
    """The calendars that answer, with what changed there; those that do not are in the reports."""
    with opened.store.reading() as reader:
        memories = reading.remembered(reader, MEMORY.entity)

    def look(endpoint: EndpointSettings) -> CalendarState | Failure:
        try:
            return _look_at(opened, endpoint, memories.get(endpoint.name, {}))
        except (Unreachable, Refused, Locked) as error:
            return error

    for endpoint in endpoints:
        progress(f"reading {endpoint.name}")
    if len(endpoints) == 1:
        found = [look(endpoints[0])]
    else:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(max_workers=8) as pool:
            found = list(pool.map(look, endpoints))
    states = []
    for endpoint, one in zip(endpoints, found, strict=True):
        if isinstance(one, NpmsyncError):
            cannot(reports[endpoint.name], one)
        else:
            states.append(one)
    return states


def _look_at(opened: Opened, endpoint: EndpointSettings, memory: Mapping[str, Any]) -> CalendarState:
    """A calendar and what changed in it. One that is not where it was is looked for once more."""
    same = memory.get("settings") == where(endpoint)
    place = memory.get("place") if same else None
    store = open_calendar(opened, endpoint, endpoint.name, place)
    try:
        try:
            changes = store.changes(memory.get("cursor") if same else None)
        except Refused as error:
            if place is None or error.name != "calendar-gone":
                raise
            store.close()
            store = open_calendar(opened, endpoint, endpoint.name)
            changes = store.changes(None)
    except BaseException:
        store.close()
        raise
    return CalendarState(endpoint, store, changes, opened.today)


def _nothing_new(
    opened: Opened, states: Sequence[CalendarState], reports: Mapping[str, EndpointReport], report: SyncReport
) -> bool:
    """True where no calendar, no setting and nothing in the hub has changed; the reports say what is there."""
    if report.dry_run:
        return False
    with opened.store.reading() as reader:
        length, last = reading.history_length(reader), reading.last_reads(reader)
    for state in states:
        changes, known = state.changes, last.get(state.name)
        if known is None or known.waiting or changes.changed or changes.gone or changes.whole:
            return False
        if (known.mapping, known.history) != (mapping(opened, state.settings), length):
            return False
        reports[state.name].read = known.read
    return True
