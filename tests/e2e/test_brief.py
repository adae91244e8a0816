"""`brief`: out before a visit, back with what was seen."""

from __future__ import annotations

import openpyxl


def test_what_was_seen_becomes_the_npm_s_assessment_of_the_right_row(english):
    place = next(r["place"] for r in english.json("list", "recommendations") if r["place"])
    path = english.root / "brief.xlsx"
    done = english.json("brief", "--place", place, "--out", path)
    assert done["place"] == place and len(done["recommendations"]) > 1
    book = openpyxl.load_workbook(path)
    sheet = book["What to verify"]
    head = next(row for row in sheet.iter_rows(max_row=6) if any(c.value == "Seen on the visit" for c in row))
    at = {cell.value: cell.column for cell in head if cell.value}
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=head[0].row + 1)]
    first, second = (rows[0][0], rows[1][0])
    rows[0][at["Seen on the visit"] - 1] = "In progress"
    rows[0][at["Notes"] - 1] = "wing A only"
    rows[1][at["Seen on the visit"] - 1] = "splendid"
    for number, row in enumerate(reversed(rows), head[0].row + 1):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value
    book.save(path)
    taken = english.json("brief", "--take", path, "--date", "2026-01-15", code=3)
    assert [(t["recommendation"], t["status"]) for t in taken["taken"]] == [(first.split("·")[0], "in_progress")]
    assert "splendid" in taken["said"][0] and second
    basis = [
        h["new"] for h in english.json("history", taken["taken"][0]["recommendation"]) if h["field"] == "status_basis"
    ]
    assert basis[-1] == "visit of 2026-01-15: wing A only"


def test_an_unknown_place_a_visit_to_come_and_another_file_are_said(english):
    assert "Known are" in english.run("brief", "--place", "Nowhere", code=1).stderr
    tracker = english.root / "en_register.xlsx"
    assert "no sheet of a brief" in english.run("brief", "--take", tracker, code=1).stderr
    assert english.run("brief", code=2).stderr
