"""The rows of one endpoint against what it held before, then against what the hub holds besides.

A row is looked for, in this order, among what the endpoint held, cell by cell; among what was meant to be written to
it; among what a person has said of such rows; by likeness among what it held; by sameness among what it never held.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from npmsync.domain.record import Key
from npmsync.sync.agreed import Agreed, content_of
from npmsync.sync.compose import mark_of, mark_of_values, raw_cells
from npmsync.sync.identity import Mark, identify, identify_alike
from npmsync.sync.model import Fields
from npmsync.tables.sources import Source

PRIMARY = ("recommendation", "contact")
"""The entities that have rows of their own; responses live in the rows of their recommendations."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the store knows of an endpoint: the base, what was meant to be written, and what a person said of rows: a
    row's content -> the id of the record that it is, None for a new one. `vanished` are records of the base that were
    gone when it was last read, and wait for a person. `old_copy`: (record, field) -> what an old copy of the file says
    that was put back earlier, where that still waits."""

    base: Mapping[Key, Agreed] = field(default_factory=dict)
    intents: Mapping[Key, Agreed] = field(default_factory=dict)
    verdicts: Mapping[str, str | None] = field(default_factory=dict)
    vanished: frozenset[Key] = frozenset()
    old_copy: Mapping[tuple[Key, str], Any] = field(default_factory=dict)
    references: Mapping[str, Key] = field(default_factory=dict)
    """In a sheet that npmsync made: the protected reference of each row -> its record."""


@dataclass(frozen=True, slots=True)
class Matching:
    """`known[i]` is the record of source i; `new` are sources of records nobody had; `asked[i]` are the records that
    source i may be, likeliest first; `missing` are records that the endpoint held and that no source is. `cells[i]`
    are the cells of source i, `contents[i]` stands for them: equal contents, equal cells."""

    known: Mapping[int, Key]
    new: tuple[int, ...]
    asked: Mapping[int, tuple[Key, ...]]
    missing: frozenset[Key]
    cells: Sequence[Mapping[str, list[Any]]] = ()
    contents: Sequence[str] = ()


def match(sources: Sequence[Source], held: Held, hub: Mapping[Key, Fields], names: Mapping[str, str]) -> Matching:
    """Matches sources to records. `hub` are the live records, `names`: authority id -> name."""
    cells = [raw_cells(source) for source in sources]
    contents = [content_of(raw) for raw in cells]
    search = _Search(sources, cells, contents, held, hub, names)
    live = {key: agreed for key, agreed in held.base.items() if key in hub and key not in held.vanished}
    buried = {key: agreed for key, agreed in held.base.items() if key not in hub and key not in held.vanished}
    gone = {key: agreed for key, agreed in held.base.items() if key in held.vanished}
    search.known |= _by_reference(sources, held.references)
    # A row just like one that vanished, or was deleted and stands no more where it stood, is more likely the new one
    # that was to be written than the old one come back.
    for past in (live, _in_place(sources, contents, buried), held.intents, gone, buried):
        search.known |= _untouched(sources, contents, past, search.known)
    said_new = search.but_for_twins(search.as_said())
    search.known |= search.revived(set(search.known.values()))
    new = [*said_new, *search.by_likeness(set(said_new))]
    seen = set(search.known.values())
    missing = frozenset(key for key in held.base if key.entity in PRIMARY and key in hub and key not in seen)
    return Matching(search.known, tuple(sorted(new)), search.asked, missing, cells, contents)


def revived(
    sources: Sequence[Source],
    matching: Matching,
    hub: Mapping[Key, Fields],
    here: Container[Key],
    names: Mapping[str, str],
) -> dict[int, Key]:
    """Rows of records that were deleted, where a record that says just the same has been made since and has no row
    `here`: it is theirs. Another row for it beside them would be the same recommendation twice."""
    search = _Search(sources, matching.cells, matching.contents, Held(), hub, names, dict(matching.known))
    return search.revived(here)


def _by_reference(sources: Sequence[Source], references: Mapping[str, Key]) -> dict[int, Key]:
    """Rows by the reference that npmsync gave them. One that stands twice was copied, and says nothing."""
    rows: dict[Key, list[int]] = defaultdict(list)
    for index, source in enumerate(sources if references else ()):
        key = references.get(str(source.places[0].row.values.get("ref")))
        if key is not None and key.entity == source.entity:
            rows[key].append(index)
    return {indexes[0]: key for key, indexes in rows.items() if len(indexes) == 1}


def _in_place(sources: Sequence[Source], contents: Sequence[str], past: Mapping[Key, Agreed]) -> Mapping[Key, Agreed]:
    """Those of `past` whose very cells stand where they stood."""
    if not past:
        return past
    standing = {
        (tuple((place.row.sheet, place.row.number) for place in source.places), content)
        for source, content in zip(sources, contents, strict=True)
    }
    return {key: agreed for key, agreed in past.items() if (agreed.rows, agreed.content) in standing}


def _untouched(
    sources: Sequence[Source], contents: Sequence[str], past: Mapping[Key, Agreed], known: Mapping[int, Key]
) -> dict[int, Key]:
    """Rows whose cells are all as they were. Of records that do not differ in a cell, each row takes the one that stood
    in its place, the others follow in their order."""
    used = set(known.values())
    waiting: dict[str, list[Key]] = defaultdict(list)
    for key, agreed in past.items():
        if agreed.content and key not in used:
            waiting[agreed.content].append(key)
    found: dict[int, Key] = {}
    later = []
    for index, source in enumerate(sources):
        same = waiting.get(contents[index]) if index not in known else None
        if not same:
            continue
        here = tuple((place.row.sheet, place.row.number) for place in source.places)
        stood = next((key for key in same if past[key].rows == here), None) if len(same) > 1 else same[0]
        if stood is None:
            later.append(index)
        else:
            found[index] = stood
            same.remove(stood)
    for index in later:
        if same := waiting[contents[index]]:
            found[index] = same.pop(0)
    return {index: key for index, key in found.items() if key.entity == sources[index].entity}


@dataclass(slots=True)
class _Search:
    """What is searched, and what was found so far."""

    sources: Sequence[Source]
    cells: Sequence[Mapping[str, list[Any]]]
    contents: Sequence[str]
    held: Held
    hub: Mapping[Key, Fields]
    names: Mapping[str, str]
    known: dict[int, Key] = field(default_factory=dict)
    asked: dict[int, tuple[Key, ...]] = field(default_factory=dict)
    _marks: dict[int, Mark] = field(default_factory=dict)

    def as_said(self) -> list[int]:
        """Takes a person's word for rows; returns those that are new records."""
        new = []
        for index, source in enumerate(self.sources):
            if index in self.known or self.contents[index] not in self.held.verdicts:
                continue
            verdict = self.held.verdicts[self.contents[index]]
            if verdict is None:
                new.append(index)
            elif Key(source.entity, verdict) not in self.known.values():
                self.known[index] = Key(source.entity, verdict)
        return new

    def but_for_twins(self, said_new: list[int]) -> list[int]:
        """Those of the rows that are new records: one with the reference and the text of a record that the endpoint
        never held is that record. A person has said that it is not the one that was gone, not that it is none, and two
        rows of one reference and one text cannot be told apart."""
        for entity in PRIMARY if said_new else ():
            numbered = {index: mark for index, mark in self._rows(entity, said_new).items() if mark.ref}
            self.known |= identify_alike(numbered, self._besides(entity)).rows if numbered else {}
        return [index for index in said_new if index not in self.known]

    def revived(self, here: Container[Key]) -> dict[int, Key]:
        """See the function of this name."""
        deleted = [index for index, key in sorted(self.known.items()) if key not in self.hub]
        # Of rows that do not differ in a cell it is all one which it is.
        first = {self.contents[index]: index for index in reversed(deleted)}
        found: dict[int, Key] = {}
        for entity in PRIMARY if deleted else ():
            found |= identify_alike(self._rows(entity, first.values()), self._absent(entity, here)).rows
        return found

    def by_likeness(self, apart: set[int]) -> list[int]:
        """Looks among what the endpoint held, then among what it never held; returns the rows that are like nothing."""
        left = [i for i in range(len(self.sources)) if i not in self.known and i not in apart]
        whole = _Whole(self.hub, self.held.base)
        for candidates_of, find in ((self._held, identify), (self._besides, identify_alike)):
            for entity in PRIMARY:
                rows = self._rows(entity, left)
                candidates = candidates_of(entity) if rows else {}
                if not candidates:
                    continue
                twins = _twins(rows, self.contents, candidates, whole)
                taken = set(twins.values())
                found = find(
                    {index: mark for index, mark in rows.items() if index not in twins},
                    {key: mark for key, mark in candidates.items() if key not in taken},
                )
                self.known |= {**twins, **found.rows}
                self.asked |= found.asked
            left = [index for index in left if index not in self.known and index not in self.asked]
        return left

    def _rows(self, entity: str, indexes: Iterable[int]) -> dict[int, Mark]:
        return {index: self._mark(index) for index in indexes if self.sources[index].entity == entity}

    def _mark(self, index: int) -> Mark:
        if index not in self._marks:
            self._marks[index] = mark_of(self.sources[index], self.cells[index])
        return self._marks[index]

    def _held(self, entity: str) -> dict[Key, Mark]:
        """The records that the endpoint held and that no row is yet. A row of a deleted one is known by its very cells
        alone: one that was edited since, or is like it, is new."""
        used = set(self.known.values())
        return {
            key: mark_of_values(entity, agreed.values, self.names, agreed.raw)
            for key, agreed in self.held.base.items()
            if key.entity == entity and key in self.hub and key not in used
        }

    def _besides(self, entity: str) -> dict[Key, Mark]:
        """The records that the endpoint never held and that no row is yet."""
        return self._absent(entity, {*self.known.values(), *self.held.base})

    def _absent(self, entity: str, here: Container[Key]) -> dict[Key, Mark]:
        return {
            key: mark_of_values(entity, fields, self.names)
            for key, fields in self.hub.items()
            if key.entity == entity and key not in here
        }


