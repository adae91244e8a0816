"""One sample tracker being written, and its truth beside it."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

FOLDER = Path(__file__).parent
Record = dict[str, Any]


def texts(language: str) -> list[str]:
    """The recommendations of `texts.csv` in a language, in their order."""
    with (FOLDER / "texts.csv").open(encoding="utf-8", newline="") as lines:
        return [row["text"] for row in csv.DictReader(lines) if row["language"] == language]


class Layout:
    """A workbook being written, and its truth."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.book = xlsxwriter.Workbook(str(FOLDER / f"{name}.xlsx"))
        # The same bytes each time: a creation date would change them.
        self.book.set_properties({"created": datetime(2024, 1, 1)})  # noqa: DTZ001
        self.bold = self.book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True})
        self.wrap = self.book.add_format({"text_wrap": True, "valign": "top"})
        self.day = self.book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
        self.percent = self.book.add_format({"num_format": "0%"})
        self.truth: dict[str, list[Record]] = {"recommendations": [], "contacts": []}

    def sheet(self, name: str) -> Any:
        return self.book.add_worksheet(name)

    def head(self, sheet: Any, row: int, words: Sequence[str | None], column: int = 0) -> None:
        """Header cells from `column` on, `row` counted from 0 as XlsxWriter does."""
        for at, word in enumerate(words, column):
            if word is not None:
                sheet.write_string(row, at, word, self.bold)

    def line(self, sheet: Any, row: int, cells: Sequence[object], column: int = 0) -> None:
        """Cells of a row; dates become real ones, None is left out."""
        for at, cell in enumerate(cells, column):
            if isinstance(cell, date):
                sheet.write_datetime(row, at, cell, self.day)
            elif cell is not None:
                sheet.write(row, at, cell, self.wrap)

    def says(self, **record: Any) -> None:
        self.truth["recommendations"].append(record)

    def contact(self, **record: Any) -> None:
        self.truth["contacts"].append(record)

    def close(self) -> None:
        self.book.close()
        path = FOLDER / f"{self.name}.truth.json"
        path.write_text(json.dumps(self.truth, ensure_ascii=False, indent=1) + "\n", "utf-8")
