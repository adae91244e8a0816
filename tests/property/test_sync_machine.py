"""What must hold whatever people do to their trackers, over the real sync with trackers in memory.

Several trackers of the NPM and a sheet of an authority are edited, sorted, cut and grown; decisions are taken, files
are locked, runs die. After every sync each promise is checked over everything there is.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from npmsync.actions.resolve import resolve
from npmsync.actions.undoing import undo
from npmsync.domain import ENTITIES
from npmsync.domain.record import rules
from npmsync.domain.words import Owner, Role
from npmsync.errors import Locked, Refused
from npmsync.store import history
from npmsync.store.open import Store, memory_store, open_store
from npmsync.testing import postgres
from npmsync.testing.memory import once
from npmsync.testing.rehearsal import COLUMNS, Rehearsal, Stopped, tracker

NIGHTLY = bool(os.environ.get("NPMSYNC_NIGHTLY"))
FIELDS = list(COLUMNS)
NPM_TEXTS = [FIELDS.index(name) for name in ("text", "place", "notes", "ref")]
SUBJECTS = [
    "Repair the roof of the women's wing before winter.",
    "See every new prisoner by a doctor within a day.",
    "Give each patient a written care plan.",
    "Keep a register of every use of restraint.",
    "Open the yard two hours daily.",
]
WORDS = {
    "addressees": [None, "Ministry of Health", "Prison Service", "Ministry of Health; Prison Service", "Ombudsman"],
    "status": [None, "In progress", "Implemented", "Not implemented"],
    "position": [None, "Accepted", "Rejected"],
    "responded_on": [None, "2026-01-05", "2026-02-09"],
}


class Trackers(RuleBasedStateMachine):
    """Three endpoints: two of the NPM's, one of an authority's."""

    roles = {"first": Role.NPM, "second": Role.NPM, "shared": Role.AUTHORITY}  # noqa: RUF012
    master: str | None = None
    make_store = staticmethod(memory_store)

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="rehearsal-"))
        endpoints = [tracker(name, role, name == self.master) for name, role in self.roles.items()]
        self.it = Rehearsal(self.root / "npm", endpoints, make_store=self.make_store)
        self.count = self.copies = 0
        self.foreign: set[str] = set()
        """Texts that an authority typed where only the NPM has a say."""

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    @initialize(with_refs=st.booleans(), subjects=st.lists(st.sampled_from(range(5)), min_size=1, max_size=4))
    def begin(self, with_refs: bool, subjects: list[int]) -> None:
        rows = []
        for number, subject in enumerate(subjects, 1):
            ref = f"2026/{number:03d}" if with_refs else None
            rows.append([ref, SUBJECTS[subject], "Ministry of Health", f"Place {number}", None, None, None, None, None])
        for name in self.roles:
            self.it.type(name, rows if name != "second" else [])
        self.sync()
        self.it.type("shared", self.it.rows("first"))
        self.sync()

    # --- what people do -----------------------------------------------------------------------------------------------

    def new_text(self, what: str) -> str:
        self.count += 1
        return f"{what} {'abcdefghij'[self.count % 10] * 6} {self.count}"

    @rule(endpoint=st.sampled_from(sorted(roles)), row=st.integers(0, 9), column=st.integers(0, 8), data=st.data())
    def edit(self, endpoint, row, column, data) -> None:
        rows = self.it.rows(endpoint)
        if not rows:
            return
        field, line = FIELDS[column], rows[row % len(rows)]
        if field in WORDS:
            line[column] = data.draw(st.sampled_from(WORDS[field]))
        elif field == "text":
            line[column] = f"{line[column]} ({self.new_text('reworded')})"
        else:
            line[column] = data.draw(st.sampled_from([None, self.new_text(field)]))
        if self.roles[endpoint] is Role.AUTHORITY and column in NPM_TEXTS and line[column]:
            self.foreign.add(str(line[column]))
        self.it.type(endpoint, rows)

    @rule(endpoint=st.sampled_from(sorted(roles)), at=st.integers(0, 9), subject=st.integers(0, 4), ref=st.booleans())
    def insert(self, endpoint, at, subject, ref) -> None:
        rows = self.it.rows(endpoint)
        text = f"{self.new_text('Also')}: {SUBJECTS[subject]}"
        row = [self.new_text("N") if ref else None, text, "Prison Service", *[None] * 6]
        if self.roles[endpoint] is Role.AUTHORITY:
            self.foreign |= {str(row[0]), text}
        rows.insert(at, row)
        self.it.type(endpoint, rows)

    @rule(endpoint=st.sampled_from(sorted(roles)), at=st.integers(0, 9))
    def duplicate(self, endpoint, at) -> None:
        rows = self.it.rows(endpoint)
        if rows:
            rows.append(list(rows[at % len(rows)]))
            self.it.type(endpoint, rows)

    @rule(endpoint=st.sampled_from(sorted(roles)), at=st.integers(0, 9))
    def delete(self, endpoint, at) -> None:
        rows = self.it.rows(endpoint)
        if len(rows) > 1:
            del rows[at % len(rows)]
            self.it.type(endpoint, rows)

    @rule(endpoint=st.sampled_from(sorted(roles)), order=st.randoms(use_true_random=False))
    def sort(self, endpoint, order) -> None:
        rows = self.it.rows(endpoint)
        order.shuffle(rows)
        self.it.type(endpoint, rows)

    # --- what npmsync does --------------------------------------------------------------------------------------------

    @rule()
    def sync(self) -> None:
        typed = self.texts_in_trackers()
        before = self.it.hub()
        try:
            self.it.sync()
        except Refused as refused:
            assert refused.name == "rows-lost"
            assert self.it.hub() == before
            return
        self.check(typed, before)

    @rule(stop=st.integers(0, 14))
    def a_run_that_dies_and_a_rerun_come_to_what_an_undisturbed_run_comes_to(self, stop) -> None:
        typed, before = self.texts_in_trackers(), self.it.hub()
        self.copies += 1
        other = self.it.copy(self.root / f"other{self.copies}")
        try:
            other.sync()
        except Refused as refused:
            assert refused.name == "rows-lost"
            return
        try:
            self.it.sync(stop_at=stop)
        except Stopped:
            self.it.sync()
        other.sync()
        self.it.sync()
        mine, theirs = self.it.said(), other.said()
        assert mine == theirs, {name: (mine[name], theirs[name]) for name in mine if mine[name] != theirs[name]}
        self.check(typed, before)

    @rule(endpoint=st.sampled_from(sorted(roles)))
    def sync_while_a_file_is_open_elsewhere(self, endpoint) -> None:
        typed, before = self.texts_in_trackers(), self.it.hub()
        if self.synced(once("write", Locked("file-open", "open elsewhere", "close it"))):
            self.check(typed, before, again=False)

    def synced(self, fault) -> bool:
        """Syncs while a fault is there; whether it was not refused."""
        self.it.tables.faults.append(fault)
        try:
            self.it.sync()
        except Refused as refused:
            assert refused.name == "rows-lost"
            return False
        finally:
            self.it.tables.faults.remove(fault)
        return True

    @rule(endpoint=st.sampled_from(["first", "second"]), row=st.integers(0, 9), at=st.integers(0, 3))
    def somebody_types_while_sync_is_at_work(self, endpoint, row, at) -> None:
        """Before it reads a file, between that and its write, or before it looks at what it wrote."""
        words, operations, gone = self.new_text("meanwhile"), [], set()

        def typing(doing, path) -> None:
            if path != self.it.path(endpoint):
                return
            operations.append(doing)
            rows = self.it.rows(endpoint)
            if len(operations) == at + 1 and rows:
                line = rows[row % len(rows)]
                gone.add(str(line[FIELDS.index("notes")]))
                line[FIELDS.index("notes")] = words
                self.it.type(endpoint, rows)

        typed, before = self.texts_in_trackers(), self.it.hub()
        if self.synced(typing):
            self.check(typed - gone | ({words} if gone else set()), before)

    @precondition(lambda self: self.it.waiting())
    @rule(which=st.integers(0, 9), take=st.sampled_from(["ours", "theirs"]))
    def decide(self, which, take) -> None:
        items = self.it.waiting()
        item = items[which % len(items)]
        before = self.it.hub()
        with self.it.opened() as opened:
            resolve(opened, item.id, take, None)
        assert item.id not in {other.id for other in self.it.waiting()}
        if take == "theirs":
            self.foreign -= {text for text in self.foreign if text in json.dumps([item.theirs, item.detail])}
            if item.kind == "vanished" and (item.entity, item.record) in before:
                assert len(self.it.hub()) < len(before)

    @precondition(lambda self: self.it.waiting())
    @rule(take=st.sampled_from(["ours", "theirs"]))
    def decide_all(self, take) -> None:
        if take == "theirs":
            said = json.dumps([[item.theirs, item.detail] for item in self.it.waiting()])
            self.foreign -= {text for text in self.foreign if text in said}
        with self.it.opened() as opened:
            resolve(opened, None, take, None)

    @rule()
    def the_last_run_can_be_taken_back(self) -> None:
        entries = self.it.history()
        run = entries[-1].run
        if entries[-1].command != "sync":
            return
        earlier: dict[tuple[str, str], dict[str, object]] = {}
        for entry in entries:
            if entry.run != run and entry.change.field not in ("decision", "overruled"):
                fields = earlier.setdefault((entry.change.entity, entry.change.record), {})
                fields[entry.change.field] = entry.change.new
        with self.it.opened() as opened:
            done = undo(opened, run)
        assert done.left == []
        assert self.live() == {key: _said(fields) for key, fields in earlier.items() if _said(fields)}

    # --- what must hold -----------------------------------------------------------------------------------------------

    def texts_in_trackers(self) -> set[str]:
        return {
            str(row[column])
            for name in self.roles
            for row in self.it.rows(name)
            for column in (*NPM_TEXTS, FIELDS.index("response_text"))
            if row[column] is not None
        }

    def live(self) -> dict[tuple[str, str], dict[str, object]]:
        """The records that say something: a response whose text was taken back says nothing any more."""
        return {tuple(key): said for key, fields in self.it.hub().items() if (said := _said(fields))}

    def check(self, typed: set[str], before, again: bool = True) -> None:
        after = self.it.hub()
        # No silent delete.
        assert set(before) <= set(after)
        # No edit is lost.
        everywhere = {*self.texts_in_trackers(), *_texts(list(after.values()))}
        everywhere |= _texts([[d.ours, d.theirs] for d in self.it.waiting()])
        everywhere |= _texts([[e.change.old, e.change.new] for e in self.it.history()])
        assert typed <= everywhere, typed - everywhere
        if again:
            self.a_second_sync_writes_nothing()

    def a_second_sync_writes_nothing(self) -> None:
        files = {name: self.it.path(name).read_bytes() for name in self.roles}
        entries, waiting = len(self.it.history()), self.it.waiting()
        self.it.forget_what_was_read()
        report = self.it.sync()
        assert report.run is None
        assert files == {name: self.it.path(name).read_bytes() for name in self.roles}
        assert len(self.it.history()) == entries
        assert self.it.waiting() == waiting

    @invariant()
    def ownership_is_never_crossed(self) -> None:
        for key, fields in self.it.hub().items():
            declared = rules(ENTITIES[key.entity])
            owned = [value for name, value in fields.items() if declared[name].owner is Owner.NPM]
            assert not self.foreign & _texts(owned)

    @invariant()
    def everything_that_changed_is_in_the_history(self) -> None:
        replayed: dict[tuple[str, str], dict[str, object]] = {}
        for entry in self.it.history():
            change = entry.change
            if change.field not in ("decision", "overruled"):
                replayed.setdefault((change.entity, change.record), {})[change.field] = change.new
        assert {key: _said(fields) for key, fields in replayed.items() if _said(fields)} == self.live()
        with self.it.store.transaction() as connection:
            assert history.broken_link(connection) is None

    @invariant()
    def responses_belong_to_recommendations_that_are_there(self) -> None:
        hub = self.it.hub()
        for key, fields in hub.items():
            if key.entity == "response":
                assert ("recommendation", fields["recommendation"]) in hub
            for identity in fields.get("addressees") or ():
                assert ("authority", identity) in hub


def _said(fields) -> dict[str, object]:
    """The fields that say something; what a class adds by itself says nothing."""
    return {n: v for n, v in fields.items() if v not in (None, []) and n not in ("recommendation", "authority")}


def _texts(value) -> set[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return {text for part in value for text in _texts(part)}
    return {value} if isinstance(value, str) else set()


class TrackersWithAMaster(Trackers):
    master = "second"


def test_a_copy_of_a_row_whose_record_was_taken_back_is_added_once() -> None:
    """Found by the machine: three rows alike, one of them copied here and deleted there, and the first sync undone."""
    it = TrackersWithAMaster()
    try:
        it.begin(with_refs=False, subjects=[0, 0, 0])
        it.sync()
        it.duplicate(at=0, endpoint="first")
        it.delete(at=0, endpoint="second")
        it.the_last_run_can_be_taken_back()
        it.sync()
    finally:
        it.teardown()


def test_a_copied_row_is_no_more_in_doubt_for_a_record_that_has_just_come() -> None:
    """Found by the machine over a database: rows all alike, copied in two trackers and in the authority's sheet."""
    it = Trackers()
    try:
        it.begin(with_refs=False, subjects=[0])
        for endpoint in ("second", "second", "first"):
            it.duplicate(at=0, endpoint=endpoint)
            it.sync()
        it.duplicate(at=0, endpoint="shared")
        it.duplicate(at=0, endpoint="second")
        it.sync()
    finally:
        it.teardown()


SETTINGS = settings(
    max_examples=2000 if NIGHTLY else 25,
    stateful_step_count=20 if NIGHTLY else 12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestTrackers = Trackers.TestCase
TestTrackers.settings = SETTINGS
TestTrackersWithAMaster = TrackersWithAMaster.TestCase
TestTrackersWithAMaster.settings = SETTINGS


@pytest.mark.skipif(not NIGHTLY, reason="the promises over a database are tried in the nightly suite")
@pytest.mark.skipif(bool(postgres.missing()), reason=postgres.missing() or "there is a server")
def test_the_promises_hold_over_a_database() -> None:
    with postgres.server() as server:
        open_store(server.make("pattern")).close()
        made: list[Store] = []

        def one_more() -> Store:
            name = f"npm{len(made)}"
            server.query(f"create database {name} template pattern")
            made.append(open_store(server.address(name)))
            return made[-1]

        class InADatabase(Trackers):
            make_store = staticmethod(one_more)

            def teardown(self) -> None:
                super().teardown()
                for number, store in enumerate(made):
                    store.close()
                    server.query(f"drop database if exists npm{number}")

        run_state_machine_as_test(InADatabase, settings=settings(SETTINGS, max_examples=40))
