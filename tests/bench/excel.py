"""How fast workbooks are read and patched, as ratios. Run: python tests/bench/excel.py [ROWS ...]

Reading is compared with python-calamine reading the values alone, patching 100 cells with openpyxl's load and save.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path


def make(path: Path, rows: int) -> None:
    """A tracker of 15 columns: texts, some repeated, some not, dates and numbers."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        sheet, day = book.add_worksheet("Register"), book.add_format({"num_format": "dd/mm/yyyy"})
        for row in range(rows):
            for column in range(9):
                sheet.write_string(row, column, f"Recommendation {row} {column}" if column < 3 else f"word {column}")
            for column in range(9, 12):
                sheet.write_datetime(row, column, date(2020, 1, 1) + timedelta(days=row % 2000), day)
            for column in range(12, 15):
                sheet.write_number(row, column, row * column)


def seconds(work: Callable[[], object]) -> float:
    """The better of two runs."""
    best = float("inf")
    for _ in range(2):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def calamine(path: Path) -> None:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(str(path)) as book:
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def openpyxl_patch(path: Path, target: Path, cells: dict[str, object]) -> None:
    import openpyxl

    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        book["Register"][place] = value  # type: ignore[index]
    book.save(target)


def compare(path: Path, target: Path, rows: int) -> None:
    from npmsync_excel import patch
    from npmsync_excel.adapter import ExcelFormat

    make(path, rows)
    read, alone = seconds(lambda: ExcelFormat().read(path)), seconds(lambda: calamine(path))
    print(f"{rows:>7} rows: read {read:.3f} s, calamine {alone:.3f} s, ratio {read / alone:.2f}")
    cells: dict[str, object] = {f"E{1 + at * (rows // 100)}": f"new text {at}" for at in range(100)}
    ours = seconds(lambda: patch(path, target, cells={"Register": cells}))
    theirs = seconds(lambda: openpyxl_patch(path, target, cells)) if rows <= 10_000 else None
    beside = f"openpyxl {theirs:.3f} s, {theirs / ours:.1f} times ours" if theirs else "openpyxl not timed"
    print(f"{rows:>7} rows: patch 100 cells {ours:.3f} s, {beside}")


def main(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            compare(Path(folder) / f"{rows}.xlsx", Path(folder) / "out.xlsx", rows)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [1_000, 10_000, 100_000])
