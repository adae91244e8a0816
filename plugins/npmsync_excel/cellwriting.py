"""A cell's markup for a value (ECMA-376 part 1, 18.3.1.4). Text is text: one that begins with `=` is no formula."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time

from npmsync.errors import Refused
from npmsync.ports import CellValue
from npmsync_excel.cellrefs import name
from npmsync_excel.cellstyles import CellStyles
from npmsync_excel.markup import escape, escape_text
from npmsync_excel.numberformats import to_serial
from npmsync_excel.strings import StringTable

LONGEST_TEXT = 32_767
_TYPE = re.compile(r"""\s*(?<![\w:])t\s*=\s*(?:"[^"]*"|'[^']*')""")
_STYLE = re.compile(r"""\s*(?<![\w:])s\s*=\s*(?:"[^"]*"|'[^']*')""")


@dataclass(frozen=True, slots=True)
class CellWriter:
    """Makes cells for one sheet. `strings` is None where the workbook has no shared strings: texts go inline."""

    file: str
    sheet: str
    prefix: str
    strings: StringTable | None
    styles: CellStyles
    from_1904: bool

    def cell(self, row: int, column: int, style: int, value: CellValue) -> str:
        """A new cell. Raises Refused for a value that no Excel cell can hold."""
        return self.changed(
            f' r="{name(row, column)}" s="{style}"' if style else f' r="{name(row, column)}"', row, column, style, value
        )

    def changed(self, given: str, row: int, column: int, style: int, value: CellValue) -> str:
        """The cell with these attributes holding `value`; its type follows, its style only where the value needs it."""
        if value == "":
            value = None
        place = f"{self.file}, {self.sheet}!{name(row, column)}"
        try:
            shown = self.styles.for_value(style, value)
            kind, body = self._content(value)
        except ValueError as error:
            raise Refused(
                "impossible-value", f"{place}: {error}.", "Correct the value; nothing was written."
            ) from error
        given = _TYPE.sub("", given)
        if shown != style:
            given = f'{_STYLE.sub("", given)} s="{shown}"'
        tag = f"<{self.prefix}c{given}{kind}"
        return f"{tag}>{body}</{self.prefix}c>" if body else f"{tag}/>"

    def formula(self, row: int, column: int, style: int, formula: str) -> str:
        """A cell with a formula and no stored result: Excel calculates it on opening."""
        shown = f' s="{style}"' if style else ""
        p = self.prefix
        return f'<{p}c r="{name(row, column)}"{shown}><{p}f>{escape(formula)}</{p}f></{p}c>'

    def _content(self, value: CellValue) -> tuple[str, str]:
        p = self.prefix
        if value is None:
            return "", ""
        if isinstance(value, bool):
            return ' t="b"', f"<{p}v>{int(value)}</{p}v>"
        if isinstance(value, date | datetime | time):
            if getattr(value, "tzinfo", None) is not None:
                raise ValueError("a time with a time zone, which Excel has not")
            return "", f"<{p}v>{to_serial(value, self.from_1904)!r}</{p}v>"
        if isinstance(value, int | float):
            if not math.isfinite(value) or abs(value) > 9.99e307:
                raise ValueError(f"{value} is no number that Excel has")
            return "", f"<{p}v>{value!r}</{p}v>"
        if len(value) > LONGEST_TEXT:
            raise ValueError(f"a text of {len(value)} characters, and a cell holds {LONGEST_TEXT} at most")
        if self.strings is not None:
            return ' t="s"', f"<{p}v>{self.strings.index(value)}</{p}v>"
        text = escape_text(value)
        return ' t="inlineStr"', f'<{p}is><{p}t xml:space="preserve">{text}</{p}t></{p}is>'


def style_of(given: str) -> int:
    """The style of an existing cell: without `s` it is 0, whatever its row or column say."""
    found = re.search(r"""(?<![\w:])s\s*=\s*["'](\d+)["']""", given)
    return int(found[1]) if found else 0
