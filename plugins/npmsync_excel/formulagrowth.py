"""Formulas that counted a table down to its last row count the appended rows too, on whatever sheet they stand.

`COUNTA(A6:A125)` becomes `COUNTA(A6:A126)` where that can be shown to be meant: the range begins no lower than the
first data row, and all ranges of the formula that must be equally long still are. Where it cannot, a person is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from npmsync_excel.cellrefs import area
from npmsync_excel.cellrefs import cell as cell_place
from npmsync_excel.draft import Draft
from npmsync_excel.edits import Edit, Edited
from npmsync_excel.formulas import Rows, rewritten, same_sheet, spans_sheets
from npmsync_excel.markup import attributes, escape, tags, unescape
from npmsync_excel.opensheet import OpenSheet
from npmsync_excel.tableend import first_data_row

_CELL = re.compile(r"<(?:[\w.-]+:)?c(?=\s)([^>]*)>\s*<(?:[\w.-]+:)?f((?:\s[^>]*)?)>([^<]+)<")
_RULE = re.compile(r"<(?:[\w.-]+:)?(?:formula|formula1|formula2|f)(?:\s[^>]*)?>([^<]+)<")
_CHART_REFERENCE = re.compile(r"<(?:[\w.-]+:)?f>([^<]+)<")


@dataclass(frozen=True, slots=True)
class Growth:
    """`count` rows were put below row `last`, the end of a table whose data begin at row `first` of `sheet`."""

    sheet: str
    first: int
    last: int
    count: int


@dataclass(slots=True)
class _Told:
    grown: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def grow_formulas(sheet: OpenSheet, last: int, count: int) -> None:
    """Lets the formulas of all sheets that counted the table's rows count the new ones, and notes which."""
    draft, told = sheet.draft, _Told()
    growth = None
    for other in draft.book.sheets:
        if other.kind != "worksheet" or not (draft.has_formulas(other.part) or other.name == sheet.name):
            continue
        growth = growth or Growth(sheet.name, first_data_row(sheet.scan, sheet.guards, last), last, count)
        text = draft.text(other.part)
        draft.put(other.part, Edited(text, tuple(_edits(text, other.name, growth, told))))
    left = [f"the formulas in {_listed(told.left)}"] if told.left else []
    left += _made_from(draft, growth) if growth else []
    if told.grown:
        draft.notes.append(f"{sheet.name}: the formulas in {_listed(told.grown)} now count the new rows too.")
    if left:
        draft.notes.append(
            f"{sheet.name}: {', '.join(left)}: they end at row {last} and do not count the new rows; extend them in "
            "Excel."
        )


def counted(formula: str, own: str, growth: Growth, only_fixed: bool) -> str | None:
    """The formula, which stands on the sheet `own`, with its ranges of the table grown; None where one ends at the
    table's last row and cannot be shown to mean all of it. With `only_fixed` a range whose last row has no dollar sign
    is its own cell's affair (a running total), and stays."""
    grown: set[int] = set()
    other: set[int] = set()
    doubtful = []

    def move(name: str | None, rows: Rows, fixed: tuple[bool, ...]) -> Rows:
        if len(rows) != 2:
            return rows
        several = name is not None and spans_sheets(name)
        ends_there = rows[1] == growth.last and rows[0] < rows[1] and (several or same_sheet(name, own, growth.sheet))
        if not ends_there or (only_fixed and not fixed[1]):
            other.add(rows[1] - rows[0])
            return rows
        if several or rows[0] > growth.first:
            doubtful.append(rows)
            return rows
        grown.add(rows[1] - rows[0])
        return rows[0], rows[1] + growth.count

    new = rewritten(formula, move)
    return None if doubtful or grown & other else new


def _edits(text: str, own: str, growth: Growth, told: _Told) -> Iterator[Edit]:
    end = text.rindex("sheetData")
    here = own == growth.sheet
    for found in _CELL.finditer(text, 0, end):
        if str(growth.last) not in found[3]:
            continue
        given = attributes(found[1])
        name = given.get("r", "?")
        old = unescape(found[3])
        new = counted(old, own, growth, here and _in_table(name, growth))
        if new is not None and new != old and _varies(attributes(found[2]), new):
            new = None
        if new is None:
            told.left.append(f"{own}!{name}")
        elif new != old:
            told.grown.append(f"{own}!{name}")
            yield Edit(found.start(3), found.end(3), escape(new))
    for found in _RULE.finditer(text, end) if str(growth.last) in text[end:] else ():
        old = unescape(found[1])
        new = counted(old, own, growth, True)
        if new is not None and new != old:
            yield Edit(found.start(1), found.end(1), escape(new))


def _in_table(cell: str, growth: Growth) -> bool:
    try:
        return growth.first <= cell_place(cell)[0] <= growth.last + growth.count
    except ValueError:
        return False


def _varies(given: dict[str, str], formula: str) -> bool:
    """A formula shared by cells of several rows means another range in each, unless its rows are fixed (18.3.1.40)."""
    if given.get("t") != "shared" or "ref" not in given:
        return False
    place = area(given["ref"])
    loose = []

    def look(_: str | None, rows: Rows, fixed: tuple[bool, ...]) -> Rows:
        loose.append(not all(fixed))
        return rows

    rewritten(formula, look)
    return place.first_row != place.last_row and any(loose)


def _made_from(draft: Draft, growth: Growth) -> Iterator[str]:
    """Charts and pivot tables made from the table down to its last row: they keep copies of the values, so they are
    left to Excel, and told."""
    for part in draft.book.container.members:
        if part.startswith("xl/charts/chart") and part.endswith(".xml"):
            formulas = [unescape(found[1]) for found in _CHART_REFERENCE.finditer(draft.text(part))]
            if any(counted(formula, "", growth, False) != formula for formula in formulas):
                yield f"the chart {part.rpartition('/')[2].removesuffix('.xml')}"
        elif part.startswith("xl/pivotCache/pivotCacheDefinition"):
            sources = [tag.attributes for tag in tags(draft.text(part), "worksheetSource")]
            if any(
                one.get("sheet") == growth.sheet and area(one.get("ref", "A1")).last_row == growth.last
                for one in sources
            ):
                yield "a pivot table"


def _listed(names: list[str]) -> str:
    """The first three names and how many more there are."""
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
