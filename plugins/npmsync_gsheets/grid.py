"""A spreadsheet as the API gives it, as a Workbook; and what writing needs to know of it besides."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from npmsync.ports import Area, CellValue, Sheet, Visibility, Workbook

_CELL = (
    "effectiveValue,effectiveFormat(numberFormat(type)),userEnteredValue(formulaValue),"
    "dataValidation(condition(type,values(userEnteredValue)))"
)
FIELDS = (
    "properties(title),sheets(properties(sheetId,title,sheetType,hidden,rightToLeft,gridProperties),merges,basicFilter,"
    f"data(rowData(values({_CELL})),rowMetadata(hiddenByUser),columnMetadata(hiddenByUser)))"
)
"""What is read. Formats, notes, pictures stay where they are and are not fetched."""
WITNESS = "npmsync: being written "
"""How the title of a sheet begins that a write makes and removes (see `witness`)."""
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - serial numbers have no zone
_FIRST_DAY, _LAST_DAY = EPOCH.toordinal(), date.max.toordinal() - EPOCH.toordinal()
_ERRORS = {
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "LOADING": "#LOADING",
}
_AREA = re.compile(r"=?(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)")


@dataclass(frozen=True, slots=True)
class Known:
    """What a Workbook does not hold: a sheet's id, the size of its grid, its filter, which cells show dates."""

    id: int
    rows: int
    columns: int
    filter: Mapping[str, Any] | None
    dates: frozenset[tuple[int, int]]


def workbook_of(answer: Mapping[str, Any]) -> tuple[Workbook, dict[str, Known]]:
    """(the workbook, what is known besides of each sheet). Sheets that are no grids are named in a note."""
    sheets: list[Sheet] = []
    known: dict[str, Known] = {}
    notes = []
    tabs = [tab for tab in answer.get("sheets", ()) if not tab["properties"]["title"].startswith(WITNESS)]
    for tab in tabs:
        properties = tab["properties"]
        if properties.get("sheetType", "GRID") != "GRID":
            notes.append(f"sheet {properties['title']!r} is a chart or a connected one; it is not read")
            continue
        sheet, dates = _sheet(tab)
        sheets.append(sheet)
        grid = properties.get("gridProperties", {})
        size = grid.get("rowCount", 0), grid.get("columnCount", 0)
        known[sheet.name] = Known(properties["sheetId"], *size, tab.get("basicFilter"), dates)
    sheets = [_with_listed_choices(sheet, tab, sheets) for sheet, tab in zip(sheets, _grids(tabs), strict=True)]
    digest = hashlib.sha256(repr(sheets).encode("utf-8", "surrogatepass")).hexdigest()
    return Workbook(tuple(sheets), digest, tuple(notes)), known


def _grids(tabs: Sequence[Any]) -> Iterator[Any]:
    return (tab for tab in tabs if tab["properties"].get("sheetType", "GRID") == "GRID")


def _sheet(tab: Mapping[str, Any]) -> tuple[Sheet, frozenset[tuple[int, int]]]:
    properties, grid = tab["properties"], tab["properties"].get("gridProperties", {})
    data = (tab.get("data") or [{}])[0]
    rows: list[tuple[CellValue, ...]] = []
    formulas, dates, errors = set[tuple[int, int]](), set[tuple[int, int]](), dict[tuple[int, int], str]()
    choices: dict[int, tuple[str, ...]] = {}
    for number, line in enumerate(data.get("rowData", ()), 1):
        row: list[CellValue] = []
        for column, cell in enumerate(line.get("values", ()), 1):
            effective = cell.get("effectiveValue")
            value = effective.get("stringValue") if effective else None  # nearly all of them
            if effective and value is None:
                kind = cell.get("effectiveFormat", {}).get("numberFormat", {}).get("type", "")
                value = _value(effective, kind)
                if isinstance(value, date | time):
                    dates.add((number, column))
                if "errorValue" in effective:
                    errors[number, column] = _ERRORS.get(effective["errorValue"].get("type", ""), "#ERROR!")
            row.append(value or None if isinstance(value, str) else value)
            if "userEnteredValue" in cell and "formulaValue" in cell["userEnteredValue"]:
                formulas.add((number, column))
            if "dataValidation" in cell and column not in choices:
                words = _choices(cell["dataValidation"].get("condition", {}))
                choices |= {column: words} if words else {}
        while row and row[-1] is None:
            row.pop()
        rows.append(tuple(row))
    while rows and not rows[-1]:
        rows.pop()
    merges = tuple(_area(one) for one in tab.get("merges", ()))
    filtered = tab.get("basicFilter", {}).get("range")
    sheet = Sheet(
        properties["title"],
        rows,
        frozenset(formulas),
        errors,
        merges,
        autofilter=_area(filtered, grid) if filtered else None,
        frozen_rows=grid.get("frozenRowCount", 0),
        visibility=Visibility.HIDDEN if properties.get("hidden") else Visibility.VISIBLE,
        hidden_rows=_hidden(data.get("rowMetadata", ())),
        hidden_columns=_hidden(data.get("columnMetadata", ())),
        choices=choices,
        right_to_left=bool(properties.get("rightToLeft")),
    )
    return sheet, frozenset(dates)


