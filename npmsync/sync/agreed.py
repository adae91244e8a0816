"""What an endpoint and the hub last agreed on for one record: canonical values and the cells as they stood.

Raw cells are kept so that a cell that nobody touched is never read anew: a joint reply stays one, and "A: ..., B: ..."
stays what it was written for, whatever happens to the names in the meantime.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from npmsync.ports import CellValue


@dataclass(frozen=True, slots=True)
class Agreed:
    """`values`: field -> value. `answers`: authority id ("" for none) -> response field -> value. `raw`: column field
    -> the cell of each of the record's rows. `rows`: (sheet, number) of each row."""

    values: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    raw: Mapping[str, list[Any]] = field(default_factory=dict)
    rows: tuple[tuple[str, int], ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "values": dict(self.values),
            "answers": {name: dict(answer) for name, answer in self.answers.items()},
            "raw": dict(self.raw),
            "rows": [list(row) for row in self.rows],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Agreed:
        rows = tuple((sheet, number) for sheet, number in data["rows"])
        return cls(data["values"], data["answers"], data["raw"], rows)

    def content(self) -> str:
        """All raw cells in one text: equal texts, equal cells."""
        return repr(sorted(self.raw.items()))


def raw_json(value: CellValue) -> Any:
    """A cell as JSON, so that equal cells give equal JSON and different kinds never do."""
    if isinstance(value, datetime | date | time):
        return {"t": value.isoformat()}
    return value
