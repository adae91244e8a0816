"""A table format whose workbooks live in memory: for rehearsing what the core does with trackers, thousands of times.

    tables = MemoryTables()
    tables.put(path, Sheet("Register", rows))
    tables.faults.append(once("write", Locked("file-open", "open in another program")))

The file at `path` holds only the key of the workbook, so that copying, replacing and restoring the file does to it what
it does to a real one, and whoever compares digests sees every change. It refuses what a real format refuses: sheets
that are not there, cells of formulas, cells that a merge hides.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from npmsync.errors import Refused
from npmsync.ports import Area, Capability, CellValue, Sheet, TableChanges, Workbook
from npmsync.tables.merges import holding_cell

Operation = Literal["read", "write"]
Fault = Callable[[Operation, Path], None]
"""Called before each operation with the file that is read or written from: it may raise, or change the file."""


def once(operation: Operation, error: BaseException) -> Fault:
    """The fault that the next such operation fails, and only that one."""
    left = [error]

    def fault(doing: Operation, path: Path) -> None:
        if doing == operation and left:
            raise left.pop()

    return fault


def always(operation: Operation, path: Path, error: BaseException) -> Fault:
    """The fault that every such operation on one file fails."""

    def fault(doing: Operation, on: Path) -> None:
        if doing == operation and on == path:
            raise error

    return fault


def meanwhile(operation: Operation, act: Callable[[Path], None]) -> Fault:
    """The fault that somebody does something to the file just before the next such operation."""
    left = [act]

    def fault(doing: Operation, path: Path) -> None:
        if doing == operation and left:
            left.pop()(path)

    return fault


class MemoryTables:
    """A `TableFormat` over workbooks in memory. `faults` are looked at before every operation, in their order."""

    capabilities = frozenset({Capability.WRITE_CELLS, Capability.APPEND_ROWS, Capability.ADD_COLUMNS})

    def __init__(self) -> None:
        self._books: dict[str, tuple[Sheet, ...]] = {}
        self.faults: list[Fault] = []

    def put(self, path: Path, *sheets: Sheet) -> None:
        """Makes the file at `path` be a workbook of these sheets."""
        key = hashlib.sha256(repr(sheets).encode()).hexdigest()
        self._books[key] = sheets
        path.write_text(key, encoding="ascii")

    def sheets(self, path: Path) -> tuple[Sheet, ...]:
        """What the file at `path` holds, without a fault. Raises Refused where it is no workbook of ours."""
        try:
            return self._books[path.read_text(encoding="ascii")]
        except (OSError, KeyError, UnicodeDecodeError) as error:
            raise Refused("not-a-workbook", f"{path.name} holds no workbook.", "Put one there.") from error

    def read(self, source: Path) -> Workbook:
        """The workbook at `source`. Raises Refused."""
        self._meet_faults("read", source)
        sheets = self.sheets(source)
        return Workbook(sheets, hashlib.sha256(source.read_bytes()).hexdigest())

    def write(self, source: Path, target: Path, changes: TableChanges) -> tuple[str, ...]:
        """Writes the changed copy of `source` to `target`, without notes. Raises Refused, and `target` is as it was."""
        self._meet_faults("write", source)
        sheets = {sheet.name: sheet for sheet in self.sheets(source)}
        for name in (*changes.headers, *changes.cells, *changes.rows):
            if name not in sheets:
                raise Refused("sheet-missing", f'{source.name} has no sheet "{name}".', "Put the sheet back.")
        for name, cells in (*changes.headers.items(), *changes.cells.items()):
            sheets[name] = _with_cells(sheets[name], cells)
        for name, rows in changes.rows.items():
            sheets[name] = _with_rows(sheets[name], rows, changes.after.get(name, len(sheets[name].rows)))
        self.put(target, *sheets.values())
        return ()

    def _meet_faults(self, operation: Operation, path: Path) -> None:
        for fault in self.faults:
            fault(operation, path)


def _position(name: str) -> tuple[int, int]:
    """(row, column) of "B7"."""
    letters, row = re.fullmatch(r"([A-Z]+)([1-9][0-9]*)", name).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(row), column


def _with_cells(sheet: Sheet, cells: Mapping[str, CellValue]) -> Sheet:
    rows = [list(row) for row in sheet.rows]
    for name, value in cells.items():
        row, column = _position(name)
        if (row, column) in sheet.formulas:
            raise Refused("formula", f"{sheet.name}!{name} holds a formula.", "Change it by hand.")
        if holding_cell(sheet, row, column) != (row, column):
            raise Refused("merged", f"{sheet.name}!{name} lies inside merged cells.", "Write to their first cell.")
        rows += [[] for _ in range(row - len(rows))]
        rows[row - 1] += [None] * (column - len(rows[row - 1]))
        rows[row - 1][column - 1] = None if value == "" else value
    return replace(sheet, rows=_without_blank_ends(rows))


def _with_rows(sheet: Sheet, records: Sequence[Mapping[str, CellValue]], after: int) -> Sheet:
    """The sheet with rows put in below row `after`; what stands further down moves with its merges and formulas."""
    new: list[list[CellValue]] = []
    for record in records:
        cells = {_position(f"{letters}1")[1]: value for letters, value in record.items()}
        new.append([cells.get(column) for column in range(1, max(cells, default=0) + 1)])
    rows = [*map(list, sheet.rows[:after]), *new, *map(list, sheet.rows[after:])]
    down = len(new)
    return replace(
        sheet,
        rows=_without_blank_ends(rows),
        formulas=frozenset((row + down * (row > after), column) for row, column in sheet.formulas),
        errors={(row + down * (row > after), column): word for (row, column), word in sheet.errors.items()},
        merges=tuple(_moved(area, after, down) for area in sheet.merges),
    )


def _moved(area: Area, after: int, down: int) -> Area:
    return replace(
        area,
        first_row=area.first_row + down * (area.first_row > after),
        last_row=area.last_row + down * (area.last_row > after),
    )


def _without_blank_ends(rows: list[list[CellValue]]) -> list[list[CellValue]]:
    for row in rows:
        while row and row[-1] is None:
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows
