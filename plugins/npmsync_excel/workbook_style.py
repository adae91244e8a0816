"""How the dialogue workbook looks: white where people write, grey where they do not, colour where it matters."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from unicodedata import bidirectional

from npmsync.documents.dialogue_book import Page, PageColumn
from npmsync_excel.cellrefs import column_letters

_INK, _SOFT, _BLUE, _RED, _HEAD, _CLOSED = "1F2933", "52606D", "1F4E79", "9B1C1C", "DCE6F1", "F3F4F6"
_TABS = {"red": "C0392B", "amber": "E0A030", "green": "3C8D5A", "blue": "1F4E79", "grey": "7B8794"}
_TINTS = {
    "red": ("FBE3E1", "8C1D13"),
    "amber": ("FFF0CC", "7A5200"),
    "green": ("DFF2E3", "1E5B31"),
    "blue": ("DDEBF8", "1F4E79"),
    "grey": ("E7EAEE", "52606D"),
}
"""Colour -> (fill, ink): the words say the same, so that nobody needs to tell colours apart."""
_FORMATS = {"date": "yyyy-mm-dd", "time": "hh:mm"}


class WorkbookStyle:
    """The styles of one workbook, each made once: openpyxl is slow at making them anew for every cell."""

    def __init__(self, right_to_left: bool) -> None:
        self._right = right_to_left

    def tab(self, colour: str) -> str:
        return _TABS[colour]

    def line(self, cell: Any, kind: str) -> None:
        """A line above the table."""
        cell.font, cell.alignment = self._fonts[kind], self._line
        if kind == "banner":
            cell.fill = self._fills["banner"]

    def header(self, cell: Any, column: PageColumn) -> None:
        cell.font, cell.border, cell.alignment = self._fonts["header"], self._thin, self._middle
        cell.fill = self._fills["head" if column.open else "closed_head"]

    def body(self, cell: Any, column: PageColumn) -> None:
        cell.font = self._fonts["message" if column.kind == "message" else "body"]
        cell.alignment, cell.border = self._tops[self._left_to_right(cell.value)], self._thin
        if column.kind in _FORMATS:
            cell.number_format = _FORMATS[column.kind]
        if not column.open:
            cell.fill = self._fills["closed"]

    def colours(self, sheet: Any, page: Page, first: int, last: int) -> None:
        """The cells that change colour by themselves."""
        from openpyxl.formatting.rule import FormulaRule
        from openpyxl.styles import Font

        letters = {column.key: column_letters(n) for n, column in enumerate(page.columns, 1)}

        def when(key: str, formula: str, colour: str) -> None:
            area = f"{letters[key]}{first}:{letters[key]}{last}"
            fill, ink = self._tints[colour], Font(color=_TINTS[colour][1])
            sheet.conditional_formatting.add(area, FormulaRule(formula=[formula], fill=fill, font=ink))

        for column in page.columns:
            for word, colour in column.colours:
                text = word.replace('"', '""')
                when(column.key, f'${letters[column.key]}{first}="{text}"', colour)
            if column.kind == "message":
                when(column.key, f"LEN(${letters[column.key]}{first})>0", "amber")
        if page.due:
            at = f"${letters[page.due]}{first}"
            still = f',${letters[page.unless]}{first}=""' if page.unless else ""
            when(page.due, f'AND({at}<>"",{at}<TODAY(){still})', "red")

    @cached_property
    def _fonts(self) -> dict[str, Any]:
        from openpyxl.styles import Font

        kinds = {
            "banner": (10, True, "FFFFFF"), "title": (15, True, _BLUE), "note": (9, False, _SOFT),
            "header": (10, True, _INK), "body": (10, False, _INK), "message": (10, True, _INK),
        }  # fmt: skip
        return {kind: Font(name="Calibri", size=size, bold=bold, color=c) for kind, (size, bold, c) in kinds.items()}

    @cached_property
    def _fills(self) -> dict[str, Any]:
        from openpyxl.styles import PatternFill

        colours = {"banner": _RED, "head": _HEAD, "closed": _CLOSED, "closed_head": "D5DAE1"}
        return {kind: PatternFill("solid", start_color=colour) for kind, colour in colours.items()}

    @cached_property
    def _tints(self) -> dict[str, Any]:
        from openpyxl.styles import PatternFill

        return {name: PatternFill("solid", start_color=fill, end_color=fill) for name, (fill, _) in _TINTS.items()}

    @cached_property
    def _thin(self) -> Any:
        from openpyxl.styles import Border, Side

        side = Side(style="thin", color="D0D6DD")
        return Border(left=side, right=side, top=side, bottom=side)

    def _left_to_right(self, value: Any) -> bool:
        """Whether a text in a workbook that runs from right to left runs the other way, as its first letter says."""
        if not self._right or not isinstance(value, str):
            return False
        return next((b for c in value if (b := bidirectional(c)) in ("L", "R", "AL")), "R") == "L"

    def _alignment(self, wrap: bool, vertical: str, order: int | None = None) -> Any:
        from openpyxl.styles import Alignment

        horizontal = "right" if self._right else "left"
        if order is None:
            order = 2 if self._right else 0  # by its first letter (ECMA-376 part 1, 18.8.1)
        return Alignment(horizontal=horizontal, vertical=vertical, wrap_text=wrap, readingOrder=order)

    @cached_property
    def _line(self) -> Any:
        return self._alignment(False, "center")

    @cached_property
    def _middle(self) -> Any:
        return self._alignment(True, "center")

    @cached_property
    def _tops(self) -> dict[bool, Any]:
        return {False: self._alignment(True, "top"), True: self._alignment(True, "top", 1)}
