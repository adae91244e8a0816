"""One time round the tables: read, identify, merge against the agreed base, plan, put down, write once, settle.

Everything that is decided is put down in one transaction before any file is touched. A run that dies after it leaves a
hub that is ahead of its endpoints, which is what the next run finds and finishes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from npmsync.actions.about_endpoints import about
from npmsync.actions.endpoints import EndpointState, refuse_great_loss
from npmsync.actions.opened import Opened
from npmsync.actions.outcome import Outcome, decided
from npmsync.actions.putting_down import put_down
from npmsync.actions.reading import read_all
from npmsync.actions.report import EndpointReport, SyncReport, count_decisions
from npmsync.actions.settling import settle
from npmsync.actions.sync_options import SyncOptions
from npmsync.actions.tables import EndpointTables
from npmsync.actions.writing import write_endpoint
from npmsync.domain import ENTITIES, Key
from npmsync.domain.record import rules
from npmsync.errors import Unreachable
from npmsync.store import records
from npmsync.sync.identity import words_of
from npmsync.sync.model import Fields, Plan
from npmsync.sync.names import Directory
from npmsync.sync.numbering import with_references
from npmsync.sync.plan import make_plan
from npmsync.sync.project import Projection, project_additions, project_writes
from npmsync.workspace.settings import EndpointSettings


def look(
    opened: Opened,
    options: SyncOptions,
    endpoints: Sequence[EndpointSettings],
    progress: Callable[[str], None],
    tables: Mapping[str, EndpointTables],
    run: str | None,
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
    report.run = run
    if options.dry_run:
        report.dry_run = True
        for endpoint in report.endpoints:
            if endpoint.name in projections:
                endpoint.planned = outcome.planned(endpoint.name, projections[endpoint.name])
        return report
    with opened.store.transaction() as connection:
        put = put_down(opened, connection, outcome, states, projections, report)
    report.run = put.run
    reports = {endpoint.name: endpoint for endpoint in report.endpoints}
    for state in states:
        if not projections[state.name].empty:
            progress(f"writing {state.tracker.tables.label}")
            write_endpoint(state, projections[state.name], reports[state.name])
    settle(opened, report, states, outcome, put)
    return report


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
    put back; one for which a row there could not be told from another is not added beside that one."""
    entities = {reading.table.entity for reading in state.tracker.readings}
    doubtful = {key for options in state.matching.asked.values() for key in options}
    present = {*state.composed, *state.held.base, *doubtful}
    wanted = {key for key in after if key.entity in entities and key not in present}
    if wanted and (words := state.words):
        wanted = {key for key in wanted if words_of(after[key]) not in words}
    return wanted


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
        endpoint.waiting = len({item.key for item in projection.waiting} | state.apart)
        endpoint.notes += about(state)
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
