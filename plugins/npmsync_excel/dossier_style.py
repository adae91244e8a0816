"""How a paper's workbook looks: quiet, with a red banner where it is internal and yellow where somebody is to write."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from npmsync.documents.dossier import Column

_INK, _SOFT, _BLUE, _RED, _OPEN, _FILL = "1F2933", "52606D", "1F4E79", "9B1C1C", "FFFBE6", "E8EEF5"
_FORMATS = {"share": "0%", "date": "yyyy-mm-dd"}


class DossierStyle:
    """The styles of one workbook, each made once: openpyxl is slow at making them anew for every cell."""

    def __init__(self, right_to_left: bool) -> None:
        self._right = right_to_left

    def line(self, cell: Any, kind: str) -> None:
        """A line above a table or on the first sheet."""
        cell.font, cell.alignment = self._fonts[kind], self._lines[kind != "title"]
        if kind == "banner":
            cell.fill = self._fills["banner"]

    def header(self, cell: Any, column: Column) -> None:
        cell.font, cell.border = self._fonts["header"], self._thin
        cell.alignment = self._cells[column.kind in ("number", "share")]
        cell.fill = self._fills["open" if column.open else "head"]

    def body(self, cell: Any, column: Column, strong: bool) -> None:
        numbers = column.kind in ("number", "share")
        cell.font, cell.alignment = self._fonts["strong" if strong else "body"], self._cells[numbers]
        cell.border = self._thin
        if column.kind in _FORMATS:
            cell.number_format = _FORMATS[column.kind]
        if column.open:
            cell.fill = self._fills["open"]

    @cached_property
    def _fonts(self) -> dict[str, Any]:
        from openpyxl.styles import Font

        kinds = {
            "banner": (11, True, "FFFFFF"), "title": (15, True, _BLUE), "heading": (12, True, _BLUE),
            "note": (9, False, _SOFT), "line": (11, False, _INK), "header": (10, True, _INK),
            "body": (10, False, _INK), "strong": (10, True, _INK),
        }  # fmt: skip
        return {kind: Font(name="Calibri", size=size, bold=bold, color=c) for kind, (size, bold, c) in kinds.items()}

    @cached_property
    def _fills(self) -> dict[str, Any]:
        from openpyxl.styles import PatternFill

        colours = {"banner": _RED, "open": _OPEN, "head": _FILL}
        return {kind: PatternFill("solid", start_color=colour) for kind, colour in colours.items()}

    @cached_property
    def _thin(self) -> Any:
        from openpyxl.styles import Border, Side

        side = Side(style="thin", color="C3CAD3")
        return Border(left=side, right=side, top=side, bottom=side)

    def _alignment(self, wrap: bool, numbers: bool = False) -> Any:
        from openpyxl.styles import Alignment

        horizontal = "right" if self._right != numbers else "left"
        return Alignment(horizontal=horizontal, vertical="top", wrap_text=wrap, readingOrder=2 if self._right else 1)

    @cached_property
    def _lines(self) -> dict[bool, Any]:
        return {wrap: self._alignment(wrap) for wrap in (True, False)}

    @cached_property
    def _cells(self) -> dict[bool, Any]:
        return {numbers: self._alignment(True, numbers) for numbers in (True, False)}
