"""`sync`: read, identify, merge against the agreed base, plan, put down, write once, settle.

Everything that is decided is put down in one transaction before any file is touched. A run that dies after it leaves a
hub that is ahead of its endpoints, which is what the next run finds and finishes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from npmsync.actions.calendar_access import is_calendar
from npmsync.actions.conflict_copies import with_copies
from npmsync.actions.endpoints import EndpointState, refuse_great_loss
from npmsync.actions.neighbours import about_the_folder, refuse_two_copies, take_the_place
from npmsync.actions.nothing_new import nothing_new
from npmsync.actions.opened import Opened
from npmsync.actions.outcome import Outcome, decided
from npmsync.actions.putting_down import count_decisions, put_down
from npmsync.actions.reading import read_all
from npmsync.actions.report import EndpointReport, SyncReport
from npmsync.actions.settling import settle
from npmsync.actions.tables import EndpointTables, tables_of
from npmsync.actions.writing import write_endpoint
from npmsync.domain import ENTITIES, Key
from npmsync.domain.record import rules
from npmsync.errors import UnknownName, Unreachable
from npmsync.store import records
from npmsync.sync.model import Fields, Plan
from npmsync.sync.names import Directory
from npmsync.sync.numbering import with_references
from npmsync.sync.plan import make_plan
from npmsync.sync.project import Projection, project_additions, project_writes
from npmsync.workspace.settings import EndpointSettings

LOOKS = 3
"""How often at most an endpoint is looked at in one sync: again where somebody changed it between reading and writing,
and where it was given names of addressees, beside which their answers then have a place."""


@dataclass(frozen=True, slots=True)
class SyncOptions:
    """`only`: the one endpoint that is looked at. `accept_missing`: however many rows are gone, each is asked about.
    `moved_here`: other workspaces that name endpoints of this one are gone for good."""

    dry_run: bool = False
    only: str | None = None
    accept_missing: bool = False
    moved_here: bool = False


def synchronise(
    opened: Opened, options: SyncOptions | None = None, progress: Callable[[str], None] = print
) -> SyncReport:
    """Brings the hub and its endpoints in step. `progress` is told what is being done, for a person who waits."""
    options = options or SyncOptions()
    chosen = _chosen(opened, options.only)
    refuse_two_copies(opened)
    notes = list(about_the_folder(opened))
    if options.moved_here:
        notes += [f"the workspace in {old} is no more; this one stands in its place" for old in take_the_place(opened)]
    calendars = [endpoint for endpoint in chosen if is_calendar(opened, endpoint)]
    report = _synchronise_tables(opened, options, [one for one in chosen if one not in calendars], progress)
    if calendars:
        from npmsync.actions.calendars import synchronise_calendars

        synchronise_calendars(opened, calendars, report, progress, options.accept_missing)
    return replace(report, notes=notes)


def _synchronise_tables(
    opened: Opened, options: SyncOptions, endpoints: Sequence[EndpointSettings], progress: Callable[[str], None]
) -> SyncReport:
    tables = {endpoint.name: tables_of(opened, endpoint) for endpoint in endpoints}
    if not options.dry_run and (unchanged := nothing_new(opened, endpoints, tables)):
        return unchanged
    report = _look(opened, options, endpoints, progress, tables)
    for _ in range(LOOKS - 1):
        if options.dry_run or not any(endpoint.again for endpoint in report.endpoints):
            break
        report.follow(_look(opened, options, endpoints, progress, tables))
    return report


def _look(
    opened: Opened,
    options: SyncOptions,
    endpoints: Sequence[EndpointSettings],
    progress: Callable[[str], None],
    tables: Mapping[str, EndpointTables],
) -> SyncReport:
    """One time round: read, merge, put down, write, settle."""
    with opened.store.transaction() as connection:
        hub = records.load_fields(connection)
        states, directory, silent = read_all(opened, connection, endpoints, hub, progress, tables)
    if not options.accept_missing:
        for state in states:
            refuse_great_loss(state)
    outcome = _plan(opened, hub, states, directory)
    projections = {state.name: _project(outcome, state) for state in states}
    report = _report(outcome, states, projections, silent)
    if options.dry_run:
        report.dry_run = True
        for endpoint in report.endpoints:
            if endpoint.name in projections:
                endpoint.planned = outcome.planned(endpoint.name, projections[endpoint.name])
        return report
    with opened.store.transaction() as connection:
        report.run = put_down(opened, connection, outcome, states, projections, report)
    reports = {endpoint.name: endpoint for endpoint in report.endpoints}
    for state in states:
        if not projections[state.name].empty:
            progress(f"writing {state.tracker.tables.label}")
            write_endpoint(state, projections[state.name], reports[state.name])
    settle(opened, report, states, outcome)
    return report


def _chosen(opened: Opened, only: str | None) -> Sequence[EndpointSettings]:
    endpoints = sorted(opened.settings.endpoint, key=lambda endpoint: endpoint.name)
    if only is None:
        return with_copies(opened, endpoints)
    chosen = [endpoint for endpoint in endpoints if endpoint.name == only]
    if not chosen:
        names = ", ".join(endpoint.name for endpoint in endpoints) or "none"
        raise UnknownName("unknown-endpoint", f"No endpoint is named {only!r}.", f"npmsync.toml has: {names}.")
    return with_copies(opened, chosen)


def _plan(
    opened: Opened, hub: dict[Key, dict[str, Any]], states: Sequence[EndpointState], directory: Directory
) -> Outcome:
    answered = {key for key in hub if key.entity == "response"}.union(*(state.answered(hub) for state in states))
    snapshots = [state.snapshot(hub, answered) for state in states]
    base = {state.name: state.base_values() for state in states}
    plan = make_plan(hub, base, snapshots, _rule_of)
    parents = {rid: parent for state in states for rid, parent in state.parents.items()}
    for key, fields in hub.items():
        if key.entity == "response":
            parents.setdefault(key.id, (fields["recommendation"], fields["authority"] or ""))
    after = _after(hub, plan, parents)
    wants = {state.name: _wanted(state, after) for state in states if state.accepts_rows}
    plan = replace(plan, additions={name: tuple(sorted(keys)) for name, keys in wants.items() if keys})
    if any(state.tracker.numbered for state in states):
        to_number = {state.name: state.unnumbered(plan.additions.get(state.name, ())) for state in states}
        plan = with_references(plan, hub, after, to_number, {state.name: state.references for state in states})
        after = _after(hub, plan, parents)
    old = {s.endpoint: state.from_old_copy(s.records) for s, state in zip(snapshots, states, strict=True)}
    return Outcome(plan, hub, after, directory, parents, old)


def _rule_of(entity: str, name: str) -> Any:
    return rules(ENTITIES[entity])[name]


def _after(
    hub: dict[Key, dict[str, Any]], plan: Plan, parents: dict[str, tuple[str, str]]
) -> dict[Key, dict[str, Any]]:
    """The hub once the plan's changes are in."""
    after = dict(hub)
    copied: set[Key] = set()
    for change in plan.changes:
        if change.overruled:
            continue
        key = change.key
        if key not in copied:
            after[key] = dict(after.get(key, {}))
            copied.add(key)
            if key.entity == "response":
                recommendation, authority = parents[key.id]
                after[key] |= {"recommendation": recommendation, "authority": authority or None}
        if change.new is None:
            after[key].pop(change.field, None)  # the entity's class says what empty is: None, or a list of nothing
        else:
            after[key][change.field] = change.new
    return after


