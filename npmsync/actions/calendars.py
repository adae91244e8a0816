"""The calendars' part of a sync: read what changed, merge, put down, write, look at what was written.

As with trackers, everything is put down before anything is written, and nothing is believed to be written that was not
seen there. A calendar that does not answer, or will not have something, is said and waits; the others are served.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.calendar_access import open_calendar
from npmsync.actions.calendar_entries import Entries
from npmsync.actions.calendar_plan import (
    CalendarOutcome,
    asked_about,
    decisions_of,
    plan_calendars,
    said_of,
)
from npmsync.actions.calendar_reading import CalendarState, memory_of, remembered, take_in
from npmsync.actions.calendar_writing import write_calendar
from npmsync.actions.opened import Opened
from npmsync.actions.putting_down import count_decisions
from npmsync.actions.report import EndpointReport, SyncReport
from npmsync.actions.saving import save
from npmsync.actions.world import load_world
from npmsync.domain import Key, Meeting
from npmsync.domain.world import World
from npmsync.errors import Locked, NpmsyncError, Refused, Unreachable
from npmsync.store import agreements, decisions, history
from npmsync.store.agreements import LastRead
from npmsync.sync.calendar import Entry, digest, in_calendars, view
from npmsync.sync.guard import lost_too_much
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
            if not _look(opened, states, report, reports, accept_missing, progress, look):
                break
    finally:
        for state in states:
            state.store.close()
    report.endpoints += reports.values()
    report.endpoints.sort(key=lambda endpoint: endpoint.name)
    if not report.dry_run:
        with opened.store.transaction() as connection:
            count_decisions(report, decisions.open_decisions(connection))


def _read(
    opened: Opened,
    endpoints: Sequence[EndpointSettings],
    reports: Mapping[str, EndpointReport],
    progress: Callable[[str], None],
) -> list[CalendarState]:
    """The calendars that answer, with what changed there; those that do not are in the reports."""
    with opened.store.transaction() as connection:
        memories = {endpoint.name: remembered(connection, endpoint.name) for endpoint in endpoints}

    def look(endpoint: EndpointSettings) -> CalendarState | Failure:
        try:
            return _look_at(opened, endpoint, memories[endpoint.name])
        except (Unreachable, Refused, Locked) as error:
            return error

    for endpoint in endpoints:
        progress(f"reading {endpoint.name}")
    if len(endpoints) == 1:
        found = [look(endpoints[0])]
    else:
        with ThreadPoolExecutor(max_workers=8) as pool:
            found = list(pool.map(look, endpoints))
    states = []
    for endpoint, one in zip(endpoints, found, strict=True):
        if isinstance(one, NpmsyncError):
            _cannot(reports[endpoint.name], one)
        else:
            states.append(one)
    return states


def _look_at(opened: Opened, endpoint: EndpointSettings, memory: Mapping[str, Any]) -> CalendarState:
    """A calendar and what changed in it. One that is not where it was is looked for once more."""
    same = memory.get("settings") == _where(endpoint)
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


def _look(
    opened: Opened,
    states: list[CalendarState],
    report: SyncReport,
    reports: Mapping[str, EndpointReport],
    accept_missing: bool,
    progress: Callable[[str], None],
    number: int,
) -> bool:
    """One time round; whether another is needed."""
    with opened.store.transaction() as connection:
        last = {state.name: agreements.last_read(connection, state.name) for state in states}
        length = history.length(connection)
        if not report.dry_run and all(_nothing_new(opened, state, last[state.name], length) for state in states):
            for state in states:
                reports[state.name].read = last[state.name].read  # type: ignore[union-attr]
            return False
        world = load_world(opened, connection)
        meetings = {Key("meeting", m.id): m for m in world.meetings if in_calendars(m)}
        for state in states:
            take_in(opened, connection, state, meetings)
    states = [state for state in states if accept_missing or _sound(state, meetings, reports[state.name])]
    entries = {state.name: Entries(opened, world, state.settings) for state in states}
    outcome = plan_calendars(states, meetings, entries)
    for state in states:
        _tell(outcome, state, reports[state.name])
    if report.dry_run:
        for state in states:
            reports[state.name].planned = _planned(outcome, state)
        report.conflicts += len(outcome.plan.conflicts)
        report.corrections += len(outcome.plan.corrections)
        report.vanished += sum(len(asked_about(outcome, state)) for state in states)
        return False
    with opened.store.transaction() as connection:
        _put_down(opened, connection, outcome, states, entries, report)
    again = False
    for state in states:
        if outcome.writes[state.name].keys:
            progress(f"writing {state.name}")
            again |= write_calendar(state, outcome, entries[state.name], reports[state.name], number)
    _settle(opened, outcome, states, world, report, reports, again)
    return again


def _nothing_new(opened: Opened, state: CalendarState, last: LastRead | None, length: int) -> bool:
    changes = state.changes
    if last is None or last.waiting or changes.changed or changes.gone or changes.whole:
        return False
    return (last.mapping, last.history) == (_mapping(opened, state.settings), length)


def _where(endpoint: EndpointSettings) -> str:
    return digest(endpoint.address, endpoint.user, endpoint.calendar)


def _mapping(opened: Opened, endpoint: EndpointSettings) -> str:
    """Changes whenever npmsync.toml says something else that a calendar shows."""
    settings = opened.settings
    about = [one.model_dump(mode="json") for one in (settings.workspace, endpoint, *settings.authority)]
    return digest(about)


def _cannot(report: EndpointReport, error: NpmsyncError) -> None:
    said = f"{error.message} {error.hint}".strip()
    report.waiting = max(report.waiting, 1)
    if said not in report.notes:
        report.notes.append(said)


def _sound(state: CalendarState, meetings: Mapping[Key, Meeting], report: EndpointReport) -> bool:
    """False for a calendar that lost so much at once that it was more likely emptied than edited."""
    today = state.today
    known = [key for key in state.held if meetings[key].start.date() >= today]
    missing = [key for key in known if key in state.missing]
    if len(known) < 2 or not lost_too_much(len(known), len(missing)):
        return True
    what = Refused(
        "events-lost",
        f"{len(missing)} of {len(known)} meetings to come are no longer in the calendar; nothing was taken from it.",
        "If they are meant to be gone, run: npmsync sync --accept-missing",
    )
    _cannot(report, what)
    return False


def _tell(outcome: CalendarOutcome, state: CalendarState, report: EndpointReport) -> None:
    report.read, report.waiting = len(state.entries), 0
    report.changed |= {c.key for c in outcome.plan.changes if c.endpoint == state.name and not c.overruled}
    report.notes += [note for note in (*state.notes, *said_of(outcome, state)) if note not in report.notes]


def _planned(outcome: CalendarOutcome, state: CalendarState) -> list[dict[str, Any]]:
    """What would change here, for `--dry-run`."""
    into = [
        {"to": "hub", "record": outcome.before[c.key].title, "field": c.field, "old": c.old, "new": c.new}
        for c in outcome.plan.changes
        if c.endpoint == state.name and not c.overruled
    ]
    writes = outcome.writes[state.name]
    words = [(writes.over, "the event as the hub has it"), (writes.add, "a new event"), (writes.remove, None)]
    out = [
        {"to": state.name, "record": outcome.after[key].title, "field": None, "old": None, "new": word}
        for keys, word in words
        for key in keys
    ]
    return into + out


def _put_down(
    opened: Opened,
    connection: Connection,
    outcome: CalendarOutcome,
    states: Sequence[CalendarState],
    entries: Mapping[str, Entries],
    report: SyncReport,
) -> None:
    """Transaction A: what the meetings take, what is agreed, what will be written, what waits, where to go on."""
    changed = outcome.changed
    if report.run is None and (changed or any(outcome.writes[state.name].keys for state in states)):
        report.run = opened.begin(connection, "sync")
    if changed and report.run is not None:
        sources = {c.key: c.endpoint for c in outcome.plan.changes}
        for key, meeting in changed.items():
            save(connection, report.run, [meeting], sources[key])
    since = opened.now.isoformat(timespec="seconds")
    for state in states:
        waiting = outcome.waiting(state.name)
        agreed = {key: _agreed(entry, waiting.get(key, set())) for key, entry in state.entries.items()}
        state.entries = agreed
        asked = asked_about(outcome, state)
        gone = {key: replace(state.held[key], version="") for key in asked}
        put = {key: one.to_json() for key, one in (agreed | gone).items() if one != state.held.get(key)}
        agreements.put_agreements(connection, state.name, put)
        agreements.drop_agreements(connection, state.name, state.missing - asked)
        memory_of(connection, state.name, {**state.memory, "settings": _where(state.settings)})
        agreements.clear_intents(connection, state.name)
        if report.run is not None:
            meant = _meant(outcome, state, entries[state.name])
            agreements.put_intents(connection, state.name, report.run, meant)
        items = decisions_of(outcome, state, since, opened.new_id)
        decisions.renew(connection, state.name, ("conflict", "correction", "vanished"), items)
        _left(opened, connection, state, len(outcome.writes[state.name].keys))


def _agreed(entry: Entry, waiting: set[str]) -> Entry:
    """What the two agree on now: what the calendar shows, but for what waits."""
    values = {name: entry.values.get(name) if name in waiting else value for name, value in entry.seen.items()}
    return replace(entry, values=values, data=None)


def _meant(outcome: CalendarOutcome, state: CalendarState, entries: Entries) -> dict[Key, dict[str, Any]]:
    writes = outcome.writes[state.name]
    return {
        key: Entry("", "", {}, view(outcome.after[key], state.own), entries.mark(outcome.after[key])).to_json()
        for key in (*writes.over, *writes.add)
    }


def _left(opened: Opened, connection: Connection, state: CalendarState, waiting: int) -> None:
    """Puts down how the calendar was left; a run that dies before it has written leaves the writes waiting."""
    length = history.length(connection)
    mapping = _mapping(opened, state.settings)
    agreements.put_last_read(connection, state.name, LastRead("", mapping, len(state.entries), length, waiting))


def _settle(
    opened: Opened,
    outcome: CalendarOutcome,
    states: Sequence[CalendarState],
    world: World,
    report: SyncReport,
    reports: Mapping[str, EndpointReport],
    again: bool,
) -> None:
    """Transaction B: what was written is looked at, and what is seen there is agreed."""
    seen: list[CalendarState] = []
    for state in states:
        if reports[state.name].written and not again:
            with suppress(Unreachable, Refused, Locked):  # written and not to be seen: the intent stays for who can
                changes = state.store.changes(state.changes.cursor)
                seen.append(CalendarState(state.settings, state.store, changes, state.today))
    with opened.store.transaction() as connection:
        for state in seen:
            take_in(opened, connection, state, outcome.after)
            put = {key: replace(entry, data=None) for key, entry in state.entries.items()}
            fresh = {key: entry.to_json() for key, entry in put.items() if entry != state.held.get(key)}
            agreements.put_agreements(connection, state.name, fresh)
            agreements.drop_agreements(connection, state.name, state.missing & set(outcome.writes[state.name].remove))
            agreements.clear_intents(connection, state.name)
            memory_of(connection, state.name, {**state.memory, "settings": _where(state.settings)})
            reports[state.name].read = len(state.entries)
        looked_at = {state.name for state in seen}
        for state in states:
            if state.name in looked_at or not outcome.writes[state.name].keys:
                shown = next((one for one in seen if one.name == state.name), state)
                _left(opened, connection, shown, reports[state.name].waiting)
        if report.run is not None and not any(one.written for one in (*report.endpoints, *reports.values())):
            report.run = None if history.drop_empty_run(connection, report.run) else report.run
