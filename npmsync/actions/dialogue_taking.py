"""What people wrote into the dialogue workbook, taken into the hub: sheet by sheet, merged against what was agreed.

Transaction A of the workbook: records, history, the new base and what waits are put down at once. A row that was taken
in and has not got its identifier yet is known by its cells (`workbook/identity.py`), so a run that dies here makes
nothing twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.dialogue_lists import take_decisions, take_due
from npmsync.actions.dialogue_saying import foretell
from npmsync.actions.dialogue_state import Book, known_with, plain_fields, wording_of
from npmsync.actions.dialogue_world import with_record
from npmsync.actions.opened import Opened
from npmsync.actions.reading import directory_of
from npmsync.actions.saving import save
from npmsync.actions.world import load_world
from npmsync.documents.wording import Wording
from npmsync.domain import ENTITIES, Key, Record
from npmsync.domain.record import Rule
from npmsync.domain.words import Role
from npmsync.store import agreements, decisions, records
from npmsync.store.decisions import Decision
from npmsync.sync.agreed import Agreed, renewed
from npmsync.sync.guard import lost_too_much
from npmsync.sync.model import Difference, Plan, Snapshot
from npmsync.sync.plan import make_plan
from npmsync.vocabulary import builtin_vocabulary
from npmsync.workbook.cells import Known, value_of
from npmsync.workbook.checking import check
from npmsync.workbook.finding import found_sheets
from npmsync.workbook.hand_over import handed_over
from npmsync.workbook.identity import identify
from npmsync.workbook.model import NotTaken, Saying, SheetSeen, SheetSpec
from npmsync.workbook.rows import RowRead, read_rows
from npmsync.workbook.sheets import SHEETS
from npmsync.workbook.showing import shown_records
from npmsync.workbook.taking import Desk, take_changes, take_new

ASKED = frozenset({"contact", "exchange", "commitment", "meeting"})
"""The entities of which a row may be deleted by a person, once that is confirmed. Others come back: a recommendation
is deleted in its tracker, an authority has others that speak of it."""
_RULE = Rule()


def take_in(opened: Opened, book: Book, accept_missing: bool = False, dry_run: bool = False) -> None:
    """Reads the workbook and takes what was changed there. Raises as reading does."""
    book.workbook = book.tables.read()
    book.sheets = found_sheets(book.workbook, builtin_vocabulary(), book.specs)
    for spec in book.specs:
        if spec.name not in book.sheets:
            name = wording_of(opened).say(f"book.{spec.name}.title")
            book.note(
                f"the sheet {name!r} is gone; its records are kept. To have it back, move the file away: "
                "the next sync makes a new one"
            )
    for seen in book.sheets.values():
        for column in seen.lost:
            label = wording_of(opened).say(column.label)
            book.note(f"sheet {seen.sheet.name!r}: the column {label!r} is gone; it is neither read nor written")
    if not dry_run:
        take_decisions(opened, book)
    _Taking(opened, book, accept_missing, dry_run).run()
    book.taken = True


class _Taking:
    """One reading of the workbook. `changed` are the records to be put into the store."""

    def __init__(self, opened: Opened, book: Book, accept_missing: bool, dry_run: bool) -> None:
        self.opened, self.book, self.dry_run, self.accept_missing = opened, book, dry_run, accept_missing
        self.wording: Wording = wording_of(opened)
        self.changed: dict[Key, Record] = {}
        self.conflicts: list[Difference] = []
        self.bases: dict[Key, Agreed] = {}
        self.today = opened.today.isoformat()

    def run(self) -> None:
        opened, book = self.opened, self.book
        with opened.store.transaction() as connection:
            self.base = {k: Agreed.from_json(d) for k, d in agreements.agreements(connection, book.name).items()}
            assert book.workbook is not None
            self.old_copy = agreements.is_old_copy(connection, book.name, book.workbook.digest)
            if self.old_copy:
                book.note(
                    f"{book.tables.label} is as it was at an earlier sync: an old copy seems to have been put back. "
                    "What differs is not taken for edits and waits"
                )
            self.asked = decisions.open_vanished(connection, book.name)
            hub = records.load_fields(connection)
            self.world = load_world(opened, connection)
            self.directory = directory_of(opened, hub)
            for spec in book.record_specs:
                if spec.name in book.sheets:
                    self._sheet(spec, book.sheets[spec.name])
            for record in (*take_due(opened, book, self.world, self.base, self.bases), *self._handed_over()):
                self._keep(record)
            if self.dry_run:
                foretell(book, self.changed, hub)
                return
            self._put_down(connection, hub)

    def _known(self) -> Known:
        return known_with(self.world, self.directory, self.wording, self.opened)

    def _desk(self) -> Desk:
        organiser = self.opened.settings.organiser
        by = organiser.name if organiser else self.opened.caller.by
        timezone = self.opened.settings.workspace.timezone
        return Desk(self.world, self.wording, self.opened.today, timezone, by, self.opened.new_id)

    def _handed_over(self) -> list[Any]:
        return handed_over(self.world, self.opened.today)

    def _sheet(self, spec: SheetSpec, seen: SheetSeen) -> None:
        known, shown = (
            self._known(),
            {k: plain_fields(v) for k, v in shown_records(spec, self.world, self.opened.today).items()},
        )
        whose = identify(seen, self.base, shown)
        rows = read_rows(seen, whose, self.base, known, shown)
        self.book.rows[spec.name] = rows
        for row in rows:
            if row.key is not None and row.key not in shown:
                row.held = True  # it was deleted here: the row is cleared
            elif not row.held:
                check(spec, row, shown.get(row.key, {}) if row.key else {}, self.world, self.today, self.wording)
        self._lost(spec, rows, seen)
        if spec.new_rows and self._take_new(spec, rows):
            self._look_again(spec, [row for row in rows if row.key in shown])
        self._take_changes(spec, rows, self._plan(spec, rows, shown))
        self._renew(spec, rows)

    def _look_again(self, spec: SheetSpec, rows: list[RowRead]) -> None:
        """A successor may stand in a new row of the same sheet."""
        known = self._known()
        for row in rows:
            for name in [name for name in row.problems if spec.column(spec.columns_of(name)[0]).kind == "contact"]:
                with suppress(NotTaken):
                    row.values[name] = value_of(spec.column(name), row.row.cells[name], known, row.values)
                    del row.problems[name]

    def _lost(self, spec: SheetSpec, rows: list[RowRead], seen: SheetSeen) -> None:
        """Rows that are gone: asked about where a person may delete them, else put back."""
        entity = spec.entity
        there = {row.key for row in rows}
        live = {key for key in self.base if key.entity == entity}
        gone = {key for key in live if key not in there}
        if not gone:
            return
        emptied = not self.accept_missing and len(live) > 1 and lost_too_much(len(live), len(gone))
        if "id" not in seen.places or emptied:
            self.book.note(f"sheet {seen.sheet.name!r}: {len(gone)} of {len(live)} rows are gone; they are put back")
            return
        self.book.missing |= {key for key in gone if entity in ASKED}

    def _plan(self, spec: SheetSpec, rows: list[RowRead], shown: Mapping[Key, Mapping[str, Any]]) -> Plan:
        """What changes, and what waits because the hub changed it too."""
        name = self.book.name
        snapshot: dict[Key, dict[str, Any]] = {}
        for row in rows:
            if row.key in shown and row.key is not None and not row.held:
                snapshot[row.key] = plain_fields(row.values)
        base = {key: agreed.values for key, agreed in self.base.items()}
        disputed = {(key, field) for key, fields in snapshot.items() for field in fields} if self.old_copy else set()
        one = Snapshot(name, snapshot, Role.NPM, disputed=frozenset(disputed))
        return make_plan(shown, {name: base}, [one], lambda entity, field: _RULE)

    def _take_changes(self, spec: SheetSpec, rows: list[RowRead], plan: Plan) -> None:
        by_key = {row.key: row for row in rows}
        changes: dict[Key, dict[str, Any]] = defaultdict(dict)
        for change in plan.changes:
            changes[change.key][change.field] = change.new
        for difference in plan.conflicts:
            self._conflict(spec, difference, by_key[difference.key])
        for key, fields in changes.items():
            try:
                for record in take_changes(spec, key.id, fields, self._desk()):
                    self._keep(record)
            except NotTaken as error:
                for field in fields:
                    by_key[key].refuse(field, error.saying)

    def _conflict(self, spec: SheetSpec, difference: Difference, row: RowRead) -> None:
        if spec.entity not in ENTITIES:
            said = {"said": str(difference.theirs), "now": str(difference.ours)}
            row.said.append(Saying("book.say.meanwhile", said))
            return
        self.conflicts.append(difference)
        self.book.waiting.add((difference.key, difference.field))
        row.said.append(Saying("book.say.waits"))

    def _take_new(self, spec: SheetSpec, rows: list[RowRead]) -> bool:
        """Makes records of new rows; True where there was one."""
        before = len(self.changed)
        for row in rows:
            if row.key is not None or row.held:
                continue
            needed = {column.value for column in spec.columns if column.needed}
            if needed & set(row.problems):
                row.held = True
                continue
            try:
                made = take_new(spec, row.values, self._desk())
            except NotTaken as error:
                row.held = True
                row.said.append(error.saying)
                continue
            row.key = Key(spec.entity, made[0].id)
            for record in made:
                self._keep(record)
        return len(self.changed) > before

    def _keep(self, record: Record) -> None:
        """Takes a record in; the sheets that follow see it."""
        key = Key(records.entity_name(type(record)), record.id)
        self.changed[key] = record
        self.book.report.changed.add(key)
        self.world = with_record(self.world, key.entity, record)
        if key.entity == "authority":
            self.directory.find_or_make(record.name, record.id)  # type: ignore[attr-defined]
            self.directory.names[record.id] = record.name  # type: ignore[attr-defined]

    def _renew(self, spec: SheetSpec, rows: list[RowRead]) -> None:
        """What is agreed from now on: what the rows show, but for what waits or could not be taken."""
        waiting: dict[Key, set[str]] = defaultdict(set)
        for key, field in self.book.waiting:
            waiting[key].add(field)
        for row in rows:
            if row.key is None or row.held:
                continue
            left = waiting.get(row.key, set()) | set(row.problems)
            left |= {column.name for column in spec.columns if column.value in left}
            self.bases[row.key] = renewed(self.base.get(row.key, Agreed()), row.agreed, left, {})

    def _put_down(self, connection: Connection, hub: Mapping[Key, Mapping[str, Any]]) -> None:
        opened, book = self.opened, self.book
        if self.changed:
            book.run = book.run or opened.begin(connection, "sync")
            save(connection, book.run, self.changed.values(), book.name, hub)
        fresh = {key: one.to_json() for key, one in self.bases.items() if one != self.base.get(key)}
        agreements.put_agreements(connection, book.name, fresh)
        since = opened.now.isoformat(timespec="seconds")
        items = [self._decision(one, since) for one in self.conflicts]
        items += [
            Decision(opened.new_id(), "vanished", book.name, *key, None, self._title(key), None, since)
            for key in sorted(book.missing)
        ]
        decisions.renew(connection, book.name, ("conflict", "correction", "vanished"), items)

    def _decision(self, one: Difference, since: str) -> Decision:
        detail = None
        if one.key.entity == "response":
            shown = shown_records(_spec("responses"), self.world, self.opened.today)[one.key]
            detail = {"recommendation": shown["recommendation"], "authority": shown["authority"]}
        identity = self.opened.new_id()
        return Decision(identity, "conflict", one.endpoint, *one.key, one.field, one.ours, one.theirs, since, detail)

    def _title(self, key: Key) -> str:
        fields = self.base[key].values
        return str(fields.get("name") or fields.get("title") or fields.get("text") or fields.get("summary") or "")[:80]


def _spec(name: str) -> SheetSpec:
    return next(spec for spec in SHEETS if spec.name == name)
