"""What waits for a person, decided either way: over the real sync with trackers in memory."""

from __future__ import annotations

import pytest

from npmsync.actions.resolve import resolve
from npmsync.actions.undoing import undo
from npmsync.actions.waiting import waiting_items
from npmsync.domain.words import Role
from npmsync.errors import Refused, UnknownName
from npmsync.ports import Area, Sheet
from npmsync.store import decisions, history
from npmsync.store.decisions import Decision
from npmsync.store.records import load_fields
from npmsync.testing.memory import meanwhile
from npmsync.testing.rehearsal import COLUMNS, Rehearsal, tracker

ROOF = ["1", "Repair the roof.", "Ministry of Health", "Central", "In progress", "internal", None, None, None]
YARD = ["2", "Open the yard daily.", "Prison Service", "Central", None, None, None, None, None]
TEXT, ADDRESSEES, STATUS, NOTES, RESPONSE = (list(COLUMNS).index(n) for n in (
    "text", "addressees", "status", "notes", "response_text"))  # fmt: skip


def changed(row: list, column: int, value: object) -> list:
    return [value if index == column else cell for index, cell in enumerate(row)]


@pytest.fixture
def pair(tmp_path):
    it = Rehearsal(tmp_path / "npm", [tracker("first"), tracker("second")])
    for name in ("first", "second"):
        it.type(name, [ROOF, YARD])
    it.sync()
    return it


@pytest.fixture
def shared(tmp_path):
    """The NPM's tracker and the sheet of an authority."""
    it = Rehearsal(tmp_path / "npm", [tracker("mine"), tracker("theirs", Role.AUTHORITY)])
    it.type("mine", [ROOF, YARD])
    it.type("theirs", [])
    it.sync()
    it.type("theirs", [ROOF, YARD])
    it.sync()
    return it


def decide(it, take, identity=None):
    with it.opened() as opened:
        return resolve(opened, identity, take, "because")


def recommendation(it, ref):
    return next(f for k, f in it.hub().items() if k.entity == "recommendation" and f.get("ref") == ref)


def test_a_response_that_two_trackers_give_apart_for_the_first_time_is_decided(pair):
    pair.type("first", [changed(ROOF, RESPONSE, "Works begin."), YARD])
    pair.type("second", [changed(ROOF, RESPONSE, "No money."), YARD])
    pair.sync()
    items = {item.endpoint: item for item in pair.waiting()}
    assert {(item.kind, item.field) for item in items.values()} == {("conflict", "text")}
    decide(pair, "theirs", items["second"].id)
    decide(pair, "ours", items["first"].id)
    report = pair.sync()
    assert not report.waits
    assert [row[RESPONSE] for row in (pair.rows("first")[0], pair.rows("second")[0])] == ["No money."] * 2


def test_one_word_does_not_decide_between_two_values(pair):
    pair.type("first", [changed(ROOF, NOTES, "one"), changed(YARD, NOTES, "only here")])
    pair.type("second", [changed(ROOF, NOTES, "two"), YARD])
    pair.sync()
    done = decide(pair, "theirs")
    assert (done["resolved"], done["left"], done["run"]) == (0, 2, None)
    assert decide(pair, "ours")["left"] == 0
    pair.sync()
    assert [pair.rows(name)[0][NOTES] for name in ("first", "second")] == ["internal"] * 2
    assert {"one", "two"} <= {e.change.new["theirs"] for e in pair.history() if e.change.field == "decision"}


def test_what_a_decision_was_about_may_be_gone(pair):
    pair.type("first", [changed(ROOF, NOTES, "one"), YARD])
    pair.type("second", [YARD])
    pair.sync()
    pair.type("first", [changed(ROOF, NOTES, "two"), YARD])
    with pair.opened() as opened, opened.store.transaction() as connection:
        key = next(k for k, f in load_fields(connection).items() if f.get("ref") == "1")
        conflict = Decision("c", "conflict", "first", *key, "notes", "internal", "two", "2026-01-01")
        decisions.add(connection, conflict)
    assert decide(pair, "theirs")["left"] == 0
    assert [f.get("ref") for k, f in pair.hub().items() if k.entity == "recommendation"] == ["2"]
    assert not pair.sync().waits


