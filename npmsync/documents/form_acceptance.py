"""Whether a file that came back can be taken at all: which form it is, whose, and whether its rows can be known."""

from __future__ import annotations

from npmsync.documents.form_columns import REFERENCE, TEXT, open_columns
from npmsync.documents.form_grid import FormGrid, find_codes
from npmsync.documents.form_return import FormKnown
from npmsync.documents.issued import IssuedForm
from npmsync.errors import Refused
from npmsync.ports import Workbook


def accepted_form(
    workbook: Workbook, grid: FormGrid | None, source: str, known: FormKnown
) -> tuple[IssuedForm, FormGrid]:
    """The form that `workbook` is, and its table. Raises `Refused` as `receive.read_form` says."""
    form = _form(workbook, grid, source, known)
    if grid is None:
        raise Refused(
            "form-without-table",
            f"{source} has the code of form {form.code}, but no table of recommendations and responses.",
            "Ask for the file as it was sent, with the header row of the table.",
        )
    _columns_present(grid, form, source)
    _not_outdated(form, source, known)
    return form, grid


def _form(workbook: Workbook, grid: FormGrid | None, source: str, known: FormKnown) -> IssuedForm:
    codes = find_codes(workbook, grid.sheet if grid else None)
    if not codes and grid is None:
        raise Refused(
            "not-a-form",
            f"{source} is no response form of ours: it has no form code and no column that a form has.",
            "Receive the form that was exported. A letter is filed with: npmsync receive LETTER --authority NAME ...",
        )
    if not codes:
        raise Refused(
            "form-code-missing",
            f"{source} looks like a response form, but its form code is gone, so which form it is cannot be known.",
            "The code stands above the table (NPM-....-....-.). Type it into any cell again, from the form sent.",
        )
    if len(codes) > 1:
        raise Refused(
            "two-forms-in-one",
            f"{source} holds the codes of {len(codes)} forms on one sheet: {', '.join(codes)}.",
            "Receive each form as a file of its own.",
        )
    form = known.issued.get(codes[0])
    if form is None:
        raise Refused(
            "form-unknown",
            f"{source} has the form code {codes[0]}, and no form with this code was made here.",
            "Check that it belongs to this workspace; otherwise export a new form and ask for it to be filled in.",
        )
    if known.authority is not None and known.authority != form.authority:
        raise Refused(
            "form-of-another-authority",
            f"{source} is form {form.code}, which was made for another authority.",
            "Receive it without naming an authority, or ask for the form of the right one.",
        )
    return form


def _columns_present(grid: FormGrid, form: IssuedForm, source: str) -> None:
    asked = [column for column in open_columns(form.stage) if column.field in grid.columns]
    gone = {
        "the column with the references": REFERENCE.field in grid.columns,
        "the column with the recommendations' text": TEXT.field in grid.columns,
        "every column for the response": bool(asked),
    }
    for what, present in gone.items():
        if not present:
            raise Refused(
                "form-column-missing",
                f"In {source} (form {form.code}) {what} is gone, so no answer can be put to its recommendation.",
                "Ask for the form with all its columns; they may be moved, but not deleted.",
            )


def _not_outdated(form: IssuedForm, source: str, known: FormKnown) -> None:
    for code in sorted(known.taken):
        later = known.issued.get(code)
        if (
            later is not None
            and (later.authority, later.stage) == (form.authority, form.stage)
            and later.made_at > form.made_at
        ):
            raise Refused(
                "form-outdated",
                f"{source} is form {form.code} of {form.made_at:%Y-%m-%d}; a later one of this authority, {later.code} "
                f"of {later.made_at:%Y-%m-%d}, was already taken.",
                "Ask the authority to put what is new into the later form, or enter it in the tracker.",
            )
