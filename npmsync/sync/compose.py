"""From a source (the rows of one record) to the values that sync compares.

A cell that stands as it was agreed, or as we last meant to write it, has the value it had then. A cell that holds
something nobody could read is not carried: it neither changes the hub nor is it ever written over. Where the rows of
one record say different things, the one that was changed is the news; what the others say is never written over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from npmsync.sync.agreed import Agreed, content_of, raw_json
from npmsync.sync.identity import Mark
from npmsync.sync.model import Fields
from npmsync.tables.answers import ANSWER_FIELDS, split_answers
from npmsync.tables.model import Row, Value
from npmsync.tables.sources import Source

CARRIED: Mapping[str, tuple[str, ...]] = {
    "recommendation": (
        "ref", "text", "topics", "addressees", "place", "visit_date", "issued_on", "response_due",
        "implementation_due", "priority", "status", "confidentiality", "notes", "reiterates",
    ),
    "contact": ("authority", "name", "title", "email", "phone", "language", "since", "until"),
}  # fmt: skip
"""entity -> the columns whose values are fields of the record itself; ANSWER_FIELDS are those of its responses."""

LISTS = frozenset({"topics", "addressees"})
_KNOWN_BY = frozenset(
    {"ref", "text", "place", "visit_date", "issued_on", "addressees", "name", "email", "authority"}
)  # fmt: skip

NameToId = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Composed:
    """A record as an endpoint shows it. `addressees[i]` are the ids that row i speaks of. `answer_fields` are the
    response fields that its columns carry and that could be read; `unread` are the columns that hold something nobody
    could read; `split` those in which a row says what was never taken in, because another says something else."""

    now: Agreed
    addressees: tuple[tuple[str, ...], ...]
    answer_fields: frozenset[str]
    unread: frozenset[str]
    split: frozenset[str] = frozenset()

    def answer(self, authority: str) -> Fields:
        """What an authority ("" for none) answered, with None for carried fields it said nothing in."""
        given = self.now.answers.get(authority, {})
        return {field: given.get(field) for field in sorted(self.answer_fields)}

    @property
    def speakers(self) -> tuple[str, ...]:
        """Whose answers the rows hold: the addressees, or "" where there are none."""
        return tuple(dict.fromkeys(identity for row in self.addressees for identity in row)) or ("",)


def raw_cells(source: Source) -> dict[str, list[Any]]:
    """Column field -> the cell of each of the record's rows, as JSON. What a whole sheet is about has no cell and
    stands as "=field", so that equal rows of two sheets are not taken for each other."""
    first = source.places[0].row
    if len(source.places) == 1:  # as nearly all have
        raw = first.raw
        cells = {
            field: [cell if (cell := raw[field]) is None or type(cell) is str else raw_json(cell)]
            for field in sorted(raw)
        }
    else:
        cells = {field: [raw_json(place.row.raw.get(field)) for place in source.places] for field in sorted(first.raw)}
    if first.values.keys() <= first.raw.keys():
        return cells
    fixed = {
        f"={field}": list(value) if isinstance(value, tuple) else [value]
        for field, value in sorted(first.values.items())
        if field not in first.raw
    }
    return {**cells, **fixed}


def mark_of(source: Source, raw: Mapping[str, list[Any]]) -> Mark:
    """What a source is known by. `raw` are its `raw_cells`."""
    first = source.places[0].row.values

    def text(field: str) -> str:
        value = first.get(field)
        return value if isinstance(value, str) else "; ".join(value or ())

    if source.entity == "contact":
        return Mark(text("email"), text("name"), addressees=text("authority"), rest=_rest(raw))
    date = text("visit_date") or text("issued_on")
    whom = "; ".join(source.union("addressees"))
    return Mark(text("ref"), text("text"), text("place"), date, whom, _rest(raw))


def mark_of_values(
    entity: str, values: Fields, names: Mapping[str, str], raw: Mapping[str, list[Any]] | None = None
) -> Mark:
    """What a record is known by, from what was last agreed on it or from the hub's own fields. `raw` are its cells."""

    def text(field: str) -> str:
        return str(values.get(field) or "")

    if entity == "contact":
        whom = names.get(text("authority"), "")
        return Mark(text("email"), text("name"), addressees=whom, rest=_rest(raw or {}))
    addressees = "; ".join(names.get(identity, identity) for identity in values.get("addressees") or ())
    date = text("visit_date") or text("issued_on")
    return Mark(text("ref"), text("text"), text("place"), date, addressees, _rest(raw or {}))


