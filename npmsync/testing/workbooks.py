"""What every renderer of the dialogue workbook must keep (`npmsync.ports.WorkbookRenderer`): its sheets are read and
patched by the table format of the same name, and the core finds its own marks in them.

    check(Subject(ExcelWorkbook(), ExcelFormat(), ".xlsx"), tmp_path)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from npmsync.documents.dialogue_book import ID_MARK, KEY_MARK, Book, Page, PageColumn, inside_book
from npmsync.documents.wording import Wording
from npmsync.domain.outgoing import Inside
from npmsync.ports import Sheet, TableChanges, TableFormat, WorkbookRenderer
from npmsync.testing.promises import HOSTILE, accepts_only_outgoing


@dataclass(frozen=True, slots=True)
class Subject:
    """The adapter under test, and the table format that reads what it makes."""

    renderer: WorkbookRenderer
    tables: TableFormat
    suffix: str


def every_row_is_read_back(subject: Subject, folder: Path) -> None:
    sheet = _sheet(subject, _made(subject, folder))
    cells = [[cell for cell in row if cell is not None] for row in sheet.rows]
    assert any({"Call the ministry.", date(2026, 11, 3)} <= set(row) for row in cells)


def the_marks_are_where_the_core_looks_for_them(subject: Subject, folder: Path) -> None:
    sheet = _sheet(subject, _made(subject, folder))
    marks = [n for n, row in enumerate(sheet.rows, 1) if any(str(cell).startswith(KEY_MARK) for cell in row)]
    assert len(marks) == 1 and marks[0] in sheet.hidden_rows
    assert any(ID_MARK in row for row in sheet.rows)


def it_says_that_it_stays_in_the_house(subject: Subject, folder: Path) -> None:
    sheet = _sheet(subject, _made(subject, folder))
    assert any("INTERNAL" in str(cell) for row in sheet.rows[:5] for cell in row)


def a_cell_can_be_changed_in_it(subject: Subject, folder: Path) -> None:
    path = _made(subject, folder)
    sheet = _sheet(subject, path)
    row, column = next(
        (r, c) for r, cells in enumerate(sheet.rows, 1) for c, cell in enumerate(cells) if cell == "Call the ministry."
    )
    after = folder / f"after{subject.suffix}"
    subject.tables.write(path, after, TableChanges(cells={sheet.name: {f"{chr(65 + column)}{row}": "Called."}}))
    changed = [list(cells) for cells in sheet.rows]
    changed[row - 1][column] = "Called."
    assert [list(cells) for cells in _sheet(subject, after).rows] == changed


def a_text_is_a_text(subject: Subject, folder: Path) -> None:
    path = _made(subject, folder, *HOSTILE[:2])
    assert not _sheet(subject, path).formulas


def only_what_is_marked_is_taken(subject: Subject, folder: Path) -> None:
    bare: Any = _book().content
    accepts_only_outgoing(lambda: subject.renderer.render(bare, folder / f"bare{subject.suffix}"))
    assert list(folder.iterdir()) == []


CHECKS: tuple[Callable[[Subject, Path], None], ...] = (
    every_row_is_read_back,
    the_marks_are_where_the_core_looks_for_them,
    it_says_that_it_stays_in_the_house,
    a_cell_can_be_changed_in_it,
    a_text_is_a_text,
    only_what_is_marked_is_taken,
)


def _book(*texts: str) -> Inside[Book]:
    columns = (PageColumn("step", "Next step", "long"), PageColumn("on", "Day", "date"), PageColumn("id", "", "id"))
    rows = tuple((text, date(2026, 11, 3), f"r{n}") for n, text in enumerate(("Call the ministry.", *texts)))
    page = Page("due", "To do", "What is to be done.", columns, rows)
    return inside_book("Dialogue", "NPM of Example", (page,), Wording(("en",)), False)


def _made(subject: Subject, folder: Path, *texts: str) -> Path:
    path = folder / f"book{subject.suffix}"
    subject.renderer.render(_book(*texts), path)
    return path


def _sheet(subject: Subject, path: Path) -> Sheet:
    return next(sheet for sheet in subject.tables.read(path).sheets if sheet.name == "To do")
