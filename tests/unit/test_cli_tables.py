"""Tables on a terminal: within its width, nothing lost, columns straight."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from npmsync.cli.show import _COLUMNS, GAP, _even, _even_row, _row, laid_out, table

WORDS = st.text(st.sampled_from("ab é漢ש\u0301"), max_size=30) | st.text(st.sampled_from("ab é"), max_size=30)


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


def test_what_is_taken_for_even_takes_one_column_a_character():
    assert all(_COLUMNS[letter] == 1 for letter in map(chr, range(0x3000)) if _even(letter) and letter.isprintable())


@given(st.lists(st.text("ab c", max_size=40), min_size=1, max_size=4), st.integers(1, 20))
def test_the_quick_way_to_lay_out_a_row_gives_what_the_other_gives(cells, width):
    widths = [width] * len(cells)
    quick = _even_row(cells, widths, GAP.join([f"{{:<{width}}}"] * len(cells)))
    assert ["".join(line.split()) for line in quick if line] == ["".join(x.split()) for x in _row(cells, widths) if x]
