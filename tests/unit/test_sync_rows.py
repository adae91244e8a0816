"""Whose row is this, and what does it say: the single rules of identity, matching and composing, one test each."""

from __future__ import annotations

from npmsync.domain.record import Key
from npmsync.sync.agreed import Agreed, content_of, renewed
from npmsync.sync.compose import compose, raw_cells
from npmsync.sync.identity import Mark, identify, identify_alike
from npmsync.sync.matching import Held, match
from npmsync.tables.model import Row
from npmsync.tables.sources import Place, Source

ONE, TWO = Key("recommendation", "1"), Key("recommendation", "2")
TEXT = "Repair the roof of the women's wing before the winter comes."


def source(number: int = 2, odd: frozenset[str] = frozenset(), **values: object) -> Source:
    raw = {name: "; ".join(v) if isinstance(v, tuple) else v for name, v in values.items()}
    return Source("recommendation", (Place(0, Row("Register", number, values, raw), odd),))


def agreed(of: Source, **values: object) -> Agreed:
    raw = raw_cells(of)
    rows = tuple((place.row.sheet, place.row.number) for place in of.places)
    return Agreed(values or dict(of.places[0].row.values), {}, raw, rows, content_of(raw))


# --- identity ---------------------------------------------------------------------------------------------------------


def test_two_rows_that_say_the_same_are_not_told_apart_by_chance():
    rows = {0: Mark("", TEXT, "Third"), 1: Mark("", TEXT, "Fourth")}
    found = identify(rows, {ONE: Mark("", TEXT, "First"), TWO: Mark("", TEXT, "Second")})
    assert found.rows == {} and set(found.asked) == {0, 1}


def test_what_is_somewhat_alike_is_asked_about():
    row = Mark("", "Repair the heating of the men's wing before the next inspection comes.", "Third")
    found = identify({0: row}, {ONE: Mark("", TEXT, "First")})
    assert (found.rows, found.asked) == ({}, {0: (ONE,)})


def test_two_records_that_are_as_near_are_both_asked_about():
    known = {ONE: Mark("", f"{TEXT} Today."), TWO: Mark("", f"{TEXT} Monday.")}
    found = identify({0: Mark("", f"{TEXT} Toonday.")}, known)
    assert found.rows == {} and set(found.asked[0]) == {ONE, TWO}


def test_two_references_are_two_records_however_near_their_texts():
    row, record = Mark("7", f"{TEXT} Again."), Mark("3", TEXT)
    for find in (identify, identify_alike):
        found = find({0: row}, {ONE: record})
        assert (found.rows, found.asked) == ({}, {})


def test_a_row_that_took_the_number_of_one_that_is_gone_is_known_by_its_text():
    """Row 1 was deleted and row 2 numbered 1: its answers are its own, however like the two texts are."""
    others = {Key("recommendation", f"x{n}"): Mark(f"x{n}", f"Number {n * 37} of something else.") for n in range(12)}
    known = {ONE: Mark("1", f"{TEXT} On wing A."), TWO: Mark("2", f"{TEXT} On wing B."), **others}
    rows = {0: Mark("1", f"{TEXT} On wing B."), **dict(enumerate(others.values(), 1))}
    assert identify(rows, known).rows == {0: TWO, **dict(enumerate(others, 1))}


def test_a_row_whose_number_belongs_to_a_text_that_stands_elsewhere_is_not_known_by_its_number():
    """Somebody put a new row above and numbered by hand: the old text is there with no number yet."""
    others = {Key("recommendation", f"x{n}"): Mark(f"x{n}", f"Number {n * 37} of something else.") for n in range(12)}
    known = {ONE: Mark("1", f"{TEXT} On wing A."), **others}
    rows = {0: Mark("1", f"{TEXT} On wing C."), 1: Mark("", f"{TEXT} On wing A.")}
    rows |= dict(enumerate(others.values(), 2))
    assert identify(rows, known).rows == {1: ONE, **dict(enumerate(others, 2))}


def test_a_number_says_nothing_beside_quite_another_text():
    assert identify({0: Mark("1", "Open the yard.")}, {ONE: Mark("1", TEXT)}).rows == {}


# --- matching ---------------------------------------------------------------------------------------------------------


def test_a_row_that_was_written_and_not_yet_seen_is_known_by_what_was_meant():
    row = source(text=TEXT, notes="n")
    moved_on = {ONE: {"text": "Something else altogether, since then."}}
    assert match([row], Held(intents={ONE: agreed(row)}), moved_on, {}).known == {0: ONE}


def test_a_row_like_a_vanished_one_is_the_one_that_was_to_be_written():
    row = source(text=TEXT, notes="n")
    held = Held(base={ONE: agreed(row)}, intents={TWO: agreed(row)}, vanished=frozenset({ONE}))
    assert match([row], held, {ONE: {"text": TEXT}, TWO: {"text": TEXT}}, {}).known == {0: TWO}


def test_a_row_that_a_person_called_new_is_new_and_one_that_is_a_record_is_that():
    row = source(text=TEXT)
    hub = {ONE: {"text": TEXT}, TWO: {"text": "Another matter."}}
    said = content_of(raw_cells(row))
    assert match([row], Held(verdicts={said: None}), hub, {}).new == (0,)
    assert match([row], Held(verdicts={said: "2"}), hub, {}).known == {0: TWO}


def test_records_that_differ_in_anything_are_not_dealt_out():
    rows = [source(2, text=TEXT), source(3, text=TEXT)]
    hub = {ONE: {"text": TEXT, "notes": "of the first"}, TWO: {"text": TEXT, "notes": "of the second"}}
    assert match(rows, Held(), hub, {}).known == {}
    alike = {key: {"text": TEXT} for key in (ONE, TWO)}
    assert match(rows, Held(), alike, {}).known == {0: ONE, 1: TWO}


# --- composing --------------------------------------------------------------------------------------------------------


def test_a_cell_that_nobody_touched_means_whom_it_meant():
    before = source(text=TEXT, addressees=("Ministry",), notes="old")
    now = source(text=TEXT, addressees=("Ministry",), notes="new")
    past = agreed(before, text=TEXT, addressees=["the ministry of then"], notes="old")
    found = compose(now, raw_cells(now), [past], lambda name: "another of this name")
    assert found.now.values == {"text": TEXT, "addressees": ["the ministry of then"], "notes": "new"}
    assert found.addressees == (("the ministry of then",),)


def test_a_cell_that_could_not_be_read_says_nothing():
    row = source(odd=frozenset({"status"}), text=TEXT, status=None)
    found = compose(row, raw_cells(row), [], str)
    assert found.unread == {"status"} and "status" not in found.now.values


def test_an_answer_that_waits_is_not_agreed_on():
    now = Agreed(answers={"a": {"position": "rejected", "text": "No."}})
    base = renewed(Agreed(), now, (), {"a": frozenset({"position"})})
    assert base.answers == {"a": {"text": "No."}}
