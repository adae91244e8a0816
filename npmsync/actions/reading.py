"""All endpoints of a sync, read one after the other, their rows recognised."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.conflict_copies import as_original
from npmsync.actions.copies_beside import ConflictCopy
from npmsync.actions.endpoints import EndpointState, load_held, recognise_rows, with_revived
from npmsync.actions.former_names import former_name
from npmsync.actions.neighbours import neighbours, refuse_two_files
from npmsync.actions.opened import Opened
from npmsync.actions.tables import EndpointTables
from npmsync.actions.trackers import read_tracker
from npmsync.domain import Key
from npmsync.errors import Unreachable
from npmsync.store import agreements
from npmsync.sync.names import Directory
from npmsync.workspace.settings import EndpointSettings


def read_all(
    opened: Opened,
    connection: Connection,
    endpoints: Sequence[EndpointSettings],
    hub: dict[Key, dict[str, Any]],
    progress: Callable[[str], None],
    tables: Mapping[str, EndpointTables],
) -> tuple[list[EndpointState], Directory, dict[str, Unreachable]]:
    """The endpoints as they stand, the authorities they name, and those that did not answer: the others are served all
    the same. Raises `Unreachable` where a file's folder did not answer and nothing else did; to be without a network is
    a normal state. `tables` are the endpoints', by name."""
    directory = directory_of(opened, hub)
    known = dict(hub)
    states: list[EndpointState] = []
    silent: dict[str, Unreachable] = {}

    def find_or_make(name: str) -> str:
        return directory.find(name) or directory.find_or_make(name, opened.new_id())

    def find(name: str) -> str:
        """Only the NPM's trackers make authorities: an unknown name in an authority's sheet stays a name."""
        return directory.find(name) or name

    around = neighbours(opened, connection)
    refuse_two_files(around)
    for endpoint in endpoints:
        to_id = find_or_make if endpoint.own else find
        progress(f"reading {tables[endpoint.name].label}")
        try:
            tracker = read_tracker(opened, endpoint, directory.names.values(), tables[endpoint.name])
        except Unreachable as error:
            silent[endpoint.name] = error
            continue
        copy = isinstance(endpoint, ConflictCopy)
        before = None if copy else former_name(connection, endpoint.name, around.named, tracker.sources)
        held = load_held(connection, before or endpoint.name)
        if isinstance(endpoint, ConflictCopy):
            held = as_original(held, load_held(connection, endpoint.original))
        state = recognise_rows(tracker, held, known, directory.names, to_id, opened.new_id)
        old = agreements.is_old_copy(connection, before or endpoint.name, tracker.workbook.digest)
        # On a server a digest is one of the contents: what was typed back into a cell is no old copy.
        state = replace(state, restored=old and tracker.tables.versioned, former_name=before)
        # A record that one endpoint brings is known to the next one: two trackers with the same row make one record.
        known |= {key: dict(record.now.values) for key, record in state.composed.items() if key not in known}
        states.append(state)
    to_ids = {endpoint.name: find_or_make if endpoint.own else find for endpoint in endpoints}
    states = [with_revived(state, known, directory.names, to_ids[state.name]) for state in states]
    if silent and not states and not all(endpoint.remote for endpoint in endpoints):
        raise next(iter(silent.values()))
    return states, directory, silent


def directory_of(opened: Opened, hub: dict[Key, Any]) -> Directory:
    """The hub's authorities by name, with the other names that npmsync.toml gives them."""
    authorities = {key.id: dict(fields) for key, fields in hub.items() if key.entity == "authority"}
    extra = {authority.name: authority.aliases for authority in opened.settings.authority}
    for fields in authorities.values():
        fields["aliases"] = [*fields.get("aliases", ()), *extra.get(fields["name"], ())]
    return Directory.of(authorities)
