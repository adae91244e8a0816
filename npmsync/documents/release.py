"""What would change in an authority's sheet: its form as it would be now, beside what the sheet shows.

Everything compared is text as a person reads it, dates in ISO 8601, so that no rule of a format has a say in it.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from npmsync.documents.form_model import Form, FormRow, Shown
from npmsync.documents.issued import plain

Cells = Mapping[str, str]
"""form field -> what its cell shows"""


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that would change. `put_right`: the authority wrote there, in a column of the NPM's; what it wrote has
    been looked at, and the cell says again what the NPM says."""

    recommendation: str
    reference: str
    field: str
    label: str
    old: str
    new: str
    value: Shown
    put_right: bool = False


def cells_of(form: Form, row: FormRow) -> dict[str, str]:
    """A row of the form as text, without its empty cells."""
    pairs = zip(form.columns, row.cells, strict=True)
    return {column.field: plain(value) for column, value in pairs if value not in (None, "")}


def changes(
    form: Form, shown: Mapping[str, Cells], released: Mapping[str, Cells], waiting: Container[tuple[str, str]]
) -> Iterator[Change]:
    """The cells that differ. `shown`: recommendation -> what its row shows, with every field that has a column there;
    `released`: what it was last given. `waiting` are (recommendation, field) that a person has yet to decide; an
    authority's own cell is never emptied."""
    for row in form.rows:
        cells = shown.get(row.recommendation)
        if cells is None:
            continue
        before = released.get(row.recommendation, {})
        for column, value in zip(form.columns, row.cells, strict=True):
            old, new = cells.get(column.field), plain(value) if value is not None else ""
            if old is None or _same(old, new) or (row.recommendation, column.field) in waiting:
                continue
            if column.open and not new:
                continue
            theirs = not column.open and bool(before) and not _same(old, before.get(column.field, ""))
            yield Change(row.recommendation, row.reference, column.field, column.label, old, new, value, theirs)


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()) == " ".join(other.split())
