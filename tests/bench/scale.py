"""A hundred trackers, a hundred thousand recommendations, twenty years.

Run: python tests/bench/scale.py [TRACKERS ROWS MONTHS]; 100 1000 3 for the size, 5 400 240 for the years.

Each tracker holds rows of its own. In every month of the years the notes of fifty rows of one tracker are edited and
synced, in one process with a clock of its own; then the whole commands are timed: seconds of the processor, with the
start-up. Memory is the peak of the largest command.
"""

from __future__ import annotations

import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import xlsxwriter

from npmsync.actions.opened import Caller, opened
from npmsync.actions.synchronise import synchronise
from npmsync.plugins import Plugins
from npmsync.workspace.adding import endpoint_text
from npmsync.workspace.settings import EndpointSettings, TableSettings
from npmsync_excel import patch

COLUMNS = {"ref": "No.", "text": "Recommendation", "addressees": "Addressees", "status": "Status", "notes": "Notes"}
STATUS = ("In progress", "Implemented", "Not implemented")


def make(path: Path, tracker: int, rows: int) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Register")
        sheet.write_row(0, 0, list(COLUMNS.values()))
        for n in range(rows):
            text = f"In region {tracker}, keep the register of wing {n} complete and let doctors read it, always."
            cells = (f"{tracker}/{n:05d}", text, f"Ministry {n % 40}", STATUS[n % 3], f"note {n}")
            sheet.write_row(n + 1, 0, cells)


def settings(trackers: int) -> str:
    table = TableSettings(sheet="Register", entity="recommendation", header_rows=(1,), columns=COLUMNS)
    lines = ['[workspace]\ntimezone = "UTC"\nlanguage = "en"\n']
    for n in range(trackers):
        name = f"region-{n:03d}"
        one = EndpointSettings(name=name, adapter="xlsx", address=f"{name}.xlsx", new_rows=False, table=(table,))
        lines.append(endpoint_text(one, name))
    return "\n".join(lines)


def edit(path: Path, month: int, rows: int) -> None:
    done = path.with_suffix(".new")
    patch(path, done, cells={"Register": {f"E{2 + (month * 53 + k * 7) % rows}": f"{month} {k}" for k in range(50)}})
    done.replace(path)


def command(root: Path, *words: str) -> str:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    line = [sys.executable, "-m", "npmsync", "--workspace", str(root), *words]
    done = subprocess.run(line, capture_output=True, text=True)
    if done.returncode not in (0, 3):
        sys.exit(f"{words}: {done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"{spent:6.2f} s  npmsync {' '.join(words)}"


def main() -> None:
    trackers, rows, months = (int(word) for word in (*sys.argv[1:], 100, 1000, 240)[:3])
    root = Path(tempfile.mkdtemp(prefix="scale-"))
    try:
        root.chmod(0o700)
        for n in range(trackers):
            make(root / f"region-{n:03d}.xlsx", n, rows)
        (root / "npmsync.toml").write_text(settings(trackers), encoding="utf-8")
        print(f"{trackers} trackers of {rows} rows")
        print(command(root, "sync"), "(the first)", flush=True)
        begun = time.process_time()
        for month in range(months):
            edit(root / f"region-{month % trackers:03d}.xlsx", month, rows)
            now = datetime(2006, 1, 1, tzinfo=UTC) + timedelta(days=30 * month)
            with opened(root, Caller(now, "bench", Plugins())) as workspace:
                synchronise(workspace, progress=lambda text: None)
        print(f"{(time.process_time() - begun) / max(months, 1):6.2f} s  each of {months} monthly syncs", flush=True)
        edit(root / "region-000.xlsx", months, rows)
        print(command(root, "sync"), "(50 notes edited in one tracker)")
        print(command(root, "sync"), "(nothing new)")
        with sqlite3.connect(root / "npmsync.sqlite") as store:
            run, entries = store.execute("select run, count(*) over () from history order by seq desc").fetchone()
        size = (root / "npmsync.sqlite").stat().st_size / 2**20
        for words in (
            ("undo", run),
            ("sync",),
            ("history", "0/00053"),
            ("list", "recommendations"),
            ("due",),
            ("doctor",),
        ):
            print(command(root, *words), flush=True)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"{entries} entries of history, a store of {size:.0f} MiB, peak {peak:.0f} MiB")
    finally:
        shutil.rmtree(root)


if __name__ == "__main__":
    main()
