"""All endpoints of a sync, read one after the other, their rows recognised."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.conflict_copies import as_original
from npmsync.actions.copies_beside import ConflictCopy
from npmsync.actions.endpoints import EndpointState, load_held, recognise_rows, with_revived
from npmsync.actions.former_names import former_name
from npmsync.actions.neighbours import Neighbours, neighbours, refuse_two_files
from npmsync.actions.opened import Opened
from npmsync.actions.tables import EndpointTables
from npmsync.actions.trackers import read_tracker
from npmsync.domain import Key
from npmsync.errors import Unreachable
from npmsync.store import agreements
from npmsync.sync.model import unless_empty
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
    around = neighbours(opened, connection)
    refuse_two_files(around)
    reading = _Reading(opened, connection, around, directory_of(opened, hub), dict(hub))
    # The NPM's own first: whom they name, an authority's sheet may name.
    for own in (True, False):
        for endpoint in (endpoint for endpoint in endpoints if endpoint.own is own):
            progress(f"reading {tables[endpoint.name].label}")
            try:
                reading.read(endpoint, tables[endpoint.name])
            except Unreachable as error:
                reading.silent[endpoint.name] = error
        reading.revive()
    if reading.silent and not reading.states and not all(endpoint.remote for endpoint in endpoints):
        raise next(iter(reading.silent.values()))
    return sorted(reading.states, key=lambda state: state.name), reading.directory, reading.silent


@dataclass(slots=True)
class _Reading:
    """What was read so far; `known` are the records of the hub and those that an endpoint has brought."""

    opened: Opened
    connection: Connection
    around: Neighbours
    directory: Directory
    known: dict[Key, dict[str, Any]]
    states: list[EndpointState] = field(default_factory=list)
    silent: dict[str, Unreachable] = field(default_factory=dict)

    def read(self, endpoint: EndpointSettings, tables: EndpointTables) -> None:
        """Reads one more endpoint. Raises `Unreachable`."""
        tracker = read_tracker(self.opened, endpoint, self.directory.names.values(), tables)
        copy = isinstance(endpoint, ConflictCopy)
        before = None if copy else former_name(self.connection, endpoint.name, self.around.named, tracker.sources)
        held = load_held(self.connection, before or endpoint.name)
        if isinstance(endpoint, ConflictCopy):
            held = as_original(held, load_held(self.connection, endpoint.original))
        to_id = self.to_id(endpoint)
        state = recognise_rows(tracker, held, self.known, self.directory.names, to_id, self.opened.new_id)
        old = agreements.is_old_copy(self.connection, before or endpoint.name, tracker.workbook.digest)
        # On a server a digest is one of the contents: what was typed back into a cell is no old copy.
        state = replace(state, restored=old and tracker.tables.versioned, former_name=before)
        # A record that one endpoint brings is known to the next one: two trackers with the same row make one record.
        self.known |= {key: _as_kept(one.now.values) for key, one in state.composed.items() if key not in self.known}
        self.states.append(state)

    def to_id(self, endpoint: EndpointSettings) -> Callable[[str], str]:
        """The id of an authority by its name. Only the NPM's trackers make authorities: an unknown name in an
        authority's sheet stays a name."""
        directory, new_id = self.directory, self.opened.new_id
        if endpoint.own:
            return lambda name: directory.find(name) or directory.find_or_make(name, new_id())
        return lambda name: directory.find(name) or name

    def revive(self) -> None:
        """Has another look at rows of deleted records, now that it is known which records the endpoints bring."""
        names = self.directory.names
        self.states = [with_revived(one, self.known, names, self.to_id(one.tracker.settings)) for one in self.states]


def _as_kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the hub keeps them, empty ones left out: a record must not look another for having just come."""
    return {name: value for name, value in values.items() if unless_empty(value) is not None}


def directory_of(opened: Opened, hub: dict[Key, Any]) -> Directory:
    """The hub's authorities by name, with the other names that npmsync.toml gives them."""
    authorities = {key.id: dict(fields) for key, fields in hub.items() if key.entity == "authority"}
    extra = {authority.name: authority.aliases for authority in opened.settings.authority}
    for fields in authorities.values():
        fields["aliases"] = [*fields.get("aliases", ()), *extra.get(fields["name"], ())]
    return Directory.of(authorities)
