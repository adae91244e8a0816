"""Renders a response form as a workbook that any office opens: Excel, LibreOffice, Google Sheets, a telephone.

The first sheet holds the table below a few lines that stay in sight, the second how to fill it in. The NPM's cells are
locked, without a password: people must be able to unlock what we got wrong. No macro, no hidden sheet, no name.
"""

from __future__ import annotations

from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from npmsync.documents.form_model import Form, FormColumn
from npmsync.documents.packages import steady
from npmsync.domain.outgoing import Outgoing
from npmsync.ports import Shows
from npmsync_excel.form_layout import GUIDE_WIDTH, Layout, layout
from npmsync_excel.form_style import Styles, styles
from npmsync_excel.form_text import put_formula, put_text

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


class FormRenderer:
    """`npmsync.ports.Renderer` for forms as .xlsx."""

    suffix = ".xlsx"
    shows = frozenset({Shows.FORM})

    def render(self, document: Outgoing[Any], target: Path) -> None:
        """Write the form to `target`. Raises `Refused` where a text is longer than a cell can hold."""
        from openpyxl import Workbook

        form: Form = document.content
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        guide = book.create_sheet()
        sheet.title = form.texts.sheet
        guide.title = _sheet_title(form.texts.instructions_title, form.texts.sheet)
        plan, style = layout(form), styles(form)
        _head(sheet, form, plan, style)
        _table(sheet, form, plan, style)
        _guide(guide, form, plan, style)
        _checks(sheet, form, plan, guide.title)
        _page(sheet, form, plan)
        _page_of_guide(guide, form)
        # Nothing but the NPM's name: no user, no program path, no company (DESIGN 8 and 10: neutral outside).
        book.properties.creator = form.npm
        book.properties.title = form.texts.title
        book.properties.created = form.made_at.replace(tzinfo=None, microsecond=0)
        book.save(target)
        steady(target, form.made_at)


def _sheet_title(wanted: str, taken: str) -> str:
    """At most 31 characters, and none of those that Excel forbids in a sheet's name."""
    kept = "".join(c for c in wanted if c not in "[]:*?/\\")[:31].strip(" '")
    return kept if kept and kept.casefold() != taken.casefold() else f"{taken[:28]} 2"


def _head(sheet: Worksheet, form: Form, plan: Layout, style: Styles) -> None:
    """The lines above the table. The title runs over its empty neighbours; the others stand in one merged cell from
    edge to edge, where they wrap."""
    last = len(form.columns)
    for row, (text, kind) in enumerate(plan.head, 1):
        if kind != "title":
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
        cell = sheet.cell(row, 1)
        put_text(cell, text)
        style.line(cell, kind)
        sheet.row_dimensions[row].height = plan.head_heights[row - 1]
    progress = sheet.cell(plan.progress_row, 1)
    sheet.merge_cells(start_row=plan.progress_row, end_row=plan.progress_row, start_column=1, end_column=last)
    if plan.progress_formula:
        put_formula(progress, plan.progress_formula)
    style.line(progress, "progress")
    for number, column in enumerate(form.columns, 1):
        cell = sheet.cell(plan.header_row, number)
        put_text(cell, column.label)
        style.header(cell, column)
    sheet.row_dimensions[plan.header_row].height = plan.header_height


def _table(sheet: Worksheet, form: Form, plan: Layout, style: Styles) -> None:
    for letter, width in plan.widths.items():
        sheet.column_dimensions[letter].width = width
    dressed: dict[int, Any] = {}
    for row, (line, height) in enumerate(zip(form.lines, plan.heights, strict=True), plan.first_row):
        for number, (column, value) in enumerate(zip(form.columns, line.cells, strict=True), 1):
            cell = sheet.cell(row, number)
            if isinstance(value, str):
                put_text(cell, value)
            elif value is not None:
                cell.value = value
            dressed[number] = _dress(cell, column, dressed.get(number), style)
        sheet.row_dimensions[row].height = height
    below = plan.last_row + 1
    total = sheet.cell(below, 1)
    put_text(total, form.texts.total)
    style.line(total, "total")
    # The reference alone stays in sight beside the head: with the words, a telephone would show nothing else.
    sheet.freeze_panes = f"B{plan.first_row}"
    if form.lines:
        sheet.auto_filter.ref = plan.table
    sheet.sheet_view.rightToLeft = form.right_to_left
    protection = sheet.protection
    protection.sheet = True
    # False allows it: whoever needs a wider column or a filter shall not have to take the protection off.
    protection.formatColumns = protection.formatRows = protection.autoFilter = protection.sort = False


