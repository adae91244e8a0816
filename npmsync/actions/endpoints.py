"""One endpoint on its way through a sync: what it held, what it holds, whose rows those are."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.conflict_copies import as_copy
from npmsync.actions.copies_beside import ConflictCopy
from npmsync.actions.trackers import TrackerRead
from npmsync.domain import ENTITIES, Key
from npmsync.domain.ids import response_id
from npmsync.domain.record import rules
from npmsync.errors import Refused
from npmsync.store import agreements, decisions, releases
from npmsync.sync.agreed import Agreed, confirmed
from npmsync.sync.compose import CARRIED, Composed, compose, raw_cells
from npmsync.sync.guard import lost_too_much
from npmsync.sync.identity import words_of
from npmsync.sync.left_behind import left_behind, without
from npmsync.sync.matching import Held, Matching, match, revived
from npmsync.sync.model import Fields, Snapshot
from npmsync.sync.project import View
from npmsync.tables.sources import Source


@dataclass(frozen=True, slots=True)
class EndpointState:
    """An endpoint after reading: `sources` and `composed` by record; `parents`: response id -> (recommendation id,
    authority id or "")."""

    tracker: TrackerRead
    held: Held
    matching: Matching
    sources: Mapping[Key, Source]
    composed: Mapping[Key, Composed]
    parents: dict[str, tuple[str, str]] = field(default_factory=dict)
    restored: bool = False
    """The file is an old copy of itself: what it says is no edit."""
    former_name: str | None = None
    """What the endpoint was called when it was last read, where that is another name."""

    @property
    def name(self) -> str:
        return self.tracker.settings.name

    @property
    def view(self) -> View:
        return View(self.tracker.workbook, self.tracker.readings, self.sources, self.composed)

    def base_values(self) -> dict[Key, Fields]:
        """The agreed values by record, responses under keys of their own."""
        values: dict[Key, Fields] = {}
        seen = {
            key: confirmed(self.held.base.get(key, Agreed()), meant, self.composed[key].now)
            for key, meant in self.held.intents.items()
            if key in self.composed
        }
        for key, agreed in {**self.held.base, **seen}.items():
            values[key] = agreed.values
            for authority, answer in agreed.answers.items():
                values[Key("response", response_id(key.id, authority or None))] = answer
        return values

    def answered(self, hub: Mapping[Key, Fields]) -> Iterator[Key]:
        """The responses that this endpoint has, or had, something of."""
        for key, record in self.composed.items():
            before = self.held.base.get(key)
            for authority in self._speakers(key, record, hub) if record.answer_fields else ():
                spoken = any(value is not None for value in record.now.answers.get(authority, {}).values())
                if spoken or (before is not None and before.answers.get(authority)):
                    yield Key("response", response_id(key.id, authority or None))

    def snapshot(self, hub: Mapping[Key, Fields], answered: Container[Key]) -> Snapshot:
        """What sync compares: the records, and those responses that are `answered` anywhere."""
        records: dict[Key, Fields] = {}
        for key, record in self.composed.items():
            records[key] = self._said(key, record)
            for authority in self._speakers(key, record, hub) if record.answer_fields else ():
                mine = Key("response", response_id(key.id, authority or None))
                if mine in answered:
                    records[mine] = record.answer(authority)
                    self.parents[mine.id] = (key.id, authority)
        old = self.from_old_copy(records)
        snapshot = Snapshot(
            endpoint=self.name,
            records=records,
            role=self.tracker.settings.role,
            master=self.tracker.settings.master,
            missing=frozenset(self.matching.missing),
            disputed=frozenset(_emptied(records, hub)) | old,
        )
        is_copy = isinstance(self.tracker.settings, ConflictCopy)
        return as_copy(snapshot, self.base_values(), hub) if is_copy else snapshot

    def _said(self, key: Key, record: Composed) -> Fields:
        """What the row says. In an authority's sheet, what the whole sheet is about and the reference that npmsync gave
        the row are none of the authority's words."""
        values = record.now.values
        if self.tracker.settings.own:
            return values
        silent = set(self.tracker.readings[self.sources[key].places[0].table].table.fixed)
        if self.held.references.get(str(values.get("ref"))) == key:
            silent.add("ref")
        return {name: value for name, value in values.items() if name not in silent}

    def from_old_copy(self, records: Mapping[Key, Fields]) -> frozenset[tuple[Key, str]]:
        """The fields whose values come out of an old copy: all that differ while the file is one, and those of which a
        person has not yet said what counts."""
        if not self.restored:
            waiting = self.held.old_copy.items()
            return frozenset((k, f) for (k, f), theirs in waiting if records.get(k, {}).get(f) == theirs)
        base = self.base_values()
        return frozenset(
            (key, name)
            for key, fields in records.items()
            for name, value in fields.items()
            if value != base.get(key, {}).get(name)
        )

    def _speakers(self, key: Key, record: Composed, hub: Mapping[Key, Fields]) -> tuple[str, ...]:
        """Whose answers count here: those of everyone whom the rows name; in an authority's sheet, only of those to
        whom the NPM has addressed the recommendation, whoever else was written beside them."""
        if self.tracker.settings.own:
            return record.speakers
        addressed = tuple(hub.get(key, {}).get("addressees") or ()) or ("",)
        return tuple(authority for authority in record.speakers if authority in addressed)

    def unnumbered(self, additions: Iterable[Key]) -> list[Key]:
        """The records of tables in which npmsync keeps the references, in the rows' order; those to be added last."""
        numbered = self.tracker.numbered
        standing = [
            (place.table, place.row.number, key)
            for key, source in self.sources.items()
            for place in source.places[:1]
            if place.table in numbered
        ]
        return [key for *_, key in sorted(standing)] + (list(additions) if numbered else [])

    @property
    def references(self) -> dict[Key, str | None]:
        """What stands in the column of references, for every record with a place there that we may write."""
        if not self.tracker.settings.own:
            return {}
        return {key: record.now.values["ref"] for key, record in self.composed.items() if "ref" in record.now.values}

    @property
    def words(self) -> frozenset[tuple[str, str]]:
        """Reference and text of all rows that have a reference, whose ever they are. Another row that says the same
        would be one with them (`tables/sources.py`)."""
        rows = (source.places[0].row.values for source in self.tracker.sources)
        return frozenset(words_of(row) for row in rows if row.get("ref"))

    @property
    def strange(self) -> tuple[int, ...]:
        """The rows of an authority's sheet that are none of the NPM's recommendations and that nobody has looked at:
        what an authority adds is for a person to see."""
        if self.tracker.settings.own:
            return ()
        return tuple(i for i in self.matching.new if self.matching.contents[i] not in self.held.verdicts)

    def forgotten(self, hub: Container[Key]) -> tuple[Key, ...]:
        """The deleted records that have no row here any more: what was agreed about them would claim the next row that
        comes to say the same in the same place."""
        if self.restored or isinstance(self.tracker.settings, ConflictCopy):
            return ()
        standing = {*self.matching.known.values(), *self.held.vanished}
        return tuple(key for key in self.held.base if key not in standing and key not in hub)

    @property
    def apart(self) -> set[Key]:
        """The records whose rows were changed in two ways: a person has to say which counts."""
        return {key for key, record in self.composed.items() if record.split & record.unread}

    @property
    def accepts_rows(self) -> bool:
        return self.tracker.settings.own and self.tracker.settings.new_rows


