"""Tables on a terminal: within its width, nothing lost, columns straight."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from npmsync.cli.show import laid_out, table

WORDS = st.text(st.sampled_from("ab é漢ש\u0301"), max_size=30)


def test_rows_stand_under_their_headers_and_long_cells_are_wrapped_between_words():
    shown = laid_out(("ref", "text"), [["1", "Install call bells in every cell."], ["22", "No"]], 24)
    assert shown.splitlines() == [
        "ref   text",
        "────────────────────────",
        "1     Install call bells",
        "      in every cell.",
        "22    No",
    ]


def test_marks_take_no_column_and_wide_letters_two():
    assert laid_out(("a", "b"), [["e\u0301", "x"], ["漢", "y"]], 80).splitlines()[2:] == ["e\u0301    x", "漢   y"]


def test_no_rows_are_said():
    assert table(("ref",), [], "Nothing is due.") == "Nothing is due."


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=6), st.integers(12, 60))
def test_nothing_is_lost_and_nothing_is_wider_than_the_terminal(rows, width):
    shown = laid_out(("x", "y", "z"), rows, width)
    assert sorted("".join(shown.split()).replace("─", "")) == sorted(
        "".join("xyz" + "".join(map("".join, rows))).replace(" ", "")
    )
    assert all(
        sum(1 + (letter == "漢") - (letter == "\u0301") for letter in line) <= width for line in shown.splitlines()
    )
