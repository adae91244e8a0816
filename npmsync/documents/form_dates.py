"""How the program that wrote a form as text writes dates: the NPM's own dates stand in it too, and which days those are
is known. An office's computer may write 12/31/2026 in whatever language its people speak."""

from __future__ import annotations

import re
from collections.abc import Iterable

from npmsync.documents.form_columns import LOCKED
from npmsync.documents.form_grid import FormGrid, cell_text
from npmsync.documents.issued import IssuedForm

_FIGURES = re.compile(r"\D*(\d{1,2})\D(\d{1,2})\D(?:\d{4}|\d{2})\D*")
_DATES = tuple(column.field for column in LOCKED if column.kind == "date")


def day_written_first(grid: FormGrid, rows: Iterable[tuple[int, str]], form: IssuedForm) -> bool | None:
    """Whether the day comes before the month; None where no date of ours shows it, or they do not agree. `rows` are
    those that are known, with their references."""
    shown = {
        order
        for row, reference in rows
        for field in _DATES
        if (day := form.items[reference].shown.get(field)) and field in grid.columns
        if (order := _order(cell_text(grid.value(row, field)), day)) is not None
    }
    return shown.pop() if len(shown) == 1 else None


def _order(text: str, day: str) -> bool | None:
    found = _FIGURES.fullmatch(text)
    month, number = int(day[5:7]), int(day[8:10])
    if found is None or month == number:
        return None
    pair = (int(found[1]), int(found[2]))
    return {(number, month): True, (month, number): False}.get(pair)
