"""How fast workbooks are read and patched, as ratios. Run: python tests/bench/excel.py [ROWS ...]

Reading is compared with python-calamine reading the values alone. Patching 100 cells is compared with openpyxl's load
and save, and with the floor: the standard library unpacking the parts that change, packing them again (deflate level 6)
and copying the rest. Times are of the clock, the best of several runs taken in turn, on a machine that does nothing
else; the peak of memory is that of a fresh process that only patches.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

PEAK = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from excel import new_texts
from npmsync_excel import patch
patch(Path(sys.argv[2]), Path(sys.argv[3]), cells={"Register": new_texts(int(sys.argv[4]))})
print(next(int(l.split()[1]) // 1024 for l in open("/proc/self/status") if l.startswith("VmHWM")))
"""


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


def new_texts(rows: int) -> dict[str, str]:
    """A hundred cells, spread over the sheet."""
    return {f"E{1 + at * (rows // 100)}": f"new text {at}" for at in range(100)}


def seconds(works: Sequence[Callable[[], object]], runs: int) -> list[float]:
    """The best time of each, run in turn."""
    best = [float("inf")] * len(works)
    for _ in range(runs):
        for number, work in enumerate(works):
            start = time.perf_counter()
            work()
            best[number] = min(best[number], time.perf_counter() - start)
    return best


def calamine(path: Path) -> None:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(str(path)) as book:
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def openpyxl_patch(path: Path, target: Path, cells: dict[str, str]) -> None:
    import openpyxl

    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        book["Register"][place] = value
    book.save(target)


def floor(path: Path, target: Path) -> None:
    """What no patch through zlib can do without."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out:
        for info in source.infolist():
            with source.open(info) as part, out.open(info.filename, "w") as copy:
                shutil.copyfileobj(part, copy, 1 << 20)


def compare(path: Path, target: Path, rows: int) -> None:
    from npmsync_excel import patch
    from npmsync_excel.adapter import ExcelFormat

    make(path, rows)
    runs = 15 if rows <= 1_000 else 5 if rows <= 10_000 else 3
    cells = new_texts(rows)
    read, alone = seconds([lambda: ExcelFormat().read(path), lambda: calamine(path)], runs)
    print(f"{rows:>7} rows: read {read:.3f} s, calamine {alone:.3f} s: {read / alone:.2f} times", flush=True)
    ours, least = seconds(
        [lambda: patch(path, target, cells={"Register": dict(cells)}), lambda: floor(path, target)], runs
    )
    (theirs,) = seconds([lambda: openpyxl_patch(path, target, cells)], 1)
    given = [sys.executable, "-c", PEAK, str(Path(__file__).parent), str(path), str(target), str(rows)]
    peak = subprocess.run(given, capture_output=True, text=True, check=True).stdout.strip()
    print(
        f"{rows:>7} rows: patch {ours:.3f} s, floor {least:.3f} s: {ours / least:.2f} times; "
        f"openpyxl {theirs:.2f} s: {theirs / ours:.1f} times as long; peak {peak} MB",
        flush=True,
    )


def main(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            compare(Path(folder) / f"{rows}.xlsx", Path(folder) / "out.xlsx", rows)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [1_000, 10_000, 100_000])
