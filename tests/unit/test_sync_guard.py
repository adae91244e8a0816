"""A tracker that lost much at once is refused whole."""

from __future__ import annotations

import pytest

from npmsync.errors import Refused
from npmsync.sync.guard import lost_too_much
from npmsync.testing.rehearsal import Rehearsal, tracker


@pytest.mark.parametrize(
    ("known", "missing", "refused"),
    [
        (0, 0, False),
        (1, 1, True),  # all of them
        (4, 4, True),
        (4, 3, False),  # under five may go one by one
        (40, 4, False),
        (40, 5, True),  # five, and over a tenth
        (50, 5, False),  # five, and no more than a tenth
        (100, 10, False),
        (100, 11, True),
    ],
)
def test_over_a_tenth_and_at_least_five_or_all(known, missing, refused):
    assert lost_too_much(known, missing) is refused


@pytest.mark.parametrize(("gone", "refused"), [(4, False), (5, True), (20, True)])
def test_a_tracker_that_lost_much_changes_nothing_until_a_person_says_so(tmp_path, gone, refused):
    it = Rehearsal(tmp_path / "npm", [tracker("first"), tracker("second")])
    rows = [[f"{n}", f"Recommendation number {n * 37}.", None, f"Prison {n}", *[None] * 5] for n in range(20)]
    for name in ("first", "second"):
        it.type(name, rows)
    it.sync()
    it.type("first", [["0", "Recommendation number 0.", None, "edited", *[None] * 5], *rows[gone + 1 :]][: 20 - gone])
    before = it.hub()
    if refused:
        with pytest.raises(Refused) as error:
            it.sync()
        assert error.value.name == "rows-lost" and f"{gone} of 20" in error.value.message
        assert it.hub() == before and it.waiting() == []
    assert it.sync(accept_missing=True).vanished == gone
    assert len(it.rows("second")) == 20


def test_a_sheet_without_rows_is_refused(tmp_path):
    it = Rehearsal(tmp_path / "npm", [tracker("first")])
    it.type("first", [["1", "Repair the roof.", *[None] * 7]])
    it.sync()
    it.type("first", [])
    with pytest.raises(Refused):
        it.sync()
