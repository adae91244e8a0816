"""Rows to records: which rows are one recommendation.

Rows are one only if reference and text are both equal (a tracker with one row per addressee); without a reference each
row is its own, and an equal reference with another text makes two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from npmsync.tables.address import cell_in
from npmsync.tables.model import Entity, Reading, Row, Table, Value

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """A row and the table it stands in (an index into the readings). `odd` are the fields whose cells hold something
    that could not be read: a word nobody knows, an error, a formula without a stored result."""

    table: int
    row: Row
    odd: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Source:
    """One record as a workbook holds it: all of its rows, in the workbook's order."""

    entity: Entity
    places: tuple[Place, ...]

    def distinct(self, field: str) -> tuple[Value, ...]:
        """The values that its rows give for a field, without the empty and the repeated ones."""
        if len(self.places) == 1:  # as nearly all have
            value = self.places[0].row.values.get(field)
            return () if value is None or value == () else (value,)
        values = (place.row.values.get(field) for place in self.places)
        return tuple(dict.fromkeys(value for value in values if value is not None and value != ()))

    def union(self, field: str) -> tuple[str, ...]:
        """The texts that its rows give for a list field, each once, in their order."""
        lists = (place.row.values.get(field) or () for place in self.places)
        return tuple(dict.fromkeys(text for texts in lists for text in ([texts] if isinstance(texts, str) else texts)))

    def carries(self, field: str) -> bool:
        """Some row of it has a column, or a fixed value, for this field."""
        return field in self.places[0].row.values or any(field in place.row.values for place in self.places)


def gather(
    readings: Sequence[Reading], formulas: Mapping[str, frozenset[tuple[int, int]]] | None = None
) -> list[Source]:
    """The records of all tables of one workbook, in the workbook's order. `formulas`: sheet -> (row, column) of cells
    whose value is a formula's: one without a value says nothing, it is not empty."""
    together: dict[tuple, list[Place]] = {}
    for table, reading in enumerate(readings):
        odd_cells = {problem.cell for problem in reading.problems}
        calculated = (formulas or {}).get(reading.table.sheet, frozenset())
        columns = [(field, column.index) for field, column in reading.table.columns.items()]
        for row in reading.rows:
            odd = (
                _NONE
                if not odd_cells and not calculated
                else frozenset(
                    field
                    for field, index in columns
                    if (odd_cells and cell_in(reading.table, row.number, index) in odd_cells)
                    or (
                        calculated
                        and row.raw.get(field) is None
                        and _place(reading.table, row.number, index) in calculated
                    )
                )
            )
            ref, text = row.values.get("ref"), row.values.get("text")
            one = (reading.table.entity, ref, text) if ref and text else (reading.table.entity, row.sheet, row.number)
            together.setdefault(one, []).append(Place(table, row, odd))
    return [Source(key[0], tuple(places)) for key, places in together.items()]


def _place(table: Table, number: int, index: int) -> tuple[int, int]:
    return (index, number) if table.transposed else (number, index)


def repeated_refs(sources: Sequence[Source]) -> dict[str, int]:
    """References that stand on recommendations with different texts -> on how many: two recommendations, and said."""
    counts: dict[str, int] = {}
    for source in sources:
        for ref in source.distinct("ref"):
            counts[str(ref)] = counts.get(str(ref), 0) + 1
    return {ref: count for ref, count in counts.items() if count > 1}
