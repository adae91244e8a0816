"""Renders a form as a text file with a delimiter, for whoever takes it into a system of their own, or has no office.

It opens in Excel with its letters right (UTF-8 with a byte order mark) and in columns: English programs split at
commas, those of the other languages at semicolons, for a comma is their decimal sign.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from npmsync.documents.form_model import Form, Shown
from npmsync.documents.inert import like_a_formula
from npmsync.domain.outgoing import Outgoing
from npmsync.ports import Shows


class CsvRenderer:
    """`npmsync.ports.Renderer` for forms as .csv."""

    suffix = ".csv"
    shows = frozenset({Shows.FORM})

    def render(self, document: Outgoing[Any], target: Path) -> None:
        """Write the form to `target`."""
        target.write_bytes(table(document.content).encode("utf-8-sig"))


def table(form: Form) -> str:
    """The whole file as text: the lines above the table, a blank one, the table, the total."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="," if form.languages[0] == "en" else ";", lineterminator="\r\n")
    texts = form.texts
    for line in (texts.title, *texts.notice, *texts.heading, *texts.instructions):
        writer.writerow([_defused(line)])
    writer.writerow([])
    writer.writerow([_defused(column.label) for column in form.columns])
    for row in form.lines:
        writer.writerow([_defused(_text(value)) for value in row.cells])
    writer.writerow([_defused(texts.total)])
    return out.getvalue()


def _text(value: Shown) -> str:
    # ISO 8601 is read as a date in every country's settings.
    return "" if value is None else value if isinstance(value, str) else value.isoformat()


def _defused(text: str) -> str:
    """An apostrophe before what a spreadsheet would run; reading the form takes it off again."""
    return f"'{text}" if like_a_formula(text) else text
