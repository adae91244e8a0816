"""Which rows of a table are records: not the blank ones, the bands between groups, the totals, the legend below, a
header printed again, or the next table on the sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from npmsync.ports import CellValue, Sheet
from npmsync.tables.fields import AXIS_FIELDS, DATE_FIELDS, UNREAD_FIELDS
from npmsync.tables.grid import cell_at, is_blank, text_of
from npmsync.tables.header_words import is_header
from npmsync.tables.headings import headings
from npmsync.tables.merges import anchors, bands
from npmsync.tables.model import Column, Problem, Table
from npmsync.tables.problems import problem
from npmsync.tables.ticks import ticked
from npmsync.vocabulary import Vocabulary, fold

_PEOPLE = ("name", "email", "phone")
_LONGEST_LABEL = 60
"""Longer texts are no total and no label, and are not compared with any."""
_WORDS_OF_A_LABEL = 5
"""A heading between groups has hardly more; a recommendation hardly fewer."""
_LOOKED_BACK = 50
"""So many records above a gap show whether rows have references."""
_LABELS = 3
"""So many cells at the beginning of a row tell whether it is a total or the header again."""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A row that holds a record: field -> cell, empty ones left out. `merged_down` are the fields whose cell stands in
    a row above and is merged down into this one."""

    number: int
    cells: Mapping[str, CellValue]
    merged_down: frozenset[str] = frozenset()


def record_rows(sheet: Sheet, table: Table, vocabulary: Vocabulary) -> tuple[list[RecordRow], list[Problem]]:
    """The records of a table from top to bottom, and the rows that look like one and are not read."""
    columns = {field: column.index for field, column in table.columns.items() if field not in UNREAD_FIELDS}
    ticks = {field: column for field, column in table.columns.items() if column.ticks}
    merged, banded = anchors(sheet, columns.values(), table.header_rows[-1]), bands(sheet, columns.values())
    look = _Look(sheet, table, vocabulary)
    found: list[RecordRow] = []
    doubtful: list[Problem] = []
    problems: list[Problem] = []
    after_gap = False
    for number in range(table.header_rows[-1] + 1, _last_row(sheet, table) + 1):
        if not sheet.rows[number - 1] and not merged:
            after_gap = True
            continue
        row = _row(sheet, number, columns, merged)
        if ticks:
            row = _with_ticks(row, sheet.rows[number - 1], ticks, vocabulary)
        own = {field: cell for field, cell in row.cells.items() if field not in row.merged_down}
        if not own or number in banded:
            after_gap = True
            continue
        if (after_gap or len(own) == 1) and look.is_other_header(number):
            break
        if look.is_furniture(own, number):
            continue
        if look.is_record(row, own, after_gap, found):
            found.append(row)
            problems += doubtful
            doubtful, after_gap = [], False
        else:
            doubtful += look.problem(row, own)
            after_gap = after_gap or len(own) == 1
    # Odd rows below the last record, once a blank row has been, are a legend or signatures and nobody's loss; a long
    # text among them may be somebody's recommendation.
    return found, [*problems, *(odd for odd in doubtful if odd.name == "text-apart" or not after_gap)]


def _last_row(sheet: Sheet, table: Table) -> int:
    """A named table ends where the file says; any other at the sheet's end."""
    ends = [
        area.last_row
        for area in sheet.tables
        if area.first_row in table.header_rows
        and any(area.first_column <= column.index <= area.last_column for column in table.columns.values())
    ]
    return min(max(ends, default=len(sheet.rows)), len(sheet.rows))


def _row(
    sheet: Sheet, number: int, columns: Mapping[str, int], merged: Mapping[tuple[int, int], tuple[int, int]]
) -> RecordRow:
    values = sheet.rows[number - 1]
    width = len(values)
    cells = {field: values[column - 1] for field, column in columns.items() if column <= width}
    down = (
        {field: anchor for field, column in columns.items() if (anchor := merged.get((number, column)))}
        if merged
        else {}
    )
    for field, anchor in down.items():
        cells[field] = cell_at(sheet, *anchor)
    filled = {field: cell for field, cell in cells.items() if not is_blank(cell)}
    return RecordRow(number, filled, frozenset(down))


def _with_ticks(
    row: RecordRow, values: Sequence[CellValue], ticks: Mapping[str, Column], vocabulary: Vocabulary
) -> RecordRow:
    """The same row; a field of which one column is ticked holds that column's header."""
    words = {field: ticked(values, column, vocabulary) for field, column in ticks.items()}
    cells = {field: cell for field, cell in row.cells.items() if field not in ticks}
    cells |= {field: word for field, word in words.items() if word is not None}
    return RecordRow(row.number, cells, row.merged_down)


