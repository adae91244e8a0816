"""A sheet part as text with its rows found, so that some can be replaced and the rest keeps every byte.

Works whatever prefix the elements have. What a scan could misread (comments, CDATA, rows out of order) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from npmsync.errors import Refused
from npmsync_excel.cellrefs import cell as cell_place
from npmsync_excel.markup import attributes

_NUMBER = re.compile(r"""(?:^|\s)r\s*=\s*["'](\d+)["']""")
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


@dataclass(frozen=True, slots=True)
class Scan:
    """A sheet's text and its rows in order. `first` and `last` bound what stands inside `sheetData`."""

    text: str
    prefix: str
    first: int
    last: int
    rows: Mapping[int, RowSpan]

    def row_text(self, number: int) -> str:
        """The row as written, "" where there is none."""
        span = self.rows.get(number)
        return self.text[span.start : span.end] if span else ""

    def cells(self, number: int) -> list[CellSpan]:
        return list(cells_of(self.row_text(number), self.prefix))

    def cell(self, number: int, column: int) -> CellSpan | None:
        return next((cell for cell in self.cells(number) if cell.column == column), None)


def has_formulas(text: str) -> bool:
    """Whether any cell of a sheet's text holds a formula; quick where none does."""
    if "<f>" in text or "<f " in text:
        return True
    return ":f" in text and re.search(r"<[\w.-]+:f(?=[\s/>])", text) is not None


def scan_sheet(text: str, file: str, sheet: str) -> Scan:
    """Finds the rows. Raises Refused where a scan cannot be sure of them."""
    root = _ROOT.search(text)
    if root is None or "<!" in text or "<?" in text[root.start() :]:
        raise _odd(file, sheet, "XML comments or foreign parts")
    prefix = root[1] or ""
    data = re.compile(rf"<{prefix}sheetData(?=[\s/>])[^>]*>").search(text)
    if data is None:
        raise _odd(file, sheet, "no cells element")
    if data[0].endswith("/>"):
        # one empty element becomes two tags; the rest of the text moves with them
        text = f"{text[: data.end() - 2].rstrip()}></{prefix}sheetData>{text[data.end() :]}"
        data = re.compile(rf"<{prefix}sheetData(?=[\s/>])[^>]*>").search(text)
        assert data is not None
    last = text.index(f"</{prefix}sheetData", data.end())
    return Scan(text, prefix, data.end(), last, _rows(text, prefix, data.end(), last, file, sheet))


def _rows(text: str, prefix: str, first: int, last: int, file: str, sheet: str) -> dict[int, RowSpan]:
    found: dict[int, RowSpan] = {}
    number, close = 0, f"</{prefix}row"
    for tag in re.compile(rf"<{prefix}row(?=[\s/>])([^>]*)>").finditer(text, first, last):
        given = _NUMBER.search(tag[1])
        here = int(given[1]) if given else number + 1
        if here <= number:
            raise _odd(file, sheet, f"rows out of order (row {here})")
        end = tag.end()
        if not tag[0].endswith("/>"):
            end = text.index(">", text.index(close, end)) + 1
        found[here] = RowSpan(here, tag.start(), end)
        number = here
    return found


def cells_of(row: str, prefix: str) -> Iterator[CellSpan]:
    """The cells of a row's text, in order; one without `r` follows the one before (18.3.1.4)."""
    column = 0
    pattern = rf"<{prefix}c(?=[\s/>])([^>]*)>(?:(?<!/>)(.*?)</{prefix}c\s*>)?"
    for found in re.compile(pattern, re.DOTALL).finditer(row):
        given = found[1].removesuffix("/").rstrip()
        reference = re.search(r"""(?:^|\s)r\s*=\s*["']([A-Za-z0-9]+)["']""", given)
        column = cell_place(reference[1])[1] if reference else column + 1
        yield CellSpan(column, found.start(), found.end(), given, found[2] or "")


def spliced(scan: Scan, rows: Mapping[int, str]) -> str:
    """The sheet's text with these rows in the place of the old ones or between them; "" takes a row away."""
    out, at = [], scan.first
    new = sorted(rows)
    pending = 0
    for number, span in scan.rows.items():
        while pending < len(new) and new[pending] < number:
            out += [scan.text[at : span.start], rows[new[pending]]]
            at = span.start
            pending += 1
        if pending < len(new) and new[pending] == number:
            out += [scan.text[at : span.start], rows[number]]
            at = span.end
            pending += 1
        if pending == len(new):
            break
    if pending < len(new):
        end = max((span.end for span in scan.rows.values()), default=scan.first)
        out.append(scan.text[at : max(end, at)])
        out += [rows[number] for number in new[pending:]]
        at = max(end, at)
    return scan.text[: scan.first] + "".join(out) + scan.text[at:]


def _odd(file: str, sheet: str, what: str) -> Refused:
    return Refused(
        "unusual-file",
        f"{file}: the sheet {sheet!r} has {what}, so it cannot be changed safely.",
        "Open it in Excel or LibreOffice and save it again as .xlsx; then run this again.",
    )
