"""Ticked columns, labels beneath each other, shares and merged cells: read, and written where they stand."""

import pytest

from npmsync.ports import Sheet, Workbook
from npmsync.tables.model import Reading, Value
from npmsync.tables.place import Placed, new_cells, place_value, sheet_of
from npmsync.tables.recognise import recognise
from npmsync.tables.rows import read_table
from npmsync.testing.text_tables import sheet_of as drawn
from npmsync.testing.text_tables import workbook_of
from npmsync.vocabulary import builtin_vocabulary

TICKS = """
    No. | Recommendation | Authority | Status      | <           | <
    ^   | ^              | ^         | Implemented | In progress | Not implemented
    1   | Repair roofs   | Justice   | x           |             |
    2   | Train nurses   | Health    |             |             | x
    3   | Open the yard  | Justice   |             |             |
    Total |              |           | #1          |             | #1
"""
CARD = """
    Reference      | 12/2024
    Recommendation | Repair roofs
    Addressed to   | Justice; Health
    Response of the authority |
    Date           | 2024-05-02
    Response       | Done.
    NPM follow-up  |
    Status         | In progress
    Shelf          | B-7
"""
MERGED = """
    No. | Recommendation | Addressee | Status
    7   | Repair roofs   | Justice   | In progress
    ^   | ^              | Health    | ^
"""


def only(*sheets: Sheet | str) -> tuple[Workbook, Reading]:
    workbook = workbook_of(*sheets)
    (table,) = recognise(workbook, builtin_vocabulary()).tables
    return workbook, read_table(workbook, table, builtin_vocabulary())


def placed(workbook: Workbook, reading: Reading, row: int, field: str, value: Value) -> Placed:
    sheet = sheet_of(workbook, reading.table)
    assert sheet is not None
    return place_value(sheet, reading, reading.rows[row], field, value)


def test_a_tick_below_a_status_is_that_status() -> None:
    _, reading = only(TICKS)
    assert [row.values["status"] for row in reading.rows] == ["implemented", "not_implemented", None]
    assert reading.table.columns["status"].header == "Implemented | In progress | Not implemented"
    assert reading.problems == ()


def test_two_ticks_in_a_row_are_asked_about() -> None:
    _, reading = only(TICKS.replace("| Justice   | x           |             |", "| Justice | x | x |"))
    assert reading.rows[0].values["status"] is None
    assert [(problem.name, problem.cell) for problem in reading.problems] == [("unknown-word", "D3")]


def test_a_status_moves_its_tick_and_leaves_one_only() -> None:
    workbook, reading = only(TICKS)
    assert placed(workbook, reading, 0, "status", "not_implemented").cells == {"D3": None, "F3": "x"}
    assert placed(workbook, reading, 2, "status", "in_progress").cells == {"E5": "x"}
    assert placed(workbook, reading, 0, "status", None).cells == {"D3": None}
    assert placed(workbook, reading, 0, "status", "implemented").cells == {}
    assert new_cells(reading, "status", "in_progress") == {5: "x"}


def test_a_status_without_a_column_of_its_own_is_not_ticked_elsewhere() -> None:
    workbook, reading = only(TICKS)
    assert "no column to tick" in placed(workbook, reading, 0, "status", "not_assessable").why_not


def test_words_over_columns_of_text_are_no_ticks() -> None:
    workbook = workbook_of("""
        No. | Recommendation | Accepted       | Rejected
        1   | Repair roofs   | by the police  |
        2   | Train nurses   | by the clinic  | by the ministry
    """)
    (table,) = recognise(workbook, builtin_vocabulary()).tables
    assert not any(column.ticks for column in table.columns.values())


def test_a_card_is_a_record() -> None:
    _, reading = only(drawn(CARD))
    (row,) = reading.rows
    assert reading.table.transposed and reading.table.header_rows == (1,)
    assert reading.table.unknown_headers == ("Shelf",)
    assert dict(row.values) == {
        "ref": "12/2024",
        "text": "Repair roofs",
        "addressees": ("Justice", "Health"),
        "responded_on": "2024-05-02",
        "response_text": "Done.",
        "status": "in_progress",
    }


def test_a_card_is_written_beside_its_label() -> None:
    workbook, reading = only(CARD)
    assert placed(workbook, reading, 0, "status", "implemented").cells == {"B8": "Implemented"}


def test_a_heading_that_may_be_a_label_is_one_where_no_other_means_the_same() -> None:
    _, reading = only("""
        Recommendation | Repair roofs
        Addressed to   | Justice
        Status         | In progress
        Response of the authority |
    """)
    assert "response_text" in reading.table.columns


def test_labels_twice_on_a_sheet_are_no_card() -> None:
    workbook = workbook_of("Recommendation | A\nStatus | Done\nRef. | 1\nRecommendation | B\nStatus | Done\nRef. | 2")
    assert recognise(workbook, builtin_vocabulary()).tables == ()


def test_shares_are_all_nothing_or_asked() -> None:
    rows = [
        ["Ref.", "Recommendation", "Status"],
        ["a", "Repair roofs", 1],
        ["b", "Train nurses", 0.5],
        ["c", "Open", 0],
    ]
    workbook, reading = only(Sheet("S", rows))
    assert [row.values["status"] for row in reading.rows] == ["implemented", None, "not_implemented"]
    assert [(problem.name, problem.found) for problem in reading.problems] == [("unclear-percentage", "50%")]
    assert placed(workbook, reading, 2, "status", "implemented").cells == {"C4": 1}
    assert "percentages" in placed(workbook, reading, 0, "status", "in_progress").why_not


@pytest.mark.parametrize("row", [0, 1])
def test_a_status_merged_down_is_written_into_its_first_cell(row: int) -> None:
    workbook, reading = only(MERGED)
    found = placed(workbook, reading, row, "status", "implemented")
    assert found.cells == {"D2": "Implemented"} and list(found.rows) == [2, 3]


def test_a_formula_is_never_written_over() -> None:
    sheet = drawn("No. | Recommendation | Status\n1 | Repair roofs | Done", formulas=frozenset({(2, 3)}))
    workbook, reading = only(sheet)
    found = placed(workbook, reading, 0, "status", "in_progress")
    assert found.cells == {} and "C2" in found.why_not and "formula" in found.why_not
