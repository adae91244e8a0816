"""Cell styles that show a value as what it is: a date needs a date format, a number none.

Where a cell's style does not, one that differs in the format alone is looked for, else appended to `cellXfs`
(ECMA-376 part 1, 18.8.10). Existing styles keep their bytes and their numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, time

from npmsync.ports import CellValue
from npmsync_excel.markup import attributes, elements
from npmsync_excel.numberformats import Shows, cell_formats

_XF = re.compile(r"<(?:[\w.-]+:)?xf(?=[\s/>])([^>]*?)(?:/>|>(.*?)</(?:[\w.-]+:)?xf\s*>)", re.DOTALL)
_FORMAT = re.compile(r"""(\bnumFmtId\s*=\s*["'])\d+""")
_APPLY = re.compile(r"""\s+applyNumberFormat\s*=\s*["'][^"']*["']""")
_DEFAULT = {Shows.NUMBER: 0, Shows.DATE: 14, Shows.TIME: 20}


class CellStyles:
    """The styles of a workbook, and those added. `part` is the styles part's text, None where there is none."""

    def __init__(self, part: str | None) -> None:
        self._part = part
        self._formats = cell_formats(part)
        block = next(elements(part, "cellXfs"), None) if part else None
        self._xfs = [found[0] for found in _XF.finditer(block.body)] if block else []
        self._old = len(self._xfs)

    def for_value(self, style: int, value: CellValue) -> int:
        """The style to give a cell of `style` that is to hold `value`. Raises ValueError where there are no styles."""
        wanted = _wanted(value)
        if wanted is None or self._shows(style) is wanted:
            return style
        if not self._xfs:
            if wanted is Shows.NUMBER:
                return style
            raise ValueError("the workbook has no styles, so a date cannot be shown as one")
        xf = self._xfs[style] if style < len(self._xfs) else self._xfs[0]
        return self._with_format(xf, wanted)

    @property
    def changed(self) -> bool:
        return len(self._xfs) > self._old

    def text(self) -> str:
        """The styles part with the added styles."""
        assert self._part is not None
        block = next(elements(self._part, "cellXfs"))
        whole = self._part[block.start : block.end]
        close = whole.rindex("</")
        head = re.sub(r"""(\bcount\s*=\s*["'])\d+""", rf"\g<1>{len(self._xfs)}", whole[: whole.index(">") + 1], count=1)
        grown = head + whole[whole.index(">") + 1 : close] + "".join(self._xfs[self._old :]) + whole[close:]
        return self._part[: block.start] + grown + self._part[block.end :]

    def _shows(self, style: int) -> Shows:
        return self._formats[style] if style < len(self._formats) else Shows.NUMBER

    def _with_format(self, xf: str, wanted: Shows) -> int:
        made = _FORMAT.sub(rf"\g<1>{self._number(wanted)}", xf, count=1)
        head = made[: made.index(">")]
        bare = _APPLY.sub("", head).removesuffix("/").rstrip()
        made = bare + ' applyNumberFormat="1"' + ("/" if head.endswith("/") else "") + made[len(head) :]
        same = _meaning(made)
        for index, other in enumerate(self._xfs):
            if _meaning(other) == same:
                return index
        self._xfs.append(made)
        self._formats.append(wanted)
        return len(self._xfs) - 1

    def _number(self, wanted: Shows) -> int:
        """The format of that kind that the workbook uses in most styles, else Excel's own."""
        used = Counter(
            attributes(xf).get("numFmtId", "0")
            for xf, how in zip(self._xfs, self._formats, strict=False)
            if how is wanted and wanted is not Shows.NUMBER
        )
        return int(used.most_common(1)[0][0]) if used else _DEFAULT[wanted]


def _wanted(value: CellValue) -> Shows | None:
    if isinstance(value, date):  # a datetime is one too
        return Shows.DATE
    if isinstance(value, time):
        return Shows.TIME
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Shows.NUMBER
    return None


def _meaning(xf: str) -> tuple[object, str]:
    found = _XF.fullmatch(xf)
    given = attributes(found[1] if found else xf)
    given.pop("applyNumberFormat", None)
    return sorted(given.items()), (found[2] or "") if found else ""
