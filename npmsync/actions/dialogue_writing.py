"""Bringing the dialogue workbook up to date: made where there is none, else patched where it differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.dialogue_endpoint import mark
from npmsync.actions.dialogue_lists import decide_lines, due_lines
from npmsync.actions.dialogue_making import new_book
from npmsync.actions.dialogue_state import Book, in_words, known_of, plain_fields
from npmsync.actions.opened import Opened
from npmsync.actions.world import load_world
from npmsync.domain import Key
from npmsync.errors import Locked, Refused, Unreachable
from npmsync.ports import WorkbookRenderer
from npmsync.replace import write_new
from npmsync.store import agreements, decisions, history
from npmsync.store.agreements import LastRead
from npmsync.sync.agreed import Agreed, renewed
from npmsync.vocabulary import builtin_vocabulary
from npmsync.workbook.cells import Known
from npmsync.workbook.finding import found_sheets
from npmsync.workbook.identity import Whose, raw_of
from npmsync.workbook.model import SheetSpec
from npmsync.workbook.rows import RowRead, read_rows
from npmsync.workbook.sheets import DECIDE, DUE, INVITED
from npmsync.workbook.showing import RECORD_SHEETS, old, shown_records
from npmsync.workbook.updating import Standing, Update, update_list, update_records

Shown = Mapping[str, Mapping[Key, Mapping[str, Any]]]
Lists = Mapping[str, Mapping[str, Mapping[str, Any]]]


def write_book(opened: Opened, book: Book) -> bool:
    """Makes the workbook show what is so; True where somebody saved it meanwhile and all has to be looked at again."""
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
        known, _ = known_of(opened, connection, world)
        shown = {spec.name: shown_records(spec, world, opened.today) for spec in book.record_specs}
        lists = {}
        if DECIDE in book.specs:
            lists = {DECIDE.name: decide_lines(opened, connection, known), DUE.name: due_lines(opened, world, known)}
        vanished = decisions.open_vanished(connection, book.name)
        waiting = _waiting(connection, book.name)
    if book.workbook is None:
        made = _make(opened, book, known, shown, lists)
        if made:
            _settle(opened, book, known, shown)
        return False
    book.waiting |= waiting
    update = _update(opened, book, known, shown, lists, vanished | book.missing)
    book.report.read = sum(1 for rows in book.rows.values() for row in rows if row.key is not None)
    if update.empty:
        _leave(opened, book, book.workbook.digest)
        return False
    try:
        book.report.notes += book.tables.write(update.changes, book.workbook).notes
    except (Locked, Refused, Unreachable) as error:
        if error.name == "changed-meanwhile":
            return True
        book.report.waiting = max(len(update.touched), 1)
        book.note(f"{error.message} {error.hint}".strip())
        _leave(opened, book, book.workbook.digest)
        return False
    book.report.written |= update.touched
    _settle(opened, book, known, shown)
    return False


def _waiting(connection: Connection, name: str) -> set[tuple[Key, str]]:
    return {
        (Key(item.entity, item.record), item.field)
        for item in decisions.open_decisions(connection)
        if item.endpoint == name and item.field and item.kind == "conflict"
    }


def _update(
    opened: Opened, book: Book, known: Known, shown: Shown, lists: Lists, missing: set[Key] | frozenset[Key]
) -> Update:
    update = Update()
    for spec in book.specs:
        seen = book.sheets.get(spec.name)
        if seen is None:
            continue
        rows = book.rows.get(spec.name, [])
        messages = {row.row.number: in_words((*row.problems.values(), *row.said), known.wording) for row in rows}
        standing = Standing(book.waiting, messages)
        if spec.name in lists:
            update_list(update, seen, lists[spec.name], known, standing, _begun(book, spec))
            continue
        if spec is INVITED:
            open_ones = {
                key.id: values for key, values in shown[spec.name].items() if not old(spec, values, opened.today)
            }
            update_list(update, seen, open_ones, known, standing, _unread(rows))
            continue
        there = {row.key for row in rows if row.key is not None}
        to_add = [
            key
            for key, values in shown[spec.name].items()
            if key not in there and key not in missing and not old(spec, values, opened.today)
        ]
        update_records(update, seen, rows, shown[spec.name], to_add, known, standing)
    return update


def _begun(book: Book, spec: SheetSpec) -> Callable[[str, str], bool]:
    """On a list, what people write stays until it has been dealt with."""
    return lambda identity, column: (spec.name, identity, column) not in book.consumed


def _unread(rows: Sequence[RowRead]) -> Callable[[str, str], bool]:
    """What could not be understood stays to the letter."""
    left = {(row.key.id, name) for row in rows if row.key is not None for name in row.problems}
    return lambda identity, column: (identity, column) in left


def _make(opened: Opened, book: Book, known: Known, shown: Shown, lists: Lists) -> bool:
    """Writes a new file; False where it cannot be, which is said and waits."""
    lines: dict[str, Sequence[tuple[str, Mapping[str, Any]]]] = {}
    for spec in book.specs:
        if spec.name in lists:
            lines[spec.name] = list(lists[spec.name].items())
        else:
            records = shown[spec.name].items()
            lines[spec.name] = [(key.id, values) for key, values in records if not old(spec, values, opened.today)]
    path = opened.workspace.address(book.settings)
    renderer: WorkbookRenderer = opened.plugin("workbook", "xlsx")
    try:
        write_new(path, lambda target: renderer.render(new_book(opened, known, book.specs, lines), target))
    except Refused as error:
        book.report.waiting = 1
        book.note(f"{error.message} {error.hint}".strip())
        return False
    with opened.store.transaction() as connection:
        agreements.drop_agreements(connection, book.name, agreements.agreements(connection, book.name))
    book.report.written |= {key for records in shown.values() for key in records}
    book.note(f"made {path}")
    return True


def _settle(opened: Opened, book: Book, known: Known, shown: Shown) -> None:
    """Transaction B: the file is read again, and what it is seen to show becomes what is agreed."""
    workbook = book.tables.read()
    sheets = found_sheets(workbook, builtin_vocabulary(), book.specs)
    before = book.workbook.digest if book.workbook is not None else workbook.digest
    with opened.store.transaction() as connection:
        base = {k: Agreed.from_json(d) for k, d in agreements.agreements(connection, book.name).items()}
        fresh: dict[Key, Agreed] = {}
        count = 0
        for spec in book.record_specs:
            if spec.name in sheets:
                found = _seen(spec, sheets[spec.name], shown[spec.name], base, known, book)
                count += found[0]
                fresh |= found[1]
        fresh |= {key: Agreed() for key in base if key.entity == DUE.entity and base[key].raw}
        agreements.put_agreements(connection, book.name, {key: one.to_json() for key, one in fresh.items()})
        gone = {key for key in base if key.entity in _ENTITIES and key not in shown[_ENTITIES[key.entity]]}
        agreements.drop_agreements(connection, book.name, gone)
        agreements.put_versions(connection, book.name, {before, workbook.digest})
    book.report.read = count
    _leave(opened, book, workbook.digest)


_ENTITIES = {spec.entity: spec.name for spec in RECORD_SHEETS}


def _seen(
    spec: SheetSpec,
    seen: Any,
    shown: Mapping[Key, Mapping[str, Any]],
    base: Mapping[Key, Agreed],
    known: Known,
    book: Book,
) -> tuple[int, dict[Key, Agreed]]:
    """How many records stand there, and what is agreed on those that stand otherwise than they did."""
    whose, keys = [], set()
    for row in seen.rows:
        key = Key(spec.entity, row.id)
        if row.id and key in shown and key not in keys:
            keys.add(key)
            agreed = base.get(key)
            if agreed is None or agreed.raw != raw_of(row):
                whose.append(Whose(row, key))
    fresh = {}
    for one in read_rows(seen, whose, {}, known, {}):
        assert one.key is not None
        hub = plain_fields(shown[one.key])
        left = {name for name, value in plain_fields(one.values).items() if value != hub.get(name)} | set(one.problems)
        left |= {name for key, name in book.waiting if key == one.key}
        left |= {column.name for column in spec.columns if column.value in left}
        fresh[one.key] = renewed(base.get(one.key, Agreed()), one.agreed, left, {})
    return len(keys), fresh


def _leave(opened: Opened, book: Book, digest: str) -> None:
    """Puts down how the workbook was left."""
    with opened.store.transaction() as connection:
        now = mark(opened, connection)
        agreements.put_versions(connection, book.name, {digest})
        length = history.length(connection)
        last = LastRead(digest, now, book.report.read, length, book.report.waiting)
        agreements.put_last_read(connection, book.name, last)
