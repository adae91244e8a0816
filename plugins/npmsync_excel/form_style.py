"""How a form looks: quiet for what the NPM says, yellow for what is asked, nothing that only colour tells (open cells
are also framed, and the first line says which they are)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from npmsync.documents.form_model import Form, FormColumn

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell

_INK, _SOFT, _BLUE, _RED = "1F2933", "52606D", "1F4E79", "9B1C1C"
_OPEN, _OPEN_HEADER, _LOCKED, _NOTICE = "FFFBE6", "F4D35E", "FFFFFF", "FDECEA"
_FONT = "Calibri"
# Left to right in a right-to-left sheet (ECMA-376 part 1, 18.8.1): a reference must not have its parts reordered.
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT = 1, 2


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of one form; each method dresses a cell."""

    right_to_left: bool
    fonts: dict[str, Any]
    fills: dict[str, Any]
    thin: Any
    firm: Any

    def line(self, cell: Cell | MergedCell, kind: str) -> None:
        """A line above the table or on the guide, by its kind."""
        from openpyxl.styles import Alignment

        cell.font = self.fonts.get(kind, self.fonts["body"])
        cell.alignment = Alignment(
            horizontal="right" if self.right_to_left else "left",
            vertical="center",
            wrap_text=kind not in ("title", "total"),
            readingOrder=_RIGHT_TO_LEFT if self.right_to_left else _LEFT_TO_RIGHT,
        )
        if kind in ("notice", "notice_text"):
            cell.fill = self.fills["notice"]
        if kind == "choice":
            cell.border = self.thin

    def header(self, cell: Cell | MergedCell, column: FormColumn) -> None:
        """A column's header."""
        from openpyxl.styles import Alignment

        cell.font = self.fonts["open_header" if column.open else "header"]
        cell.fill = self.fills["open_header" if column.open else "header"]
        cell.border = self.firm
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)

    def body(self, cell: Cell | MergedCell, column: FormColumn) -> None:
        """A cell of the table: locked or open, wrapped, dates as the reader's country writes them."""
        from openpyxl.styles import Alignment, Protection

        cell.font = self.fonts["reference" if column.field == "ref" else "body"]
        cell.fill = self.fills["open" if column.open else "locked"]
        cell.border = self.firm if column.open else self.thin
        cell.protection = Protection(locked=not column.open)
        # Number format 14 is the short date of whoever opens it (ECMA-376 part 1, 18.8.30); "@" keeps typed references
        # and answers texts, whatever they look like.
        cell.number_format = "mm-dd-yy" if column.kind == "date" else "@"
        narrow = column.kind == "date" or column.field == "ref"
        start = "right" if self.right_to_left else "left"
        cell.alignment = Alignment(
            horizontal="center" if narrow else start,
            vertical="top",
            wrap_text=True,
            # Else as its first letter says: an answer may be in another language than the form.
            readingOrder=_LEFT_TO_RIGHT if column.field == "ref" else 0,
        )


def styles(form: Form) -> Styles:
    """The styles of a form."""
    from openpyxl.styles import Border, Font, PatternFill, Side

    def font(size: float, colour: str = _INK, bold: bool = False) -> Any:
        return Font(name=_FONT, size=size, color=colour, bold=bold)

    def frame(colour: str) -> Any:
        side = Side(style="thin", color=colour)
        return Border(left=side, right=side, top=side, bottom=side)

    fonts = {
        "title": font(16, _BLUE, bold=True),
        "notice": font(12, _RED, bold=True),
        "notice_text": font(10, _RED),
        "heading": font(11, _INK),
        "return": font(11, _INK, bold=True),
        "hint": font(10, _SOFT),
        "progress": font(10, _SOFT, bold=True),
        "total": font(10, _SOFT, bold=True),
        "header": font(10, "FFFFFF", bold=True),
        "open_header": font(10, _INK, bold=True),
        "reference": font(10, _INK, bold=True),
        "guide": font(11),
        "guide_heading": font(11, _BLUE, bold=True),
        "choice": font(10),
        "body": font(10),
    }
    fills = {
        name: PatternFill("solid", fgColor=colour)
        for name, colour in (
            ("header", _BLUE),
            ("open_header", _OPEN_HEADER),
            ("open", _OPEN),
            ("locked", _LOCKED),
            ("notice", _NOTICE),
        )
    }
    return Styles(form.right_to_left, fonts, fills, frame("D5DAE0"), frame("C9A227"))
