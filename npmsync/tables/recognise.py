"""Finds the tables of recommendations and of contacts in a workbook, and says what each column is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from npmsync.ports import CellValue, Sheet, Visibility, Workbook
from npmsync.tables.columns import assign
from npmsync.tables.date_columns import PLAIN, Dates
from npmsync.tables.dates import DateForm, Day, read_date_text
from npmsync.tables.entity import contact_columns, entity_of
from npmsync.tables.evidence import SAMPLE, profile
from npmsync.tables.fields import DATE_FIELDS
from npmsync.tables.grid import cell_at, filled, text_of
from npmsync.tables.header_words import is_header, main_language, match_header
from npmsync.tables.headings import headings
from npmsync.tables.model import Table
from npmsync.tables.one_authority import sheet_authority
from npmsync.tables.readings import Candidate, Side
from npmsync.tables.regions import Region, regions
from npmsync.vocabulary import Vocabulary, fold

_LOOKED_AT = 4 * SAMPLE
"""Rows below a header that are looked at; a sample of filled cells is taken from them."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """The tables found, sheet by sheet, and what a person should know of what was left alone."""

    tables: tuple[Table, ...]
    notes: tuple[str, ...]


def recognise(workbook: Workbook, vocabulary: Vocabulary, language: str | None = None) -> Recognition:
    """What is in a workbook. `language` is the workspace's; it decides only where headers fit several languages.

    A workbook without a table gives an empty `tables` and a note that says what was looked for.
    """
    known = lru_cache(maxsize=None)(lambda text: is_header(text, vocabulary))
    tables: list[Table] = []
    notes: list[str] = []
    for sheet in workbook.sheets:
        if sheet.visibility is not Visibility.VISIBLE:
            notes.append(f'The sheet "{sheet.name}" is hidden and was not read.')
            continue
        found, said = _sheet_tables(sheet, known, vocabulary, language)
        tables += found
        notes += said
    tables = _with_authorities(workbook, tables, vocabulary)
    notes += [
        f'The sheet "{table.sheet}" names no authority, neither in a column nor in its title.'
        for table in tables
        if table.entity == "recommendation" and "addressees" not in {*table.columns, *table.fixed}
    ]
    if not tables:
        notes.append(_nothing_found(workbook, vocabulary, language))
    return Recognition(tuple(tables), tuple(notes))


def _sheet_tables(
    sheet: Sheet, known: Callable[[str], bool], vocabulary: Vocabulary, language: str | None
) -> tuple[list[Table], list[str]]:
    """The tables of one sheet. A block of columns that is no table by itself belongs to the one on its left."""
    tables: list[Table] = []
    notes: list[str] = []
    blocks: dict[tuple[int, ...], list[Region]] = {}
    for region in regions(sheet, known):
        blocks.setdefault(region.header_rows, []).append(region)
    for side_by_side in blocks.values():
        read = [(region, _table(sheet, region, vocabulary, language)) for region in side_by_side]
        for region in _joined([(region, found is not None) for region, found in read]):
            found = next((table for at, table in read if at == region), None) or _table(
                sheet, region, vocabulary, language
            )
            if found is not None:
                tables.append(found[0])
                notes += [f'On the sheet "{sheet.name}" {note}' for note in found[1]]
    return tables, notes


def _joined(blocks: Sequence[tuple[Region, bool]]) -> list[Region]:
    """Regions that are tables, each widened by the blocks to its right that are none; without any, all as one."""
    joined: list[Region] = []
    whole = False
    for region, is_table in blocks:
        if joined and not (is_table and whole):
            joined[-1] = replace(joined[-1], last_column=region.last_column)
            whole = whole or is_table
        else:
            joined.append(region)
            whole = is_table
    return joined


def _table(
    sheet: Sheet, region: Region, vocabulary: Vocabulary, language: str | None
) -> tuple[Table, tuple[str, ...]] | None:
    heads = headings(sheet, region.header_rows, region.first_column, region.last_column)
    spoken = main_language([head.text for head in heads], vocabulary, language)
    below = range(region.header_rows[-1] + 1, min(len(sheet.rows), region.header_rows[-1] + _LOOKED_AT) + 1)
    columns = tuple(
        Candidate(
            head,
            match_header(head.text, spoken, vocabulary),
            profile([cell_at(sheet, row, head.index) for row in below], vocabulary, spoken),
            _side(head.group, vocabulary),
            match_header(head.group, spoken, vocabulary).fields if head.group else (),
        )
        for head in heads
    )
    assigned = assign(columns, _dates(sheet, below, columns, vocabulary, spoken), vocabulary)
    entity = entity_of(assigned, columns, vocabulary)
    if entity is None:
        return None
    if entity == "contact":
        assigned = contact_columns(assigned)
    table = Table(
        sheet.name, entity, region.header_rows, assigned.fields, spoken, unknown_headers=assigned.unknown_headers
    )
    return table, assigned.notes


def _side(group: str, vocabulary: Vocabulary) -> Side:
    key = fold(group)
    if key in vocabulary.marks["authority_side"]:
        return "authority"
    return "npm" if key in vocabulary.marks["npm_side"] else ""


def _dates(
    sheet: Sheet, rows: range, columns: Sequence[Candidate], vocabulary: Vocabulary, language: str
) -> dict[int, Dates]:
    """The dates of the columns that plain "Date" columns are compared with; nothing where there is none of these."""
    if not any(frozenset(column.match.fields) == PLAIN for column in columns):
        return {}
    form = DateForm(vocabulary, language, day_first=True)
    return {
        column.heading.index: [_day(cell_at(sheet, row, column.heading.index), form) for row in rows]
        for column in columns
        if DATE_FIELDS.intersection(column.match.fields)
    }


def _day(value: CellValue, form: DateForm) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = read_date_text(value, form) if isinstance(value, str) else None
    return found.day if isinstance(found, Day) else None


def _with_authorities(workbook: Workbook, tables: list[Table], vocabulary: Vocabulary) -> list[Table]:
    """Tables without addressees get those that their sheet's name or title gives."""
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    lacking = [t for t in tables if t.entity == "recommendation" and "addressees" not in t.columns]
    named: dict[str, str] = {}
    for table in tables:
        column = table.columns.get("authority") or table.columns.get("addressees")
        sheet = sheets[table.sheet]
        if column is not None:
            for row in range(table.header_rows[-1] + 1, len(sheet.rows) + 1):
                name = text_of(cell_at(sheet, row, column.index))
                named.setdefault(fold(name), name)
    named.pop("", None)
    siblings = len({table.sheet for table in lacking})
    completed = []
    for table in tables:
        if table in lacking:
            sheet = sheets[table.sheet]
            above = range(max(1, table.header_rows[0] - 10), table.header_rows[0])
            titles = [[text_of(cell_at(sheet, row, column)) for column in filled(sheet, row)] for row in above]
            authority = sheet_authority(sheet.name, titles, named, siblings, vocabulary)
            if authority:
                table = replace(table, fixed={"addressees": (authority,)})
        completed.append(table)
    return completed


def _nothing_found(workbook: Workbook, vocabulary: Vocabulary, language: str | None) -> str:
    listed = vocabulary.headers.get(language or "en", vocabulary.headers["en"])
    words = [word for word, fields in listed.items() if fields == ("text",)][:3]
    names = ", ".join(f'"{sheet.name}"' for sheet in workbook.sheets)
    return (
        f"No table was found on {names}: npmsync looks for a row of headings with one such as {', '.join(words)} for "
        "the text of the recommendations, or with names, e-mail addresses or phone numbers for contacts."
    )