def test_a_row_that_is_gone_from_two_trackers_is_deleted_once(tmp_path):
    it = Rehearsal(tmp_path / "npm", [tracker(name) for name in ("first", "second", "third")])
    for endpoint in it.endpoints:
        it.type(endpoint.name, [ROOF, YARD])
    it.sync()
    for name in ("first", "second"):
        it.type(name, [YARD])
    it.sync()
    done = decide(it, "theirs")
    assert (done["resolved"], done["left"]) == (2, 0)
    assert [fields.get("ref") for key, fields in it.hub().items() if key.entity == "recommendation"] == ["2"]
    assert not it.sync().waits


@pytest.mark.parametrize(
    ("field", "theirs", "value"),
    [
        ("text", "Repair the whole roof.", "Repair the whole roof."),
        ("place", "Northern Prison", "Northern Prison"),
        ("place", "", None),
        ("visit_date", "2026-03-31", "2026-03-31"),
        ("issued_on", "2026-03-31 00:00:00", "2026-03-31"),
        ("status", "Implemented", "implemented"),
        ("priority", "Élevée", "high"),
        ("topics", "Health; Staff", ["Health", "Staff"]),
    ],
)
def test_a_correction_from_a_form_is_taken(pair, field, theirs, value):
    waits_from_a_form(pair, field, theirs)
    decide(pair, "theirs", "from-form")
    assert recommendation(pair, "1").get(field) == value
    pair.sync()
    assert not pair.sync().waits


@pytest.mark.parametrize(("field", "theirs"), [("text", ""), ("visit_date", "in spring"), ("status", "blue")])
def test_a_correction_that_says_nothing_usable_waits_on(pair, field, theirs):
    waits_from_a_form(pair, field, theirs)
    before = pair.hub()
    with pytest.raises(Refused):
        decide(pair, "theirs", "from-form")
    assert pair.hub() == before and [item.id for item in pair.waiting()] == ["from-form"]
    assert decide(pair, "theirs")["left"] == 1
    assert decide(pair, "ours", "from-form")["resolved"] == 1


def test_a_factual_correction_replaces_the_words_that_it_is_about(pair):
    said = {"paragraph": "3", "says": "the roof", "should_say": "the east roof", "evidence": "plan"}
    waits_from_a_form(pair, "factual correction", said)
    decide(pair, "theirs", "from-form")
    assert recommendation(pair, "1")["text"] == "Repair the east roof."


def test_a_factual_correction_of_another_part_of_the_report_is_only_put_down(pair):
    waits_from_a_form(pair, "factual correction", {"says": "120 prisoners", "should_say": "118"}, record="")
    before = pair.hub()
    decide(pair, "theirs", "from-form")
    assert pair.hub() == before
    assert pair.history()[-1].change.new["theirs"]["should_say"] == "118"


@pytest.mark.parametrize("says", ["r", "the cellar"], ids=["twice in the text", "not in the text"])
def test_a_factual_correction_of_words_that_do_not_stand_once_changes_no_text(pair, says):
    waits_from_a_form(pair, "factual correction", {"says": says, "should_say": "the east roof"})
    entries = len(pair.history())
    decide(pair, "theirs", "from-form")
    assert recommendation(pair, "1")["text"] == ROOF[TEXT]
    assert [entry.change.field for entry in pair.history()[entries:]] == ["decision"]


def waits_from_a_form(it, field, theirs, record=None):
    with it.opened() as opened, opened.store.transaction() as connection:
        key = next(k for k, f in load_fields(connection).items() if f.get("ref") == "1")
        identity = key.id if record is None else record
        item = Decision("from-form", "correction", None, "recommendation", identity, field, "x", theirs, "2026-01-01")
        decisions.add(connection, item)