def _rest(raw: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """The cells that hold something and by which nothing is known."""
    return {
        field: cells
        for field, cells in raw.items()
        if field not in _KNOWN_BY and not field.startswith("=") and any(cell is not None for cell in cells)
    }


def compose(
    source: Source, raw: Mapping[str, list[Any]], seen: Sequence[Agreed], to_id: NameToId, content: str = ""
) -> Composed:
    """The record's values. `raw` are the source's `raw_cells`, `content` their digest where it is at hand; `seen` are
    what was meant to be written and what was agreed, the former first; `to_id` gives the id of an authority's name (and
    makes one where the name is new)."""
    whole = next((past for past in seen if past.raw == raw), None)
    if whole is not None:
        return _as_agreed(source, raw, whole, to_id)
    values: dict[str, Any] = {}
    unread: set[str] = set()
    doubtful = any(place.odd for place in source.places)
    for field in CARRIED[source.entity]:
        past = _as_it_was(field, raw, seen) if seen else None
        if past is not None and field in past.values:
            values[field] = past.values[field]
        elif doubtful and _unreadable(field, source):
            unread.add(field)
        elif len(source.places) > 1 and seen and field not in LISTS and len(_news(field, source, raw, seen[-1])) > 1:
            unread.add(field)  # changed in two ways: no telling which counts
        elif source.carries(field):
            values[field] = _read(field, source, raw, seen, to_id)
    whom = _meant_names(source, values, to_id)
    answers: dict[str, dict[str, Any]] = {}
    answer_fields: set[str] = set()
    for column, field in ANSWER_FIELDS.items() if source.entity == "recommendation" else ():
        past = _as_it_was(column, raw, seen) if seen else None
        if past is None and doubtful and _unreadable(column, source):
            unread.add(column)
        elif source.carries(column):
            answer_fields.add(field)
            given = _past_answers(past, field) if past is not None else _read_answers(column, source, whom)
            for authority, value in given.items():
                answers.setdefault(authority, {})[field] = value
    now = Agreed(values, answers, raw, _rows(source), content or content_of(raw))
    split = _split(source, values, answers, whom, seen)
    return Composed(now, _by_row(source, whom), frozenset(answer_fields), frozenset(unread), split)


def _as_agreed(source: Source, raw: Mapping[str, list[Any]], past: Agreed, to_id: NameToId) -> Composed:
    """The record whose cells all stand as they did: most of them, most of the time."""
    carried, fields = _carried(source.entity, tuple(raw))
    values = {field: value for field, value in past.values.items() if field in carried}
    answers = {
        authority: {field: value for field, value in answer.items() if field in fields}
        for authority, answer in past.answers.items()
    }
    now = Agreed(values, answers, past.raw, _rows(source), past.content)
    whom = _meant_names(source, values, to_id)
    return Composed(now, _by_row(source, whom), fields, frozenset(), _split(source, values, answers, whom, ()))


@lru_cache(maxsize=100)
def _carried(entity: str, columns: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """The fields that columns carry, and those of responses among them. A table's rows all have the same columns."""
    carried = frozenset(column.removeprefix("=") for column in columns)
    told = (field for column, field in ANSWER_FIELDS.items() if column in carried)
    return carried, frozenset(told if entity == "recommendation" else ())


def _rows(source: Source) -> tuple[tuple[str, int], ...]:
    return tuple((place.row.sheet, place.row.number) for place in source.places)


def _by_row(source: Source, whom: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(whom[name] for name in names_in(place.row)) for place in source.places)


def _meant_names(source: Source, values: Fields, to_id: NameToId) -> dict[str, str]:
    """The rows' names -> ids. A cell that nobody touched means whom it meant then, though that authority may have got
    another name or be gone."""
    names, ids = source.union("addressees"), values.get("addressees") or ()
    return dict(zip(names, ids, strict=True)) if len(names) == len(ids) else {name: to_id(name) for name in names}


def names_in(row: Row) -> tuple[str, ...]:
    """The addressees that a row names."""
    value = row.values.get("addressees") or ()
    return (value,) if isinstance(value, str) else value


def _as_it_was(field: str, raw: Mapping[str, list[Any]], seen: Sequence[Agreed]) -> Agreed | None:
    return next((past for past in seen if field in raw and past.raw.get(field) == raw[field]), None)


def _unreadable(field: str, source: Source) -> bool:
    """A row has something in the cell, and it was read as nothing."""
    return any(field in place.odd and place.row.values.get(field) in (None, ()) for place in source.places)


def _read(field: str, source: Source, raw: Mapping[str, list[Any]], seen: Sequence[Agreed], to_id: NameToId) -> Any:
    if field == "addressees":
        return [to_id(name) for name in source.union(field)] or None
    if field in LISTS:
        return list(source.union(field)) or None
    distinct = source.distinct(field)
    if not distinct:
        return None
    if field == "authority":
        return to_id(str(distinct[0]))
    if len(distinct) > 1 and seen:
        news = _news(field, source, raw, seen[-1])
        return news[0] if news else seen[-1].values.get(field, distinct[0])
    return distinct[0]


def _news(field: str, source: Source, raw: Mapping[str, list[Any]], base: Agreed) -> tuple[Value, ...]:
    """What those rows say of a field whose cells have changed, each thing once; where the rows are not as many as
    before, what is not as it was agreed."""
    before, now = base.raw.get(field, []), raw.get(field, [])
    if not len(before) == len(now) == len(source.places):
        return tuple(value for value in source.distinct(field) if value != base.values.get(field))
    pairs = zip(source.places, before, now, strict=True)
    changed = (place.row.values.get(field) for place, old, new in pairs if old != new)
    return tuple(dict.fromkeys(value for value in changed if value is not None and value != ()))


def _split(
    source: Source,
    values: Fields,
    answers: Mapping[str, Mapping[str, Any]],
    whom: Mapping[str, str],
    seen: Sequence[Agreed],
) -> frozenset[str]:
    """The columns in which a row says what neither counts now nor was agreed on before."""
    if len(source.places) == 1:
        return frozenset()
    before = seen[-1].values if seen else {}
    found = {
        field
        for field in CARRIED[source.entity]
        if field not in LISTS and field != "authority" and len(said := source.distinct(field)) > 1
        if any(value not in (values.get(field), before.get(field)) for value in said)
    }
    for column, field in ANSWER_FIELDS.items() if source.entity == "recommendation" else ():
        for place in source.places:
            given = split_answers(column, place.row.values.get(column), names_in(place.row) or ("",))
            for name, answer in given.items():
                counts = answers.get(whom.get(name, ""), {}).get(field)
                if answer is not None and counts is not None and answer != counts:
                    found.add(column)
    return frozenset(found)


def _past_answers(past: Agreed, field: str) -> dict[str, Any]:
    return {authority: answer[field] for authority, answer in past.answers.items() if answer.get(field) is not None}


def _read_answers(column: str, source: Source, whom: Mapping[str, str]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for place in source.places:
        value, names = place.row.values.get(column), names_in(place.row)
        if not names:
            found.setdefault("", value)
        for name, answer in split_answers(column, value, names).items():
            found.setdefault(whom[name], answer)
    return {authority: value for authority, value in found.items() if value is not None}
