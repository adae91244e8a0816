"""What a sync costs. Run: python tests/bench/merge.py [ROWS ...]

The whole command on a tracker of 12 columns, start-up taken off, beside python-calamine reading the same file:
    first        the first sync
    known        nothing was touched: the file's digest is known
    saved        somebody opened the file and saved it: it is read, and its cells are those of last time
    edited       a note was edited in one row of a hundred: it is read and compared, row by row
Then the merge alone, of records of 20 fields that hub, base and tracker hold alike.
Times are the processor's, so that what else a machine does is not in them, and the best of three; memory is the peak of
the command's process.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from npmsync.domain.record import Key, Rule
from npmsync.sync.model import Snapshot
from npmsync.sync.plan import make_plan

HEADERS = (
    "No.", "Recommendation", "Addressees", "Place", "Date of visit", "Date sent", "Response due", "Priority", "Status",
    "Notes", "Response", "Date of response",
)  # fmt: skip


def best(work: Callable[[], object], times: int = 3) -> float:
    """Seconds, the least of some runs."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


def merge_alone(count: int) -> float:
    hub = {Key("recommendation", f"{n:036d}"): {f"field{k}": f"value {n} {k}" for k in range(20)} for n in range(count)}
    # Texts of their own, as reading makes them: equal, not the same objects.
    theirs = {key: {name: f"{value} "[:-1] for name, value in fields.items()} for key, fields in hub.items()}
    snapshot = Snapshot("tracker", theirs)
    return best(lambda: make_plan(hub, {"tracker": hub}, [snapshot], lambda entity, name: Rule()))


def make(path: Path, rows: int) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": False}) as book:
        sheet, day = book.add_worksheet("Register"), book.add_format({"num_format": "dd/mm/yyyy"})
        for column, header in enumerate(HEADERS):
            sheet.write_string(0, column, header)
        for n in range(1, rows + 1):
            text = f"Recommendation {n}: keep the register of wing {n % 97} complete and let doctors read it, always."
            words = [f"2026/{n:06d}", text, ("Ministry of Health", "Prison Service")[n % 2], f"Prison {n % 60}"]
            for column, word in enumerate(words):
                sheet.write_string(n, column, word)
            for column in (4, 5, 6):
                sheet.write_datetime(n, column, date(2020, 1, 1) + timedelta(days=n % 2000 + column * 30), day)
            sheet.write_string(n, 7, ("High", "Normal")[n % 2])
            sheet.write_string(n, 8, ("In progress", "Implemented", "Not implemented")[n % 3])
            sheet.write_string(n, 9, f"internal note {n}")
            if n % 2:
                sheet.write_string(n, 10, f"The ministry has begun works on number {n}.")
                sheet.write_datetime(n, 11, date(2022, 1, 1) + timedelta(days=n % 900), day)


def npmsync(root: Path, *words: str) -> float:
    """Seconds of the processor that the command takes; it must end well."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "npmsync", "--workspace", str(root), *words]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 3):
        sys.exit(done.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def calamine(path: Path) -> None:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(str(path)) as book:
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def save(path: Path) -> None:
    """Packs the workbook anew: other bytes, the same cells."""
    with zipfile.ZipFile(path) as package:
        members = [(info.filename, package.read(info)) for info in package.infolist()]
    level = 1 if path.stat().st_size % 2 else 9
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as package:
        package.comment = str(time.time_ns()).encode()
        for name, data in members:
            package.writestr(name, data)


def edit(path: Path) -> None:
    """Edits the note of one row in a hundred."""
    from python_calamine import CalamineWorkbook

    from npmsync_excel import patch

    with CalamineWorkbook.from_path(str(path)) as book:
        last = len(book.get_sheet_by_index(0).to_python())
    mark = time.time_ns()
    done = path.with_name("edited.xlsx")
    patch(path, done, cells={"Register": {f"J{row}": f"edited {row} {mark}" for row in range(2, last, 100)}})
    done.replace(path)


def whole(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o700)
        tracker = root / "register.xlsx"
        make(tracker, rows)
        npmsync(root, "init", "--tracker", str(tracker), "--yes")
        first = npmsync(root, "sync")
        known = min(npmsync(root, "sync") for _ in range(3))
        saved, edited = [], []
        for _ in range(3):
            save(tracker)
            saved.append(npmsync(root, "sync"))
        for _ in range(3):
            edit(tracker)
            edited.append(npmsync(root, "sync"))
        empty = root / "empty"
        empty.mkdir(mode=0o700)
        (empty / "npmsync.toml").write_text('[workspace]\ntimezone = "UTC"\nlanguage = "en"\n')
        npmsync(empty, "sync")
        start_up = min(npmsync(empty, "sync") for _ in range(3))
        read = best(lambda: calamine(tracker))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"{rows} rows; start-up {start_up:.2f} s (taken off), peak {peak:.0f} MiB:", flush=True)
        for name, seconds in (("first", first), ("known", known), ("saved", min(saved)), ("edited", min(edited))):
            work = seconds - start_up
            print(f"  {name:>8} {work:8.2f} s, {work / read:6.1f} x calamine's {read:.2f} s", flush=True)


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:]] or [1_000, 10_000, 100_000]
    for rows in sizes:
        whole(rows)
    for count in (10_000, 100_000):
        print(f"merge of {count} records x 20 fields, nothing new: {merge_alone(count) * 1000:.1f} ms", flush=True)


if __name__ == "__main__":
    main()