def _wanted(state: EndpointState, after: Mapping[Key, Fields]) -> set[Key]:
    """The records that the endpoint has never held and has a table for. One that is gone from it is asked about, not
    put back."""
    entities = {reading.table.entity for reading in state.tracker.readings}
    doubtful = {key for options in state.matching.asked.values() for key in options}
    present = {*state.composed, *state.held.base, *doubtful}
    return {key for key in after if key.entity in entities and key not in present}


def _project(outcome: Outcome, state: EndpointState) -> Projection:
    names = outcome.directory.names
    projection = project_writes(state.view, outcome.plan.writes.get(state.name, ()), outcome.parents, names)
    answers: dict[str, dict[str, Fields]] = {}
    for key, fields in outcome.after.items():
        if key.entity == "response":
            answers.setdefault(fields["recommendation"], {})[fields["authority"] or ""] = fields
    project_additions(state.view, outcome.plan.additions.get(state.name, ()), outcome.after, answers, names, projection)
    return projection


def _report(
    outcome: Outcome,
    states: Sequence[EndpointState],
    projections: dict[str, Projection],
    silent: Mapping[str, Unreachable],
) -> SyncReport:
    made = outcome.directory.made
    report = SyncReport(None, [], new_authorities=sorted(made.values()))
    for state in states:
        projection = projections[state.name]
        changed = {outcome.primary(c.key) for c in outcome.plan.changes if c.endpoint == state.name and not c.overruled}
        notes = [*state.tracker.notes, *(problem.message for problem in state.tracker.problems)]
        endpoint = EndpointReport(state.name, len(state.tracker.sources), changed, notes=notes)
        endpoint.waiting = len({item.key for item in projection.waiting})
        endpoint.notes += [*state.about_its_past, *state.incomplete]
        endpoint.notes += [outcome.sentence(item) for item in projection.waiting]
        endpoint.written = {outcome.primary(key) for key in projection.intents}
        endpoint.again = any(write.field == "addressees" for write in outcome.plan.writes.get(state.name, ()))
        report.endpoints.append(endpoint)
    said: set[str] = set()
    for name, error in silent.items():
        words = f"{error.message} {error.hint}".strip()
        notes = ["As above: it waits for the next run."] if words in said else [words]
        said.add(words)
        report.endpoints.append(EndpointReport(name, waiting=1, notes=notes))
    report.endpoints.sort(key=lambda endpoint: endpoint.name)
    count_decisions(report, decided(outcome, states, since="", make_id=str))
    return report
