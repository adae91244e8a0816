"""A mapping kept in npmsync.toml, laid over the workbook as it stands now.

The mapping names columns by their headers' own words, so it still fits after columns were moved, rows were put in above
the headers, or the sheet was renamed. A header that is gone leaves its column unmapped, and is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from npmsync.ports import Sheet, Workbook
from npmsync.tables.headings import headings
from npmsync.tables.model import Column, Entity, Table, Value
from npmsync.vocabulary import fold

SEARCHED_ROWS = 60
"""Headers are looked for in the first rows only."""


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """One `[[endpoint.table]]`: field -> the header's own words."""

    sheet: str
    entity: Entity
    header_rows: tuple[int, ...]
    columns: Mapping[str, str]
    language: str
    fixed: Mapping[str, Value]
    day_first: bool | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """Where the mapping fits now; `table` is None where it does not fit at all. `lost` are (field, header) that are
    mapped and not there any more; `notes` say what moved."""

    table: Table | None
    lost: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def locate(workbook: Workbook, mapping: SheetMapping) -> Located:
    """Finds the mapping's headers: on its sheet, else on the one other sheet that has them all."""
    sheet = next((sheet for sheet in workbook.sheets if sheet.name == mapping.sheet), None)
    if sheet is not None:
        return _on(sheet, mapping, ())
    others = [
        found for found in (_on(other, mapping, ()) for other in workbook.sheets) if found.table and not found.lost
    ]
    if len(others) == 1 and others[0].table is not None:
        note = f"sheet {mapping.sheet!r} is gone; sheet {others[0].table.sheet!r} has its headers and is read instead"
        return Located(others[0].table, (), (note,))
    return Located(None, tuple(mapping.columns.items()), (f"there is no sheet {mapping.sheet!r}",))


def _on(sheet: Sheet, mapping: SheetMapping, notes: tuple[str, ...]) -> Located:
    row, found = _header_row(sheet, mapping)
    if not found:
        return Located(None, tuple(mapping.columns.items()), (f"none of its headers is on sheet {sheet.name!r}",))
    shift = row - max(mapping.header_rows)
    columns = {
        field: Column(found[fold(header)], header) for field, header in mapping.columns.items() if fold(header) in found
    }
    lost = tuple((field, header) for field, header in mapping.columns.items() if field not in columns)
    if shift:
        notes = (*notes, f"the headers of {sheet.name!r} stand in row {row} now")
    header_rows = tuple(number + shift for number in mapping.header_rows)
    table = Table(sheet.name, mapping.entity, header_rows, columns, mapping.language, mapping.fixed, mapping.day_first)
    return Located(table, lost, notes)


def _header_row(sheet: Sheet, mapping: SheetMapping) -> tuple[int, dict[str, int]]:
    """The row that has most of the mapped headers (the configured one first among equals), and their columns."""
    wanted = {fold(header) for header in mapping.columns.values()}
    configured = max(mapping.header_rows)
    best: tuple[int, dict[str, int]] = (configured, {})
    for number in _from(configured, min(len(sheet.rows), SEARCHED_ROWS)):
        cells: dict[str, int] = {}
        header_rows = tuple(row + number - configured for row in mapping.header_rows)
        found = headings(sheet, header_rows) if min(header_rows) > 0 else ()
        # A label (with the group, where the words alone occur twice) says more than the words: it comes first.
        for words, index in [(h.label, h.index) for h in found] + [(h.text, h.index) for h in found]:
            if fold(words) in wanted:
                cells.setdefault(fold(words), index)
        if len(cells) > len(best[1]):
            best = (number, cells)
    return best


def _from(first: int, last: int) -> Iterable[int]:
    return (
        [first, *(number for number in range(1, last + 1) if number != first)] if first <= last else range(1, last + 1)
    )
