"""The dialogue workbook as a new file. From then on it is people's, and is patched like a tracker.

Above each table stand a hidden row with our names of the columns, the banner, the title and a hint; below it, rows that
are ready to be filled in. Drop-downs and colours reach further down than that.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from npmsync.documents.dialogue_book import ID_MARK, KEY_MARK, Book, Page, PageColumn
from npmsync_excel.cellrefs import column_letters
from npmsync_excel.dossier import page_setup, sheet_name
from npmsync_excel.form_text import LONGEST, put_text
from npmsync_excel.workbook_style import WorkbookStyle

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

KEYS, BANNER, TITLE, HINT, HEAD = 1, 2, 3, 4, 5
_REACH = 5_000
"""The last row that drop-downs and colours reach."""
_LISTS = "npmsync"


class ExcelWorkbook:
    """Makes the dialogue workbook (`npmsync.ports.WorkbookRenderer`) as .xlsx."""

    def render(self, paper: Any, target: Path) -> None:
        from openpyxl import Workbook

        content: Book = paper.content
        book = Workbook()
        book.remove(book.worksheets[0])
        style = WorkbookStyle(content.right_to_left)
        taken = [_LISTS]
        names = {page.key: sheet_name(page.title, taken) for page in content.pages}
        sheets = {page.key: book.create_sheet(names[page.key]) for page in content.pages}
        lists = _Lists(book, content.pages, names)
        for page in content.pages:
            _page(sheets[page.key], page, content, style, lists)
        lists.finish()
        book.properties.creator, book.properties.title = content.npm, content.title
        book.properties.keywords = content.banner
        book.save(target)


class _Lists:
    """The words of the drop-downs, on a hidden sheet: a list written into the check itself may hold neither a comma
    nor more than 255 characters (ECMA-376 part 1, 18.3.1.32)."""

    def __init__(self, book: Workbook, pages: Any, names: dict[str, str]) -> None:
        self._book, self._names = book, names
        self._pages = {page.key: page for page in pages}
        self._columns: dict[tuple[str, ...], str] = {}

    def formula(self, column: PageColumn) -> str:
        if column.choices_from is not None:
            key, name = column.choices_from
            place = [one.key for one in self._pages[key].columns].index(name) + 1
            letter, sheet = column_letters(place), self._names[key].replace("'", "''")
            return f"'{sheet}'!${letter}${HEAD + 1}:${letter}${_REACH}"
        if column.choices not in self._columns:
            letter = column_letters(len(self._columns) + 1)
            self._columns[column.choices] = f"{_LISTS}!${letter}$1:${letter}${len(column.choices)}"
        return self._columns[column.choices]

    def finish(self) -> None:
        sheet = self._book.create_sheet(_LISTS)
        for place, words in enumerate(self._columns, 1):
            for row, word in enumerate(words, 1):
                put_text(sheet.cell(row, place), word)
        sheet.sheet_state = "hidden"


def _page(sheet: Worksheet, page: Page, book: Book, style: WorkbookStyle, lists: _Lists) -> None:
    _above(sheet, page, book, style)
    for number, column in enumerate(page.columns, 1):
        head = sheet.cell(HEAD, number)
        put_text(head, ID_MARK if column.kind == "id" else column.label)
        style.header(head, column)
        dimension = sheet.column_dimensions[column_letters(number)]
        dimension.width, dimension.hidden = column.width, column.kind == "id"
    for row, values in enumerate(page.rows, HEAD + 1):
        for number, (column, value) in enumerate(zip(page.columns, values, strict=True), 1):
            cell = sheet.cell(row, number)
            if isinstance(value, str):
                put_text(cell, value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…")
            elif value is not None:
                cell.value = value
            style.body(cell, column)
        sheet.row_dimensions[row].height = _height(page, values)
    for row in range(HEAD + 1 + len(page.rows), HEAD + 1 + len(page.rows) + page.spare):
        for number, column in enumerate(page.columns, 1):
            style.body(sheet.cell(row, number), column)
    last = HEAD + len(page.rows) + page.spare
    sheet.auto_filter.ref = f"A{HEAD}:{column_letters(len(page.columns))}{last}"
    sheet.freeze_panes = f"{column_letters(_frozen(page))}{HEAD + 1}"
    sheet.print_title_rows = f"{HEAD}:{HEAD}"
    sheet.sheet_properties.tabColor = style.tab(page.colour)
    _drop_downs(sheet, page, lists)
    style.colours(sheet, page, HEAD + 1, _REACH)
    page_setup(sheet, book.banner, book.npm, book.right_to_left)
    sheet.sheet_view.zoomScale = 90


def _above(sheet: Worksheet, page: Page, book: Book, style: WorkbookStyle) -> None:
    for number, column in enumerate(page.columns, 1):
        put_text(sheet.cell(KEYS, number), f"{KEY_MARK}{page.key}" if column.kind == "id" else column.key)
    sheet.row_dimensions[KEYS].hidden = True
    for row, text, kind in ((BANNER, book.banner, "banner"), (TITLE, page.title, "title"), (HINT, page.hint, "note")):
        cell = sheet.cell(row, 2)
        put_text(cell, text)
        style.line(cell, kind)
    for number in range(3, len(page.columns) + 1):
        style.line(sheet.cell(BANNER, number), "banner")
    sheet.row_dimensions[TITLE].height = 24
    sheet.row_dimensions[HEAD].height = 30


def _frozen(page: Page) -> int:
    """The first column that moves: what we say of a row and what names it stand still."""
    first = next(number for number, column in enumerate(page.columns, 1) if column.kind not in ("id", "message"))
    return first + (2 if page.columns[first - 1].kind == "date" else 1)


def _drop_downs(sheet: Worksheet, page: Page, lists: _Lists) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    for number, column in enumerate(page.columns, 1):
        if not column.choices and column.choices_from is None:
            continue
        check = DataValidation(type="list", formula1=lists.formula(column), allow_blank=True)
        check.errorStyle = "warning"
        check.showErrorMessage = column.strict
        letter = column_letters(number)
        check.add(f"{letter}{HEAD + 1}:{letter}{_REACH}")
        sheet.add_data_validation(check)


def _height(page: Page, values: Any) -> float | None:
    """A row's height in points, so that programs that do not compute it show its lines; at most five of them."""
    lines = max(
        (
            sum(1 + int(len(line) * 1.1 // column.width) for line in value.split("\n"))
            for column, value in zip(page.columns, values, strict=True)
            if isinstance(value, str) and column.kind != "id"
        ),
        default=1,
    )
    return 13.5 * min(lines, 5) + 3 if lines > 1 else None
