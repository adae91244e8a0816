"""`redact`: afterwards no byte of the workspace holds the text, and the history still verifies."""

from __future__ import annotations

import pytest

from npmsync.tables.address import cell_name
from npmsync_excel import patch
from npmsync_excel.adapter import ExcelFormat

SECRET = "Mr Example said so in the yard"


@pytest.fixture
def told(english):
    """A name stands in the notes of a row: synchronised, changed once, exported, reported and backed up."""
    path = english.root / "en_register.xlsx"
    notes = next(r for r in english.json("list", "recommendations") if r["notes"] and r["ref"])
    sheet, cell = next(
        (sheet.name, cell_name(r, texts.index(notes["notes"]) + 1))
        for sheet in ExcelFormat().read(path).sheets
        for r, row in enumerate(sheet.rows, 1)
        if {notes["notes"], notes["ref"]} <= set(texts := [str(value or "").strip() for value in row])
    )
    changed = path.with_name("changed.xlsx")
    patch(path, changed, cells={sheet: {cell: f"see file; {SECRET}"}})
    changed.replace(path)
    english.run("sync", code=None)
    english.run("export", "--all", "--format", "xlsx,html", code=None)
    english.run("report")
    return english, notes["ref"] or notes["id"], path


def unpacked(path) -> bytes:
    import zipfile

    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as package:
        return b"".join(package.read(name) for name in package.namelist())


def test_no_byte_of_the_workspace_holds_it_any_more(told):
    english, ref, tracker = told
    assert SECRET.encode() in unpacked(english.root / "npmsync.sqlite") + unpacked(tracker)
    before = len(english.json("history"))
    done = english.json("redact", ref, "notes", "--why", "names a person")
    assert done["left"] == [] and done["entries"] >= 2
    files = [path for path in english.root.rglob("*") if path.is_file()]
    assert [path for path in files if SECRET.encode() in unpacked(path)] == []
    checks = {check["name"]: check["ok"] for check in english.json("doctor", code=None)["checks"]}
    assert checks["history"], "the chain still holds"
    entries = english.json("history", ref)
    assert len(english.json("history")) > before and SECRET not in str(entries)
    assert any(isinstance(e["new"], dict) and e["new"].get("why") == "names a person" for e in entries)
    assert english.json("sync")["run"] is None, "and nothing brings it back"


def test_what_is_open_elsewhere_or_came_in_is_said(told):
    english, ref, tracker = told
    (english.root / "archive").mkdir(exist_ok=True)
    (english.root / "archive" / "letter.txt").write_text(f"As in: see file; {SECRET}.", "utf-8")
    lock = tracker.with_name(f"~${tracker.name}")
    lock.write_bytes(b"\x05Nino" + b" " * 50)
    done = english.json("redact", ref, "notes", "--why", "names a person", code=3)
    assert any("letter.txt" in one for one in done["left"]) and any(tracker.name in one for one in done["left"])
    lock.unlink()
    again = english.json("redact", ref, "notes", "--why", "names a person", code=3)
    assert not any(tracker.name in one for one in again["left"])
    assert SECRET.encode() not in unpacked(tracker) + unpacked(english.root / "npmsync.sqlite")


def test_a_record_a_field_or_a_reason_that_is_missing_is_said_and_nothing_changes(english):
    before = english.store()
    ref = english.json("list", "recommendations")[0]["ref"]
    assert "No record" in english.run("redact", "nothing", "notes", "--why", "w", code=1).stderr
    assert "It has:" in english.run("redact", ref, "nothing", "--why", "w", code=1).stderr
    assert "reason is empty" in english.run("redact", ref, "notes", "--why", " ", code=2).stderr
    assert english.store() == before
