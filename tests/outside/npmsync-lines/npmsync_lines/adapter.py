"""A line is a row, a JSON list of texts."""

import hashlib
import json
import re
from pathlib import Path

from npmsync.errors import Refused
from npmsync.ports import Capability, CellValue, Sheet, TableChanges, Workbook

SHEET = "Lines"


class LinesFormat:
    capabilities = frozenset({Capability.WRITE_CELLS, Capability.APPEND_ROWS})

    def read(self, source: Path) -> Workbook:
        data, rows = _rows(source)
        return Workbook(
            (Sheet(SHEET, [[cell or None for cell in row] for row in rows]),), hashlib.sha256(data).hexdigest()
        )

    def write(self, source: Path, target: Path, changes: TableChanges) -> tuple[str, ...]:
        _, rows = _rows(source)
        if unknown := {*changes.cells, *changes.rows} - {SHEET}:
            raise Refused("no-such-sheet", f"{source.name} has no sheet {min(unknown)!r}.", f"Its sheet is {SHEET!r}.")
        for name, value in changes.cells.get(SHEET, {}).items():
            row, column = _place(name)
            rows += [[] for _ in range(row - len(rows))]
            _put(rows[row - 1], column, value)
        after = changes.after.get(SHEET, len(rows))
        for number, record in enumerate(changes.rows.get(SHEET, ())):
            new: list[str] = []
            for letters, value in record.items():
                _put(new, _place(f"{letters}1")[1], value)
            rows.insert(after + number, new)
        target.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8", newline="\n")
        return ()


def _rows(source: Path) -> tuple[bytes, list[list[str]]]:
    try:
        data = source.read_bytes()
        rows = [json.loads(line) for line in data.decode().splitlines()]
        if not rows or not all(isinstance(row, list) for row in rows):
            raise ValueError("no lists")
    except OSError as error:
        raise Refused("unreadable-file", f"{source.name} cannot be read: {error.strerror}.", "Check it.") from error
    except ValueError as error:
        raise Refused("damaged-file", f"{source.name} is no list a line: {error}.", "Export it again.") from error
    return data, [["" if cell is None else str(cell) for cell in row] for row in rows]


def _put(row: list[str], column: int, value: CellValue) -> None:
    row += [""] * (column - len(row))
    row[column - 1] = "" if value is None else str(value).upper() if isinstance(value, bool) else str(value)


def _place(name: str) -> tuple[int, int]:
    letters, row = re.fullmatch(r"([A-Z]+)(\d+)", name).groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(row), column
