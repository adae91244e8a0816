"""A value of a form as text, for renderers that have no cells of their own type."""

from __future__ import annotations

from datetime import date

from npmsync.documents.form_model import Shown
from npmsync.locale import date_text


def shown_text(value: Shown, language: str) -> str:
    """The value as people of the language read it; "" for an empty cell."""
    return date_text(value, language) if isinstance(value, date) else value or ""
