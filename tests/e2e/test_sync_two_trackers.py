"""Two copies of one tracker that drift apart, and the person in between."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
STATUS, NOTES, TEXT, REF = 13, 15, 5, 1


@pytest.fixture(scope="session")
def pair_template(tmp_path_factory, english_template, at):
    root = tmp_path_factory.mktemp("pair") / "npm"
    root.mkdir(mode=0o700)
    first = root / "first.xlsx"
    shutil.copyfile(english_template / "en_register.xlsx", first)
    second = Path(shutil.copyfile(first, root / "second.xlsx"))
    at(root).started(first, second)
    return root


@pytest.fixture
def pair(pair_template, tmp_path, at):
    return at(Path(shutil.copytree(pair_template, tmp_path / "npm")))


def edit(path: Path, changes: dict[str, dict[int, object]]) -> None:
    """Edits cells by reference and column with openpyxl, as another program would."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=6):
        for column, value in changes.get(str(row[REF - 1].value), {}).items():
            row[column - 1].value = value
    book.save(path)


def cell(path: Path, ref: str, column: int) -> object:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return next(row[column - 1].value for row in sheet.iter_rows(min_row=6) if str(row[REF - 1].value) == ref)


def counts(report) -> dict[str, tuple[int, int]]:
    return {e["name"]: (e["changed_in"], e["written_out"]) for e in report["endpoints"]}


def test_the_same_row_in_two_trackers_is_one_recommendation(pair):
    assert len(pair.json("list", "recommendations")) == 120
    assert pair.json("sync")["run"] is None


def test_an_edit_in_one_tracker_reaches_the_other(pair):
    openpyxl_saved = pair.root / "first.xlsx"
    edit(openpyxl_saved, {"2024/001": {STATUS: "Implemented"}})
    dry = pair.json("sync", "--dry-run", code=None)
    assert cell(pair.root / "second.xlsx", "2024/001", STATUS) == "Not implemented"
    assert any(p["to"] == "second" and p["new"] == "implemented" for p in dry["endpoints"][1]["planned"])
    assert counts(pair.json("sync", code=None)) == {"first": (1, 0), "second": (0, 1)}
    assert cell(pair.root / "second.xlsx", "2024/001", STATUS) == "Implemented"
    assert pair.json("sync", code=None)["run"] is None


def test_two_edits_apart_are_a_conflict_that_waits_and_loses_nothing(pair):
    edit(pair.root / "first.xlsx", {"2024/002": {NOTES: "first says"}})
    edit(pair.root / "second.xlsx", {"2024/002": {NOTES: "second says"}})
    report = pair.json("sync", code=3)
    assert report["conflicts"] == 2
    assert cell(pair.root / "first.xlsx", "2024/002", NOTES) == "first says"
    assert cell(pair.root / "second.xlsx", "2024/002", NOTES) == "second says"
    items = pair.json("conflicts", "list")
    assert {(i["kind"], i["endpoint"], i["field"], i["theirs"]) for i in items} == {
        ("conflict", "first", "notes", "first says"),
        ("conflict", "second", "notes", "second says"),
    }
    assert pair.json("sync", code=3)["conflicts"] == 2
    assert {i["id"] for i in pair.json("conflicts", "list")} == {i["id"] for i in items}
    by_endpoint = {item["endpoint"]: item["id"] for item in items}
    pair.run("conflicts", "resolve", by_endpoint["first"], "--take", "theirs", "--why", "agreed at the meeting")
    pair.run("conflicts", "resolve", by_endpoint["second"], "--take", "ours")
    assert pair.json("sync")["conflicts"] == 0
    for name in ("first", "second"):
        assert cell(pair.root / f"{name}.xlsx", "2024/002", NOTES) == "first says"
    assert pair.json("conflicts", "list") == []


def test_a_vanished_row_waits_and_comes_back_or_goes(pair):
    book = openpyxl.load_workbook(pair.root / "second.xlsx")
    sheet = book.worksheets[0]
    for number in (60, 30):
        sheet.delete_rows(number)
    # What Excel would have moved along with the rows.
    sheet.auto_filter.ref = "A5:O123"
    for row in book["Dashboard"].iter_rows(max_col=2):
        row[1].value = str(row[1].value).replace("$125", "$123")
    gone = [cell(pair.root / "first.xlsx", r["ref"], REF) for r in pair.json("list", "recommendations")][24]
    book.save(pair.root / "second.xlsx")
    report = pair.json("sync", code=3)
    assert report["vanished"] == 2
    assert len(pair.json("list", "recommendations")) == 120
    items = {item["ours"]: item["id"] for item in pair.json("conflicts", "list")}
    assert gone in items
    back, away = sorted(items)
    pair.run("conflicts", "resolve", items[back], "--take", "ours")
    pair.run("conflicts", "resolve", items[away], "--take", "theirs")
    followed = pair.json("sync", code=None)
    assert counts(followed)["second"] == (0, 1), followed
    assert cell(pair.root / "second.xlsx", back, REF) == back
    refs = {r["ref"] for r in pair.json("list", "recommendations")}
    assert back in refs and away not in refs
    assert pair.json("sync", code=None)["vanished"] == 0


def test_a_tracker_that_lost_a_tenth_of_its_rows_is_refused_whole(pair):
    book = openpyxl.load_workbook(pair.root / "first.xlsx")
    book.worksheets[0].delete_rows(40, 13)
    book.save(pair.root / "first.xlsx")
    before = pair.store()
    refused = pair.run("sync", code=1)
    assert "first.xlsx" in refused.stderr and "13 of 120" in refused.stderr
    assert pair.store() == before
    assert pair.json("sync", "--accept-missing", code=3)["vanished"] == 13


def test_sorting_the_tracker_is_no_change(pair):
    book = openpyxl.load_workbook(pair.root / "first.xlsx")
    sheet = book.worksheets[0]
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=6, max_row=125)]
    rows.sort(key=lambda values: str(values[4]))
    for number, values in enumerate(rows, start=6):
        for column, value in enumerate(values, start=1):
            if isinstance(value, str) and value.startswith("="):
                continue
            sheet.cell(number, column).value = value
    book.save(pair.root / "first.xlsx")
    report = pair.json("sync", code=None)
    assert (report["conflicts"], report["vanished"]) == (0, 0)
    assert counts(report)["second"] == (0, 0)


def test_a_new_row_in_one_tracker_is_appended_to_the_other_in_its_style(pair):
    book = openpyxl.load_workbook(pair.root / "first.xlsx")
    sheet = book.worksheets[0]
    for column, value in {
        1: "2026/121",
        5: "Provide soap and towels on arrival.",
        6: "Northgate Prison",
        13: "In progress",
    }.items():
        sheet.cell(126, column).value = value
    book.save(pair.root / "first.xlsx")
    report = pair.json("sync", code=None)
    assert counts(report) == {"first": (1, 0), "second": (0, 1)}, report
    second = openpyxl.load_workbook(pair.root / "second.xlsx").worksheets[0]
    row = next(row for row in second.iter_rows(min_row=6) if row[0].value == "2026/121")
    assert row[4].value == "Provide soap and towels on arrival."
    assert row[12].value == "In progress"
    assert any(str(c.value or "") == "Total" for r in second.iter_rows(min_row=row[0].row + 1) for c in r)
    assert len(pair.json("list", "recommendations")) == 121
    assert pair.json("sync", code=None)["run"] is None
