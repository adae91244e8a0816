"""`meetings agenda` and `meetings record`: out with what all may read, back with what was said, nothing lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import openpyxl
import pytest

YEAR = datetime.now(UTC).year + 1


@pytest.fixture
def review(english):
    """The first annual review, moved to last week, with its agenda as a workbook."""
    english.run("plan", code=None)
    meeting = next(m for m in english.json("list", "meetings") if m["kind"] == "annual_review" and len(m["agenda"]) > 2)
    day = (datetime.now(UTC) - timedelta(days=7)).date()
    english.run("meetings", "move", meeting["id"], f"{day}T10:00", code=None)
    book = english.root / "agenda.xlsx"
    english.run("meetings", "agenda", meeting["id"], "--out", book)
    return english, meeting, book


def columns(sheet) -> dict[str, int]:
    (row,) = (row for row in sheet.iter_rows(max_row=6) if any(cell.value == "What has been done" for cell in row))
    return {cell.value: cell.column for cell in row if cell.value} | {"": row[0].row}


def test_a_sorted_renamed_agenda_gives_each_recommendation_its_own_outcome(review):
    english, meeting, path = review
    book = openpyxl.load_workbook(path)
    sheet = book["Open recommendations"]
    at = columns(sheet)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=at[""] + 1)]
    rows = [row for row in rows if row[0]]
    for row in rows:
        row[at["What has been done"] - 1] = f"done of {row[0]}"
    rows[0][at["Status to propose"] - 1] = "Implemented"
    rows[1][at["Commitment"] - 1], rows[1][at["By when"] - 1] = "Send the plan", f"31 March {YEAR}"
    for number, row in enumerate(reversed(rows), at[""] + 1):
        for place, value in enumerate(row, 1):
            sheet.cell(number, place).value = value
    sheet.title = "renamed"
    del book["Further commitments"]
    book.save(path)

    done = english.json("meetings", "record", meeting["id"], "--notes", path, code=3)
    assert done["status"] == "held" and len(done["outcomes"]) == len(rows)
    assert all(one["done"].startswith(f"done of {one['recommendation']}") for one in done["outcomes"])
    (promised,) = done["commitments"]
    assert promised["due"] == f"{YEAR}-03-31" and promised["authority"] in meeting["authorities"]
    (item,) = english.json("conflicts", "list")
    assert (item["field"], item["theirs"]) == ("status", "implemented")
    english.run("conflicts", "resolve", item["id"], "--take", "theirs")
    history = english.json("history", item["record"])
    assert any(h["field"] == "status_basis" and h["new"].startswith("meeting of ") for h in history)
    english.json("meetings", "record", meeting["id"], "--notes", path)
    assert len(english.json("list", "commitments")) == 1, "the same notes twice are the same commitments"


def test_what_belongs_to_another_table_is_said_and_kept_in_the_notes(review):
    english, meeting, _ = review
    records = english.json("list", "recommendations")
    other = next(r for r in records if r["ref"] and not set(r["addressees"]) & set(meeting["authorities"]))
    notes = english.root / "notes.txt"
    mine = meeting["agenda"][0]
    notes.write_text(f"We met.\n{mine} not done: no money\n{other['ref']}: repaired\nPresent: A. Person\n", "utf-8")
    done = english.json("meetings", "record", meeting["id"], "--notes", notes, code=3)
    assert [(o["recommendation"], o["not_done"]) for o in done["outcomes"]] == [(mine, "no money")]
    assert done["attended"] == ["A. Person"] and "did not sit at this table" in done["said"][0]
    minutes = next(h["new"] for h in english.json("history", meeting["id"]) if h["field"] == "minutes")
    assert "We met." in minutes and "repaired" in minutes and done["said"][0] in minutes


def test_another_meeting_s_sheet_one_to_come_and_a_wrong_file_are_refused(review):
    english, meeting, path = review
    other = next(m for m in english.json("list", "meetings") if m["id"] != meeting["id"])
    before = english.store()
    assert "not come yet" in english.run("meetings", "record", other["id"], "--notes", path, code=1).stderr
    tracker = english.root / "en_register.xlsx"
    said = english.run("meetings", "record", meeting["id"], "--notes", tracker, code=1).stderr
    assert "has no sheet with the columns of an agenda" in said and english.store() == before
    day = (datetime.now(UTC) - timedelta(days=6)).date()
    english.run("meetings", "move", other["id"], f"{day}T10:00", code=None)
    assert "is the sheet of" in english.run("meetings", "record", other["id"], "--notes", path, code=1).stderr


def test_minutes_go_back_for_confirmation_and_carry_both_views(review, tmp_path):
    english, meeting, _ = review
    first, second = meeting["agenda"][:2]
    notes = tmp_path / "notes.txt"
    notes.write_text(
        f"Present: Irene Kallas\n{first}: a rota has been agreed\n{second} not done: no money\nSECRET-NOTE: inside\n"
        f"Commitment ({meeting['authorities'][0]}): send the decree by {YEAR}-02-01\n",
        "utf-8",
    )
    english.run("meetings", "minutes", meeting["id"], code=1)
    english.run("meetings", "record", meeting["id"], "--notes", notes, code=None)
    (made,) = english.json("meetings", "minutes", meeting["id"])
    assert (made["outcomes"], made["commitments"], made["differ"]) == (2, 1, [])
    book = openpyxl.load_workbook(made["path"])
    shown = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert "a rota has been agreed" in shown and not any("SECRET-NOTE" in str(value) for value in shown)
    said = book["What was said"]
    head = next(row for row in said.iter_rows(max_row=8) if any(cell.value == "Agreed" for cell in row))
    at = {cell.value: cell.column for cell in head if cell.value}
    said.cell(head[0].row + 1, at["Agreed"]).value = "Yes"
    said.cell(head[0].row + 2, at["Your view, where it differs"]).value = "money was found"
    said.cell(head[0].row + 2, at["What has been done"]).value = "all of it"
    back = tmp_path / "back.xlsx"
    book.save(back)
    taken = english.json("meetings", "minutes", meeting["id"], "--take", back, "--by", "I. Kallas")
    assert (taken["agreed"], taken["differ"]) == ([first], [{"about": second, "says": "money was found"}])
    (again,) = english.json("meetings", "minutes", meeting["id"])
    texts = [str(c.value) for s in openpyxl.load_workbook(again["path"]) for r in s.iter_rows() for c in r if c.value]
    assert again["differ"] == [second] and {"no money", "money was found"} <= set(texts) and "all of it" not in texts
    assert (
        "no authority"
        in english.run("meetings", "minutes", meeting["id"], "--authority", "Nobody", code=1).stderr.lower()
    )


def test_an_agenda_in_word_is_filled_in_and_comes_back(review, tmp_path):
    docx = pytest.importorskip("docx", reason="the extra docx is not installed")
    english, meeting, _ = review
    path = tmp_path / "agenda.docx"
    english.run("meetings", "agenda", meeting["id"], "--out", path)
    document = docx.Document(str(path))
    table = document.tables[0]
    heads = [cell.text for cell in table.rows[0].cells]
    table.rows[1].cells[heads.index("What has been done")].text = "a rota"
    table.rows[2].cells[heads.index("What has not, and why")].text = "no money"
    document.save(str(path))
    done = english.json("meetings", "record", meeting["id"], "--notes", path, code=None)
    assert [(one["done"], one["not_done"]) for one in done["outcomes"]] == [("a rota", None), (None, "no money")]
