"""Words nobody knows: kept as they are, said, and mapped once by the person who knows."""

from __future__ import annotations

import openpyxl


def small_tracker(path, statuses):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["No.", "Recommendation", "Addressed to", "Date sent", "Status"])
    for number, status in enumerate(statuses, start=1):
        sheet.append(
            [f"{number}/26", f"Repair shower number {number} of the east wing.", "Prison Service", None, status]
        )
    book.save(path)
    return path


def statuses(workspace):
    return [r["status"] for r in workspace.json("list", "recommendations")]


def test_an_unknown_word_is_said_kept_and_mapped_once(workspace):
    tracker = small_tracker(workspace.root / "t.xlsx", ["Implemented", "Parked for now", "In progress", None])
    shape = workspace.json("init", "--tracker", tracker, "--yes")
    assert shape["trackers"][0]["tables"][0]["unknown_words"] == ["Parked for now"]
    assert workspace.json("sync")["conflicts"] == 0
    assert statuses(workspace) == ["implemented", None, "in_progress", None]
    settings = workspace.root / "npmsync.toml"
    text = settings.read_text("utf-8")
    words = '[endpoint.table.words.status]\n"Parked for now" = "not_implemented"\n'
    settings.write_text(
        text.replace("# What the trackers do not say", words + "# What the trackers do not say"), "utf-8"
    )
    report = workspace.json("sync")
    assert report["endpoints"][0]["changed_in"] == 1
    assert statuses(workspace) == ["implemented", "not_implemented", "in_progress", None]
    assert openpyxl.load_workbook(tracker).active["E3"].value == "Parked for now"
    assert workspace.json("sync")["run"] is None


def test_a_value_from_elsewhere_never_overwrites_a_word_nobody_knows(workspace):
    first = small_tracker(workspace.root / "a.xlsx", ["Parked for now"])
    second = small_tracker(workspace.root / "b.xlsx", ["Implemented"])
    workspace.run("init", "--tracker", first, "--tracker", second, "--yes")
    workspace.run("sync", code=None)
    assert statuses(workspace) == ["implemented"]
    assert openpyxl.load_workbook(first).active["E2"].value == "Parked for now"
