"""A spreadsheet: its sheets, their cells, what protects them, who may open it, and its revisions.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from npmsync.testing.sheets import a1, formulas, rendering
from npmsync.testing.sheets.a1 import Range
from npmsync.testing.sheets.refusals import protected, too_long, too_many_cells

Cell = dict[str, Any]
"""CellData as the API writes it: userEnteredValue, userEnteredFormat, note, dataValidation, textFormatRuns."""
MOST_CELLS = 10_000_000
"""Of a spreadsheet (https://support.google.com/drive/answer/37603), blank ones included."""


@dataclass
class SheetData:
    """One sheet. `rows[r][c]` is the cell or None; `row_count` and `column_count` are its grid, which may be larger."""

    properties: dict[str, Any]
    rows: list[list[Cell | None]] = field(default_factory=list)
    merges: list[dict[str, int]] = field(default_factory=list)
    protections: list[dict[str, Any]] = field(default_factory=list)
    basic_filter: dict[str, Any] | None = None
    conditional: list[dict[str, Any]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    @property
    def id(self) -> int:
        return int(self.properties["sheetId"])

    @property
    def title(self) -> str:
        return str(self.properties["title"])

    @property
    def row_count(self) -> int:
        return int(self.properties["gridProperties"]["rowCount"])

    @property
    def column_count(self) -> int:
        return int(self.properties["gridProperties"]["columnCount"])

    def cell(self, row: int, column: int) -> Cell | None:
        return self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else None

    def at(self, row: int, column: int) -> Cell:
        """The cell, made where there is none yet."""
        while len(self.rows) <= row:
            self.rows.append([])
        cells = self.rows[row]
        cells.extend([None] * (column + 1 - len(cells)))
        found = cells[column]
        if found is None:
            found = cells[column] = {}
        return found

    def effective(self, row: int, column: int) -> dict[str, Any] | None:
        """What the cell comes to: its value, or its formula's."""
        value = (self.cell(row, column) or {}).get("userEnteredValue")
        if value and "formulaValue" in value:
            return formulas.evaluate(value["formulaValue"], self.effective, self.row_count, self.column_count)
        return value

    def kind(self, row: int, column: int) -> str:
        """The type of the cell's number format, "" for none."""
        shown = (self.cell(row, column) or {}).get("userEnteredFormat", {})
        return str(shown.get("numberFormat", {}).get("type", ""))

    def last_row(self) -> int:
        """How many rows there are down to the last one with a value."""
        for number in range(len(self.rows), 0, -1):
            if any(cell and "userEnteredValue" in cell for cell in self.rows[number - 1]):
                return number
        return 0

    def insert_rows(self, at: int, count: int, inherit: bool) -> None:
        """https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request#InsertDimensionRequest:
        with `inheritFromBefore` new rows take the formats of the row before. Everything below moves, and with it what
        refers to it."""
        while len(self.rows) < at:
            self.rows.append([])
        model = self.rows[at - 1] if inherit and at else []
        new = [
            [{"userEnteredFormat": cell["userEnteredFormat"]} if cell and "userEnteredFormat" in cell else None
             for cell in model]
            for _ in range(count)
        ]  # fmt: skip
        self.rows[at:at] = new
        self._moved(at, count)

    def delete_rows(self, first: int, last: int) -> None:
        del self.rows[first:last]
        self._moved(first, first - last)

    def _moved(self, at: int, by: int) -> None:
        self.properties["gridProperties"]["rowCount"] = self.row_count + by
        self.hidden_rows = {row + by if row >= at else row for row in self.hidden_rows}
        areas = [*self.merges, *(one["range"] for one in self.protections if "range" in one)]
        areas += [self.basic_filter["range"]] if self.basic_filter else []
        for area in areas:
            for end, edge in (("startRowIndex", at), ("endRowIndex", at + 1)):
                if area.get(end, -1) >= edge:
                    area[end] += by
        for cells in self.rows:
            for cell in cells:
                value = (cell or {}).get("userEnteredValue") or {}
                if "formulaValue" in value:
                    assert cell is not None
                    cell["userEnteredValue"] = {"formulaValue": formulas.moved(value["formulaValue"], at, by)}

    def check_editor(self, area: Range, email: str | None, owner: str) -> None:
        """Raises what Google answers where `email` may not edit there: a protected range is its editors' and the
        owner's (https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/sheets#ProtectedRange);
        `warningOnly` stops nobody, `unprotectedRanges` of a protected sheet are open."""
        if email is None or email == owner:
            return
        first, last, left, right = area.within(self.row_count, self.column_count)
        for one in self.protections:
            if one.get("warningOnly") or email in one.get("editors", {}).get("users", ()):
                continue
            for row in range(first, last):
                for column in range(left, right):
                    if _inside(one.get("range", {}), row, column) and not any(
                        _inside(free, row, column) for free in one.get("unprotectedRanges", ())
                    ):
                        raise protected()


def _inside(grid_range: dict[str, int], row: int, column: int) -> bool:
    area = Range.of(grid_range)
    return (area.first_row <= row < (area.last_row or row + 1)) and (
        area.first_column <= column < (area.last_column or column + 1)
    )


@dataclass
class Book:
    """A spreadsheet. `permissions`: e-mail address -> "owner", "writer" or "reader"."""

    id: str
    title: str
    owner: str
    sheets: list[SheetData] = field(default_factory=list)
    permissions: dict[str, str] = field(default_factory=dict)
    locale: str = "en_US"
    timezone: str = "Etc/GMT"
    revision: int = 1

    def __post_init__(self) -> None:
        self.permissions.setdefault(self.owner, "owner")
        if not self.sheets:
            self.add_sheet("Sheet1", sheet_id=0)

    def add_sheet(self, title: str, rows: int = 1000, columns: int = 26, sheet_id: int | None = None) -> SheetData:
        """A new sheet at the end: 1,000 rows and 26 columns unless told otherwise, as a new sheet has."""
        number = sheet_id if sheet_id is not None else max((sheet.id for sheet in self.sheets), default=-1) + 1
        grid = {"rowCount": rows, "columnCount": columns}
        properties = {"sheetId": number, "title": title, "index": len(self.sheets), "sheetType": "GRID"}
        sheet = SheetData({**properties, "gridProperties": grid})
        self.sheets.append(sheet)
        return sheet

    def named(self, title: str) -> SheetData:
        """The sheet of this title. Raises `KeyError`."""
        for sheet in self.sheets:
            if sheet.title == title:
                return sheet
        raise KeyError(title)

    def check_size(self, where: str) -> None:
        """A spreadsheet's ten million cells."""
        if sum(sheet.row_count * sheet.column_count for sheet in self.sheets) > MOST_CELLS:
            raise too_many_cells(where)

    def snapshot(self) -> Any:
        """All that a change may touch: a batch that fails is taken back whole."""
        return pickle.dumps((self.title, self.sheets))  # a tenth of what a deep copy takes

    def restore(self, state: Any) -> None:
        self.title, self.sheets = pickle.loads(state)

    # --- what a person does in the editor -----------------------------------------------------------------------------

    def fill(self, title: str, rows: list[list[Any]], sheet: SheetData | None = None) -> SheetData:
        """Makes a sheet of this title hold these values, typed as what they are; dates get a date format."""
        found = sheet or next((one for one in self.sheets if one.title == title), None)
        if found is None and len(self.sheets) == 1 and not self.sheets[0].rows:
            found = self.sheets[0]
            found.properties["title"] = title
        found = found or self.add_sheet(title)
        width = max((len(row) for row in rows), default=0)
        grid = found.properties["gridProperties"]
        grid["rowCount"] = max(grid["rowCount"], len(rows))
        grid["columnCount"] = max(grid["columnCount"], width)
        found.rows = [[cell_of(value) for value in row] for row in rows]
        self.revision += 1
        return found

    def type(self, title: str, name: str, value: Any, by: str | None = None) -> None:
        """A person types into a cell: its formats, note and check stay, its rich text goes. Raises what Google answers
        where `by` may not."""
        sheet, (row, column) = self.named(title), a1.cell(name)
        sheet.check_editor(Range(row, row + 1, column, column + 1), by, self.owner)
        cell = sheet.at(row, column)
        put_value(cell, (cell_of(value) or {}).get("userEnteredValue"))
        if isinstance(value, date):
            cell.setdefault("userEnteredFormat", {})["numberFormat"] = {"type": "DATE"}
        self.revision += 1

    def values(self, title: str) -> list[list[Any]]:
        """What the sheet shows, dates as texts; blank cells and rows at the end are left out."""
        sheet = self.named(title)
        rows = [
            [rendering.rendered(sheet.effective(r, c), sheet.kind(r, c), "UNFORMATTED_VALUE", "FORMATTED_STRING")
             for c in range(len(cells))]
            for r, cells in enumerate(sheet.rows)
        ]  # fmt: skip
        return list(trimmed(rows))


def put_value(cell: Cell, value: dict[str, Any] | None) -> None:
    """A new value; "when writing a new userEnteredValue, previous runs are erased"
    (https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/cells#CellData)."""
    if value and len(str(value.get("stringValue", value.get("formulaValue", "")))) > rendering.MOST_CHARACTERS:
        raise too_long()
    if cell.get("userEnteredValue") != value:
        cell.pop("textFormatRuns", None)
    if value is None:
        cell.pop("userEnteredValue", None)
    else:
        cell["userEnteredValue"] = value


def cell_of(value: Any) -> Cell | None:
    """A cell that holds a Python value; a text that begins with "=" is a formula."""
    if value is None or value == "":
        return None
    if isinstance(value, date):
        kind = "DATE_TIME" if hasattr(value, "hour") else "DATE"
        number = {"numberValue": rendering.serial(value)}
        return {"userEnteredValue": number, "userEnteredFormat": {"numberFormat": {"type": kind}}}
    if isinstance(value, str) and value.startswith("="):
        return {"userEnteredValue": {"formulaValue": value}}
    return {"userEnteredValue": rendering.typed(value, "RAW")[0]}


def trimmed(rows: list[list[Any]]) -> Iterator[list[Any]]:
    """Without empty cells at the end of rows and empty rows at the end: "empty trailing rows and columns are omitted"
    (https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values#ValueRange)."""
    kept = []
    for row in rows:
        width = len(row)
        while width and row[width - 1] in ("", None):
            width -= 1
        kept.append(row[:width])
    while kept and not kept[-1]:
        kept.pop()
    yield from kept
