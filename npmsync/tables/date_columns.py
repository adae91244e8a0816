"""Columns that are headed "Date" and nothing more: of the visit, of the sending or of the answer?

The columns beside it say, and no row may contradict: visit <= sent <= answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from npmsync.tables.readings import Candidate

PLAIN = frozenset({"visit_date", "issued_on", "responded_on"})
ORDER = ("visit_date", "issued_on", "responded_on")
_BESIDE: Mapping[str, tuple[str, ...]] = {
    "visit_date": ("place", "place_type", "visit_type"),
    "issued_on": ("ref", "report", "addressees"),
}
_ANSWER = ("response_text", "position")
Dates = Sequence[date | None]


def plain_date_columns(
    columns: Sequence[Candidate], taken: Mapping[int, str], dates: Mapping[int, Dates]
) -> dict[int, tuple[str, ...]]:
    """Column -> the fields its plain dates may be: one where it is decided. `columns` are all of the table's, `taken`
    those whose field is sure, `dates` the values of every date column, row by row."""
    plain = [column for column in columns if frozenset(column.match.fields) == PLAIN]
    left: dict[int, tuple[str, ...]] = {}
    for column in plain:
        index = column.heading.index
        possible = [field for field in ORDER if field not in taken.values()]
        possible = [field for field in possible if _in_order(field, dates[index], taken, dates)]
        near = _group(column) or _neighbours(column, columns, taken)
        left[index] = (near,) if near in possible else tuple(possible)
    return _by_age(left, dates)


def _group(column: Candidate) -> str:
    """What the group heading says: the authority's side is its answer, a group "Visit" the visit."""
    if column.side == "authority":
        return "responded_on"
    return next((field for field in ORDER if field in column.group_fields), "")


def _neighbours(column: Candidate, columns: Sequence[Candidate], taken: Mapping[int, str]) -> str:
    at = [other.heading.index for other in columns].index(column.heading.index)
    left = taken.get(columns[at - 1].heading.index, "") if at else ""
    right = taken.get(columns[at + 1].heading.index, "") if at + 1 < len(columns) else ""
    if left in _ANSWER or (right in _ANSWER and left not in _BESIDE["visit_date"]):
        return "responded_on"
    for name in (left, right):
        for field, beside in _BESIDE.items():
            if name in beside:
                return field
    return ""


def _by_age(left: dict[int, tuple[str, ...]], dates: Mapping[int, Dates]) -> dict[int, tuple[str, ...]]:
    """Of two plain columns still open, or claiming the same field, the earlier is the visit."""
    if len(left) == 2:
        (one, first), (two, second) = left.items()
        if (len(first) != 1 or len(second) != 1 or first == second) and "visit_date" in (*first, *second):
            if _never_later(dates[one], dates[two]):
                return {one: ("visit_date",), two: ("issued_on",)}
            if _never_later(dates[two], dates[one]):
                return {two: ("visit_date",), one: ("issued_on",)}
    return left


def _in_order(field: str, values: Dates, taken: Mapping[int, str], dates: Mapping[int, Dates]) -> bool:
    for index, other in taken.items():
        if other in ORDER and index in dates:
            before = ORDER.index(field) < ORDER.index(other)
            if not _never_later(*((values, dates[index]) if before else (dates[index], values)), empty=True):
                return False
    return True


def _never_later(earlier: Dates, later: Dates, empty: bool = False) -> bool:
    pairs = [(a, b) for a, b in zip(earlier, later, strict=False) if a is not None and b is not None]
    return all(a <= b for a, b in pairs) if pairs else empty
