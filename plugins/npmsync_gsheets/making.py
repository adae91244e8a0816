"""An authority's form as a Google sheet: the NPM's cells protected, the authority's open, in its language.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/sheets#ProtectedRange: a whole sheet
is protected but for its `unprotectedRanges`; whoever sets the protection can always edit it, and so can the owner.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from npmsync.documents.form_model import Form, FormColumn
from npmsync_gsheets.batching import Request, cell_data

_WIDTHS = {"ref": 90, "text": 380, "response": 320, "actions": 220, "reasons": 200, "comments": 180}
_SHADE = {"red": 0.93, "green": 0.94, "blue": 0.96}
_OPEN = {"red": 1.0, "green": 0.98, "blue": 0.86}
SPARE = 200
"""Rows below the last one, for what is released later."""


def form_requests(form: Form, tabs: Sequence[Mapping[str, Any]]) -> list[Request]:
    """Fills the first sheet of an empty spreadsheet, and adds one on how to fill it in."""
    sheet = tabs[0]["properties"]["sheetId"]
    guide = max(tab["properties"]["sheetId"] for tab in tabs) + 1
    return [*_table(form, sheet), *_looks(form, sheet), *_rules(form, sheet), *_guide(form, guide)]


def head_lines(form: Form) -> list[str]:
    """The lines above the table."""
    texts = form.texts
    lines = [texts.title, *texts.notice[:1], "     ".join(texts.heading[:2]), *texts.heading[3:]]
    return [line for line in [*lines, " ".join(texts.instructions[: len(form.languages)])] if line]


def header_row(form: Form) -> int:
    """The row of the headers, counted from 1."""
    return len(head_lines(form)) + 1


def _table(form: Form, sheet: int) -> Iterator[Request]:
    head, first = head_lines(form), header_row(form)
    grid = {
        "rowCount": first + len(form.rows) + SPARE,
        "columnCount": len(form.columns),
        "frozenRowCount": first,
        "frozenColumnCount": 1,
    }
    properties = {
        "sheetId": sheet,
        "title": form.texts.sheet,
        "rightToLeft": form.right_to_left,
        "gridProperties": grid,
    }
    yield {"updateSheetProperties": {"properties": properties, "fields": "title,rightToLeft,gridProperties"}}
    lines = [[line] for line in head]
    lines.append([column.label for column in form.columns])
    rows = [{"values": [cell_data(value, False) for value in line]} for line in lines]
    rows += [{"values": [cell_data(value, False) for value in row.cells]} for row in form.rows]
    start = {"sheetId": sheet, "rowIndex": 0, "columnIndex": 0}
    yield {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}


def _looks(form: Form, sheet: int) -> Iterator[Request]:
    first = header_row(form)
    for number, column in enumerate(form.columns):
        below = {**_column(sheet, number), "startRowIndex": first}
        shown: Request = {"wrapStrategy": "WRAP", "verticalAlignment": "TOP"}
        shown |= {"backgroundColor": _OPEN} if column.open else {}
        # Texts stay texts whatever they look like; only dates are dates.
        shown["numberFormat"] = {"type": "DATE", "pattern": "yyyy-mm-dd"} if column.kind == "date" else {"type": "TEXT"}
        yield {"repeatCell": {"range": below, "cell": {"userEnteredFormat": shown}, "fields": _fields(shown)}}
        yield {
            "updateDimensionProperties": {
                "range": {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": number, "endIndex": number + 1},
                "properties": {"pixelSize": _WIDTHS.get(column.field, 130)},
                "fields": "pixelSize",
            }
        }
    header = {"textFormat": {"bold": True}, "backgroundColor": _SHADE, "wrapStrategy": "WRAP"}
    rows = {"sheetId": sheet, "startRowIndex": first - 1, "endRowIndex": first}
    yield {"repeatCell": {"range": rows, "cell": {"userEnteredFormat": header}, "fields": _fields(header)}}
    title = {"textFormat": {"bold": True, "fontSize": 14}}
    rows = {"sheetId": sheet, "startRowIndex": 0, "endRowIndex": 1}
    yield {"repeatCell": {"range": rows, "cell": {"userEnteredFormat": title}, "fields": _fields(title)}}


def _rules(form: Form, sheet: int) -> Iterator[Request]:
    first, free = header_row(form), []
    for number, column in enumerate(form.columns):
        if not column.open:
            continue
        below = {**_column(sheet, number), "startRowIndex": first}
        free.append(below)
        if (rule := _rule(form, column)) is not None:
            yield {"setDataValidation": {"range": below, "rule": rule}}
    protection = {"range": {"sheetId": sheet}, "unprotectedRanges": free, "description": form.npm}
    yield {"addProtectedRange": {"protectedRange": protection}}


def _rule(form: Form, column: FormColumn) -> Request | None:
    if column.kind == "choice":
        words = [{"userEnteredValue": word} for word in column.choices]
        condition = {"type": "ONE_OF_LIST", "values": words}
        return {"condition": condition, "inputMessage": form.texts.choice_hint, "strict": True, "showCustomUi": True}
    if column.kind == "date":
        return {"condition": {"type": "DATE_IS_VALID"}, "inputMessage": form.texts.date_hint, "strict": False}
    return None


def _guide(form: Form, guide: int) -> Iterator[Request]:
    texts = form.texts
    title = texts.instructions_title if texts.instructions_title != texts.sheet else f"{texts.sheet} 2"
    properties = {"sheetId": guide, "title": title, "rightToLeft": form.right_to_left}
    yield {"addSheet": {"properties": properties}}
    lines = [texts.instructions_title, *texts.notice, *texts.instructions, *texts.heading[3:]]
    rows = [{"values": [cell_data(line, False)]} for line in lines]
    start = {"sheetId": guide, "rowIndex": 0, "columnIndex": 0}
    yield {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}
    yield {"addProtectedRange": {"protectedRange": {"range": {"sheetId": guide}, "description": form.npm}}}


def _column(sheet: int, number: int) -> dict[str, int]:
    return {"sheetId": sheet, "startColumnIndex": number, "endColumnIndex": number + 1}


def _fields(shown: Mapping[str, Any]) -> str:
    return ",".join(f"userEnteredFormat.{name}" for name in shown)