def _dress(cell: Any, column: FormColumn, above: Any | None, style: Styles) -> Any:
    """Style a cell of the table like the one above it; gives the cell to copy for the next row. Building every style
    anew took two thirds of the time; openpyxl's own copying (worksheet.copier) goes by `_style` too."""
    if above is None:
        style.body(cell, column)
        return cell
    quoted = cell.quotePrefix
    cell._style = copy(above._style)
    cell.quotePrefix = quoted
    return above


def _guide(guide: Worksheet, form: Form, plan: Layout, style: Styles) -> None:
    """How to fill the form in, and the words of each drop-down, which its list takes from here: a list written into the
    check itself may hold neither a comma nor more than 255 characters (ECMA-376 part 1, 18.3.1.32)."""
    guide.column_dimensions["A"].width = GUIDE_WIDTH
    guide.sheet_view.rightToLeft = form.right_to_left
    guide.sheet_view.showGridLines = False
    for row, (text, kind) in enumerate(plan.guide, 1):
        cell = guide.cell(row, 1)
        put_text(cell, text)
        style.line(cell, kind)
        guide.row_dimensions[row].height = plan.guide_heights[row - 1]
    guide.protection.sheet = True


def _checks(sheet: Worksheet, form: Form, plan: Layout, guide: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    if not form.lines:
        return
    for number, column in enumerate(form.columns, 1):
        if not column.open or column.kind == "text":
            continue
        if column.kind == "choice":
            first, last = plan.choices[column.field]
            check = DataValidation(
                type="list", formula1=f"'{guide.replace(chr(39), chr(39) * 2)}'!$A${first}:$A${last}"
            )
            hint = form.texts.choice_hint
        else:
            # From 2000 to 2100, as serial numbers: a date literal would depend on the reader's settings.
            check = DataValidation(type="date", operator="between", formula1="36526", formula2="73415")
            hint = form.texts.date_hint
            # A program set to another country may not take our example for a date; then the text is read on return.
            check.errorStyle = "warning"
        check.allow_blank = True
        check.showErrorMessage = check.showInputMessage = True
        check.error = check.prompt = hint[:255]
        check.add(plan.column_range(number))
        sheet.add_data_validation(check)


def _page(sheet: Worksheet, form: Form, plan: Layout) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4 (ECMA-376 part 1, 18.3.1.63)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{plan.header_row}:{plan.header_row}"
    sheet.print_area = plan.print_area
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.6, 0.3, 0.3
    _footer(sheet, form)


def _page_of_guide(guide: Worksheet, form: Form) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    guide.page_setup.paperSize = 9
    guide.page_setup.fitToWidth, guide.page_setup.fitToHeight = 1, 0
    guide.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    _footer(guide, form)


def _footer(sheet: Worksheet, form: Form) -> None:
    from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart

    # "&" begins a code in a footer (ECMA-376 part 1, 18.3.1.46) and is doubled in our own words.
    if form.texts.marking:
        marking = form.texts.marking.replace("&", "&&")
        sheet.oddHeader = HeaderFooterItem(center=_HeaderFooterPart(marking, size=11, color="9B1C1C"))
    left = f"{form.npm} · {form.code}".replace("&", "&&")
    # A footer's line always runs from left to right, so words of a right-to-left language would fall apart in it.
    words = "{page} / {pages}" if form.right_to_left else form.texts.page
    page = words.replace("&", "&&").replace("{page}", "&P").replace("{pages}", "&N")
    sheet.oddFooter = HeaderFooterItem(left=_HeaderFooterPart(left), right=_HeaderFooterPart(page))
