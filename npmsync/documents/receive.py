"""Reads a response form that came back.

A form is known by its code, a row by its visible reference with its check character, confirmed by the recommendation's
words beside it: hidden ids were wrong after every sort that left them out. What stands in open cells is an answer, what
changed in the NPM's cells is an edit for the NPM to see. A row that cannot be known for certain is left out and named;
no answer ever goes to another recommendation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from npmsync.documents.form_acceptance import accepted_form
from npmsync.documents.form_answers import Reader, Unread, read_answers, read_position, same_day
from npmsync.documents.form_columns import LOCKED, REFERENCE, open_columns, response_field
from npmsync.documents.form_dates import day_written_first
from npmsync.documents.form_grid import FormGrid, cell_name, cell_text, find_grid
from npmsync.documents.form_return import Edit, FormKnown, FormReturn, RefusedRow, TakenRow
from npmsync.documents.form_rows import Rows, known_rows
from npmsync.documents.issued import IssuedForm, IssuedItem, plain
from npmsync.domain import Response
from npmsync.ports import Workbook
from npmsync.vocabulary import Vocabulary, builtin_vocabulary


def read_form(
    workbook: Workbook, source: str, known: FormKnown, today: date, vocabulary: Vocabulary | None = None
) -> FormReturn:
    """What the form in `workbook` gives. `source` is the file's name, for messages; `today` bounds the years of typed
    dates. Raises `Refused` where the file as a whole cannot be taken: no form, no code, an unknown one, a form of
    another authority, one older than a form already taken, or one without references, texts or columns for answers.
    """
    vocabulary = vocabulary or builtin_vocabulary()
    grid = find_grid(workbook, vocabulary)
    form, grid = accepted_form(workbook, grid, source, known)
    rows = known_rows(grid, form)
    reader = Reader(vocabulary, form.languages[0], today, day_written_first(grid, rows.known, form))
    held = {r.recommendation: r for r in known.responses if r.authority == form.authority}
    taken: list[TakenRow] = []
    edits: list[Edit] = []
    refused = list(rows.refused)
    repeated = 0
    for row, reference in rows.known:
        item = form.items[reference]
        edits += _edits(grid, row, reference, item, reader)
        whole = (row, *rows.further.get(row, ()))
        fields, unread, same = _answers(grid, whole, item, form.stage, held.get(item.recommendation), reader)
        older = _older(held.get(item.recommendation), fields)
        if older:
            refused.append(RefusedRow(row, "", reference, fields["responded_on"], older))
            fields = {}
        unread = [replace(one, reference=reference) for one in unread]
        repeated += same
        refused += unread
        if fields:
            taken.append(TakenRow(row, reference, item.recommendation, fields))
    for row in rows.loose:
        fields, unread, _ = _answers(grid, (row,), IssuedItem("", {}, {}), form.stage, None, reader)
        refused += unread
        taken += [TakenRow(row, "", "", fields)] if fields else []
    notes = _notes(grid, form, rows, bool(taken), repeated, form.code in known.taken)
    return FormReturn(form, tuple(taken), tuple(edits), tuple(sorted(refused, key=lambda r: r.row)), notes)


def _answers(
    grid: FormGrid, rows: Sequence[int], item: IssuedItem, stage: str, held: Response | None, reader: Reader
) -> tuple[dict[str, str], list[RefusedRow], int]:
    """(what is new in a row or those it was split into, what could not be read, how many answers are held already)."""
    fields: dict[str, str] = {}
    unread: list[RefusedRow] = []
    repeated = 0
    for column in open_columns(stage):
        if column.field not in grid.columns:
            continue
        before_it = item.prefilled.get(column.field) if column.kind == "date" else None
        if before_it and same_day(cell_text(grid.value(rows[0], column.field)), before_it, reader):
            continue
        row, value = read_answers(grid, rows, column, reader)
        if isinstance(value, Unread):
            cell = cell_name(grid, row, column.field)
            unread.append(RefusedRow(row, cell, "", value.found, f"{value.why} (cell {cell})"))
            continue
        if value is None or value == _prefilled(item, column.field, column.kind == "choice", reader):
            continue
        name = response_field(column.field)
        before = getattr(held, name, None)
        if before is not None and plain(before) == value:
            repeated += 1
            continue
        fields[name] = value
    return fields, unread, repeated


def _older(held: Response | None, fields: Mapping[str, str]) -> str:
    """Why an answer does not take the place of the one held: it was given before it. "" where it does."""
    given = fields.get("responded_on")
    if given is None or held is None or held.responded_on is None or given >= held.responded_on.isoformat():
        return ""
    return (
        f"the answer is of {given}, and one of {held.responded_on} is already held: the older one stays in the archive"
    )


def _prefilled(item: IssuedItem, field: str, choice: bool, reader: Reader) -> str | None:
    """What the cell held when the form went out, as `read_answer` would have read it."""
    text = item.prefilled.get(field)
    if text is None or not choice:
        return text.strip() if text else None
    read = read_position(text, reader)
    return read if isinstance(read, str) else None


def _edits(grid: FormGrid, row: int, reference: str, item: IssuedItem, reader: Reader) -> list[Edit]:
    found = []
    for column in LOCKED:
        if column is REFERENCE or column.field not in grid.columns:
            continue
        ours, theirs = item.shown.get(column.field, ""), cell_text(grid.value(row, column.field))
        if column.kind == "date" and ours and theirs and same_day(theirs, ours, reader):
            continue
        if " ".join(ours.split()) != " ".join(theirs.split()):
            found.append(Edit(row, reference, item.recommendation, column.field, ours, theirs))
    return found


def _notes(
    grid: FormGrid, form: IssuedForm, rows: Rows, something: bool, repeated: int, before: bool
) -> tuple[str, ...]:
    notes = []
    if not something and before:
        notes.append(f"Form {form.code} was already taken before, and there is nothing new in it.")
    elif not something and repeated:
        notes.append("There is nothing new in it: every answer is already held.")
    elif not something:
        notes.append("There is no answer in it: nothing was taken.")
    missing = [reference for reference in form.items if reference not in rows.seen]
    if missing:
        notes.append(f"{len(missing)} of {len(form.items)} rows are missing from it: {', '.join(missing[:10])}.")
    gone = [c.field for c in open_columns(form.stage) if c.field not in grid.columns]
    if gone:
        notes.append(f"Columns for the response are missing from it: {', '.join(gone)}.")
    return tuple(notes)
