"""One region of a sheet: what its columns are, and whether they make a table of recommendations or of contacts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from npmsync.ports import CellValue, Sheet
from npmsync.tables.column_reading import texts_among
from npmsync.tables.columns import assign, with_ticks
from npmsync.tables.date_columns import PLAIN, Dates
from npmsync.tables.dates import DateForm, Day, read_date_text, table_day_first
from npmsync.tables.entity import contact_columns, entity_of
from npmsync.tables.evidence import SAMPLE, profile
from npmsync.tables.fields import DATE_FIELDS
from npmsync.tables.grid import cell_at
from npmsync.tables.header_words import main_language, match_header
from npmsync.tables.headings import Heading, headings
from npmsync.tables.model import Table
from npmsync.tables.readings import Candidate, Side
from npmsync.tables.regions import Region
from npmsync.tables.ticks import tick_columns
from npmsync.vocabulary import Vocabulary, fold

_LOOKED_AT = 4 * SAMPLE
"""Rows below a header that are looked at; a sample of filled cells is taken from them."""


def region_table(
    sheet: Sheet, region: Region, vocabulary: Vocabulary, language: str | None
) -> tuple[Table | None, tuple[str, ...]]:
    """The table of a region, or None, and what to say of the columns that were left alone."""
    heads = headings(sheet, region.header_rows, region.first_column, region.last_column)
    return headed_table(sheet, region.header_rows, heads, vocabulary, language)


def headed_table(
    sheet: Sheet, header_rows: tuple[int, ...], heads: Sequence[Heading], vocabulary: Vocabulary, language: str | None
) -> tuple[Table | None, tuple[str, ...]]:
    """The table below these headings, or None, and what to say of the columns that were left alone."""
    spoken = main_language([head.text for head in heads], vocabulary, language)
    below = range(header_rows[-1] + 1, min(len(sheet.rows), header_rows[-1] + _LOOKED_AT) + 1)
    ticks = tick_columns(sheet, heads, below, vocabulary, spoken)
    in_ticks = {index for column in ticks.values() for index, _ in column.ticks}
    columns = tuple(_candidate(sheet, head, below, vocabulary, spoken) for head in heads if head.index not in in_ticks)
    assigned = assign(columns, _dates(sheet, below, columns, vocabulary, spoken), vocabulary)
    assigned = with_ticks(assigned, ticks)
    entity = entity_of(assigned, columns, vocabulary)
    if entity is None:
        return None, assigned.notes
    if entity == "contact":
        assigned = contact_columns(assigned)
    typed = [
        texts_among([cell_at(sheet, row, column.index) for row in below])
        for field, column in assigned.fields.items()
        if field in DATE_FIELDS
    ]
    table = Table(
        sheet.name,
        entity,
        header_rows,
        assigned.fields,
        spoken,
        day_first=table_day_first(typed, DateForm(vocabulary, spoken)),
        unknown_headers=assigned.unknown_headers,
    )
    return table, assigned.notes


def _candidate(sheet: Sheet, head: Heading, below: range, vocabulary: Vocabulary, language: str) -> Candidate:
    match = match_header(head.text, language, vocabulary)
    # What an unknown header's values show decides nothing: it is listed, not guessed.
    cells = [cell_at(sheet, row, head.index) for row in below] if match.fields else []
    group = match_header(head.group, language, vocabulary).fields if head.group else ()
    return Candidate(head, match, profile(cells, vocabulary, language), _side(head.group, vocabulary), group)


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
