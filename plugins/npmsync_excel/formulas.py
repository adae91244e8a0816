"""The references in a formula, moved: down with the cell that holds it, or because rows were put in above them.

Only references are touched; texts in quotes, names, functions and structured references (`Table1[Status]`) stay to the
letter. The grammar is that of ECMA-376 part 1, 18.17.2, as far as references go.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from npmsync_excel.cellrefs import LAST_ROW

_TOKEN = re.compile(
    r"""
    "(?:[^"]|"")*"                                              # a text
  | (?P<sheet>(?:'(?:[^']|'')+'|(?:\[\d+\])?[^\W\d][\w.]*(?::[\w.]+)?)!)?
    (?P<area>(?:
        \$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}(?::\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6})?
      | \$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}
      | \$?[1-9]\d{0,6}:\$?[1-9]\d{0,6})(?![\w.(\[!]))
  | \[(?:[^\[\]]|\[[^\[\]]*\])*\]                               # a structured reference, or another workbook
  | '(?:[^']|'')+'!?
  | [^\W\d][\w.\\]*!?                                           # a name, a function, a sheet
  | \d[\w.]*
    """,
    re.VERBOSE,
)
_CORNER = re.compile(r"(\$?[A-Za-z]*)(\$?)(\d*)")

Rows = tuple[int, ...]


class Unclear(ValueError):
    """A reference that cannot be moved for certain."""


def moved_down(formula: str, rows: int) -> str:
    """The formula as Excel would copy it `rows` rows down: rows without a dollar sign move. Raises Unclear where one
    would leave the sheet."""

    def move(_: str | None, places: Rows, fixed: tuple[bool, ...]) -> Rows:
        there = tuple(row if hold else row + rows for row, hold in zip(places, fixed, strict=True))
        if any(row > LAST_ROW or row < 1 for row in there):
            raise Unclear(formula)
        return there

    return rewritten(formula, move)


def rows_inserted(formula: str, own: str, sheet: str, at: int, count: int) -> str:
    """The formula, which stands on the sheet `own`, after `count` rows were put in before row `at` of `sheet`.

    Raises Unclear for a reference over several sheets that may hold that one."""

    def move(name: str | None, places: Rows, _: tuple[bool, ...]) -> Rows:
        there = tuple(row + count if at <= row < LAST_ROW else row for row in places)
        if there != places and name is not None and spans_sheets(name):
            raise Unclear(formula)
        return there if same_sheet(name, own, sheet) else places

    return rewritten(formula, move)


def refers_between(formula: str, own: str, sheet: str, first: int, last: int) -> bool:
    """Whether a reference to `sheet` begins or ends in its rows `first` to `last`, both included. One that runs past
    them (a generous `A6:A1000`) still holds all it held when these rows move within it."""
    found = []

    def look(name: str | None, places: Rows, _: tuple[bool, ...]) -> Rows:
        if any(first <= row <= last for row in places):
            found.append((name is not None and spans_sheets(name)) or same_sheet(name, own, sheet))
        return places

    rewritten(formula, look)
    return any(found)


def range_grown(formula: str, own: str, sheet: str, last: int, count: int) -> str:
    """The formula with each range of `sheet` that ends at row `last` and begins above it ending `count` rows lower."""

    def move(name: str | None, places: Rows, _: tuple[bool, ...]) -> Rows:
        if len(places) == 2 and places[1] == last and places[0] < last and same_sheet(name, own, sheet):
            return places[0], last + count
        return places

    return rewritten(formula, move)


def same_sheet(written: str | None, own: str, sheet: str) -> bool:
    """Whether the sheet as written in a reference (None: none) is `sheet`, for a formula on `own`."""
    name = own if written is None else written[:-1]
    if name.startswith("'"):
        name = name[1:-1].replace("''", "'")
    return name.lower() == sheet.lower()


def spans_sheets(written: str) -> bool:
    """Whether a reference's sheet as written is several (`One:Three!`)."""
    return ":" in written


def rewritten(formula: str, move: Callable[[str | None, Rows, tuple[bool, ...]], Rows]) -> str:
    """The formula with the rows of each reference as `move` gives them, from its sheet as written (None: none), its
    rows (one, two, or none for whole columns) and whether each is fixed by a dollar sign."""

    def replaced(found: re.Match[str]) -> str:
        if found["area"] is None:
            return found[0]
        corners = [_CORNER.fullmatch(corner) for corner in found["area"].split(":")]
        with_rows = [corner for corner in corners if corner and corner[3]]
        places = tuple(int(corner[3]) for corner in with_rows)
        fixed = tuple(bool(corner[2]) or corner[1] == "$" for corner in with_rows)
        there = iter(move(found["sheet"], places, fixed))
        words = [f"{corner[1]}{corner[2]}{next(there)}" if corner[3] else corner[0] for corner in corners if corner]
        return (found["sheet"] or "") + ":".join(words)

    return _TOKEN.sub(replaced, formula)
