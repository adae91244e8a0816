"""An endpoint that is renamed, removed, put back, restored from an old copy, out of reach: over the real sync."""

from __future__ import annotations

import pytest

from npmsync.actions.resolve import resolve
from npmsync.errors import Refused, Unreachable
from npmsync.testing.memory import always
from npmsync.testing.rehearsal import COLUMNS, Rehearsal, tracker

NOTES, STATUS, PLACE = (list(COLUMNS).index(name) for name in ("notes", "status", "place"))
ROWS = [
    [f"{n}", f"Recommendation number {n * 37}.", None, "Central", None, "internal", None, None, None] for n in range(6)
]


def changed(rows: list[list], at: int, column: int, value: object) -> list[list]:
    return [[value if (i, c) == (at, column) else v for c, v in enumerate(row)] for i, row in enumerate(rows)]


@pytest.fixture
def pair(tmp_path):
    it = Rehearsal(tmp_path / "npm", [tracker("first"), tracker("second")])
    for name in ("first", "second"):
        it.type(name, ROWS)
    it.sync()
    return it


def test_an_old_copy_put_back_is_said_and_its_values_wait(pair):
    old = pair.path("first").read_bytes()
    pair.type("first", changed(ROWS, 2, NOTES, "checked on the spot"))
    pair.sync()
    pair.path("first").write_bytes(old)
    report = pair.sync()
    assert "old copy was put back" in report.endpoints[0].notes[0]
    (item,) = pair.waiting()
    assert (item.kind, item.ours, item.theirs) == ("conflict", "checked on the spot", "internal")
    assert pair.rows("second")[2][NOTES] == "checked on the spot"


@pytest.mark.parametrize(("take", "outcome"), [("ours", "checked on the spot"), ("theirs", "internal")])
def test_what_an_old_copy_says_is_decided_by_a_person_alone(pair, take, outcome):
    old = pair.path("first").read_bytes()
    pair.type("first", changed(ROWS, 2, NOTES, "checked on the spot"))
    pair.sync()
    pair.path("first").write_bytes(old)
    pair.sync()
    # Edits beside it are edits; what came out of the old copy still waits.
    pair.type("first", changed(ROWS, 3, NOTES, "an edit"))
    report = pair.sync()
    assert report.conflicts == 1 and pair.rows("second")[3][NOTES] == "an edit"
    with pair.opened() as opened:
        resolve(opened, None, take, None)
    assert not pair.sync().waits
    assert [pair.rows(name)[2][NOTES] for name in ("first", "second")] == [outcome, outcome]


def test_rows_that_an_old_copy_lacks_are_asked_about(pair):
    old = pair.path("first").read_bytes()
    pair.type("first", [*ROWS, ["9", "Give every prisoner a leaflet.", *[None] * 7]])
    pair.sync()
    pair.path("first").write_bytes(old)
    assert pair.sync().vanished == 1
    assert len(pair.rows("second")) == 7


def test_a_renamed_endpoint_goes_on_where_it_left_off(pair):
    pair.path("second").rename(pair.path("shelf"))
    pair.endpoints = [tracker("first"), tracker("shelf")]
    pair.type("shelf", changed(ROWS[1:], 2, NOTES, "edited since"))
    report = pair.sync()
    assert (report.conflicts, report.vanished) == (0, 1)
    assert "goes on where 'second' left off" in report.endpoints[1].notes[0]
    assert pair.rows("first")[3][NOTES] == "edited since"


def test_another_tracker_is_no_renamed_one(pair):
    pair.endpoints = [tracker("first"), tracker("other")]
    pair.type("other", [["77", "Something else altogether.", *[None] * 7]])
    report = pair.sync()
    assert report.vanished == 0 and len(pair.rows("first")) == len(pair.rows("other")) == 7