def load_held(connection: Connection, endpoint: str) -> Held:
    """What the store knows of an endpoint."""
    verdicts: dict[str, str | None] = {}
    for item in decisions.settled(connection, endpoint, ("vanished", "conflict", "correction")):
        if isinstance(item.detail, dict) and "content" in item.detail:
            verdicts[item.detail["content"]] = item.detail.get("is")
    return Held(
        {key: Agreed.from_json(data) for key, data in agreements.agreements(connection, endpoint).items()},
        {key: Agreed.from_json(data) for key, data in agreements.intents(connection, endpoint).items()},
        verdicts,
        decisions.open_vanished(connection, endpoint),
        decisions.open_old_copies(connection, endpoint),
        {
            one.reference: Key("recommendation", record)
            for record, one in releases.released(connection, endpoint).items()
        },
    )


def recognise_rows(
    tracker: TrackerRead,
    held: Held,
    hub: Mapping[Key, Fields],
    names: Mapping[str, str],
    to_id: Callable[[str], str],
    make_id: Callable[[], str],
) -> EndpointState:
    """Gives every row its record. New records get ids from `make_id`; rows in doubt are left out until decided."""
    matching = match(tracker.sources, held, hub, names)
    # Rows of a recommendation that a person deleted stay as they are and are not read.
    keys = {index: key for index, key in matching.known.items() if key in hub}
    if tracker.settings.own:
        whole = [index for index in matching.new if not lacking(tracker.sources[index])]
        keys |= {index: Key(tracker.sources[index].entity, make_id()) for index in whole}
    sources = {key: tracker.sources[index] for index, key in sorted(keys.items())}
    cells = {key: matching.cells[index] for index, key in keys.items()}
    contents = {key: matching.contents[index] for index, key in keys.items()}
    behind = left_behind(cells, held.base)
    composed = _composed(sources, cells, contents, behind, held, to_id)
    tracker = replace(tracker, notes=(*tracker.notes, *_left_behind_notes(tracker, behind)))
    return EndpointState(tracker, held, matching, sources, composed)


