"""Transaction B: endpoints that were written are read again, and what they are seen to hold becomes the agreed base.

The same step serves a run that lived and the run after one that died: nothing is believed to be written that was not
seen there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from npmsync.actions.digests import content_digest, mapping_digest
from npmsync.actions.endpoints import EndpointState, load_held, recognise_rows
from npmsync.actions.opened import Opened
from npmsync.actions.outcome import Outcome
from npmsync.actions.putting_down import PutDown
from npmsync.actions.report import SyncReport
from npmsync.actions.trackers import read_tracker
from npmsync.domain import Key
from npmsync.domain.ids import response_id
from npmsync.errors import Locked, Refused, Unreachable
from npmsync.ports import Workbook
from npmsync.store import agreements, history
from npmsync.store.agreements import LastRead
from npmsync.sync.agreed import Agreed, renewed
from npmsync.sync.compose import Composed

UNSETTLED = -1
"""No history has this length: an endpoint left so is looked at by the next sync, whatever else."""


def settle(
    opened: Opened,
    report: SyncReport,
    states: Sequence[EndpointState],
    outcome: Outcome,
    put: PutDown,
) -> None:
    """Confirms what was written and puts down how each endpoint was left. `put` is what transaction A has put down: the
    store is held by this run from there to here."""
    reports = {endpoint.name: endpoint for endpoint in report.endpoints}
    with opened.store.transaction() as connection:
        for state in states:
            settings, endpoint = state.tracker.settings, reports[state.name]
            workbook = state.tracker.workbook
            if endpoint.written:
                try:
                    workbook = _as_meant(connection, state, endpoint.seen, outcome, put) or _confirm(
                        opened, connection, state, outcome
                    )
                    # Somebody has typed there since: that is no word of ours, and the next look takes it in.
                    endpoint.again |= endpoint.put not in (None, workbook.digest)
                except (Refused, Locked, Unreachable) as error:
                    # It was written and cannot be looked at: the intent stays for whoever can.
                    endpoint.notes.append(" ".join(filter(None, (error.message, error.hint))))
                    endpoint.waiting, endpoint.written, endpoint.again = len(endpoint.written), set(), False
            elif endpoint.again and not endpoint.waiting:
                endpoint.again = False
            # A run that dies before it looks again leaves the next one something to look for.
            length = UNSETTLED if endpoint.again else history.length(connection)
            agreements.put_versions(connection, state.name, {state.tracker.workbook.digest, workbook.digest})
            mapping, content = mapping_digest(opened.settings, settings), content_digest(workbook)
            last = LastRead(workbook.digest, mapping, endpoint.read, length, endpoint.waiting, content)
            agreements.put_last_read(connection, state.name, last)
        if report.run is not None and not any(endpoint.written for endpoint in report.endpoints):
            # Nothing was written and, unless the history says so, nothing else happened: then there was no run.
            report.run = None if history.drop_empty_run(connection, report.run) else report.run


def _as_meant(
    connection: Connection, state: EndpointState, seen: Workbook | None, outcome: Outcome, put: PutDown
) -> Workbook | None:
    """Puts down that an endpoint holds what was meant, where the answer to the write has shown just that: then it need
    not be read and recognised once more. None where it has to be (rows are new and stand somewhere)."""
    if seen is None:
        return None
    base, intents = put.bases[state.name], put.intents[state.name]
    if not intents.keys() <= state.composed.keys():
        return None
    meant = {key: replace(state.composed[key], now=intent) for key, intent in intents.items()}
    bases = _seen(meant, base, outcome)
    if bases.keys() != intents.keys():
        return None
    agreements.agree_as_meant(connection, state.name)
    otherwise = {key: agreed.to_json() for key, agreed in bases.items() if agreed != intents[key]}
    agreements.put_agreements(connection, state.name, otherwise)
    return seen


def _confirm(opened: Opened, connection: Connection, state: EndpointState, outcome: Outcome) -> Workbook:
    """Reads what was written; the tables as they are now."""
    directory, settings = outcome.directory, state.tracker.settings
    tracker = read_tracker(opened, state.tracker.settings, directory.names.values(), state.tracker.tables)
    held = load_held(connection, settings.name)
    seen = recognise_rows(
        tracker,
        held,
        outcome.after,
        directory.names,
        to_id=lambda name: directory.find(name) or "",
        make_id=opened.new_id,
    )
    bases = {key: agreed.to_json() for key, agreed in _seen(seen.composed, seen.held.base, outcome).items()}
    agreements.put_agreements(connection, settings.name, bases)
    agreements.clear_intents(connection, settings.name)
    return tracker.workbook


def _seen(composed: Mapping[Key, Composed], base: Mapping[Key, Agreed], outcome: Outcome) -> dict[Key, Agreed]:
    """The base for records of the hub, where the endpoint shows the hub's value; what it shows otherwise is for the
    next sync."""
    bases, nothing = {}, Agreed()
    for key, record in composed.items():
        hub = outcome.after.get(key)
        if hub is None:
            continue
        left = {name for name, value in record.now.values.items() if hub.get(name) != value} | record.unread
        answers_left = {}
        for authority in record.speakers:
            answer = outcome.after.get(Key("response", response_id(key.id, authority or None)), {})
            shown = record.answer(authority)
            answers_left[authority] = frozenset(name for name, value in shown.items() if answer.get(name) != value)
        bases[key] = renewed(base.get(key, nothing), record.now, left, answers_left)
    return bases
