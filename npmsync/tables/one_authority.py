"""A sheet about one authority: its name stands in the sheet's name or title, not in a column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from npmsync.ports import Sheet, Workbook
from npmsync.tables.grid import cell_at, filled, text_of
from npmsync.tables.model import Table
from npmsync.tables.turned import turned
from npmsync.vocabulary import Vocabulary, fold

_TITLE_ROWS = 10
"""So many rows above the headers may hold titles."""
_LONGEST_SHEET_NAME = 31
"""Excel cuts sheet names there (ECMA-376 part 1, 18.2.19 leaves the limit to the program)."""
_PARTS = re.compile(r"\s*(?::|\s[-–—|]\s)\s*")


def with_authorities(workbook: Workbook, tables: Sequence[Table], vocabulary: Vocabulary) -> list[Table]:
    """The same tables; those of recommendations without addressees get what their sheet's title or name gives."""
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    lacking = {
        id(t): t for t in tables if t.entity == "recommendation" and "addressees" not in t.columns and not t.transposed
    }
    named = _named(sheets, tables) if lacking else {}
    siblings = len({table.sheet for table in lacking.values()})
    completed = []
    for table in tables:
        if id(table) in lacking:
            sheet, first = sheets[table.sheet], table.header_rows[0]
            above = range(max(1, first - _TITLE_ROWS), first)
            titles = [[text_of(cell_at(sheet, row, column)) for column in filled(sheet, row)] for row in above]
            authority = sheet_authority(sheet.name, titles, named, siblings, vocabulary)
            table = replace(table, fixed={"addressees": (authority,)}) if authority else table
        completed.append(table)
    return completed


def _named(sheets: Mapping[str, Sheet], tables: Sequence[Table]) -> dict[str, str]:
    """The authorities that the workbook's columns name: folded -> as written."""
    named: dict[str, str] = {}
    for table in tables:
        column = table.columns.get("authority") or table.columns.get("addressees")
        if column is not None:
            sheet = turned(sheets[table.sheet]) if table.transposed else sheets[table.sheet]
            for cells in sheet.rows[table.header_rows[-1] :]:
                name = text_of(cells[column.index - 1]) if len(cells) >= column.index else ""
                if name:
                    named.setdefault(fold(name), name)
    return named


def sheet_authority(
    sheet_name: str, titles: Sequence[Sequence[str]], known: Mapping[str, str], siblings: int, vocabulary: Vocabulary
) -> str | None:
    """The authority that a sheet without addressees is about, or None where nothing says so.

    `titles` are the filled cells of each row above the header, `known` the authorities named elsewhere in the
    workbook (folded -> as written), `siblings` how many sheets of the workbook lack addressees, this one included.
    """
    for row in titles:
        named = _in_title(row, sheet_name, known, vocabulary)
        if named:
            return named
    key = fold(sheet_name)
    if key in known:
        return known[key]
    longer = [name for folded, name in known.items() if folded.startswith(key)]
    if len(sheet_name) == _LONGEST_SHEET_NAME and len(longer) == 1:
        return longer[0]
    return sheet_name.strip() if siblings > 1 and not _is_general(key, vocabulary) else None


def _in_title(row: Sequence[str], sheet_name: str, known: Mapping[str, str], vocabulary: Vocabulary) -> str | None:
    """The name after "Authority:", or a part of the title that the sheet's name or another sheet confirms."""
    parts = [part for cell in row for part in _PARTS.split(cell) if part]
    for label, value in pairwise(parts):
        if any("addressees" in vocabulary.header_fields(label, name) for name in vocabulary.languages):
            return value
    for part in parts:
        if fold(part) in known or (len(part) > 3 and fold(part).startswith(fold(sheet_name))):
            return part if not _is_general(fold(part), vocabulary) else None
    return None


def _is_general(key: str, vocabulary: Vocabulary) -> bool:
    """A sheet name that names no one: Sheet1, 2023, Follow-up 2022-2026, Recommendations."""
    words = [word for part in re.split(r"[\s\d_./()]+", key) if (word := part.strip("-–—"))]
    general = vocabulary.marks["sheet_name"]
    headers = any(key in fields for fields in vocabulary.headers.values())
    return headers or all(word in general or len(word) < 3 for word in words)