def with_revived(
    state: EndpointState, known: Mapping[Key, Fields], names: Mapping[str, str], to_id: Callable[[str], str]
) -> EndpointState:
    """The state with those rows of deleted records that have become rows of another one. `known` are the records of the
    hub and those that any endpoint has brought."""
    keys = revived(state.tracker.sources, state.matching, known, state.composed, names)
    if not keys:
        return state
    sources = {key: state.tracker.sources[index] for index, key in sorted(keys.items())}
    cells = {key: raw_cells(source) for key, source in {**state.sources, **sources}.items()}
    contents = {key: state.matching.contents[index] for index, key in keys.items()}
    composed = _composed(sources, cells, contents, left_behind(cells, state.held.base), state.held, to_id)
    return replace(
        state,
        matching=replace(state.matching, known={**state.matching.known, **keys}),
        sources={**state.sources, **sources},
        composed={**state.composed, **composed},
    )


def _composed(
    sources: Mapping[Key, Source],
    cells: Mapping[Key, Mapping[str, list[Any]]],
    contents: Mapping[Key, str],
    behind: Mapping[str, frozenset[str]],
    held: Held,
    to_id: Callable[[str], str],
) -> dict[Key, Composed]:
    return {
        key: compose(without(source, behind[key.entity]), cells[key], _seen(held, key), to_id, contents[key])
        for key, source in sources.items()
    }


def _left_behind_notes(tracker: TrackerRead, behind: Mapping[str, frozenset[str]]) -> Iterator[str]:
    columns: dict[tuple[str, str], str] = {
        (reading.table.entity, name): column.header
        for reading in tracker.readings
        for name, column in reading.table.columns.items()
    }
    for entity, fields in behind.items():
        for name in sorted(fields):
            yield (
                f"column {columns.get((entity, name), name)!r} holds its old cells beside other rows: it seems that "
                "the rows were sorted without it. It is not read until it is put right"
            )


@cache
def needed_fields(entity: str) -> tuple[str, ...]:
    """The fields without which a record of an entity is none, as far as a table can hold them."""
    declared = rules(ENTITIES[entity])
    return tuple(name for name in CARRIED.get(entity, ()) if declared[name].needed)


def lacking(source: Source) -> list[str]:
    """The fields that a row does not give and without which it is no record."""
    return [name for name in needed_fields(source.entity) if not source.distinct(name)]


def _emptied(records: Mapping[Key, Fields], hub: Mapping[Key, Fields]) -> Iterator[tuple[Key, str]]:
    """The fields that no record can be without and that stand empty: no change to take, no slip to write over."""
    for key, fields in records.items():
        if key in hub:
            yield from ((key, name) for name in needed_fields(key.entity) if fields.get(name, "") is None)


def _seen(held: Held, key: Key) -> list[Agreed]:
    return [past[key] for past in (held.intents, held.base) if key in past]


def refuse_great_loss(state: EndpointState) -> None:
    """Raises `Refused` when so many rows are gone that the file is more likely damaged than edited."""
    known = [key for key in state.held.base if key.entity == "recommendation"]
    doubtful = {options[0] for options in state.matching.asked.values()}
    missing = [key for key in known if key in state.matching.missing and key not in doubtful]
    if lost_too_much(len(known), len(missing)):
        raise Refused(
            "rows-lost",
            f"{state.tracker.tables.where}: {len(missing)} of {len(known)} recommendations are not there any more; "
            "nothing was taken from it.",
            "If the file was damaged, put back a copy from backups/ or your own. If the rows are meant to be gone, "
            "run: npmsync sync --accept-missing",
        )
