"""Where tables may stand on a sheet: header rows, and the blocks of columns beneath them.

Named tables are taken first, then the filter's first row, then the last frozen row, then the row of the first thirty
that has the most words which head columns. Further tables stand below a blank row or a title of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from npmsync.ports import Area, Sheet
from npmsync.tables.grid import cell_at, filled, is_blank, text_of
from npmsync.tables.merges import bands

IsHeader = Callable[[str], bool]
FIRST_ROWS = 30
"""A header further down, without a blank row above it, has not been met."""
_NAMED_TABLE, _FILTER, _FROZEN = 3.0, 2.0, 1.0
_LONGEST_HEADER = 120
_MANY = 5
"""So many words that head columns make a header, however many more columns the sheet has."""


@dataclass(frozen=True, slots=True)
class Region:
    """One or two header rows, and the columns they head, both ends included."""

    header_rows: tuple[int, ...]
    first_column: int
    last_column: int


def regions(sheet: Sheet, is_header: IsHeader) -> tuple[Region, ...]:
    """The places on a sheet where a table may begin, from top to bottom; blocks side by side are one each."""
    found = []
    for row, area in _anchors(sheet, is_header):
        header_rows = _header_rows(sheet, row, is_header)
        columns = sorted({column for at in header_rows for column in _columns(sheet, at, area)})
        found += [Region(header_rows, block[0], block[-1]) for block in _blocks(sheet, columns, header_rows[-1])]
    return tuple(found)


def _anchors(sheet: Sheet, is_header: IsHeader) -> list[tuple[int, Area | None]]:
    """(row, named table or None) of every header row, rows next to a better one left out."""
    scores = {row: score for row in _candidate_rows(sheet) if (score := _score(sheet, row, is_header)) >= 2}
    named = {area.first_row: area for area in sheet.tables if scores.get(area.first_row)}
    early = [row for row in scores if row <= FIRST_ROWS]
    best = max(early, key=lambda row: (scores[row], -row), default=None)
    chosen: list[int] = []
    for row in sorted(scores, key=lambda row: (row not in named, row != best, -scores[row], row)):
        apart = all(abs(row - other) > 1 and not _same_words(sheet, row, other) for other in chosen)
        if apart and (row in named or row == best or _stands_apart(sheet, row, is_header)):
            chosen.append(row)
    return [(row, named.get(row)) for row in sorted(chosen)]


def _same_words(sheet: Sheet, row: int, other: int) -> bool:
    """A header printed again, for a new year or a new page, belongs to the table above."""
    columns = filled(sheet, row)
    same = sum(cell_at(sheet, row, column) == cell_at(sheet, other, column) for column in columns)
    return same * 3 >= len(columns) * 2


def _candidate_rows(sheet: Sheet) -> Iterable[int]:
    """The first rows, and further down those below a blank row or below a line with one cell."""
    for row, cells in enumerate(sheet.rows, 1):
        if len(cells) > 1 and (row <= FIRST_ROWS or len(filled(sheet, row - 1)) <= 1):
            yield row


def _score(sheet: Sheet, row: int, is_header: IsHeader) -> float:
    """How much a row looks like a header: the different words in it that head columns, and what the file says."""
    columns = filled(sheet, row)
    cells = [cell_at(sheet, row, column) for column in columns]
    words = {text_of(cell) for cell in cells if isinstance(cell, str) and len(cell) <= _LONGEST_HEADER}
    known = sum(is_header(word) for word in words)
    if known < 2 or (known < 0.3 * len(cells) and known < _MANY) or row in bands(sheet, columns):
        return 0.0
    score = known + 0.1 * len(words) - 0.5 * (len(cells) - len(words))
    score += _NAMED_TABLE * any(area.first_row == row for area in sheet.tables)
    score += _FILTER * (sheet.autofilter is not None and sheet.autofilter.first_row == row)
    return score + _FROZEN * (sheet.frozen_rows == row)


def _stands_apart(sheet: Sheet, row: int, is_header: IsHeader) -> bool:
    """A second header on the sheet has a blank row or a title above it, and nearly nothing but header words."""
    cells = [text_of(cell_at(sheet, row, column)) for column in filled(sheet, row)]
    known = sum(is_header(cell) for cell in cells)
    return len(filled(sheet, row - 1) if row > 1 else []) <= 1 and (known >= 3 or known == len(cells) >= 2)


def _header_rows(sheet: Sheet, row: int, is_header: IsHeader) -> tuple[int, ...]:
    """`row` alone, or with the row of groups above it, or with the row of sub-headings below it."""
    if row > 1 and _is_group_row(sheet, row - 1, row, is_header):
        return (row - 1, row)
    joined = [area for area in sheet.merges if area.first_row == row]
    if any(area.last_row == row + 1 for area in joined) or _has_sub_headings(sheet, row, joined, is_header):
        return (row, row + 1)
    return (row,)


def _is_group_row(sheet: Sheet, above: int, row: int, is_header: IsHeader) -> bool:
    columns = filled(sheet, above)
    texts = [cell_at(sheet, above, column) for column in columns]
    if not all(isinstance(text, str) and len(text) <= _LONGEST_HEADER for text in texts):
        return False
    merges = [area for area in sheet.merges if area.first_row == above]
    if len(columns) < 2:
        # A title begins where the table does; one group alone stands over columns further on.
        inside = [area for area in merges if area.last_column > area.first_column > filled(sheet, row)[0]]
        return bool(inside) and is_header(text_of(texts[0]))
    if any(area.last_column > area.first_column or area.last_row == row for area in merges):
        return True
    known = sum(is_header(text_of(text)) for text in texts)
    return len(columns) < len(filled(sheet, row)) and known * 2 >= len(columns)


def _has_sub_headings(sheet: Sheet, row: int, joined: list[Area], is_header: IsHeader) -> bool:
    below = filled(sheet, row + 1)
    texts = [cell_at(sheet, row + 1, column) for column in below]
    if len(below) < 2 or not all(isinstance(text, str) and len(text) <= _LONGEST_HEADER for text in texts):
        return False
    known = sum(is_header(text_of(text)) for text in texts)
    wide = {c for area in joined if area.last_column > area.first_column for c in _span(area)}
    gaps = [column for column in below if is_blank(cell_at(sheet, row, column))]
    return known >= 2 and known * 2 >= len(below) and bool(gaps) and (set(gaps) <= wide if wide else True)


def _span(area: Area) -> range:
    return range(area.first_column, area.last_column + 1)


def _columns(sheet: Sheet, row: int, area: Area | None) -> list[int]:
    if area is None:
        return filled(sheet, row)
    return filled(sheet, row, area.first_column, area.last_column)


def _blocks(sheet: Sheet, columns: list[int], header_row: int) -> list[list[int]]:
    """Columns in a row, cut where columns between them have neither a heading nor anything beneath."""
    blocks: list[list[int]] = []
    rows = range(header_row + 1, min(header_row + 1 + FIRST_ROWS, len(sheet.rows) + 1))
    for column in columns:
        gap = range(blocks[-1][-1] + 1, column) if blocks else range(0)
        empty = all(is_blank(cell_at(sheet, row, at)) for at in gap for row in rows)
        if blocks and not (gap and empty):
            blocks[-1].append(column)
        else:
            blocks.append([column])
    return blocks
