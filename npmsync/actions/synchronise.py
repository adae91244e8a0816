"""`sync`: read, identify, merge against the agreed base, plan, put down, write once, settle.

Everything that is decided is put down in one transaction before any file is touched. A run that dies after it leaves a
hub that is ahead of its endpoints, which is what the next run finds and finishes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.endpoints import EndpointState, load_held, recognise_rows, refuse_great_loss
from npmsync.actions.opened import Opened
from npmsync.actions.outcome import Outcome, decided, new_base
from npmsync.actions.report import EndpointReport, SyncReport
from npmsync.actions.settling import settle
from npmsync.actions.trackers import file_digest, mapping_digest, read_tracker
from npmsync.actions.writing import write_endpoint
from npmsync.domain import ENTITIES, Key
from npmsync.domain.record import rules
from npmsync.domain.words import Role
from npmsync.errors import UnknownName
from npmsync.store import agreements, decisions, history, records
from npmsync.store.decisions import Decision
from npmsync.sync.model import Fields, Plan
from npmsync.sync.names import Directory
from npmsync.sync.plan import make_plan
from npmsync.sync.project import Projection, project_additions, project_writes
from npmsync.workspace.settings import EndpointSettings

LOOKS = 3
"""How often at most an endpoint is looked at in one sync: again where somebody changed it between reading and writing,
and where it was given names of addressees, beside which their answers then have a place."""


@dataclass(frozen=True, slots=True)
class SyncOptions:
    """`only`: the one endpoint that is looked at. `accept_missing`: however many rows are gone, each is asked about."""

    dry_run: bool = False
    only: str | None = None
    accept_missing: bool = False


def synchronise(
    opened: Opened, options: SyncOptions | None = None, progress: Callable[[str], None] = print
) -> SyncReport:
    """Brings the hub and its endpoints in step. `progress` is told what is being done, for a person who waits."""
    options = options or SyncOptions()
    endpoints = _chosen(opened, options.only)
    if not options.dry_run and (unchanged := _nothing_new(opened, endpoints)):
        return unchanged
    report = _look(opened, options, endpoints, progress)
    for _ in range(LOOKS - 1):
        if options.dry_run or not any(endpoint.again for endpoint in report.endpoints):
            break
        report.follow(_look(opened, options, endpoints, progress))
    return report


def _look(
    opened: Opened, options: SyncOptions, endpoints: Sequence[EndpointSettings], progress: Callable[[str], None]
) -> SyncReport:
    """One time round: read, merge, put down, write, settle."""
    with opened.store.transaction() as connection:
        hub = records.load_fields(connection)
        states, directory = _read_all(opened, connection, endpoints, hub, progress)
    if not options.accept_missing:
        for state in states:
            refuse_great_loss(state)
    outcome = _plan(opened, hub, states, directory)
    projections = {state.name: _project(outcome, state) for state in states}
    report = _report(outcome, states, projections)
    if options.dry_run:
        report.dry_run = True
        return report
    with opened.store.transaction() as connection:
        report.run = _put_down(opened, connection, outcome, states, projections, report)
    for state, endpoint in zip(states, report.endpoints, strict=True):
        if not projections[state.name].empty:
            progress(f"writing {state.tracker.path.name}")
            write_endpoint(opened, state, projections[state.name], endpoint)
    settle(opened, report, states, outcome, endpoints)
    return report


def _chosen(opened: Opened, only: str | None) -> Sequence[EndpointSettings]:
    endpoints = sorted(opened.settings.endpoint, key=lambda endpoint: endpoint.name)
    if only is None:
        return endpoints
    chosen = [endpoint for endpoint in endpoints if endpoint.name == only]
    if not chosen:
        names = ", ".join(endpoint.name for endpoint in endpoints) or "none"
        raise UnknownName("unknown-endpoint", f"No endpoint is named {only!r}.", f"npmsync.toml has: {names}.")
    return chosen


def _nothing_new(opened: Opened, endpoints: Sequence[EndpointSettings]) -> SyncReport | None:
    """The report of a sync that has nothing to do: no file, no setting and nothing in the hub has changed."""
    digests = {endpoint.name: file_digest(opened.workspace.address(endpoint)) for endpoint in endpoints}
    with opened.store.transaction() as connection:
        length = history.length(connection)
        report = SyncReport(None, [])
        for endpoint in endpoints:
            last = agreements.last_read(connection, endpoint.name)
            now = (digests[endpoint.name], mapping_digest(opened.settings, endpoint), length)
            if last is None or last.waiting or now != (last.digest, last.mapping, last.history):
                return None
            report.endpoints.append(EndpointReport(endpoint.name, read=last.read))
        count_decisions(report, decisions.open_decisions(connection))
        return report


def count_decisions(report: SyncReport, items: Sequence[Decision]) -> None:
    """Counts what waits for a person into a report."""
    kinds = Counter(item.kind for item in items)
    report.conflicts, report.corrections = kinds["conflict"], kinds["correction"]
    report.vanished, report.near_names, report.replies = kinds["vanished"], kinds["near_name"], kinds["reply"]


def _read_all(
    opened: Opened,
    connection: Connection,
    endpoints: Sequence[EndpointSettings],
    hub: dict[Key, dict[str, Any]],
    progress: Callable[[str], None],
) -> tuple[list[EndpointState], Directory]:
    directory = directory_of(opened, hub)
    known = dict(hub)
    states = []

    def find_or_make(name: str) -> str:
        return directory.find(name) or directory.find_or_make(name, opened.new_id())

    def find(name: str) -> str:
        """Only the NPM's trackers make authorities: an unknown name in an authority's sheet stays a name."""
        return directory.find(name) or name

    for endpoint in endpoints:
        to_id = find_or_make if endpoint.role is Role.NPM else find
        progress(f"reading {opened.workspace.address(endpoint).name}")
        tracker = read_tracker(opened, endpoint, directory.names.values())
        held = load_held(connection, endpoint.name)
        state = recognise_rows(tracker, held, known, directory.names, to_id, opened.new_id)
        # A record that one endpoint brings is known to the next one: two trackers with the same row make one record.
        known |= {key: dict(record.now.values) for key, record in state.composed.items() if key not in known}
        states.append(state)
    return states, directory


def directory_of(opened: Opened, hub: dict[Key, Any]) -> Directory:
    """The hub's authorities by name, with the other names that npmsync.toml gives them."""
    authorities = {key.id: dict(fields) for key, fields in hub.items() if key.entity == "authority"}
    extra = {authority.name: authority.aliases for authority in opened.settings.authority}
    for fields in authorities.values():
        fields["aliases"] = [*fields.get("aliases", ()), *extra.get(fields["name"], ())]
    return Directory.of(authorities)


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
    return Outcome(plan, hub, after, directory, parents)


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


