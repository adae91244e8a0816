"""A workbook read as `npmsync.ports.Workbook`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from npmsync.ports import Area, Sheet, Workbook
from npmsync_excel.book import Book, SheetPart, open_book, relations
from npmsync_excel.cellrefs import area, name
from npmsync_excel.choices import choices
from npmsync_excel.container import open_container
from npmsync_excel.grid import Grid, Meaning, read_grid
from npmsync_excel.layout import Layout, overlapping, read_layout
from npmsync_excel.markup import tags
from npmsync_excel.numberformats import cell_formats
from npmsync_excel.strings import read_strings

_PREFIX = re.compile(r"<([\w.-]+):(?:worksheet|sst|styleSheet)(?=[\s/>])")
_DATA = re.compile(r"<sheetData(?=[\s/>])[^>]*>")


@dataclass(frozen=True, slots=True)
class _Draft:
    sheet: SheetPart
    grid: Grid
    layout: Layout
    tables: tuple[Area, ...]


def read_workbook(path: Path) -> Workbook:
    """All worksheets of an .xlsx, .xlsm, .xltx or .xltm file. Raises Refused for what is none or is not sound."""
    book = open_book(open_container(path))
    strings = None
    if book.strings and book.strings in book.container.members:
        strings = read_strings(plain(book, book.strings))
        book.container.forget(book.strings)
    formats = cell_formats(plain(book, book.styles) if book.styles in book.container.members else None)
    drafts, notes = [], []
    for sheet in book.sheets:
        if sheet.kind != "worksheet":
            notes.append(f"{sheet.name}: a {sheet.kind}, which holds no cells; left alone.")
            continue
        drafts.append(_draft(book, sheet, Meaning(strings, formats, book.from_1904, book.file, sheet.name)))
    for draft in drafts:
        notes += _notes(draft)
    rows = {draft.sheet.name: draft.grid.rows for draft in drafts}
    sheets = tuple(
        _finished(draft, choices(draft.layout.drop_downs, draft.sheet.name, rows, book.names)) for draft in drafts
    )
    if book.from_1904:
        notes.append("The workbook counts its dates from 1904.")
    return Workbook(sheets, book.container.digest, tuple(notes), book.from_1904)


def plain(book: Book, part: str | None) -> str:
    """A part's text with the element prefix of its root taken away (`x:row` and `row` are one), comments too."""
    text = book.skimmed(part or "")
    prefix = _PREFIX.search(text[:4096])
    if prefix:
        text = text.replace(f"<{prefix[1]}:", "<").replace(f"</{prefix[1]}:", "</")
    if "<!" in text:
        text = _without_comments(text)
    return text


def _without_comments(text: str) -> str:
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    return re.sub(
        r"<!\[CDATA\[(.*?)\]\]>",
        lambda found: found[1].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        text,
        flags=re.DOTALL,
    )


def cut(text: str) -> tuple[str, str, str]:
    """A sheet part before, between and after `<sheetData>` and its end."""
    found = _DATA.search(text)
    if found is None:
        return text, "", ""
    if found[0].endswith("/>"):
        return text[: found.start()], "", text[found.end() :]
    end = text.index("</sheetData", found.end())
    return text[: found.start()], text[found.end() : end], text[end:]


def _draft(book: Book, sheet: SheetPart, meaning: Meaning) -> _Draft:
    head, data, tail = cut(plain(book, sheet.part))
    book.container.forget(sheet.part)
    layout = read_layout(head, tail)
    return _Draft(sheet, read_grid(data, meaning), layout, table_areas(book, sheet))


def table_areas(book: Book, sheet: SheetPart) -> tuple[Area, ...]:
    """The ranges of the sheet's named tables, header row included."""
    found = []
    for relation in relations(book.container, sheet.part).values():
        if relation.kind == "table" and relation.target in book.container.members:
            root = next(tags(book.text(relation.target), "table"))
            found.append(area(root.attributes.get("ref", "A1")))
    return tuple(found)


def _finished(draft: _Draft, words: dict[int, tuple[str, ...]]) -> Sheet:
    grid, layout = draft.grid, draft.layout
    return Sheet(
        name=draft.sheet.name,
        rows=grid.rows,
        formulas=frozenset(grid.formulas),
        errors=grid.errors,
        merges=layout.merges,
        tables=draft.tables,
        autofilter=layout.autofilter,
        frozen_rows=layout.frozen_rows,
        visibility=draft.sheet.visibility,
        hidden_rows=frozenset(grid.hidden_rows),
        hidden_columns=layout.hidden_columns,
        choices=words,
        right_to_left=layout.right_to_left,
    )


def _notes(draft: _Draft) -> list[str]:
    notes = []
    sheet, grid = draft.sheet.name, draft.grid
    if grid.uncached:
        notes.append(
            f"{sheet}: {len(grid.uncached)} formula cells have no stored result (first {name(*min(grid.uncached))}) "
            "and read as empty: open the file in Excel and save it."
        )
    if grid.errors:
        where = min(grid.errors)
        notes.append(
            f"{sheet}: {len(grid.errors)} cells hold an error value (first {name(*where)}: {grid.errors[where]}) and "
            "read as empty."
        )
    if pair := overlapping(draft.layout.merges):
        notes.append(f"{sheet}: the merged cells {pair[0]} and {pair[1]} overlap; Excel would repair this file.")
    if draft.layout.protected:
        notes.append(f"{sheet}: the sheet is protected in Excel; its cells are read, and written only where asked.")
    return notes
