"""A paper as a workbook: a first sheet with what it says, then a sheet for each table. Made, never patched."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from npmsync.documents.dossier import Cards, Dossier, Table, Text
from npmsync.documents.dossier_text import cell_text
from npmsync_excel.cellrefs import column_letters
from npmsync_excel.dossier_style import DossierStyle
from npmsync_excel.form_text import LONGEST, put_text

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_LISTED = 8_000
"""Characters of references in one cell."""
_FORBIDDEN = "[]:*?/\\"
_WIDEST, _OPEN, _DATE, _LEAST, _CHOICE, _LINE = 40, 28, 12, 8, 16, 13.5


class ExcelDossier:
    """`npmsync.ports.DossierRenderer` as .xlsx."""

    def render(self, paper: Any, target: Path) -> None:
        """Write the workbook to `target`. Raises `Refused` where a text is longer than a cell can hold."""
        from openpyxl import Workbook

        content: Dossier = paper.content
        book = Workbook()
        first = book.active
        assert first is not None
        style = DossierStyle(content.right_to_left)
        names: list[str] = []
        first.title = sheet_name(content.title, names)
        _front(first, content, style)
        for table in content.tables:
            sheet = book.create_sheet(sheet_name(table.sheet, names))
            _table(sheet, table, content, style)
        for sheet in book.worksheets:
            _page(sheet, content)
        if len(content.tables) == 1 and not any(isinstance(block, Cards) for block in content.blocks):
            book.active = 1
        book.properties.creator, book.properties.title = content.npm, content.title
        book.save(target)


def sheet_name(wanted: str, taken: list[str]) -> str:
    """At most 31 characters, none that Excel forbids, and no name twice (ECMA-376 part 1, 18.2.19)."""
    kept = "".join(c for c in wanted if c not in _FORBIDDEN)[:31].strip(" '") or "Sheet"
    name, n = kept, 1
    while name.casefold() in taken:
        n += 1
        name = f"{kept[: 31 - len(str(n)) - 1]} {n}"
    taken.append(name.casefold())
    return name


def _front(sheet: Worksheet, paper: Dossier, style: DossierStyle) -> None:
    lines: list[tuple[str, str]] = [(paper.banner, "banner")] if paper.banner else []
    lines += [(paper.title, "title"), *((line, "line") for line in paper.lines), ("", "line")]
    for block in paper.blocks:
        if isinstance(block, Text):
            lines += [(line, "heading" if block.heading else "line") for line in block.text.split("\n")]
        elif isinstance(block, Cards):
            lines += [
                (f"{card.value} {card.label}" + (f" ({card.note})" if card.note else ""), "line")
                for card in block.cards
            ]
        elif isinstance(block, Table):
            lines.append((f"{block.title}: {len(block.rows)}" if block.annex else block.title, "line"))
    for row, (text, kind) in enumerate(lines, 1):
        cell = sheet.cell(row, 1)
        put_text(cell, text)
        style.line(cell, kind)
    sheet.column_dimensions["A"].width = 110
    sheet.sheet_view.showGridLines = False


def _table(sheet: Worksheet, table: Table, paper: Dossier, style: DossierStyle) -> None:

    above = [(paper.banner, "banner")] if paper.banner else []
    above += [(table.title, "title")] + ([(table.note, "note")] if table.note else [])
    for row, (text, kind) in enumerate(above, 1):
        if kind == "title":
            sheet.row_dimensions[row].height = 24
        if kind == "note":
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=max(len(table.columns), 2))
            sheet.row_dimensions[row].height = 14 * (1 + len(text) // (16 * max(len(table.columns), 2)))
        cell = sheet.cell(row, 1)
        put_text(cell, text)
        style.line(cell, kind)
    head, widths = len(above) + 1, _widths(table)
    for number, column in enumerate(table.columns, 1):
        cell = sheet.cell(head, number)
        put_text(cell, column.label)
        style.header(cell, column)
        sheet.column_dimensions[column_letters(number)].width = widths[number - 1]
    sheet.row_dimensions[head].height = _height([column.label for column in table.columns], widths)
    for row, line in enumerate(table.rows, head + 1):
        for number, (column, value) in enumerate(zip(table.columns, line.cells, strict=True), 1):
            cell = sheet.cell(row, number)
            if isinstance(value, tuple):
                put_text(cell, _listed([link.shown for link in value]))
            elif isinstance(value, str):
                put_text(cell, value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…")
            elif value is not None:
                cell.value = value
            style.body(cell, column, line.strong)
        shown = [cell_text(value, c, paper.language) for c, value in zip(table.columns, line.cells, strict=True)]
        sheet.row_dimensions[row].height = _height(shown, widths)
    if not table.rows:
        put_text(sheet.cell(head + 1, 1), table.empty)
    last = head + max(len(table.rows), 1)
    sheet.freeze_panes = f"B{head + 1}"
    sheet.print_title_rows = f"{head}:{head}"
    if table.rows:
        sheet.auto_filter.ref = f"A{head}:{column_letters(len(table.columns))}{last}"
        _choices(sheet, table, head, last)


def _listed(references: Sequence[str]) -> str:
    """References in one cell, which cannot hold any number of them; those left out are counted (the annex has them)."""
    shown: list[str] = []
    size = 0
    for reference in references:
        size += len(reference) + 2
        if size > _LISTED:
            return f"{'; '.join(shown)} … (+{len(references) - len(shown)})"
        shown.append(reference)
    return "; ".join(shown)


def _choices(sheet: Worksheet, table: Table, head: int, last: int) -> None:
    """Drop-downs, whose words stand far to the right in a hidden column: a list written into the check itself may hold
    neither a comma nor more than 255 characters (ECMA-376 part 1, 18.3.1.32)."""
    from openpyxl.worksheet.datavalidation import DataValidation

    aside = len(table.columns) + 3
    for number, column in enumerate(table.columns, 1):
        if column.kind != "choice" or not column.choices:
            continue
        letter = column_letters(aside)
        for row, word in enumerate(column.choices, head + 1):
            put_text(sheet.cell(row, aside), word)
        sheet.column_dimensions[letter].hidden = True
        check = DataValidation(type="list", formula1=f"${letter}${head + 1}:${letter}${head + len(column.choices)}")
        check.allow_blank = True
        own = column_letters(number)
        check.add(f"{own}{head + 1}:{own}{last}")
        sheet.add_data_validation(check)
        aside += 1


def _widths(table: Table) -> list[float]:
    """The width of each column in characters: as wide as what stands in it, within what a page bears."""
    widths: list[float] = []
    for place, column in enumerate(table.columns):
        cells = [row.cells[place] for row in table.rows]
        longest = max((len(str(cell)) for cell in cells if isinstance(cell, str)), default=0)
        word = max((len(word) for word in column.label.split()), default=0) + 4
        if column.kind == "date":
            widths.append(_DATE)
        elif (column.open and column.kind == "text") or any(isinstance(cell, tuple) for cell in cells):
            widths.append(_OPEN)
        else:
            least = _CHOICE if column.kind == "choice" else _LEAST
            widths.append(min(max(longest + 2, word, least), _WIDEST))
    return widths


def _height(values: Sequence[str], widths: Sequence[float]) -> float | None:
    """A row's height in points, so that programs that do not compute it show every line."""
    lines = max(
        (
            sum(1 + int(len(line) * 1.08 // width) for line in text.split("\n"))
            for text, width in zip(values, widths, strict=True)
        ),
        default=1,
    )
    return _LINE * min(lines, 30) + 2 if lines > 1 else None


def _page(sheet: Worksheet, paper: Dossier) -> None:
    page_setup(sheet, paper.banner, paper.npm, paper.right_to_left, paper.page)


def page_setup(sheet: Worksheet, banner: str, npm: str, right_to_left: bool, page: str = "{page} / {pages}") -> None:
    """How a sheet is printed: A4 across, as wide as the page, the banner at its head, the page's number at its foot."""
    from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.sheet_view.rightToLeft = right_to_left
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4 (ECMA-376 part 1, 18.3.1.63)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    # "&" begins a code in a header (ECMA-376 part 1, 18.3.1.46) and is doubled in our own words.
    if banner:
        sheet.oddHeader = HeaderFooterItem(center=_HeaderFooterPart(banner.replace("&", "&&")))
    words = "{page} / {pages}" if right_to_left else page
    number = words.replace("&", "&&").replace("{page}", "&P").replace("{pages}", "&N")
    sheet.oddFooter = HeaderFooterItem(left=_HeaderFooterPart(npm.replace("&", "&&")), right=_HeaderFooterPart(number))
