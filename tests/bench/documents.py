"""How fast forms are made and taken back. Run: python tests/bench/documents.py [AUTHORITIES] [RECOMMENDATIONS EACH]

Each figure is the whole action on a workspace of its own: records from the store, gate, files written and put down,
history. Wall seconds, and CPU seconds, which other work on the machine touches less; with half the authorities first,
so that what does not grow in a line shows.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import openpyxl

from npmsync.actions.exporting import ExportOptions, export
from npmsync.actions.opened import Caller, Opened, opened
from npmsync.actions.receiving import receive
from npmsync.domain import Authority, Record
from npmsync.plugins import Plugins
from npmsync.testing.samples import sample_recommendation
from npmsync.testing.workspaces import NOW, at_work, make_workspace

ALL = ("xlsx", "docx", "pdf", "html", "csv")


def filled(root: Path, authorities: int, each: int) -> None:
    """A workspace with so many authorities and recommendations."""
    held: list[Record] = []
    for number in range(authorities):
        authority = Authority(id=f"a{number}", name=f"Ministry of Matter {number:03d}")
        fields = {"addressees": (authority.id,), "notes": None, "status_basis": None}
        held.append(authority)
        held += [
            sample_recommendation(count, id=f"r{number}-{count}", ref=f"{2000 + number}/{count:03d}", **fields)
            for count in range(each)
        ]
    make_workspace(root, held)


class Clock:
    """Wall and CPU seconds since it was made."""

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def __str__(self) -> str:
        return f"{time.perf_counter() - self.wall:.2f} s wall, {time.process_time() - self.cpu:.2f} s CPU"


def timed(root: Path, formats: tuple[str, ...]) -> tuple[str, list[Path]]:
    plugins = Plugins()
    for name in formats:
        plugins.load("renderer", name)  # the libraries' own start is the command's, not a form's
    with opened(root, Caller(NOW, "bench", plugins)) as workspace:
        clock = Clock()
        done = export(workspace, ExportOptions(None, formats, out=root / "out"))
        return str(clock), [Path(f["path"]) for f in done.files if f["format"] == "xlsx"]


def answer(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    header = next(r for r in range(1, 30) if sheet.cell(r, 2).value == "Recommendation")
    column = next(c.column for c in sheet[header] if c.value == "Response")
    for row in range(header + 1, sheet.max_row):
        sheet.cell(row, column).value = f"Answer {row}"
    book.save(path)


def received(workspace: Opened, files: list[Path]) -> str:
    clock = Clock()
    done = receive(workspace, files)
    took = str(clock)
    assert all(one.accepted and not one.refused for one in done), done[0]
    return took


def main(authorities: int, each: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for count in (authorities // 2, authorities):
            for formats in (*((name,) for name in ALL), ALL):
                root = Path(folder) / f"{count}-{'-'.join(formats)}"
                filled(root, count, each)
                took, _ = timed(root, formats)
                print(f"export {count} x {each}, {'+'.join(formats)}: {took}")
        root = Path(folder) / "back"
        filled(root, 200, 10)
        _, files = timed(root, ("xlsx",))
        for file in files:
            answer(file)
        with at_work(root) as workspace:
            print(f"receive 100 forms of 10 answers: {received(workspace, files[:100])}")
        root = Path(folder) / "again"
        filled(root, 200, 10)
        _, files = timed(root, ("xlsx",))
        for file in files:
            answer(file)
        with at_work(root) as workspace:
            print(f"receive 200 forms of 10 answers: {received(workspace, files)}")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:3]]
    main(*given, *(50, 30)[len(given) :])
