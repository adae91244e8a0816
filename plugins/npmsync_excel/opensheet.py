"""A worksheet while it is being patched: its rows as found, and what lies on it that must be heeded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from npmsync.errors import Refused
from npmsync_excel.cellrefs import name
from npmsync_excel.cellwriting import CellWriter
from npmsync_excel.draft import Draft
from npmsync_excel.edits import Edited
from npmsync_excel.guards import Guards, guards_of
from npmsync_excel.scan import CellSpan, Scan, row_edits, scan_sheet
from npmsync_excel.sheetframe import dimension_edit


@dataclass(frozen=True, slots=True)
class OpenSheet:
    draft: Draft
    name: str
    part: str
    scan: Scan
    guards: Guards

    @property
    def writer(self) -> CellWriter:
        return self.draft.writer(self.name, self.scan.prefix)

    def refused(self, name: str, what: str, hint: str) -> Refused:
        return self.draft.refused(name, self.name, what, hint)

    def check_cell(self, row: int, column: int, cell: CellSpan | None) -> None:
        """Raises Refused where the cell is not ours to write."""
        if against := self.guards.against(row, column, cell):
            raise self.refused("protected-cell", f"{name(row, column)} {against[0]}.", against[1])

    def put_rows(self, rows: Mapping[int, str], filled: Mapping[int, Iterable[int]]) -> None:
        """Puts rows (number -> text) in place; `filled` are the cells in them, by row, that now hold something."""
        edits = (*dimension_edit(self.scan, filled), *row_edits(self.scan, rows))
        self.draft.put(self.part, Edited(self.scan.text, edits))

    def wrote(self, row: int, column: int) -> None:
        self.draft.wrote(self.name, name(row, column))


def open_sheet(draft: Draft, sheet: str) -> OpenSheet:
    """The sheet as it stands in the draft now. Raises Refused where there is none, or it cannot be scanned for sure."""
    part = draft.sheet(sheet).part
    scan = scan_sheet(draft.text(part), draft.book.file, sheet)
    return OpenSheet(draft, sheet, part, scan, guards_of(draft, sheet, scan))
