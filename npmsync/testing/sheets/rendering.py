"""How values are read and typed: the render options and input options of the values collection.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/ValueRenderOption
https://developers.google.com/workspace/sheets/api/reference/rest/v4/ValueInputOption
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - serial numbers have no zone
"""Serial number 0 (https://developers.google.com/workspace/sheets/api/guides/formats#about_date_time_values)."""
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
MOST_CHARACTERS = 50_000
"""Of one cell (https://support.google.com/drive/answer/37603)."""


def serial(day: date) -> float:
    """The serial number of a day or a moment."""
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)  # noqa: DTZ001
    return (moment - EPOCH) / timedelta(days=1)


def rendered(value: dict[str, Any] | None, kind: str, option: str, times: str) -> Any:
    """An effective value as `values.get` gives it. FORMATTED_VALUE is what a person sees; with UNFORMATTED_VALUE dates
    are serial numbers or, with `dateTimeRenderOption` FORMATTED_STRING, texts. `kind` is the number format's type."""
    if not value:
        return ""
    if "errorValue" in value:
        return {"NAME": "#NAME?", "REF": "#REF!", "DIVIDE_BY_ZERO": "#DIV/0!"}.get(value["errorValue"]["type"], "#N/A")
    if "stringValue" in value:
        return value["stringValue"]
    if "boolValue" in value:
        return value["boolValue"] if option != "FORMATTED_VALUE" else str(value["boolValue"]).upper()
    number = value["numberValue"]
    dated = kind in ("DATE", "DATE_TIME", "TIME")
    if option == "FORMATTED_VALUE" or (dated and times == "FORMATTED_STRING"):
        return shown(number, kind)
    return int(number) if float(number).is_integer() else number


def shown(number: float, kind: str) -> str:
    """A number as the cell shows it."""
    if kind in ("DATE", "DATE_TIME"):
        moment = EPOCH + timedelta(days=number)
        return moment.strftime("%Y-%m-%d" if kind == "DATE" else "%Y-%m-%d %H:%M:%S")
    return str(int(number)) if float(number).is_integer() else repr(float(number))


def typed(value: Any, option: str) -> tuple[dict[str, Any] | None, str | None]:
    """(userEnteredValue, the number format that typing it gives, if any). RAW stores what it gets as it is;
    USER_ENTERED parses texts as if they were typed: "=1+2" becomes a formula, "2026-03-04" and "3/4/2026" dates (month
    first, in the locale en_US), "TRUE" a boolean, "1.5" a number, and an apostrophe before a text keeps it one."""
    if value is None or value == "":
        return None, None
    if isinstance(value, bool):
        return {"boolValue": value}, None
    if isinstance(value, int | float):
        return {"numberValue": value}, None
    text = str(value)
    if option != "USER_ENTERED":
        return {"stringValue": text}, None
    if text.startswith("="):
        return {"formulaValue": text}, None
    if text.startswith("'"):
        return {"stringValue": text[1:]}, None
    if text.upper() in ("TRUE", "FALSE"):
        return {"boolValue": text.upper() == "TRUE"}, None
    if _NUMBER.fullmatch(text.strip()):
        return {"numberValue": float(text)}, None
    for pattern, order in ((_ISO, (1, 2, 3)), (_SLASHED, (3, 1, 2))):
        if found := pattern.fullmatch(text.strip()):
            try:
                day = date(*(int(found[part]) for part in order))
            except ValueError:
                break
            return {"numberValue": serial(day)}, "DATE"
    return {"stringValue": text}, None