def test_what_waited_for_an_endpoint_that_is_gone_waits_no_more_and_is_found_again(pair):
    pair.type("first", changed(ROWS, 0, NOTES, "one"))
    pair.type("second", changed(ROWS, 0, NOTES, "two"))
    assert pair.sync().conflicts == 2
    pair.endpoints = [tracker("first")]
    report = pair.sync()
    assert report.conflicts == 0 and pair.waiting() == []
    pair.endpoints = [tracker("first"), tracker("second")]
    report = pair.sync()
    assert report.conflicts == 1 and pair.waiting()[0].theirs == "two"


def test_an_endpoint_that_comes_back_is_brought_up_to_date(pair):
    pair.endpoints = [tracker("first")]
    pair.type("first", changed(changed(ROWS, 0, NOTES, "new"), 1, STATUS, "Implemented"))
    pair.sync()
    pair.endpoints = [tracker("first"), tracker("second")]
    pair.type("second", changed(ROWS, 4, PLACE, "edited meanwhile"))
    report = pair.sync()
    assert not report.waits
    assert pair.rows("first") == pair.rows("second")


def test_an_endpoint_out_of_reach_leaves_the_others_served(pair):
    pair.endpoints = [tracker("a"), tracker("first"), tracker("second")]
    pair.type("a", ROWS)
    fault = always("read", pair.path("a"), Unreachable("server-silent", "The server did not answer.", "Try later."))
    pair.tables.faults.append(fault)
    pair.type("first", changed(ROWS, 0, NOTES, "new"))
    report = pair.sync()
    assert report.waits and pair.rows("second")[0][NOTES] == "new"
    assert [(e.name, e.waiting > 0) for e in report.endpoints] == [("a", True), ("first", False), ("second", False)]
    assert report.endpoints[0].notes == ["The server did not answer. Try later."]
    pair.tables.faults.remove(fault)
    report = pair.sync()
    assert report.conflicts == 1  # its cell against the others' newer one: it never agreed on anything


def test_a_file_that_is_missing_stops_everything_and_changes_nothing(pair):
    pair.path("second").unlink()
    pair.type("first", changed(ROWS, 0, NOTES, "new"))
    before = pair.hub()
    with pytest.raises(Refused) as refused:
        pair.sync()
    assert "second.mem" in refused.value.message and pair.hub() == before


def test_a_record_that_a_row_may_be_is_not_added_beside_that_row(tmp_path):
    """A new tracker holds one row that may be either of two recommendations: until a person has said so, neither is
    put into it once more."""
    text = "Repair the heating of the women's wing before winter begins"
    it = Rehearsal(tmp_path / "npm", [tracker("first")])
    it.type("first", [[None, f"{text} {word}.", *[None] * 7] for word in ("again", "anew")])
    it.sync()
    it.endpoints = [tracker("first"), tracker("second")]
    it.type("second", [[None, f"{text} aneain.", *[None] * 7]])
    it.sync()
    assert {item.endpoint for item in it.waiting()} == {"second"}
    assert len(it.rows("second")) == 1


def test_a_record_that_says_what_a_row_in_doubt_says_waits_with_that_row(tmp_path):
    """Beside it, the two rows would count as one, and every sync would add another."""
    text = "Repair the heating of the women's wing before winter begins"
    old, new = [None, f"{text}.", *[None] * 7], ["9", f"{text} again, and see to the roof.", *[None] * 7]
    it = Rehearsal(tmp_path / "npm", [tracker("first"), tracker("second")])
    for name in ("first", "second"):
        it.type(name, [old])
    it.sync()
    it.type("first", [changed([new], 0, NOTES, "typed")[0]])
    it.type("second", [old, new])
    for _ in range(3):
        it.sync(accept_missing=True)
        it.forget_what_was_read()
    assert [item.endpoint for item in it.waiting()] == ["first"] and len(it.rows("first")) == 1
    with it.opened() as opened:
        resolve(opened, it.waiting()[0].id, "theirs", None)  # another one
    for _ in range(3):
        it.sync(accept_missing=True)
        it.forget_what_was_read()
    assert not [item for item in it.waiting() if item.kind == "conflict" and item.field == "text"]
    assert [row[1] for row in it.rows("second")] == [old[1], new[1]]
    assert new[1] in [row[1] for row in it.rows("first")] and len(it.rows("first")) <= 2
