"""A mapping kept in npmsync.toml, laid over the workbook as it stands now.

The mapping names columns by their headers' own words, so it still fits after columns were moved, rows were put in above
the headers, or the sheet was renamed. A header that is gone leaves its column unmapped, and is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from npmsync.ports import Sheet, Workbook
from npmsync.tables.cards import card_headings
from npmsync.tables.headings import headings
from npmsync.tables.model import Column, Entity, Table, Value
from npmsync.tables.ticks import column_of
from npmsync.tables.turned import turned
from npmsync.vocabulary import fold

SEARCHED_ROWS = 60
"""Headers are looked for in the first rows only."""


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """One `[[endpoint.table]]`: field -> the header's own words; `ticked`: field -> headers of which one is ticked."""

    sheet: str
    entity: Entity
    header_rows: tuple[int, ...]
    columns: Mapping[str, str]
    language: str
    fixed: Mapping[str, Value]
    day_first: bool | None = None
    transposed: bool = False
    ticked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    add_ids: bool = False


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
    return Located(None, _headers(mapping), (f"there is no sheet {mapping.sheet!r}",))


def _headers(mapping: SheetMapping) -> tuple[tuple[str, str], ...]:
    ticked = [(name, header) for name, headers in mapping.ticked.items() for header in headers]
    return (*mapping.columns.items(), *ticked)


def _on(sheet: Sheet, mapping: SheetMapping, notes: tuple[str, ...]) -> Located:
    across = turned(sheet) if mapping.transposed else sheet
    row, found = _header_row(across, mapping)
    if not found:
        return Located(None, _headers(mapping), (f"none of its headers is on sheet {sheet.name!r}",))
    columns = {
        name: Column(found[fold(header)], header) for name, header in mapping.columns.items() if fold(header) in found
    }
    for name, headers in mapping.ticked.items():
        here = [(found[fold(header)], header) for header in headers if fold(header) in found]
        # A tick below a heading that is gone would read as no tick: then none of the columns is read.
        columns |= {name: column_of(here)} if len(here) == len(headers) else {}
    lost = tuple((name, header) for name, header in _headers(mapping) if fold(header) not in found)
    shift = row - max(mapping.header_rows)
    if shift:
        line = "column" if mapping.transposed else "row"
        notes = (*notes, f"the headers of {sheet.name!r} stand in {line} {row} now")
    table = Table(
        sheet.name,
        mapping.entity,
        tuple(number + shift for number in mapping.header_rows),
        columns,
        mapping.language,
        mapping.fixed,
        mapping.day_first,
        transposed=mapping.transposed,
        add_ids=mapping.add_ids,
    )
    return Located(table, lost, notes)


def _header_row(sheet: Sheet, mapping: SheetMapping) -> tuple[int, dict[str, int]]:
    """The row that has most of the mapped headers (the configured one first among equals), and their columns."""
    wanted = {fold(header) for _, header in _headers(mapping)}
    configured = max(mapping.header_rows)
    best: tuple[int, dict[str, int]] = (configured, {})
    for number in _from(configured, min(len(sheet.rows), SEARCHED_ROWS)):
        header_rows = tuple(row + number - configured for row in mapping.header_rows)
        cells = {words: at for words, at in _found(sheet, header_rows, mapping).items() if words in wanted}
        if len(cells) > len(best[1]):
            best = (number, cells)
    return best


def _found(sheet: Sheet, header_rows: tuple[int, ...], mapping: SheetMapping) -> dict[str, int]:
    """Folded label -> column, and folded words where they stand over one column only. Over two, nobody knows which one
    is meant, and neither is read."""
    if min(header_rows) < 1 or max(header_rows) > len(sheet.rows):
        return {}
    heads = card_headings(sheet, header_rows[-1]) if mapping.transposed else headings(sheet, header_rows)
    times = Counter(fold(head.text) for head in heads)
    plain = {fold(head.text): head.index for head in heads if times[fold(head.text)] == 1}
    return plain | {fold(head.label): head.index for head in heads}


def _from(first: int, last: int) -> Iterable[int]:
    return (
        [first, *(number for number in range(1, last + 1) if number != first)] if first <= last else range(1, last + 1)
    )
