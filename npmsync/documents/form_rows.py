"""Which row of a form that came back is which: by its reference and check character, confirmed by its text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from npmsync.documents.check_character import is_checked, significant
from npmsync.documents.form_columns import REFERENCE, TEXT, open_columns
from npmsync.documents.form_grid import FormGrid, cell_text
from npmsync.documents.form_return import RefusedRow
from npmsync.documents.issued import IssuedForm
from npmsync.domain.words import Stage
from npmsync.vocabulary import fold

LIKE_ENOUGH = 60.0
"""Per cent of likeness below which a text confirms nothing. A sentence put before a recommendation's words leaves more,
two different recommendations of one report have less."""
CLEARLY = 3.0
"""Per cent by which another recommendation's text may be nearer before the reference is doubted."""
EXACTLY = 100.0


@dataclass(frozen=True, slots=True)
class Rows:
    """`known`: (row, reference) of each row that is certain, in the order of the sheet; `seen`: the references met,
    certain or not; `loose`: rows of a draft's form with a correction that is about no recommendation; `further`: row ->
    the rows below it into which its answer was split."""

    known: tuple[tuple[int, str], ...]
    refused: tuple[RefusedRow, ...]
    seen: frozenset[str]
    loose: tuple[int, ...] = ()
    further: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


def known_rows(grid: FormGrid, form: IssuedForm) -> Rows:
    """The form's rows below the header. What is no row and has no answer is passed over: a total, a note."""
    texts = {reference: fold(item.text) for reference, item in form.items.items()}
    by_key = {significant(reference): reference for reference in form.items}
    at: dict[str, list[int]] = defaultdict(list)
    refused, seen, loose = [], set(), []
    hung = _hung(grid)
    for row in grid.data_rows():
        if row in hung:
            continue
        shown = cell_text(grid.value(row, REFERENCE.field))
        if form.stage == Stage.DRAFT and not shown and grid.value(row, TEXT.field) is None:
            loose += [row] if _answers(grid, row, form) else []
            continue
        reference = by_key.get(significant(shown))
        why = (
            _unknown(shown, form.code)
            if reference is None
            else _unconfirmed(cell_text(grid.value(row, TEXT.field)), reference, texts)
        )
        if reference is not None:
            seen.add(reference)
        if why is None and reference is not None:
            at[reference].append(row)
        elif why is not None and _answers(grid, row, form):
            refused.append(RefusedRow(row, "", shown, shown, why))
    known = []
    further: dict[int, tuple[int, ...]] = {}
    below: dict[int, list[int]] = defaultdict(list)
    for row, top in hung.items():
        below[top].append(row)
    for reference, rows in at.items():
        chosen = _one_of(grid, rows, form)
        if chosen is None and _split(grid, rows, form):
            chosen = rows[0]
            further[chosen] = tuple(rows[1:])
        if chosen is not None:
            known.append((chosen, reference))
            further[chosen] = (*further.get(chosen, ()), *below.get(chosen, ()))
        else:
            listed = " and ".join(str(r) for r in rows)
            why = f"reference {reference} stands twice, in rows {listed}, with two answers: which one counts?"
            refused += [RefusedRow(row, "", reference, reference, why) for row in rows]
    return Rows(
        tuple(sorted(known)),
        tuple(refused),
        frozenset(seen),
        tuple(loose),
        {row: rows for row, rows in further.items() if rows},
    )


def _one_of(grid: FormGrid, rows: list[int], form: IssuedForm) -> int | None:
    """The row that counts for a reference: the only one, or the only one answered; None where two differ."""
    distinct = {answers: row for row in reversed(rows) if (answers := _answers(grid, row, form))}
    if len(distinct) == 1:
        return next(iter(distinct.values()))
    return rows[0] if rows and not distinct else None


def _hung(grid: FormGrid) -> dict[int, int]:
    """Row -> the row whose reference its own merged cell shows: one row that an office split below its merged words."""
    column = grid.columns.get(REFERENCE.field, 0)
    return {
        row: area.first_row
        for area in grid.sheet.merges
        if area.first_column <= column <= area.last_column and area.first_row > grid.header_row
        for row in range(area.first_row + 1, area.last_row + 1)
    }


def _split(grid: FormGrid, rows: list[int], form: IssuedForm) -> bool:
    """Whether rows with one reference are one row that was split: they follow each other, and where both say something,
    it is words, which can stand one below the other. Two dates or two positions cannot."""
    if rows != list(range(rows[0], rows[0] + len(rows))):
        return False
    for column in open_columns(form.stage):
        said = {text for row in rows if (text := cell_text(grid.value(row, column.field)))}
        if column.kind != "text" and len(said) > 1:
            return False
    return True


def _answers(grid: FormGrid, row: int, form: IssuedForm) -> tuple[str, ...]:
    """The row's open cells as text; an empty tuple where all are empty. A formula without a value is not empty."""
    found = []
    for column in open_columns(form.stage):
        place = (row, grid.columns.get(column.field, 0))
        held = place in grid.sheet.formulas or place in grid.sheet.errors
        found.append(cell_text(grid.value(row, column.field)) or ("?" if held else ""))
    return tuple(found) if any(found) else ()


def _unknown(shown: str, code: str) -> str:
    if not shown:
        return "the row has an answer but no reference, so which recommendation it is for is unknown"
    if not is_checked(shown):
        return f"reference {shown} fails its check character: something in it was changed, so its row is unknown"
    return f"reference {shown} is not part of form {code}"


def _unconfirmed(found: str, reference: str, texts: Mapping[str, str]) -> str | None:
    """Why the text `found` in a row does not confirm its reference; None where it does. `texts` are the form's, folded,
    by reference."""
    from rapidfuzz import fuzz, process

    theirs, own = fold(found), texts[reference]
    if theirs == own:
        return None
    if not theirs:
        return f"the text beside reference {reference} is gone, so nothing confirms the row"
    # A text that was put into a longer one is still itself: the part counts nearly as much as the whole.
    likeness = max(fuzz.ratio(theirs, own), 0.9 * fuzz.partial_ratio(theirs, own))
    others = {other: text for other, text in texts.items() if text != own}
    nearer = process.extractOne(theirs, others, scorer=fuzz.ratio, score_cutoff=min(likeness + CLEARLY, EXACTLY))
    if nearer is not None:
        return f"the text beside reference {reference} is that of {nearer[2]}: the reference and the text do not match"
    if likeness < LIKE_ENOUGH:
        return f"the text beside reference {reference} is not the recommendation's: it does not confirm the row"
    return None
