"""Transaction A of a sync: everything that was decided, put down before any file is touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection

from npmsync.actions.conflict_copies import put_whole_base
from npmsync.actions.copies_beside import ConflictCopy
from npmsync.actions.endpoints import EndpointState
from npmsync.actions.neighbours import neighbours, sign_in
from npmsync.actions.opened import Opened
from npmsync.actions.outcome import Outcome, decided, new_base
from npmsync.actions.report import SyncReport, count_decisions
from npmsync.domain import Key
from npmsync.store import agreements, decisions, history, records
from npmsync.sync.agreed import Agreed
from npmsync.sync.project import Projection

_AT_ONCE = 5_000
"""Records written out as JSON in one go."""


@dataclass(frozen=True, slots=True)
class PutDown:
    """What transaction A has put down: its run, None where nothing happened, and for each endpoint the base as it is in
    the store now and what is meant to be written to it."""

    run: str | None
    bases: Mapping[str, Mapping[Key, Agreed]]
    intents: Mapping[str, Mapping[Key, Agreed]]


def put_down(
    opened: Opened,
    connection: Connection,
    outcome: Outcome,
    states: Sequence[EndpointState],
    projections: dict[str, Projection],
    report: SyncReport,
) -> PutDown:
    """Transaction A: what the hub takes, its history, the new base, what is about to be written, what waits."""
    changed = next(outcome.history_changes(), None) is not None
    meant = any(not projection.empty for projection in projections.values())
    run = report.run
    if run is None and (changed or meant):
        run = opened.begin(connection, "sync")
    for state in states:
        if state.former_name is not None:
            agreements.rename(connection, state.former_name, state.name)
    around = neighbours(opened, connection)
    sign_in(opened, connection, around)
    decisions.drop_of_others(connection, around.named | {state.name for state in states})
    records.put(connection, outcome.changed_records())
    if run is not None:
        history.append(connection, run, outcome.history_changes())
    since = opened.now.isoformat(timespec="seconds")
    items = decided(outcome, states, since, opened.new_id)
    put: dict[str, Mapping[Key, Agreed]] = {}
    for state in states:
        bases = new_base(outcome, state)
        put[state.name] = {**state.held.base, **bases}
        fresh = iter([key for key, agreed in bases.items() if agreed != state.held.base.get(key)])
        while piece := list(islice(fresh, _AT_ONCE)):
            agreements.put_agreements(connection, state.name, {key: bases[key].to_json() for key in piece})
        if isinstance(state.tracker.settings, ConflictCopy):
            put_whole_base(connection, state.name, state.held.base)
        agreements.drop_agreements(connection, state.name, state.forgotten(outcome.before))
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
    return PutDown(run, put, {name: projection.intents for name, projection in projections.items()})
