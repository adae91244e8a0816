"""A sheet part as text with its rows found, so that some can be replaced and the rest keeps every byte.

Works whatever prefix the elements have. What a scan could misread (comments, CDATA, rows out of order) is refused.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from npmsync.errors import Refused
from npmsync_excel.cellrefs import cell as cell_place
from npmsync_excel.cellrefs import column_number
from npmsync_excel.edits import Edit
from npmsync_excel.markup import attributes

_NUMBER = re.compile(r"""[^>]*?\sr\s*=\s*["'](\d+)["']""")
_COLUMN = re.compile(r' r="([A-Z]{1,3})[1-9][0-9]{0,6}"')
_REFERENCE = re.compile(r"""(?:^|\s)r\s*=\s*["']([A-Za-z0-9]+)["']""")
_ROOT = re.compile(r"<([\w.-]+:)?worksheet(?=[\s/>])")


@dataclass(frozen=True, slots=True)
class CellSpan:
    """A cell within its row's text: where it begins and ends, its attributes as written, what it holds."""

    column: int
    start: int
    end: int
    given: str
    body: str

    @property
    def attributes(self) -> Mapping[str, str]:
        return attributes(self.given)

    @property
    def has_formula(self) -> bool:
        return re.search(r"<(?:[\w.-]+:)?f(?=[\s/>])", self.body) is not None

    @property
    def has_value(self) -> bool:
        return re.search(r"<(?:[\w.-]+:)?(?:v|t)(?:\s[^>]*)?>[^<]", self.body) is not None


@dataclass(frozen=True, slots=True)
class RowSpan:
    """A row within the sheet's text."""

    number: int
    start: int
    end: int


class RowIndex(Mapping[int, RowSpan]):
    """The rows of a sheet's text by number, in order. Only where each begins is kept: a row's end is looked for when
    the row is asked for, which a patch does for few of a hundred thousand."""

    def __init__(self, text: str, close: str, numbers: array[int], starts: array[int]) -> None:
        self._text, self._close, self._numbers, self._starts = text, close, numbers, starts

    def __getitem__(self, number: int) -> RowSpan:
        at = bisect_left(self._numbers, number)
        if at == len(self._numbers) or self._numbers[at] != number:
            raise KeyError(number)
        start = self._starts[at]
        end = self._text.index(">", start) + 1
        if self._text[end - 2] != "/":
            end = self._text.index(">", self._text.index(self._close, end)) + 1
        return RowSpan(number, start, end)

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def start_of_next(self, number: int) -> int | None:
        """Where the first row with this number or a greater one begins; None where all are above."""
        at = bisect_left(self._numbers, number)
        return self._starts[at] if at < len(self._starts) else None


@dataclass(frozen=True, slots=True)
class Scan:
    """A sheet's text and its rows in order. `first` and `last` bound what stands inside `sheetData`."""

    text: str
    prefix: str
    first: int
    last: int
    rows: RowIndex

    def row_text(self, number: int) -> str:
        """The row as written, "" where there is none."""
        span = self.rows.get(number)
        return self.text[span.start : span.end] if span else ""

    def cells(self, number: int) -> list[CellSpan]:
        return list(cells_of(self.row_text(number), self.prefix))

    def cell(self, number: int, column: int) -> CellSpan | None:
        return next((cell for cell in self.cells(number) if cell.column == column), None)

    def end_of_rows(self) -> int:
        """Where the last row ends."""
        last = max(self.rows, default=None)
        return self.first if last is None else self.rows[last].end


def has_formulas(text: str) -> bool:
    """Whether any cell of a sheet's text holds a formula."""
    root = _ROOT.search(text)
    return root is not None and re.compile(rf"<{root[1] or ''}f(?=[\s/>])").search(text, root.end()) is not None


def scan_sheet(text: str, file: str, sheet: str) -> Scan:
    """Finds the rows. Raises Refused where a scan cannot be sure of them."""
    root = _ROOT.search(text)
    if root is None or "<!" in text or text.find("<?", root.start()) >= 0:
        raise _odd(file, sheet, "XML comments or foreign parts")
    prefix = root[1] or ""
    opening = re.compile(rf"<{prefix}sheetData(?=[\s/>])[^>]*>")
    data = opening.search(text)
    if data is None:
        raise _odd(file, sheet, "no cells element")
    if data[0].endswith("/>"):
        # one empty element becomes two tags; the rest of the text moves with them
        text = f"{text[: data.end() - 2].rstrip()}></{prefix}sheetData>{text[data.end() :]}"
        data = opening.search(text)
        assert data is not None
    last = text.index(f"</{prefix}sheetData", data.end())
    return Scan(text, prefix, data.end(), last, _rows(text, prefix, data.end(), last, file, sheet))


def _rows(text: str, prefix: str, first: int, last: int, file: str, sheet: str) -> RowIndex:
    tag = re.compile(rf'<{prefix}row(?: r="(\d+)")?(?=[\s/>])')
    starts = array("q", [found.start() for found in tag.finditer(text, first, last)])
    given = tag.findall(text, first, last)
    numbers = array("q", map(int, given) if all(given) else _numbers(text, given, starts))
    for before, here in pairwise(chain((0,), numbers)):
        if here <= before:
            raise _odd(file, sheet, f"rows out of order (row {here})")
    return RowIndex(text, f"</{prefix}row", numbers, starts)


def _numbers(text: str, given: Sequence[str], starts: Iterable[int]) -> Iterator[int]:
    """The rows' numbers where not all begin with theirs; one without `r` follows the one before (18.3.1.73)."""
    number = 0
    for word, start in zip(given, starts, strict=True):
        found = None if word else _NUMBER.match(text, start)
        number = int(word or (found[1] if found else number + 1))
        yield number


def cells_of(row: str, prefix: str) -> Iterator[CellSpan]:
    """The cells of a row's text, in order; one without `r` follows the one before (18.3.1.4)."""
    column = 0
    pattern = rf"<{prefix}c(?=[\s/>])([^>]*)>(?:(?<!/>)(.*?)</{prefix}c\s*>)?"
    for found in re.compile(pattern, re.DOTALL).finditer(row):
        given = found[1].removesuffix("/").rstrip()
        if usual := _COLUMN.match(given):
            column = column_number(usual[1])
        elif reference := _REFERENCE.search(given):
            column = cell_place(reference[1])[1]
        else:
            column += 1
        yield CellSpan(column, found.start(), found.end(), given, found[2] or "")


def row_edits(scan: Scan, rows: Mapping[int, str]) -> tuple[Edit, ...]:
    """The edits that put these rows in the place of the old ones or between them; "" takes a row away."""
    edits = []
    at_end = ""
    for number, new in sorted(rows.items()):
        span = scan.rows.get(number)
        if span is not None:
            edits.append(Edit(span.start, span.end, new))
        elif (before := scan.rows.start_of_next(number)) is not None:
            edits.append(Edit(before, before, new))
        else:
            at_end += new
    if at_end:
        end = scan.end_of_rows()
        edits.append(Edit(end, end, at_end))
    return tuple(edits)


def _odd(file: str, sheet: str, what: str) -> Refused:
    return Refused(
        "unusual-file",
        f"{file}: the sheet {sheet!r} has {what}, so it cannot be changed safely.",
        "Open it in Excel or LibreOffice and save it again as .xlsx; then run this again.",
    )
