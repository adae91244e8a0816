"""A cell of a paper as text, for renderers that have no cells of their own type."""

from __future__ import annotations

from datetime import date

from npmsync.documents.dossier import Cell, Column, Dossier
from npmsync.locale import date_text, number_text, share_text


def page_text(value: Cell, column: Column, paper: Dossier) -> str:
    """The value as a page of `paper` shows it: a day also in a second calendar where there is one."""
    if isinstance(value, date) and not column.open and value in paper.dates:
        return paper.dates[value]
    return cell_text(value, column, paper.language)


def cell_text(value: Cell, column: Column, language: str) -> str:
    """The value as people of the language read it: "" for an empty cell, "–" for a share that cannot be computed."""
    if isinstance(value, tuple):
        return "; ".join(link.shown for link in value)
    if value is None:
        return "–" if column.kind == "share" else ""
    if isinstance(value, str):
        return value
    if column.kind == "share" and isinstance(value, int | float):
        return share_text(value, language)
    return number_text(value, language) if isinstance(value, int | float) else date_text(value, language)
