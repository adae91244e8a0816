"""`sync` without changes beside python-calamine reading the same file, and 100 changed cells beside openpyxl.

Run: python tests/bench/sync.py [ROWS ...]     (default: 1000 10000; whole processes, medians of 5, peak memory)

The file's digest is known after a sync, which is the usual case. For "read in full" the state is made stale
(npmsync.toml says something new of an authority), so that the file is read and compared cell by cell.
"""

from __future__ import annotations

import random
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import xlsxwriter

NPMSYNC = str(Path(sys.executable).with_name("npmsync"))
HEADS = (
    "No.", "Visit date", "Place visited", "Theme", "Recommendation", "Addressed to", "Priority", "Date sent",
    "Reply due", "Reply received", "Reply of the authority", "Authority's position", "Status (NPM assessment)",
    "Source", "Internal notes",
)  # fmt: skip
WORDS = [
    "provide",
    "every",
    "person",
    "held",
    "with",
    "clean",
    "bedding",
    "soap",
    "water",
    "and",
    "one",
    "hour",
    "a",
    "day",
]
ROUNDS = 5


def make(path: Path, rows: int) -> None:
    chance = random.Random(1)
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("Register")
    for column, head in enumerate(HEADS):
        sheet.write(0, column, head)
    for number in range(1, rows + 1):
        text = " ".join(chance.choices(WORDS, k=18))
        values = (
            f"2026/{number:06d}", "2026-01-05", f"Prison {number % 40}", "Health care", f"{text} ({number}).",
            f"Ministry {chr(65 + number % 12)}", "High", "2026-02-05", "2026-03-05", "2026-03-01",
            "A circular was issued.", "Accepted", "In progress", "Visit", "",
        )  # fmt: skip
        for column, value in enumerate(values):
            sheet.write_string(number, column, value)
    book.close()


def timed(command: list[str], folder: Path) -> tuple[float, float]:
    """(seconds, peak memory in MB of the largest child so far)."""
    began = perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 3), done.stderr
    return perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def median(command: list[str], folder: Path, before=lambda: None) -> float:
    found = []
    for _ in range(ROUNDS):
        before()
        found.append(timed(command, folder)[0])
    return statistics.median(found)


def main(counts: list[int]) -> None:
    columns = ("rows", "first sync", "digest known", "read in full", "calamine reads it", "start-up alone", "peak")
    print(f"| {' | '.join(columns)} |\n|{' --- |' * len(columns)}")
    for rows in counts:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            make(folder / "t.xlsx", rows)
            timed([NPMSYNC, "init", "--tracker", "t.xlsx", "--yes"], folder)
            first, peak = timed([NPMSYNC, "sync"], folder)
            settings = folder / "npmsync.toml"
            text, turns = settings.read_text("utf-8"), iter(range(1000))

            def stale(settings=settings, text=text, turns=turns) -> None:
                aliases = f'\n[[authority]]\nname = "Nobody"\naliases = ["{next(turns)}"]\n'
                settings.write_text(text + aliases, "utf-8")

            known = median([NPMSYNC, "sync"], folder)
            full = median([NPMSYNC, "sync"], folder, stale)
            read = "import python_calamine as c; c.load_workbook('t.xlsx').get_sheet_by_index(0).to_python()"
            calamine = median([sys.executable, "-c", read], folder)
            bare = median([NPMSYNC, "plugins", "list"], folder)
            seconds = " | ".join(f"{taken:.2f} s" for taken in (first, known, full, calamine, bare))
            print(f"| {rows:,} | {seconds} | {peak:.0f} MB |")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [1000, 10000])