def test_an_authority_changes_its_answer_and_nothing_of_the_npms(shared):
    row = changed(changed(ROOF, STATUS, "Implemented"), RESPONSE, "It is repaired.")
    shared.type("theirs", [changed(row, ADDRESSEES, "Ministry of Health; Office of Nobody"), YARD])
    shared.sync()
    assert recommendation(shared, "1")["status"] == "in_progress"
    assert shared.rows("mine")[0][RESPONSE] == "It is repaired."
    assert {(i.kind, i.field) for i in shared.waiting()} == {("correction", "status"), ("correction", "addressees")}
    assert "Office of Nobody" not in {f.get("name") for f in shared.hub().values()}
    decide(shared, "theirs")
    shared.sync()
    assert shared.rows("mine")[0][ADDRESSEES] == "Ministry of Health; Office of Nobody"
    assert shared.rows("mine")[0][STATUS] == "Implemented"


def test_an_authority_answers_for_nobody_whom_it_wrote_beside_itself(shared):
    row = changed(changed(ROOF, ADDRESSEES, "Ministry of Health; Prison Service"), RESPONSE, "It is repaired.")
    shared.type("theirs", [row, YARD])
    shared.sync()
    names = {key.id: fields["name"] for key, fields in shared.hub().items() if key.entity == "authority"}
    answers = [fields for key, fields in shared.hub().items() if key.entity == "response"]
    assert [(names[fields["authority"]], fields["text"]) for fields in answers] == [
        ("Ministry of Health", "It is repaired.")
    ]


def test_whom_the_npm_names_for_the_first_time_an_authority_may_name_in_the_same_sync(tmp_path):
    it = Rehearsal(tmp_path / "npm", [tracker("a sheet", Role.AUTHORITY), tracker("mine")])
    it.type("mine", [ROOF, YARD])
    it.type("a sheet", [])
    it.sync()
    it.type("a sheet", [ROOF, YARD])
    it.sync()
    for name in ("mine", "a sheet"):
        it.type(name, [changed(ROOF, ADDRESSEES, "Ombudsman"), YARD])
    assert not it.sync().waits


@pytest.mark.parametrize("take", ["ours", "theirs"])
def test_a_row_that_an_authority_added_is_a_proposal(shared, take):
    added = ["3", "Praise the ministry.", "Ministry of Health", "Central", None, None, "Thanks.", None, None]
    shared.type("theirs", [ROOF, YARD, added])
    shared.sync()
    (item,) = shared.waiting()
    assert (item.kind, item.field, item.theirs) == ("correction", "text", "Praise the ministry.")
    with shared.opened() as opened:
        assert waiting_items(opened)[0]["theirs"] == "Praise the ministry."
    assert len(shared.rows("mine")) == 2
    decide(shared, take, item.id)
    shared.sync()
    assert [item.id for item in shared.waiting() if item.field == "text"] == []
    assert ("3" in {row[0] for row in shared.rows("mine")}) == (take == "theirs")


def test_undo_takes_new_rows_back_and_the_next_sync_does_not_bring_them_again(pair):
    pair.type("first", [ROOF, YARD, ["3", "Give leaflets.", "Ombudsman", *[None] * 6]])
    run = pair.sync().run
    with pair.opened() as opened:
        done = undo(opened, run)
    assert done.left == []
    assert "Ombudsman" not in {f.get("name") for f in pair.hub().values()}
    pair.sync()
    assert len([k for k in pair.hub() if k.entity == "recommendation"]) == 2
    with pair.opened() as opened:
        undo(opened, pair.history()[-1].run)
    assert recommendation(pair, "3")["text"] == "Give leaflets."
    pair.sync()
    assert len(pair.rows("first")) == len(pair.rows("second")) == 3


def test_undo_goes_back_through_every_tracker(pair):
    pair.type("first", [changed(ROOF, NOTES, "new"), YARD])
    run = pair.sync().run
    assert pair.rows("second")[0][NOTES] == "new"
    with pair.opened() as opened:
        undo(opened, run)
    pair.sync()
    assert [pair.rows(name)[0][NOTES] for name in ("first", "second")] == ["internal"] * 2


