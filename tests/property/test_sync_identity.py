"""However a tracker is sorted, cut, grown and edited: no answer, no status ever moves to another recommendation."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from npmsync.testing.rehearsal import COLUMNS, Rehearsal, tracker

NIGHTLY = bool(os.environ.get("NPMSYNC_NIGHTLY"))
REF, TEXT, STATUS, NOTES, RESPONSE = (
    list(COLUMNS).index(name) for name in ("ref", "text", "status", "notes", "response_text")
)
ROWS = 40
VERBS = ("Repair", "Inspect", "Whitewash", "Heat", "Air")
THINGS = ("the roof", "the showers", "the sick bay", "the yard", "the cells of new arrivals", "the visiting room")


def register(with_refs: bool, alike: int) -> list[list]:
    """Forty rows, each with an answer that names it. Texts are near-duplicates, as in real registers; the last `alike`
    are copies of the first ones in all but their place."""
    rows = []
    for n in range(ROWS):
        source = n if n < ROWS - alike else n - (ROWS - alike)
        verb, thing = VERBS[source % len(VERBS)], THINGS[source % len(THINGS)]
        text = f"{verb} {thing} of wing {source // 6 + 1} before the winter and report on it in writing."
        ref = f"2026/{n + 1:03d}" if with_refs else None
        rows.append(
            [ref, text, "Prison Service", f"Prison {n}", "In progress", f"notes of {n}", f"answer of {n}", None, None]
        )
    return rows


edits = st.lists(
    st.one_of(
        st.tuples(st.just("shuffle"), st.randoms(use_true_random=False)),
        st.tuples(st.just("sort"), st.sampled_from([TEXT, NOTES, 3])),
        st.tuples(st.just("delete"), st.integers(0, ROWS - 1)),
        st.tuples(st.just("insert"), st.integers(0, ROWS - 1)),
        st.tuples(st.just("reword"), st.integers(0, ROWS - 1)),
        st.tuples(st.just("rewrite"), st.integers(0, ROWS - 1)),
        st.tuples(st.just("move"), st.integers(0, ROWS - 1)),
        st.tuples(st.just("copy"), st.integers(0, ROWS - 1)),
        st.tuples(st.just("renumber"), st.integers(0, ROWS - 1)),
        st.tuples(st.just("assess"), st.integers(0, ROWS - 1)),
    ),
    min_size=1,
    max_size=8,
)


def edited(rows: list[list], changes: list[tuple]) -> list[list]:
    rows = [list(row) for row in rows]
    for count, (what, how) in enumerate(changes):
        at = how % len(rows) if isinstance(how, int) else 0
        if what == "shuffle":
            how.shuffle(rows)
        elif what == "sort":
            rows.sort(key=lambda row, by=how: str(row[by]))
        elif what == "delete":
            del rows[at]
        elif what == "insert":
            rows.insert(at, [None, f"Give wing {count} a library.", "Prison Service", "Prison new", *[None] * 5])
        elif what == "reword":
            rows[at][TEXT] = str(rows[at][TEXT]).replace("in writing", "by letter")
        elif what == "rewrite":
            rows[at][TEXT] = f"Entirely other words, written anew for the {count}th time by someone."
        elif what == "move":
            rows[at][3] = "Prison elsewhere"
        elif what == "copy":
            rows.append(list(rows[at]))
        elif what == "renumber" and rows[at][REF]:
            rows[at][REF] = f"2027/{count:03d}"
        elif what == "assess":
            rows[at][STATUS] = "Implemented"
    return rows


@settings(max_examples=600 if NIGHTLY else 60, deadline=None, suppress_health_check=list(HealthCheck))
@given(with_refs=st.booleans(), alike=st.sampled_from([0, 0, 5]), changes=edits)
def test_no_answer_and_no_status_moves_to_another_recommendation(with_refs, alike, changes):
    with tempfile.TemporaryDirectory() as folder:
        it = Rehearsal(Path(folder) / "npm", [tracker("first"), tracker("second")])
        before = register(with_refs, alike)
        it.type("first", before)
        it.type("second", [])
        it.sync()
        whose = owners(it)
        assert len(whose) == ROWS
        after = edited(before, changes)
        it.type("first", after)
        it.sync(accept_missing=True)
        # What a row says of itself (its notes, its answer) is said of the recommendation that said it before.
        for record, (notes, answer) in owners(it).items():
            if record in whose:
                assert notes == whose[record][0] and answer == whose[record][1]
        # And in the other tracker each answer stands beside the notes that it stood beside.
        for row in it.rows("second"):
            assert str(row[NOTES] or "").removeprefix("notes") == str(row[RESPONSE] or "").removeprefix("answer")
        # A status is the one that somebody gave to a row with these notes.
        given = {(row[NOTES], row[STATUS]) for row in (*before, *after)}
        assert {(row[NOTES], row[STATUS]) for row in it.rows("second")} <= given


def owners(it: Rehearsal) -> dict[str, tuple[object, object]]:
    """Recommendation id -> its notes and its answer."""
    hub = it.hub()
    answers = {fields["recommendation"]: fields.get("text") for key, fields in hub.items() if key.entity == "response"}
    return {k.id: (f.get("notes"), answers.get(k.id)) for k, f in hub.items() if k.entity == "recommendation"}
