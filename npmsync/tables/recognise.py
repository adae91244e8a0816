"""Finds the tables of recommendations and of contacts in a workbook, and says what each column is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from npmsync.ports import Sheet, Visibility, Workbook
from npmsync.tables.cards import card_table
from npmsync.tables.header_words import is_header
from npmsync.tables.model import Table
from npmsync.tables.one_authority import with_authorities
from npmsync.tables.region_table import region_table
from npmsync.tables.regions import Region, regions
from npmsync.vocabulary import Vocabulary


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
    shown = [sheet for sheet in workbook.sheets if sheet.visibility is Visibility.VISIBLE]
    hidden = [sheet for sheet in workbook.sheets if sheet.visibility is not Visibility.VISIBLE]
    for sheets in (shown, hidden):
        read = not tables
        for sheet in sheets:
            found, said = _sheet_tables(sheet, known, vocabulary, language) if read else ([], [])
            if read and not found and (card := card_table(sheet, vocabulary, language)):
                found, said = [card[0]], [f'On the sheet "{sheet.name}" {note}' for note in card[1]]
            tables += found
            notes += said
            if sheet in hidden:
                notes.append(
                    f'The sheet "{sheet.name}" is hidden and was {"read all the same" if found else "not read"}.'
                )
    tables = with_authorities(workbook, tables, vocabulary)
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
        read = [(region, region_table(sheet, region, vocabulary, language)) for region in side_by_side]
        for region in _joined([(region, table is not None) for region, (table, _) in read]):
            known_already = next((outcome for at, outcome in read if at == region), None)
            table, said = known_already or region_table(sheet, region, vocabulary, language)
            tables += [table] if table else []
            notes += [f'On the sheet "{sheet.name}" {note}' for note in said]
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


def _nothing_found(workbook: Workbook, vocabulary: Vocabulary, language: str | None) -> str:
    listed = vocabulary.headers.get(language or "en", vocabulary.headers["en"])
    words = [word for word, fields in listed.items() if fields == ("text",)][:3]
    names = ", ".join(f'"{sheet.name}"' for sheet in workbook.sheets)
    return (
        f"No table was found on {names}: npmsync looks for a row of headings with one such as {', '.join(words)} for "
        "the text of the recommendations, or with names, e-mail addresses or phone numbers for contacts."
    )