def _value(effective: Mapping[str, Any], kind: str) -> CellValue:
    if "boolValue" in effective:
        return bool(effective["boolValue"])
    if "numberValue" not in effective:
        return None
    number = effective["numberValue"]
    if kind in ("DATE", "DATE_TIME", "TIME"):
        if kind != "TIME" and number == int(number) and 0 < number < _LAST_DAY:  # nearly all of them
            return date.fromordinal(_FIRST_DAY + int(number))
        try:
            moment = EPOCH + timedelta(seconds=round(number * 86400))
        except OverflowError:
            return float(number)
        if kind == "TIME" and 0 <= number < 1:
            return moment.time()
        return moment.date() if moment.time() == time() else moment
    return int(number) if isinstance(number, float) and number.is_integer() else number


def serial(value: date | time) -> float:
    """A date's serial number (https://developers.google.com/workspace/sheets/api/guides/formats)."""
    if isinstance(value, time):
        return timedelta(hours=value.hour, minutes=value.minute, seconds=value.second) / timedelta(days=1)
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
    return (moment - EPOCH) / timedelta(days=1)


def _choices(condition: Mapping[str, Any]) -> tuple[str, ...]:
    """The words of a drop-down that stand in the rule itself; those of a range are looked up later."""
    if condition.get("type") not in ("ONE_OF_LIST", "ONE_OF_RANGE"):
        return ()
    return tuple(str(one.get("userEnteredValue", "")) for one in condition.get("values", ()))


def _with_listed_choices(sheet: Sheet, tab: Mapping[str, Any], sheets: Sequence[Sheet]) -> Sheet:
    from dataclasses import replace

    if not any(len(words) == 1 and "!" in words[0] for words in sheet.choices.values()):
        return sheet
    named = {one.name: one for one in sheets}
    found = {column: _listed(words, named) for column, words in sheet.choices.items()}
    return replace(sheet, choices={column: words for column, words in found.items() if words})


def _listed(words: tuple[str, ...], named: Mapping[str, Sheet]) -> tuple[str, ...]:
    match = _AREA.fullmatch(words[0]) if len(words) == 1 else None
    if match is None:
        return words
    source = named.get((match[1] or match[2]).replace("''", "'"))
    if source is None:
        return ()
    column = _number(match[3])
    cells = [row[column - 1] for row in source.rows[int(match[4]) - 1 : int(match[6])] if len(row) >= column]
    return tuple(str(cell) for cell in cells if cell is not None)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _area(one: Mapping[str, int], grid: Mapping[str, int] | None = None) -> Area:
    size = grid or {}
    return Area(
        one.get("startRowIndex", 0) + 1,
        one.get("startColumnIndex", 0) + 1,
        one.get("endRowIndex", size.get("rowCount", 1)),
        one.get("endColumnIndex", size.get("columnCount", 1)),
    )


def _hidden(listed: Sequence[Mapping[str, Any]]) -> frozenset[int]:
    return frozenset(number for number, one in enumerate(listed, 1) if one.get("hiddenByUser"))
