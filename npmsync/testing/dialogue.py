"""A person at work in the dialogue workbook, with openpyxl for Excel: sheets and columns by our names.

with Hands(path) as hands:
    hands.put("exchanges", hands.free("exchanges"), authority="Ministry of Health", channel="Phone", summary="called")
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from npmsync.documents.dialogue_book import ID_MARK, KEY_MARK


class Hands:
    """The workbook opened; leaving the block saves it."""

    def __init__(self, path: Path) -> None:
        import openpyxl

        self.path = path
        self.book = openpyxl.load_workbook(path)

    def __enter__(self) -> Hands:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.book.save(self.path)
        self.book.close()

    def sheet(self, name: str) -> Any:
        """The worksheet of this name of ours. Raises KeyError where it is gone."""
        for sheet in self.book.worksheets:
            if any(sheet.cell(row, 1).value == f"{KEY_MARK}{name}" for row in range(1, 10)):
                return sheet
        raise KeyError(name)

    def columns(self, name: str) -> dict[str, int]:
        """Our name of a column -> its number."""
        sheet = self.sheet(name)
        row = next(row for row in sheet.iter_rows(max_row=9) if row[0].value == f"{KEY_MARK}{name}")
        return {"id": 1, **{cell.value: cell.column for cell in row[1:] if cell.value}}

    def head(self, name: str) -> int:
        """The number of the row with the headers."""
        sheet = self.sheet(name)
        return next(row for row in range(1, 20) if sheet.cell(row, 1).value == ID_MARK)

    def rows(self, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """The rows that hold something: their number, and column -> value."""
        sheet, columns = self.sheet(name), self.columns(name)
        for number in range(self.head(name) + 1, sheet.max_row + 1):
            values = {key: sheet.cell(number, at).value for key, at in columns.items()}
            if any(value is not None for value in values.values()):
                yield number, values

    def find(self, name: str, /, **wanted: Any) -> tuple[int, dict[str, Any]]:
        """The first row whose cells are these. Raises StopIteration where there is none."""
        return next(row for row in self.rows(name) if all(row[1][key] == value for key, value in wanted.items()))

    def free(self, name: str) -> int:
        """The first row below the table."""
        return max((number for number, _ in self.rows(name)), default=self.head(name)) + 1

    def put(self, name: str, number: int, /, **cells: Any) -> None:
        """Types into cells of a row; a column called `from` is given as `from_`."""
        sheet, columns = self.sheet(name), self.columns(name)
        for key, value in cells.items():
            sheet.cell(number, columns[key.rstrip("_")]).value = value

    def add(self, name: str, /, **cells: Any) -> int:
        """Types a new row below the others, and returns its number."""
        number = self.free(name)
        self.put(name, number, **cells)
        return number

    def said(self, name: str) -> list[str]:
        """What the sheet says beside its rows."""
        return [values["message"] for _, values in self.rows(name) if values["message"]]