def _report(outcome: Outcome, states: Sequence[EndpointState], projections: dict[str, Projection]) -> SyncReport:
    made = outcome.directory.made
    report = SyncReport(None, [], new_authorities=sorted(made.values()))
    for state in states:
        projection = projections[state.name]
        changed = {outcome.primary(c.key) for c in outcome.plan.changes if c.endpoint == state.name and not c.overruled}
        notes = [*state.tracker.notes, *(problem.message for problem in state.tracker.problems)]
        endpoint = EndpointReport(state.name, len(state.tracker.sources), changed, notes=notes)
        endpoint.waiting = len({item.key for item in projection.waiting})
        endpoint.notes += state.incomplete
        endpoint.notes += [outcome.sentence(item) for item in projection.waiting]
        endpoint.planned = outcome.planned(state.name, projection)
        endpoint.written = {outcome.primary(key) for key in projection.intents}
        endpoint.again = any(write.field == "addressees" for write in outcome.plan.writes.get(state.name, ()))
        report.endpoints.append(endpoint)
    count_decisions(report, decided(outcome, states, since="", make_id=str))
    return report


def _put_down(
    opened: Opened,
    connection: Connection,
    outcome: Outcome,
    states: Sequence[EndpointState],
    projections: dict[str, Projection],
    report: SyncReport,
) -> str | None:
    """Transaction A: what the hub takes, its history, the new base, what is about to be written, what waits."""
    changes = outcome.history_changes()
    meant = any(not projection.empty for projection in projections.values())
    run = opened.begin(connection, "sync") if changes or meant else None
    records.put(connection, outcome.changed_records())
    if run is not None:
        history.append(connection, run, changes)
    since = opened.now.isoformat(timespec="seconds")
    items = decided(outcome, states, since, opened.new_id)
    for state in states:
        bases = new_base(outcome, state)
        fresh = {key: agreed.to_json() for key, agreed in bases.items() if agreed != state.held.base.get(key)}
        agreements.put_agreements(connection, state.name, fresh)
        # What was meant before is in the base now where it was seen, and meant anew where it was not.
        agreements.clear_intents(connection, state.name)
        projection = projections[state.name]
        if run is not None and not projection.empty:
            intents = {key: agreed.to_json() for key, agreed in projection.intents.items()}
            agreements.put_intents(connection, state.name, run, intents)
        mine = [item for item in items if item.endpoint == state.name and item.kind != "near_name"]
        decisions.renew(connection, state.name, ("conflict", "correction", "vanished"), mine)
    for item in items:
        if item.kind == "near_name":
            decisions.add(connection, item)
    count_decisions(report, decisions.open_decisions(connection))
    return run