class _Look:
    """What a table's rows are compared with: its own headers, the words for totals, the fields that carry a record."""

    def __init__(self, sheet: Sheet, table: Table, vocabulary: Vocabulary) -> None:
        self._sheet, self._table, self._vocabulary = sheet, table, vocabulary
        heads = {head.index: fold(head.text) for head in headings(sheet, table.header_rows)}
        self._heads = {field: heads.get(column.index, "") for field, column in table.columns.items()}
        self._carriers = ("text",) if table.entity == "recommendation" else _PEOPLE

    def is_furniture(self, own: Mapping[str, CellValue], number: int) -> bool:
        """A total, the header again, or the row 1, 2, 3 ... that some forms have below their header."""
        labels = [
            (field, fold(value))
            for field, value in list(own.items())[:_LABELS]
            if isinstance(value, str) and len(value) <= _LONGEST_LABEL
        ]
        if any(_starts_total(label, self._vocabulary) for _, label in labels[:2]):
            return True
        if labels and all(self._heads[field] == label for field, label in labels):
            return len(own) > 1
        if number != self._table.header_rows[-1] + 1:
            return False
        figures = [text_of(value) for value in own.values()]
        return len(figures) > 2 and figures[0] in ("1", "2") and all(figure.isdigit() for figure in figures)

    def is_other_header(self, number: int) -> bool:
        """Whether another table begins in this row."""
        cells = [value for value in self._sheet.rows[number - 1] if not is_blank(value)]
        if len(cells) < 2 or not all(isinstance(value, str) and len(value) < _LONGEST_LABEL for value in cells):
            return False
        known = sum(is_header(text_of(value), self._vocabulary) for value in cells)
        again = sum(fold(text_of(value)) in self._heads.values() for value in cells)
        return known * 2 > len(cells) and (known >= 3 or known == len(cells)) and again * 2 < len(cells)

    def is_record(
        self, row: RecordRow, own: Mapping[str, CellValue], after_gap: bool, before: Sequence[RecordRow]
    ) -> bool:
        """A recommendation has a text, a contact a name or an address; below a gap it takes more to be believed."""
        if not any(field in row.cells for field in self._carriers):
            return False
        if self._table.entity == "contact":
            return len(row.cells) >= 2
        if len(own) == 1:
            return "text" not in own or (not after_gap and self._is_no_band(text_of(own["text"])))
        return not after_gap or self._is_supported(row, before)

    def _is_no_band(self, text: str) -> bool:
        """A text alone in its row is a heading between groups only if it is short and stands in the first column."""
        first = min(self._table.columns.values(), key=lambda column: column.index)
        return first is not self._table.columns["text"] or len(text.split()) > _WORDS_OF_A_LABEL

    def _is_supported(self, row: RecordRow, before: Sequence[RecordRow]) -> bool:
        """Below a gap: a reference, where the rows above have one; else a date, an addressee or a known word."""
        last = before[-_LOOKED_BACK:]
        refs = [other.cells["ref"] for other in last if "ref" in other.cells]
        if len(refs) * 5 > len(last) * 4:
            figures = all(_has_figure(ref) for ref in refs)
            ref = row.cells.get("ref")
            like_theirs = ref is not None and (_has_figure(ref) or not figures)
            return like_theirs or any(self._is_date(field, cell) for field, cell in row.cells.items())
        return any(
            field == "addressees" or self._is_date(field, cell) or self._is_known_word(field, cell)
            for field, cell in row.cells.items()
        )

    def _is_date(self, field: str, cell: CellValue) -> bool:
        return field in DATE_FIELDS and (isinstance(cell, date) or _has_figure(cell))

    def _is_known_word(self, field: str, cell: CellValue) -> bool:
        known = self._vocabulary.canonical(field, text_of(cell), self._table.language)
        return field in AXIS_FIELDS and known is not None

    def problem(self, row: RecordRow, own: Mapping[str, CellValue]) -> list[Problem]:
        """What to say of a row that is not read: nothing of a heading between groups or of a short remark."""
        columns = self._table.columns
        if self._table.entity == "contact":
            first = min(columns.values(), key=lambda column: column.index)
            place = (row.number, first.index)
            return [problem("row-without-name", self._table, place, None)] if len(own) > 1 else []
        place, header = (row.number, columns["text"].index), columns["text"].header
        if "text" in row.cells:
            text = row.cells["text"]
            long = len(text_of(text).split()) > _WORDS_OF_A_LABEL
            return [problem("text-apart", self._table, place, text, header=header)] if long else []
        return [problem("row-without-text", self._table, place, None, header=header)] if len(own) > 1 else []


def _has_figure(value: CellValue) -> bool:
    return any(c.isdigit() for c in text_of(value))


def _starts_total(label: str, vocabulary: Vocabulary) -> bool:
    head = label.split(":")[0].rstrip(" 0123456789")
    return head in vocabulary.marks["total"]
