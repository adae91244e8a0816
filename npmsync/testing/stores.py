"""What every store of shared sheets must keep (`npmsync.ports.TableStore`): run `CHECKS` on your adapter, with a server
on loopback (`npmsync.testing.sheets` is one that speaks Google's interface).

    check(Subject(GoogleSheets(), server.address(book), somebody_types))

The sheet at the address is called "Register" and holds the rows of `npmsync.testing.tables.START`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from npmsync.errors import Locked
from npmsync.ports import CellValue, TableChanges, TableStore, Workbook
from npmsync.testing.promises import refused
from npmsync.testing.tables import START, TEXTS

SHEET = "Register"


@dataclass(frozen=True, slots=True)
class Subject:
    """The adapter under test and a sheet. `types(cell, text)` is somebody else who types there ("B2")."""

    store: TableStore
    address: str
    types: Callable[[str, str], None]


def reading_gives_every_cell(subject: Subject) -> None:
    sheet = subject.store.read(subject.address).sheets[0]
    assert sheet.name == SHEET
    found = [[_plain(cell) for cell in row] for row in sheet.rows]
    assert [row + [None] * (4 - len(row)) for row in found] == [[_plain(c) for c in row] for row in START]


def reading_twice_gives_the_same_digest(subject: Subject) -> None:
    assert subject.store.read(subject.address).digest == subject.store.read(subject.address).digest
    before = subject.store.read(subject.address).digest
    subject.types("D4", "Changed")
    assert subject.store.read(subject.address).digest != before


def texts_come_back_to_the_letter(subject: Subject) -> None:
    for text in TEXTS:
        assert _written(subject, {"B3": text}).sheets[0].rows[2][1] == text


def a_date_comes_back_as_a_date(subject: Subject) -> None:
    assert _written(subject, {"C4": date(2026, 3, 4)}).sheets[0].rows[3][2] in (date(2026, 3, 4), "2026-03-04")


def other_cells_stay(subject: Subject) -> None:
    before = subject.store.read(subject.address).sheets[0].rows
    after = _written(subject, {"D3": "Not implemented"}).sheets[0].rows
    assert _without(before, 2, 3) == _without(after, 2, 3) and after[2][3] == "Not implemented"


def rows_are_appended_after_the_last(subject: Subject) -> None:
    seen = subject.store.read(subject.address)
    changes = TableChanges(rows={SHEET: [{"A": "2026/004", "B": TEXTS[1]}]})
    rows = subject.store.write(subject.address, changes, seen).workbook.sheets[0].rows
    assert len(rows) == len(START) + 1 and tuple(rows[-1][:2]) == ("2026/004", TEXTS[1])


def what_a_write_says_is_what_stands_there(subject: Subject) -> None:
    seen = subject.store.read(subject.address)
    written = subject.store.write(subject.address, TableChanges(cells={SHEET: {"D3": "x"}}), seen)
    assert not written.edited and all(isinstance(note, str) for note in written.notes)
    assert subject.store.read(subject.address).digest == written.workbook.digest


def somebody_s_newer_words_are_never_lost(subject: Subject) -> None:
    seen = subject.store.read(subject.address)
    subject.types("D3", "Newer")
    error = refused(lambda: subject.store.write(subject.address, TableChanges(cells={SHEET: {"D3": "Ours"}}), seen))
    assert isinstance(error, Locked) and error.name == "changed-meanwhile"
    assert subject.store.read(subject.address).sheets[0].rows[2][3] == "Newer"


def a_sheet_that_is_not_there_is_refused(subject: Subject) -> None:
    seen = subject.store.read(subject.address)
    refused(lambda: subject.store.write(subject.address, TableChanges(cells={"No such": {"A1": "x"}}), seen))
    refused(lambda: subject.store.read(f"{subject.address[:-8]}xx/edit"))
    assert subject.store.read(subject.address).digest == seen.digest


def inspecting_writes_nothing(subject: Subject) -> None:
    before = subject.store.read(subject.address).digest
    assert all(isinstance(line, str) and line for line in subject.store.inspect(subject.address))
    assert subject.store.read(subject.address).digest == before


CHECKS: tuple[Callable[[Subject], None], ...] = (
    reading_gives_every_cell,
    reading_twice_gives_the_same_digest,
    texts_come_back_to_the_letter,
    a_date_comes_back_as_a_date,
    other_cells_stay,
    rows_are_appended_after_the_last,
    what_a_write_says_is_what_stands_there,
    somebody_s_newer_words_are_never_lost,
    a_sheet_that_is_not_there_is_refused,
    inspecting_writes_nothing,
)


def _written(subject: Subject, cells: dict[str, CellValue]) -> Workbook:
    seen = subject.store.read(subject.address)
    subject.store.write(subject.address, TableChanges(cells={SHEET: cells}), seen)
    return subject.store.read(subject.address)


def _plain(cell: CellValue) -> CellValue:
    return cell.isoformat() if isinstance(cell, date) else cell


def _without(rows: Sequence[Sequence[CellValue]], row: int, column: int) -> list[list[CellValue]]:
    grid = [list(line) for line in rows]
    grid[row] += [None] * (column + 1 - len(grid[row]))
    grid[row][column] = None
    return grid
