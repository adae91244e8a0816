"""`init --add-id-column`: the references that npmsync keeps survive what people do to their rows."""

from __future__ import annotations

import openpyxl

from npmsync_excel.adapter import ExcelFormat


def rows_of(path):
    return [tuple(row) for row in ExcelFormat().read(path).sheets[0].rows]


def test_rows_are_numbered_once_and_their_numbers_go_with_them(workspace):
    tracker = workspace.root / "register.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Recommendation", "Addressed to", "Status"])
    for text in ("Install call bells.", "Train the staff.", "Paint the cells."):
        book.active.append([text, "Ministry of Justice", "Pending"])
    book.active.auto_filter.ref = "A1:C4"
    book.save(tracker)
    said = workspace.run("init", "--tracker", tracker, "--add-id-column", "--yes").stdout
    assert "adds the column 'npmsync ID' at D1" in said
    workspace.run("sync")
    assert [row[3] for row in rows_of(tracker)] == ["npmsync ID", "R-001", "R-002", "R-003"]
    assert workspace.json("sync")["run"] is None

    # Sorted; a row copied and made another recommendation; a row added; a number deleted.
    book = openpyxl.load_workbook(tracker)
    sheet = book.active
    for number, row in enumerate(
        [
            ("Paint the cells.", "Ministry of Justice", "Implemented", "R-003"),
            ("Paint the corridors.", "Ministry of Health", "Pending", "R-003"),
            ("Train the staff.", "Ministry of Justice", "Pending", None),
            ("Install call bells.", "Ministry of Justice", "Pending", "R-001"),
            ("Mend the roof.", "Ministry of Health", "Pending", None),
        ],
        2,
    ):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column, value).value = value
    book.save(tracker)
    workspace.run("sync")
    assert {row[0]: row[3] for row in rows_of(tracker)[1:]} == {
        "Paint the cells.": "R-003",
        "Paint the corridors.": "R-004",
        "Train the staff.": "R-002",
        "Install call bells.": "R-001",
        "Mend the roof.": "R-005",
    }
    listed = {one["text"]: (one["ref"], one["status"]) for one in workspace.json("list", "recommendations")}
    assert listed["Paint the cells."] == ("R-003", "implemented") and listed["Paint the corridors."][0] == "R-004"


def test_a_table_with_references_of_its_own_or_no_room_is_left_alone(workspace):
    said = workspace.run("init", "--tracker", workspace.tracker("en_register"), "--add-id-column", "--yes").stdout
    assert "has references of its own ('No.'); no column is added" in said
    assert "add_ids" not in (workspace.root / "npmsync.toml").read_text()