@dataclass(slots=True)
class _Whole:
    """All that is known of a record, answers and base included, to tell whether two records differ in anything."""

    hub: Mapping[Key, Fields]
    base: Mapping[Key, Agreed]
    _answers: dict[str, dict[Any, Fields]] | None = None

    def of(self, key: Key) -> Any:
        if self._answers is None:
            self._answers = defaultdict(dict)
            for (entity, _), fields in self.hub.items():
                if entity == "response":
                    said = {name: value for name, value in fields.items() if name != "recommendation"}
                    self._answers[fields["recommendation"]][fields["authority"]] = said
        agreed = self.base.get(key, Agreed())
        return self.hub.get(key), self._answers.get(key.id), agreed.values, agreed.answers, agreed.content


def _twins(
    rows: Mapping[int, Mark], contents: Sequence[str], records: Mapping[Key, Mark], whole: _Whole
) -> dict[int, Key]:
    """Several records that differ in nothing: it is all one which row is which of them."""
    by_mark: dict[Mark, list[Key]] = defaultdict(list)
    for key, mark in records.items():
        by_mark[mark].append(key)
    alike: dict[Mark, list[int]] = defaultdict(list)
    for index, mark in rows.items():
        alike[mark].append(index)
    found: dict[int, Key] = {}
    for mark, indexes in alike.items():
        keys = by_mark.get(mark, [])
        if not keys or len(keys) == len(indexes) == 1:
            continue
        first, *rest = [whole.of(key) for key in keys]
        same_rows = len({contents[index] for index in indexes}) == 1
        if all(other == first for other in rest) and (same_rows or len(indexes) <= len(keys)):
            in_order = sorted(keys, key=lambda key: (whole.base[key].rows if key in whole.base else (), key))
            found |= dict(zip(indexes, in_order, strict=False))
    return found
