"""The layouts of tests/data/layouts read as their truth says: nothing missing without a word, nothing invented."""

import json
from pathlib import Path
from typing import Any

import pytest

from npmsync.tables.recognise import recognise
from npmsync.tables.rows import read_table
from npmsync.vocabulary import builtin_vocabulary
from npmsync_excel.adapter import ExcelFormat

LAYOUTS = Path(__file__).parents[1] / "data" / "layouts"
NAMES = sorted(path.stem for path in LAYOUTS.glob("*.xlsx"))


def read(name: str, entity: str) -> list[dict[str, Any]]:
    workbook = ExcelFormat().read(LAYOUTS / f"{name}.xlsx")
    tables = [table for table in recognise(workbook, builtin_vocabulary()).tables if table.entity == entity]
    rows = [row for table in tables for row in read_table(workbook, table, builtin_vocabulary()).rows]
    return [{f: list(v) if isinstance(v, tuple) else v for f, v in row.values.items()} for row in rows]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("kind", "entity"), [("recommendations", "recommendation"), ("contacts", "contact")])
def test_a_layout_reads_as_its_truth_says(name: str, kind: str, entity: str) -> None:
    truth = json.loads((LAYOUTS / f"{name}.truth.json").read_text("utf-8"))[kind]
    rows = read(name, entity)
    assert len(rows) == len(truth)
    for row, true in zip(rows, truth, strict=True):
        true.pop("ask", None)
        assert {field: row.get(field) for field in true} == true
        assert {field for field, value in row.items() if value is not None} <= set(true)
