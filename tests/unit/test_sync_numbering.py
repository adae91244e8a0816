"""Records without a reference get one of npmsync's, each once, and a copied row gets its own."""

from __future__ import annotations

from npmsync.domain.record import Key
from npmsync.sync.model import HubChange, Plan, Write
from npmsync.sync.numbering import with_references

A, B, C = (Key("recommendation", letter) for letter in "abc")


def numbered(before, after, order, shown, plan=None):
    plan = with_references(plan or Plan(), before, after, {"register": order}, {"register": shown})
    return {change.key: change.new for change in plan.changes if change.field == "ref"}, plan


def test_numbers_go_on_after_the_highest_in_the_rows_order():
    hub = {A: {"ref": "R-041"}, B: {}, C: {}}
    refs, plan = numbered(hub, hub, [C, A, B], {A: "R-041", B: None, C: None})
    assert refs == {C: "R-042", B: "R-043"}
    assert plan.writes == {"register": (Write(C, "ref", None, "R-042"), Write(B, "ref", None, "R-043"))}


def test_every_endpoint_that_shows_the_record_is_given_its_number():
    plan = with_references(Plan(), {A: {}}, {A: {}}, {"one": [A]}, {"one": {A: None}, "two": {A: None}, "three": {}})
    assert set(plan.writes) == {"one", "two"}


def test_a_reference_of_the_npms_own_stays_and_a_second_look_changes_nothing():
    hub = {A: {"ref": "2024/7"}, B: {"ref": "R-001"}}
    assert numbered(hub, hub, [A, B], {A: "2024/7", B: "R-001"})[1] == Plan()


def test_a_copied_row_that_became_another_recommendation_gets_a_number_of_its_own():
    before, after = {A: {"ref": "R-001"}}, {A: {"ref": "R-001"}, B: {"ref": "R-001"}}
    refs, plan = numbered(before, after, [A, B], {A: "R-001", B: "R-001"})
    assert refs == {B: "R-002"} and plan.writes == {"register": (Write(B, "ref", "R-001", "R-002"),)}


def test_an_emptied_cell_gets_its_own_number_back():
    emptied = Plan(changes=(HubChange(A, "ref", "R-007", None, "register"),))
    refs, plan = numbered({A: {"ref": "R-007"}}, {A: {}}, [A], {A: None}, emptied)
    assert refs == {} and plan.changes == ()
    assert plan.writes == {"register": (Write(A, "ref", None, "R-007"),)}
