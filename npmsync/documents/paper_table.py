"""The table of a form for a page of paper: A4 holds no seventeen columns, so what the NPM says of a recommendation
beside its words stands in one column, a line each."""

from __future__ import annotations

from dataclasses import dataclass

from npmsync.documents.form_columns import REFERENCE, TEXT
from npmsync.documents.form_model import Form, FormColumn, FormRow, Shown
from npmsync.documents.shown import shown_cell
from npmsync.documents.wording import BESIDE

DETAILS = "details"
"""The field of the gathered column; a form that comes back has no use for it."""

_SHARES = {
    "ref": 21, "text": 50, DETAILS: 37, "position": 21, "response": 40, "actions": 27, "reasons": 22, "planned_on": 20,
    "responded_on": 20, "contact": 20, "comments": 24, "paragraph": 25, "says": 50, "should_say": 50, "evidence": 45,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One recommendation: `cells` are values in the order of the columns; `details` label and value of each line of the
    gathered column. `reference` is "" in an empty row."""

    reference: str
    cells: tuple[Shown, ...]
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PaperTable:
    """`shares` are the columns' widths as shares of the page."""

    columns: tuple[FormColumn, ...]
    shares: tuple[int, ...]
    rows: tuple[PaperRow, ...]


def paper_table(form: Form) -> PaperTable:
    """The table of `form` for paper: same rows, same order. The cell of the gathered column holds None."""
    kept = {REFERENCE.field, TEXT.field}
    gathered = [n for n, c in enumerate(form.columns) if not c.open and c.field not in kept]
    shown: list[FormColumn] = []
    for column in form.columns:
        if column.open or column.field in kept:
            shown.append(column)
        elif all(one.field != DETAILS for one in shown):
            shown.append(FormColumn(DETAILS, form.texts.details))
    places = {column.field: n for n, column in enumerate(form.columns)}
    rows = tuple(_row(form, row, shown, places, gathered) for row in form.lines)
    return PaperTable(tuple(shown), tuple(_SHARES.get(c.field, 20) for c in shown), rows)


def title_lines(form: Form) -> tuple[str, ...]:
    """The title, a line for each language."""
    lines = tuple(form.texts.title.split(BESIDE))
    return lines if len(lines) == len(form.languages) else (form.texts.title,)


def instruction_lines(form: Form) -> tuple[str, ...]:
    """How to fill the form in, a paragraph for each language."""
    said, count = form.texts.instructions, len(form.languages)
    if count < 2 or len(said) % count:
        return (" ".join(said),)
    return tuple(" ".join(said[number::count]) for number in range(count))


def _row(form: Form, row: FormRow, shown: list[FormColumn], places: dict[str, int], gathered: list[int]) -> PaperRow:
    # A mark of the page's own direction, so that a number after a label in the other script stays behind it.
    mark = "\u200f" if form.right_to_left else "\u200e"
    details = tuple(
        (form.columns[n].label, mark + shown_cell(row.cells[n], form.columns[n], form))
        for n in gathered
        if row.cells[n] is not None
    )
    return PaperRow(
        row.reference, tuple(row.cells[places[c.field]] if c.field in places else None for c in shown), details
    )
