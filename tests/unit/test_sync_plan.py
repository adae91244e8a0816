"""From snapshots to a plan: what is not in the table of `merge`."""

from __future__ import annotations

from itertools import product

from npmsync.domain.record import Key, Rule
from npmsync.domain.words import Role
from npmsync.sync.merge import Side, _merge_all, merge
from npmsync.sync.model import Snapshot
from npmsync.sync.plan import make_plan

KEY = Key("recommendation", "1")


def test_a_field_that_one_endpoint_carries_is_merged_as_those_of_many_are():
    for ours, base, theirs, *flags in product(*[(None, "a", "b")] * 3, *[(False, True)] * 3):
        sides = {"x": Side(base, theirs, *flags)}
        assert merge(ours, sides) == _merge_all(ours, sides)


def test_empty_is_empty_whatever_it_is_empty_of():
    for ours, theirs in ((None, []), ([], None), ([], ())):
        plan = make_plan({KEY: {"topics": ours}}, {}, [Snapshot("a", {KEY: {"topics": theirs}})], lambda *_: Rule())
        assert not plan.changes and not plan.writes
    base = {"a": {KEY: {"topics": []}}}
    plan = make_plan({KEY: {"topics": ["x"]}}, base, [Snapshot("a", {KEY: {"topics": None}})], lambda *_: Rule())
    assert [write.new for write in plan.writes["a"]] == [["x"]]


def test_sync_never_writes_to_an_authority():
    sides = [Snapshot(role.value, {KEY: {"notes": "old"}}, role) for role in (Role.NPM, Role.AUTHORITY)]
    base = {side.endpoint: {KEY: {"notes": "old"}} for side in sides}
    plan = make_plan({KEY: {"notes": "new"}}, base, sides, lambda *_: Rule())
    assert list(plan.writes) == ["npm"]


def test_two_who_bring_a_record_and_differ_where_it_cannot_be_without():
    sides = [Snapshot(name, {KEY: {"text": text}}) for name, text in (("a", "one"), ("b", "two"))]
    plan = make_plan({}, {}, sides, lambda entity, field: Rule(needed=True))
    assert [(change.new, change.endpoint) for change in plan.changes] == [("one", "a")]
    assert [(d.endpoint, d.ours, d.theirs) for d in plan.conflicts] == [("b", "one", "two")]


def test_a_new_record_is_taken_as_its_fields_would_be_one_by_one():
    for role, base, disputed in product(Role, (None, "old"), (False, True)):
        fields = {"notes": "new", "topics": [], "text": "a", "ref": None}
        doubts = frozenset({(KEY, "notes")} if disputed else ())
        snapshot = Snapshot("a", {KEY: fields}, role, disputed=doubts)
        agreed = {"a": {KEY: {"notes": base}}} if base else {}
        whole, each = (make_plan(hub, agreed, [snapshot], lambda *_: Rule()) for hub in ({}, {KEY: {}}))
        assert whole == each
