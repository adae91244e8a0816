"""The few formulas that tests of trackers need: SUM and COUNTA of ranges, a reference, an addition. Anything else is
`#NAME?`, as an unknown function is (https://support.google.com/docs/table/25273)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from npmsync.testing.sheets import a1

_CALL = re.compile(r"=(SUM|COUNTA)\(([A-Z]+[0-9]*:[A-Z]+[0-9]*)\)", re.IGNORECASE)
_REFERENCE = re.compile(r"=\$?([A-Z]+)\$?([0-9]+)", re.IGNORECASE)
_SUM = re.compile(r"=(\d+(?:\+\d+)*)")

ValueAt = Callable[[int, int], dict[str, Any] | None]


def evaluate(formula: str, value_at: ValueAt, rows: int, columns: int) -> dict[str, Any]:
    """An ExtendedValue: what the formula comes to."""
    if found := _CALL.fullmatch(formula):
        first, last, left, right = a1.parse(found[2], [])[1].within(rows, columns)
        values = [value_at(row, column) for row in range(first, last) for column in range(left, right)]
        if found[1].upper() == "COUNTA":
            return {"numberValue": sum(1 for value in values if value)}
        return {"numberValue": sum(value.get("numberValue", 0) for value in values if value)}
    if found := _REFERENCE.fullmatch(formula):
        return value_at(int(found[2]) - 1, a1.column_number(found[1]) - 1) or {"numberValue": 0}
    if found := _SUM.fullmatch(formula):
        return {"numberValue": sum(map(int, found[1].split("+")))}
    return {"errorValue": {"type": "NAME", "message": f"Unknown function: '{formula[1:]}'."}}


def moved(formula: str, at: int, by: int) -> str:
    """The formula after `by` rows came in at row `at` (counted from 0; negative: that many went): references to rows at
    or below it move along, as they do in the editor."""

    def shifted(match: re.Match[str]) -> str:
        row = int(match[2]) - 1
        return f"{match[1]}{row + by + 1 if row >= at else row + 1}"

    return re.sub(r"(\$?[A-Z]{1,3}\$?)([0-9]+)\b", shifted, formula)