def test_undo_leaves_what_has_changed_since_and_names_it(pair):
    pair.type("first", [changed(changed(ROOF, NOTES, "new"), STATUS, "Implemented"), YARD])
    run = pair.sync().run
    pair.type("second", [changed(changed(ROOF, NOTES, "newer"), STATUS, "Implemented"), YARD])
    pair.sync()
    with pair.opened() as opened:
        done = undo(opened, run)
    assert [(left["field"], left["now"]) for left in done.left] == [("notes", "newer")]
    assert recommendation(pair, "1")["status"] == "in_progress"
    with pair.opened() as opened, pytest.raises(Refused) as nothing:
        undo(opened, run)
    assert nothing.value.name == "nothing-to-undo"
    with pair.opened() as opened, pytest.raises(UnknownName):
        undo(opened, "no such run")


def test_a_record_made_by_a_run_and_changed_since_stays_when_the_run_is_undone(pair):
    pair.type("first", [ROOF, YARD, ["3", "Give leaflets.", "Prison Service", *[None] * 6]])
    run = pair.sync().run
    pair.type("first", [*pair.rows("first")[:2], changed(pair.rows("first")[2], NOTES, "a week's work")])
    pair.sync()
    with pair.opened() as opened, pytest.raises(Refused) as nothing:
        undo(opened, run)
    assert nothing.value.name == "nothing-to-undo"
    assert recommendation(pair, "3")["notes"] == "a week's work"


@pytest.mark.parametrize("name", ["first", "second"])
@pytest.mark.parametrize("notes", ["taken up again", None])
def test_a_row_of_an_undone_record_that_somebody_takes_up_again_is_one_record_everywhere(pair, name, notes):
    """Undone, its rows stay and are not read. Then one is edited and counts as new: the other is its row, too."""
    leaflets = changed(["3", "Give leaflets.", "Prison Service", *[None] * 6], NOTES, "as it was")
    pair.type("first", [ROOF, YARD, leaflets])
    run = pair.sync().run
    with pair.opened() as opened:
        undo(opened, run)
    pair.sync()
    pair.type(name, [*pair.rows(name)[:2], changed(pair.rows(name)[2], NOTES, notes)])
    pair.sync()
    for item in pair.waiting():
        decide(pair, "theirs" if item.endpoint == name else "ours", item.id)
    pair.sync()
    assert [[row[TEXT] for row in pair.rows(each)] for each in ("first", "second")] == [
        [ROOF[TEXT], YARD[TEXT], "Give leaflets."]
    ] * 2
    assert recommendation(pair, "3")["notes"]
    pair.forget_what_was_read()
    assert pair.sync().run is None and not pair.waiting()


def test_a_row_that_a_person_wants_to_stay_is_put_back_and_its_answer_with_it(pair):
    pair.type("first", [changed(ROOF, RESPONSE, "Works begin."), YARD])
    pair.sync()
    pair.type("second", [YARD])
    pair.sync()
    decide(pair, "ours")
    pair.sync()
    assert sorted(row[TEXT] for row in pair.rows("second")) == sorted([YARD[TEXT], ROOF[TEXT]])
    assert next(row for row in pair.rows("second") if row[0] == "1")[RESPONSE] == "Works begin."
    assert pair.sync().run is None


def test_what_a_decision_deleted_comes_back_whole_with_whose_answer_it_was(pair):
    pair.type("first", [changed(ROOF, RESPONSE, "Works begin."), YARD])
    pair.sync()
    before = pair.said()["hub"]
    pair.type("first", [YARD])
    pair.sync()
    run = decide(pair, "theirs")["run"]
    assert "Works begin." not in str(pair.said()["hub"])
    with pair.opened() as opened:
        assert undo(opened, run).left == []
    assert pair.said()["hub"] == before


def test_a_record_made_by_a_run_and_spoken_of_since_stays_when_the_run_is_undone(pair):
    pair.type("first", [ROOF, YARD, ["3", "Give leaflets.", "Ombudsman", *[None] * 6]])
    run = pair.sync().run
    pair.type("first", [changed(ROOF, ADDRESSEES, "Ombudsman"), *pair.rows("first")[1:]])
    pair.sync()
    with pair.opened() as opened:
        done = undo(opened, run)
    assert [left["why"] for left in done.left] == ["other records speak of it"]
    assert {"1", "2"} == {f["ref"] for k, f in pair.hub().items() if k.entity == "recommendation"}
    assert not pair.sync().waits


