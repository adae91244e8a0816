"""Every sample layout through the installed command: taken in as it is, and written back into the right cells."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from npmsync.tables.recognise import recognise
from npmsync.vocabulary import builtin_vocabulary
from npmsync_excel.adapter import ExcelFormat

LAYOUTS = Path(__file__).parents[1] / "data" / "layouts"
NAMES = sorted(path.stem for path in LAYOUTS.glob("*.xlsx"))
PLAIN = ("ref", "topics", "place", "visit_date", "issued_on", "response_due", "priority", "notes")
STATUS = {"implemented": "Implemented", "partially_implemented": "Partially implemented", "in_progress": "In progress",
          "not_implemented": "Not implemented", "no_longer_relevant": "No longer relevant"}  # fmt: skip
ANSWER = {"responded_on": "responded_on", "position": "position", "response_text": "text", "reasons": "reasons"}


def truth(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((LAYOUTS / f"{name}.truth.json").read_text("utf-8"))["recommendations"]
    return found


def merged(rows: list[dict[str, Any]]) -> dict[tuple[Any, str], dict[str, Any]]:
    """(ref, text) -> the recommendation that its rows make: one row for each addressee is one recommendation."""
    records: dict[tuple[Any, str], dict[str, Any]] = {}
    for row in rows:
        record = records.setdefault((row.get("ref"), row["text"]), {**row, "addressees": [], "answers": {}})
        record["addressees"] = [*record["addressees"], *row["addressees"]]
        said = {field: row[column] for column, field in ANSWER.items() if row.get(column) is not None}
        record["answers"] |= {name: said for name in row["addressees"] if said}
    return records


def answers(listed: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        answer["authority"]: {field: answer[field] for field in ANSWER.values() if answer[field] is not None}
        for answer in listed["responses"]
    }


def plain_copy(path: Path, records: list[dict[str, Any]]) -> None:
    """A tracker of the plainest kind with the same recommendations, as a colleague might keep beside the real one."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    with_ref = ["Ref."] if "ref" in records[0] else []
    sheet.append([*with_ref, "Recommendation", "Addressed to", "Status", "Response"])
    for record in records:
        ref = [record["ref"]] if with_ref else []
        said = [f"{name}: {answer['text']}" for name, answer in record["answers"].items() if answer.get("text")]
        alone = len(record["addressees"]) == 1
        response = said[0].partition(": ")[2] if said and alone else "\n".join(said)
        status = STATUS.get(record["status"], "")
        sheet.append([*ref, record["text"], "; ".join(record["addressees"]), status, response])
    book.save(path)


def cells(path: Path) -> dict[tuple[str, str], Any]:
    book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows(max_row=100)  # a stray cell in the last row of a sheet costs openpyxl a minute
        for cell in row
        if cell.value is not None
    }


@pytest.fixture
def started(workspace: Any, name: str) -> Any:
    workspace.started(Path(shutil.copyfile(LAYOUTS / f"{name}.xlsx", workspace.root / f"{name}.xlsx")))
    return workspace


@pytest.mark.parametrize("name", NAMES)
def test_a_layout_is_listed_as_its_truth_says(started: Any, name: str) -> None:
    listed = started.json("list", "recommendations")
    expected = merged(truth(name))
    assert len(listed) == len(expected)
    for record in listed:
        true = expected[record["ref"] if "ref" in next(iter(expected.values())) else None, record["text"]]
        assert record["addressees"] == true["addressees"]
        assert {field: record[field] for field in PLAIN if field in true} == {
            field: true[field] or ([] if field == "topics" else None) for field in PLAIN if field in true
        }
        assert record["status"] == true["status"]
        assert answers(record) == true["answers"]


@pytest.mark.parametrize("name", NAMES)
def test_a_status_and_an_answer_are_written_where_the_layout_keeps_them(workspace: Any, name: str) -> None:
    ours, plain = workspace.root / f"{name}.xlsx", workspace.root / "plain.xlsx"
    shutil.copyfile(LAYOUTS / ours.name, ours)
    records = list(merged(truth(name)).values())
    plain_copy(plain, records)
    workspace.started(ours, plain)
    before = cells(ours)
    assert before == cells(LAYOUTS / ours.name), "nothing differs, so nothing is written"

    answered = "response_text" in records[0]
    for at, record in enumerate(records):
        if "status" not in record.get("ask", ()):
            record["status"] = "not_implemented" if record["status"] == "implemented" else "implemented"
        if answered:
            record["answers"] = {whom: {"text": f"Answer {at}"} for whom in record["addressees"]}
    book = openpyxl.load_workbook(plain)
    sheet = book.active
    assert sheet is not None
    status = next(cell.column for cell in sheet[1] if cell.value == "Status")
    for row, record in enumerate(records, 2):
        sheet.cell(row, status).value = STATUS.get(record["status"], "")
        if answered:
            sheet.cell(row, status + 1).value = next(said["text"] for said in record["answers"].values())
    book.save(plain)
    workspace.run("sync")

    listed = {(record["ref"], record["text"]): record for record in read_back(workspace, ours)}
    for record in records:
        now = listed[record.get("ref") if "ref" in records[0] else None, record["text"]]
        assert now["status"] == record["status"]
        if answered:
            assert {answer["text"] for answer in now["responses"]} == {
                said["text"] for said in record["answers"].values()
            }
    after, columns = cells(ours), columns_of(ours)
    changed = {place for place in {*before, *after} if before.get(place) != after.get(place)}
    assert changed and {(sheet, at) for sheet, at in map(line_of(ours), changed)} <= columns


def columns_of(path: Path) -> set[tuple[str, int]]:
    """(sheet, column) of a tracker's statuses and answers; rows, where a sheet holds a record in a column."""
    tables = recognise(ExcelFormat().read(path), builtin_vocabulary()).tables
    mine = [(t.sheet, t.columns[name]) for t in tables for name in ("status", "response_text") if name in t.columns]
    return {(sheet, index) for sheet, column in mine for index, _ in column.ticks or ((column.index, ""),)}


def line_of(path: Path) -> Callable[[tuple[str, str]], tuple[str, int]]:
    """(sheet, cell's name) -> (sheet, its column, or its row where the sheet is turned)."""
    turned = {
        table.sheet for table in recognise(ExcelFormat().read(path), builtin_vocabulary()).tables if table.transposed
    }

    def line(place: tuple[str, str]) -> tuple[str, int]:
        letters, row = coordinate_from_string(place[1])
        return place[0], row if place[0] in turned else column_index_from_string(letters)

    return line


def read_back(workspace: Any, tracker: Path) -> list[dict[str, Any]]:
    """What a workspace of its own makes of the tracker as it stands now."""
    other = type(workspace)(workspace.root.with_name("again"))
    other.root.mkdir(mode=0o700)
    found: list[dict[str, Any]] = other.started(tracker).json("list", "recommendations")
    return found
