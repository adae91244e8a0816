"""One time round the calendars where something is new: merge, put down, write, look at what was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.calendar_entries import Entries
from npmsync.actions.calendar_plan import CalendarOutcome, asked_about, decisions_of, plan_calendars, said_of
from npmsync.actions.calendar_reading import take_in
from npmsync.actions.calendar_state import CalendarState, cannot, mapping, memory_of, where
from npmsync.actions.calendar_writing import write_calendar
from npmsync.actions.opened import Opened
from npmsync.actions.report import EndpointReport, SyncReport
from npmsync.actions.saving import save
from npmsync.actions.world import load_world
from npmsync.domain import Key, Meeting
from npmsync.errors import Locked, Refused, Unreachable
from npmsync.store import agreements, decisions, history
from npmsync.store.agreements import LastRead
from npmsync.sync.calendar import Entry, in_calendars, view
from npmsync.sync.guard import lost_too_much


@dataclass(frozen=True, slots=True)
class Round:
    """`number` counts the looks of one sync from 0; `reports` are the calendars' own, `report` is the whole sync's."""

    opened: Opened
    report: SyncReport
    reports: Mapping[str, EndpointReport]
    accept_missing: bool
    progress: Callable[[str], None]
    number: int

    def look(self, states: list[CalendarState]) -> bool:
        """Does all of it; True where an event had changed meanwhile and another look is needed."""
        with self.opened.store.transaction() as connection:
            world = load_world(self.opened, connection)
            meetings = {Key("meeting", m.id): m for m in world.meetings if in_calendars(m)}
            for state in states:
                take_in(self.opened, connection, state, meetings)
        states = [s for s in states if self.accept_missing or _sound(s, meetings, self.reports[s.name])]
        entries = {state.name: Entries(self.opened, world, state.settings) for state in states}
        outcome = plan_calendars(states, meetings, entries)
        for state in states:
            _tell(outcome, state, self.reports[state.name])
        if self.report.dry_run:
            self._foretell(outcome, states)
            return False
        with self.opened.store.transaction() as connection:
            _put_down(self.opened, connection, outcome, states, entries, self.report)
        again = False
        for state in states:
            if outcome.writes[state.name].keys:
                self.progress(f"writing {state.name}")
                again |= write_calendar(state, outcome, entries[state.name], self.reports[state.name], self.number)
        _settle(self.opened, outcome, states, self.report, self.reports, again)
        return again

    def _foretell(self, outcome: CalendarOutcome, states: Sequence[CalendarState]) -> None:
        for state in states:
            self.reports[state.name].planned = _planned(outcome, state)
        self.report.conflicts += len(outcome.plan.conflicts)
        self.report.corrections += len(outcome.plan.corrections)
        self.report.vanished += sum(len(asked_about(outcome, state)) for state in states)


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
    cannot(report, what)
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
        for source in sorted(set(sources.values())):
            save(connection, report.run, [m for key, m in changed.items() if sources[key] == source], source)
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
        memory_of(connection, state.name, {**state.memory, "settings": where(state.settings)})
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
        key: Entry("", "", {}, view(outcome.after[key], state.settings.own), entries.mark(outcome.after[key])).to_json()
        for key in (*writes.over, *writes.add)
    }


def _left(opened: Opened, connection: Connection, state: CalendarState, waiting: int) -> None:
    """Puts down how the calendar was left; a run that dies before it has written leaves the writes waiting."""
    length = history.length(connection)
    digest = mapping(opened, state.settings)
    agreements.put_last_read(connection, state.name, LastRead("", digest, len(state.entries), length, waiting))


def _settle(
    opened: Opened,
    outcome: CalendarOutcome,
    states: Sequence[CalendarState],
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
            memory_of(connection, state.name, {**state.memory, "settings": where(state.settings)})
            reports[state.name].read = len(state.entries)
        looked_at = {state.name for state in seen}
        for state in states:
            if state.name in looked_at or not outcome.writes[state.name].keys:
                shown = next((one for one in seen if one.name == state.name), state)
                _left(opened, connection, shown, reports[state.name].waiting)
        if report.run is not None and not any(one.written for one in (*report.endpoints, *reports.values())):
            report.run = None if history.drop_empty_run(connection, report.run) else report.run