def test_a_master_overrules_and_what_was_overruled_is_kept_and_undone_cleanly(tmp_path):
    it = Rehearsal(tmp_path / "npm", [tracker("first"), tracker("second", master=True)])
    for name in ("first", "second"):
        it.type(name, [ROOF])
    it.sync()
    it.type("first", [changed(ROOF, NOTES, "mine")])
    it.type("second", [changed(ROOF, NOTES, "the master's")])
    run = it.sync().run
    assert it.rows("first")[0][NOTES] == "the master's"
    (word,) = [e.change.new for e in it.history() if e.change.field == history.OVERRULED]
    assert word == {"field": "notes", "said": "mine", "master": "the master's"}
    with it.opened() as opened:
        assert undo(opened, run).left == []
    it.sync()
    assert it.rows("first")[0][NOTES] == it.rows("second")[0][NOTES] == "internal"


def test_a_renumbered_row_keeps_its_answers(pair):
    pair.type("first", [changed(ROOF, RESPONSE, "Done."), YARD])
    pair.sync()
    pair.type("first", [["7", *pair.rows("first")[0][1:]], YARD])
    report = pair.sync()
    assert (report.vanished, report.conflicts) == (0, 0)
    assert pair.rows("second")[0][0] == "7" and pair.rows("second")[0][RESPONSE] == "Done."


def test_exchanged_references_move_no_answer(pair):
    pair.type("first", [changed(ROOF, RESPONSE, "Done."), YARD])
    pair.sync()
    pair.type("first", [["2", *pair.rows("first")[0][1:]], ["1", *YARD[1:]]])
    pair.sync()
    by_text = {row[TEXT]: (row[0], row[RESPONSE]) for row in pair.rows("second")}
    assert by_text == {"Repair the roof.": ("2", "Done."), "Open the yard daily.": ("1", None)}


def test_two_new_rows_alike_are_two_and_stay_two(pair):
    plain = [None, "Whitewash the cells.", None, "Central", *[None] * 5]
    pair.type("first", [ROOF, YARD, plain, plain])
    report = pair.sync()
    assert not report.waits and len(pair.rows("second")) == 4
    pair.forget_what_was_read()
    assert pair.sync().run is None
    assert len([k for k in pair.hub() if k.entity == "recommendation"]) == 4


def test_the_same_new_row_in_two_trackers_at_once_is_one(pair):
    new = ["3", "Give leaflets.", "Prison Service", "Central", "In progress", *[None] * 4]
    pair.type("first", [ROOF, YARD, changed(new, NOTES, "first says")])
    pair.type("second", [new, YARD, ROOF])
    report = pair.sync()
    assert not report.waits
    assert len(pair.rows("first")) == len(pair.rows("second")) == 3
    assert pair.rows("second")[0][NOTES] == "first says"


def test_the_answer_of_an_addressee_that_was_taken_off_stays(pair):
    pair.type("first", [changed(ROOF, RESPONSE, "Works begin."), YARD])
    pair.sync()
    pair.type("first", [changed(changed(ROOF, RESPONSE, "Works begin."), ADDRESSEES, "Prison Service"), YARD])
    pair.sync()
    names = {k.id: f["name"] for k, f in pair.hub().items() if k.entity == "authority"}
    answers = {names[f["authority"]]: f["text"] for k, f in pair.hub().items() if k.entity == "response"}
    assert answers == {"Ministry of Health": "Works begin."}


def test_a_record_of_several_rows_is_written_in_each(tmp_path):
    it = Rehearsal(tmp_path / "npm", [tracker("first"), tracker("second")])
    it.type("first", [ROOF, changed(ROOF, ADDRESSEES, "Prison Service")])
    it.type("second", [])
    it.sync()
    it.type("second", [changed(it.rows("second")[0], NOTES, "looked at")])
    it.sync()
    assert [row[NOTES] for row in it.rows("first")] == ["looked at", "looked at"]
    it.type("second", [["", *it.rows("second")[0][1:]]])
    report = it.sync()
    assert [row[0] for row in it.rows("first")] == ["1", "1"] and report.waits
    assert any("holds its rows together" in note for e in report.endpoints for note in e.notes)


