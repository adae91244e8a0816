"""Three-way merge of one field, one test for each line of the table in `npmsync.sync.merge`."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npmsync.sync.merge import Merged, Side, merge


def npm(base: str | None, theirs: str | None, **more: bool) -> Side:
    return Side(base, theirs, **more)


def authority(base: str | None, theirs: str | None) -> Side:
    return Side(base, theirs, may_change=False)


@pytest.mark.parametrize(
    ("ours", "sides", "outcome"),
    [
        # nobody changed it: those that differ from the hub get the hub's value
        ("b", {"x": npm("b", "b")}, Merged("b", agreed=("x",))),
        ("h", {"x": npm("b", "b"), "y": npm("h", "h")}, Merged("h", agreed=("y",), behind=("x",))),
        (None, {"x": npm("b", "b")}, Merged(None, behind=("x",))),
        # one side changed it: the hub takes it, the others get it
        ("b", {"x": npm("b", "n"), "y": npm("b", "b")}, Merged("n", "x", agreed=("x",), behind=("y",))),
        ("b", {"x": npm("b", None), "y": npm("b", "b")}, Merged(None, "x", agreed=("x",), behind=("y",))),
        (None, {"x": npm(None, "n")}, Merged("n", "x", agreed=("x",))),
        # several changed it to the same: agreed
        ("b", {"x": npm("b", "n"), "y": npm("b", "n")}, Merged("n", "x", agreed=("x", "y"))),
        ("n", {"x": npm("b", "n")}, Merged("n", agreed=("x",))),
        # several changed it apart: a conflict for each, nobody's value is overwritten
        ("b", {"x": npm("b", "n"), "y": npm("b", "m")}, Merged("b", conflicts=("x", "y"))),
        (
            "b",
            {"x": npm("b", "n"), "y": npm("b", "m"), "z": npm("b", "b")},
            Merged("b", conflicts=("x", "y"), agreed=("z",)),
        ),
        # the hub changed it too, apart: a conflict for that endpoint
        ("h", {"x": npm("b", "n")}, Merged("h", conflicts=("x",))),
        ("h", {"x": npm("b", "n"), "y": npm("b", "n")}, Merged("h", conflicts=("x", "y"))),
        ("h", {"x": npm("b", "n"), "y": npm("h", "m")}, Merged("m", "y", conflicts=("x",), agreed=("y",))),
        ("h", {"x": npm("b", "n"), "y": npm("h", "n")}, Merged("n", "y", agreed=("x", "y"))),
        # a new endpoint's filled cell against the hub's value is a conflict, its empty cell is not
        ("h", {"x": npm(None, "n")}, Merged("h", conflicts=("x",))),
        ("h", {"x": npm(None, None)}, Merged("h", behind=("x",))),
        # a master among those who changed it wins; what the others said is kept
        (
            "b",
            {"x": npm("b", "n"), "y": npm("b", "m", master=True)},
            Merged("m", "y", agreed=("y",), behind=("x",), overruled=("x",)),
        ),
        ("h", {"y": npm("b", "m", master=True)}, Merged("m", "y", agreed=("y",))),
        (
            "b",
            {"x": npm("b", "m"), "y": npm("b", "m", master=True)},
            Merged("m", "y", agreed=("x", "y")),
        ),
        # a master that changed nothing has nothing to win
        (
            "b",
            {"x": npm("b", "n"), "y": npm("b", "b", master=True)},
            Merged("n", "x", agreed=("x",), behind=("y",)),
        ),
        # an endpoint without a say changed it: a correction waits
        ("b", {"x": authority("b", "n")}, Merged("b", corrections=("x",))),
        ("h", {"x": authority("b", "n")}, Merged("h", corrections=("x",))),
        ("h", {"x": authority("b", "b")}, Merged("h", behind=("x",))),
        ("b", {"x": authority("b", "n"), "y": npm("b", "n")}, Merged("n", "y", agreed=("x", "y"))),
        (
            "b",
            {"x": authority("b", "n"), "y": npm("b", "m")},
            Merged("m", "y", corrections=("x",), agreed=("y",)),
        ),
        # its change is in dispute: a conflict, whatever the others say, and even a master's
        ("b", {"x": npm("b", "n", disputed=True)}, Merged("b", conflicts=("x",))),
        ("b", {"x": npm("b", "n", disputed=True, master=True)}, Merged("b", conflicts=("x",))),
        (
            "b",
            {"x": npm("b", "n", disputed=True), "y": npm("b", "m")},
            Merged("m", "y", conflicts=("x",), agreed=("y",)),
        ),
        ("b", {"x": npm("b", "b", disputed=True)}, Merged("b", agreed=("x",))),
        (
            "b",
            {"x": npm("b", "n", disputed=True), "y": npm("b", "n")},
            Merged("n", "y", agreed=("x", "y")),
        ),
    ],
)
def test_merge(ours, sides, outcome):
    assert merge(ours, sides) == outcome


VALUES = st.sampled_from([None, "a", "b", "c"])
SIDES = st.dictionaries(
    st.sampled_from("pqrs"), st.builds(Side, VALUES, VALUES, st.booleans(), st.booleans(), st.booleans()), max_size=4
)


@given(VALUES, SIDES)
def test_every_endpoint_is_in_one_place_and_order_does_not_matter(ours, sides):
    merged = merge(ours, sides)
    assert sorted((*merged.conflicts, *merged.corrections, *merged.agreed, *merged.behind)) == sorted(sides)
    for order in permutations(sides):
        assert merge(ours, {name: sides[name] for name in order}) == merged


@given(VALUES, SIDES)
def test_no_word_is_lost(ours, sides):
    """A value that somebody typed is the outcome, waits for a person, or is kept as overruled."""
    merged = merge(ours, sides)
    kept = {merged.value, *(sides[n].theirs for n in (*merged.conflicts, *merged.corrections, *merged.overruled))}
    assert {side.theirs for side in sides.values() if side.theirs != side.base} <= {*kept, ours}


@given(VALUES, SIDES)
def test_only_who_has_a_say_changes_the_hub(ours, sides):
    merged = merge(ours, sides)
    if merged.value != ours:
        assert merged.source is not None and sides[merged.source].may_change and not sides[merged.source].disputed


@given(VALUES, SIDES)
def test_a_second_merge_changes_nothing(ours, sides):
    """After the first merge's writes, with the base renewed but for what waits, nothing is left to do."""
    merged = merge(ours, sides)
    after = {
        name: side
        if name in (*merged.conflicts, *merged.corrections)
        else Side(merged.value, merged.value, side.may_change, side.master, side.disputed)
        for name, side in sides.items()
    }
    again = merge(merged.value, after)
    assert again.value == merged.value and not again.behind and not again.overruled
