"""A tracker as `init` recognised it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from npmsync.ports import Capability, Workbook
from npmsync.tables.model import Reading, Table


@dataclass(frozen=True, slots=True)
class SeenTracker:
    """A tracker as recognised. `notes` say what was left alone and why."""

    path: Path
    adapter: str
    readings: tuple[Reading, ...]
    notes: tuple[str, ...]
    workbook: Workbook
    capabilities: frozenset[Capability]
    address: str = ""
    """Of a sheet on a server; `path` then holds a name for it."""

    @property
    def where(self) -> str:
        """Its whole path or address."""
        return self.address or str(self.path)

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(reading.table for reading in self.readings)

    def to_json(self) -> dict[str, Any]:
        return {
            "file": self.where,
            "tables": [
                {
                    "sheet": reading.table.sheet,
                    "entity": reading.table.entity,
                    "header_rows": list(reading.table.header_rows),
                    "columns": {field: column.header for field, column in reading.table.columns.items()},
                    "certainty": {field: round(column.certainty, 2) for field, column in reading.table.columns.items()},
                    "fixed": dict(reading.table.fixed),
                    "language": reading.table.language,
                    "rows": len(reading.rows),
                    "unknown_headers": list(reading.table.unknown_headers),
                    "unknown_words": sorted({word for words in reading.unknown_words.values() for word in words}),
                }
                for reading in self.readings
            ],
            "notes": [*self.notes, *(f"{p.sheet} {p.cell}: {p.message}" for r in self.readings for p in r.problems)],
        }