def two_rows(it, *notes):
    """A recommendation with a row for each of its addressees."""
    whom = ("Ministry of Health", "Prison Service")
    return [changed(changed(ROOF, ADDRESSEES, who), NOTES, note) for who, note in zip(whom, notes, strict=True)]


def test_what_two_rows_of_one_record_say_apart_is_never_written_over(pair):
    pair.type("first", two_rows(pair, "same", "same"))
    pair.sync()
    assert recommendation(pair, "1")["notes"] == "same"
    pair.type("first", two_rows(pair, "one", "other"))
    pair.type("second", [changed(pair.rows("second")[0], NOTES, "third"), YARD])
    for _ in range(2):
        report = pair.sync(accept_missing=True)
        assert [row[NOTES] for row in pair.rows("first")][:2] == ["one", "other"]
        assert recommendation(pair, "1")["notes"] == "third" and report.endpoints[0].waiting == 1
    assert "rows of 1 recommendations do not say the same" in " ".join(report.endpoints[0].notes)
    pair.type("first", two_rows(pair, "third", "third"))
    pair.sync(accept_missing=True)
    pair.type("second", [changed(pair.rows("second")[0], NOTES, "fourth"), YARD])
    pair.sync(accept_missing=True)
    assert [row[NOTES] for row in pair.rows("first")][:2] == ["fourth"] * 2


def test_of_rows_that_never_said_the_same_an_edit_counts_and_the_others_stay(tmp_path):
    it = Rehearsal(tmp_path / "npm", [tracker("first"), tracker("second")])
    it.type("first", two_rows(it, "one", "other"))
    it.type("second", [])
    it.sync()
    assert recommendation(it, "1")["notes"] == "one"
    it.type("first", two_rows(it, "edited", "other"))
    it.sync()
    assert recommendation(it, "1")["notes"] == "edited" == it.rows("second")[0][NOTES]
    it.type("second", [changed(it.rows("second")[0], NOTES, "elsewhere")])
    report = it.sync()
    assert [row[NOTES] for row in it.rows("first")] == ["edited", "other"] and report.endpoints[0].waiting == 1


def test_a_cell_of_a_formula_and_a_hidden_cell_of_a_merge_are_never_written(pair):
    header, *rows = pair.tables.sheets(pair.path("second"))[0].rows
    sheet = Sheet("Register", [header, *rows], formulas=frozenset({(2, NOTES + 1)}), merges=(Area(2, 4, 3, 4),))
    pair.tables.put(pair.path("second"), sheet)
    pair.type("first", [changed(ROOF, NOTES, "new"), YARD])
    report = pair.sync()
    assert report.endpoints[1].waiting == 1 and "formula" in report.endpoints[1].notes[-1]
    assert pair.rows("second")[0][NOTES] == "internal"


def test_a_tracker_changed_between_reading_and_writing_is_looked_at_again(pair):
    pair.type("first", [changed(ROOF, NOTES, "new"), YARD])
    edit = meanwhile("write", lambda path: pair.type("second", [changed(ROOF, STATUS, "Implemented"), YARD]))
    pair.tables.faults.append(edit)
    report = pair.sync()
    assert not report.waits and [e.waiting for e in report.endpoints] == [0, 0]
    assert [(pair.rows(n)[0][NOTES], pair.rows(n)[0][STATUS]) for n in ("first", "second")] == [
        ("new", "Implemented")
    ] * 2


def test_a_text_made_empty_is_asked_about_and_cannot_be_taken(tmp_path):
    fields = ["ref", "notes", "text"]
    it = Rehearsal(tmp_path / "npm", [tracker("first", fields=fields)])
    it.type("first", [["1", "n", "Repair the roof."], ["2", "m", "Open the yard daily."]])
    it.sync()
    it.type("first", [["1", "n", None], ["2", "m", "Open the yard daily."]])
    assert it.sync().waits
    assert len([k for k in it.hub() if k.entity == "recommendation"]) == 2
