"""ISO 7064 MOD 37,36: what a check character promises."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from npmsync.documents.check_character import check_character, is_checked, significant
from npmsync.documents.reference import visible_references

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
stems = st.text(LETTERS, min_size=1, max_size=20)


def test_the_known_answer_of_a_global_release_identifier() -> None:
    # ISO 7064 MOD 37,36 as GRid uses it: A1-2425G-ABC1234002-M.
    assert check_character("A12425GABC1234002") == "M"


@given(stems)
def test_a_reference_with_its_check_character_is_right(stem: str) -> None:
    assert is_checked(stem + check_character(stem))


@given(stems, st.data())
def test_every_single_slip_is_caught(stem: str, data: st.DataObject) -> None:
    whole = stem + check_character(stem)
    at = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.sampled_from(LETTERS))
    assume(other != whole[at])
    assert not is_checked(whole[:at] + other + whole[at + 1 :])


@given(st.text(max_size=12), st.text(max_size=12))
def test_marks_and_capitals_do_not_count_and_letters_of_any_script_do(one: str, two: str) -> None:
    assert significant(f" {one}-·/{two} ") == significant(one) + significant(two)
    assert set(significant(one)) <= set(LETTERS)


def test_references_in_other_letters_are_told_apart() -> None:
    assert significant("12ا") != significant("12ب") != significant("12Ж")
    assert significant("١٢") == significant("12")


@given(st.lists(st.one_of(st.none(), st.text(max_size=30)), max_size=20))
def test_the_references_of_a_form_are_unique_and_right(refs: list[str | None]) -> None:
    shown = visible_references(refs)
    assert len({significant(s) for s in shown}) == len(refs)
    assert all(is_checked(s) for s in shown)
