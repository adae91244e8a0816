"""How well trackers are read, field by field, as a markdown table. Run: python tests/bench/recognition.py [FOLDER ...]

Each NAME.xlsx beside a NAME.truth.json is recognised and read as `init` does it. A value is
  right    as the truth has it (nothing where the truth has nothing)
  asked    not read, and the cell or its column is named to the person
  missing  not read, and not said
  wrong    read as something else, or read where there is nothing: must be 0
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from npmsync.tables.model import Reading, Row, Value
from npmsync.tables.place import cell_of
from npmsync.tables.recognise import recognise
from npmsync.tables.rows import read_table
from npmsync.vocabulary import builtin_vocabulary
from npmsync_excel.adapter import ExcelFormat

DATA = Path(__file__).parents[1] / "data"
OUTCOMES = ("right", "asked", "missing", "wrong")
KINDS = {"recommendations": "recommendation", "contacts": "contact", "focal_points": "contact"}
UNSPOKEN = {"topic", "topics", "rank", "language"}
"""What the truth of the first four trackers tells beyond what stands in them, or by keys of its own."""
Record = Mapping[str, Any]


def read(path: Path) -> list[Reading]:
    """The tables of a workbook, contacts first, as `init` reads them."""
    vocabulary, workbook = builtin_vocabulary(), ExcelFormat().read(path)
    tables = sorted(recognise(workbook, vocabulary).tables, key=lambda table: table.entity != "contact")
    readings: list[Reading] = []
    for table in tables:
        names = [str(row.values["authority"]) for each in readings for row in each.rows if row.values.get("authority")]
        readings.append(read_table(workbook, table, vocabulary, known_names=names))
    return readings


def score(readings: Sequence[Reading], truth: Mapping[str, Sequence[Record]]) -> dict[str, Counter[str]]:
    """field -> outcome -> how often, over all records of a workbook."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, entity in KINDS.items():
        if kind not in truth:
            continue
        mine = [reading for reading in readings if reading.table.entity == entity]
        rows = [(reading, row) for reading in mine for row in reading.rows]
        for found, true in _paired(rows, truth[kind], "text" if kind == "recommendations" else "name"):
            for field, outcome in _outcomes(found, true):
                counts[field][outcome] += 1
    return counts


def _paired(
    rows: Sequence[tuple[Reading, Row]], records: Sequence[Record], key: str
) -> Iterable[tuple[tuple[Reading, Row] | None, Record | None]]:
    """Rows with the record they are: the same text, and of several such the first one left."""
    left = list(rows)
    for record in records:
        found = next((pair for pair in left if pair[1].values.get(key) == record[key]), None)
        if found is not None:
            left.remove(found)
        yield found, record
    for pair in left:
        yield pair, None


def _outcomes(found: tuple[Reading, Row] | None, true: Record | None) -> Iterable[tuple[str, str]]:
    if found is None:
        assert true is not None
        return [(field, "missing") for field, value in true.items() if field != "ask" and value is not None]
    reading, row = found
    if true is None:
        return [(field, "wrong") for field, value in row.values.items() if value is not None]
    asked = {problem.cell for problem in reading.problems}
    to_ask, unspoken = true.get("ask", ()), {"ask"} | (UNSPOKEN if "topic" in true or "rank" in true else set())
    outcomes = [
        (field, _outcome(row.values.get(field), value, _is_asked(reading, row, field, asked), field in to_ask))
        for field, value in true.items()
        if field not in unspoken
    ]
    more = [name for name, value in row.values.items() if value is not None and name not in {*true, *unspoken}]
    return [*outcomes, *((field, "wrong") for field in more)]


def _is_asked(reading: Reading, row: Row, field: str, cells: set[str]) -> bool:
    return field in reading.table.columns and cell_of(reading.table, row, field) in cells


def _outcome(value: Value, true: Any, asked: bool, to_ask: bool) -> str:
    read_as = list(value) if isinstance(value, tuple) else value
    if read_as is None and asked:
        return "asked"
    if read_as == true:
        return "wrong" if to_ask else "right"
    return "missing" if read_as is None else "wrong"


def beyond_reading(rows: int = 300) -> float:
    """Seconds to recognise and read a register of so many rows, the workbook's own reading taken off: the best of 5."""
    vocabulary, book = builtin_vocabulary(), ExcelFormat().read(DATA / "trackers" / "en_register.xlsx")
    first = book.sheets[0]
    head, body = list(first.rows[:5]), list(first.rows[5:125])
    grown = replace(first, rows=[*head, *(body[number % len(body)] for number in range(rows))])
    workbook = replace(book, sheets=(grown, *book.sheets[1:]))
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for table in recognise(workbook, vocabulary).tables:
            read_table(workbook, table, vocabulary)
        best = min(best, time.process_time() - start)
    return best


def main(folders: Sequence[Path]) -> None:
    print("| tracker | rows | fields | right | asked | missing | wrong | seconds |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    total: Counter[str] = Counter()
    by_field: dict[str, Counter[str]] = defaultdict(Counter)
    for path in sorted(path for folder in folders for path in folder.glob("*.truth.json")):
        tracker = path.with_name(path.name.removesuffix(".truth.json") + ".xlsx")
        start = time.perf_counter()
        readings = read(tracker)
        took = time.perf_counter() - start
        counts = score(readings, json.loads(path.read_text("utf-8")))
        summed = sum(counts.values(), Counter())
        total += summed
        for field, outcomes in counts.items():
            by_field[field] += outcomes
        rows = sum(len(reading.rows) for reading in readings)
        shown = " | ".join(str(summed[outcome]) for outcome in OUTCOMES)
        print(f"| {tracker.stem} | {rows} | {summed.total()} | {shown} | {took:.2f} |")
    print(f"| all | | {total.total()} | {' | '.join(str(total[outcome]) for outcome in OUTCOMES)} | |")
    print("\n| field | values | right | asked | missing | wrong |\n| --- | --- | --- | --- | --- | --- |")
    for field, outcomes in sorted(by_field.items()):
        print(f"| {field} | {outcomes.total()} | {' | '.join(str(outcomes[name]) for name in OUTCOMES)} |")
    print(f"\nA register of 300 rows: {beyond_reading():.2f} s beyond reading the workbook.")


if __name__ == "__main__":
    main([Path(word) for word in sys.argv[1:]] or [DATA / "layouts"])
