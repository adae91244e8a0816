"""A value of a form as text, for renderers that have no cells of their own type."""

from __future__ import annotations

from datetime import date

from npmsync.documents.form_model import Form, FormColumn, Shown
from npmsync.locale import date_text, runs_right_to_left


def shown_text(value: Shown, language: str) -> str:
    """The value as people of the language read it; "" for an empty cell."""
    return date_text(value, language) if isinstance(value, date) else value or ""


def shown_cell(value: Shown, column: FormColumn, form: Form) -> str:
    """A cell of a form as a page shows it; the NPM's own days also in a second calendar where there is one."""
    if isinstance(value, date) and not column.open and value in form.dates:
        return form.dates[value]
    return shown_text(value, form.languages[0])


def shown_right_to_left(text: str, form_rtl: bool) -> bool:
    """Whether a cell's text runs from right to left on a form that does or does not."""
    return runs_right_to_left(text, form_rtl)
