"""A sync beside other ways to the same answer. Run: pip install pandas daff; python tests/bench/beside.py [ROWS ...]

A tracker of 12 columns of which one cell in a hundred rows was edited since the last sync. Each way runs in a process
of its own, which gives its seconds of the processor (start-up taken off) and its peak memory:

    npmsync    `npmsync sync`: finds the edits, puts them down with their history, and writes what is to be written
    pandas     reads both versions (calamine) and compares them cell by cell, in the order of their rows
    daff       compares both versions as tables, with rows matched (Python edition)
    openpyxl   loads the workbook, writes the edited cells, saves it: how a script would bring one file up to date
"""

from __future__ import annotations

import importlib.util
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

_spec = importlib.util.spec_from_file_location("merge", Path(__file__).with_name("merge.py"))
assert _spec and _spec.loader
merge = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(merge)
NOTES = 10
"""The column that is edited, counted from 1."""


def cells(path: Path) -> list[list[Any]]:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(str(path)) as book:
        return [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]


def pandas(old: Path, new: Path) -> None:
    import pandas as pd

    before, after = (pd.read_excel(path, engine="calamine") for path in (old, new))
    start()
    before, after = (pd.read_excel(path, engine="calamine") for path in (old, new))
    assert len(before.compare(after))


def daff(old: Path, new: Path) -> None:
    import daff as library

    start()
    tables = [library.PythonTableView(cells(path)) for path in (old, new)]
    flags = library.CompareFlags()
    alignment = library.Coopy.compareTables(*tables, flags).align()
    found: list[list[Any]] = []
    library.TableDiff(alignment, flags).hilite(library.PythonTableView(found))
    assert found


def openpyxl(old: Path, new: Path) -> None:
    import openpyxl as library

    start()
    book = library.load_workbook(old)
    sheet = book.active
    for row in range(2, sheet.max_row + 1, 100):
        sheet.cell(row, NOTES).value = f"edited {row}"
    book.save(new.with_name("rewritten.xlsx"))


def npmsync(old: Path, new: Path) -> None:
    import gc
    from datetime import UTC, datetime

    from npmsync.actions.opened import Caller, opened
    from npmsync.actions.synchronise import synchronise
    from npmsync.plugins import Plugins

    start()
    gc.disable()  # as the command does
    with opened(new.parent, Caller(datetime.now(UTC), "bench", Plugins())) as it:
        assert synchronise(it, progress=lambda text: None).endpoints[0].changed_in


_started = [0.0]


def start() -> None:
    """From here on the clock runs: libraries are loaded."""
    _started[0] = time.process_time()


def one(way: str, old: str, new: str) -> None:
    globals()[way](Path(old), Path(new))
    seconds = time.process_time() - _started[0]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{way:>9}: {seconds:8.2f} s, peak {peak:5.0f} MiB", flush=True)


def main() -> None:
    for rows in [int(word) for word in sys.argv[1:]] or [1_000, 10_000]:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            root.chmod(0o700)
            old, new = root / "old.xlsx", root / "register.xlsx"
            merge.make(old, rows)
            shutil.copyfile(old, new)
            merge.npmsync(root, "init", "--tracker", str(new), "--yes")
            merge.npmsync(root, "sync")
            merge.edit(new)
            print(f"{rows} rows, one in a hundred edited:", flush=True)
            for way in ("npmsync", "pandas", "daff", "openpyxl"):
                subprocess.run([sys.executable, __file__, "--one", way, str(old), str(new)], check=False)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(*sys.argv[2:])
    else:
        main()
