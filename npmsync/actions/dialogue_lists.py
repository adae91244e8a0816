"""The two lists at the front of the workbook: what a person decided or noted there, and what they show next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.dialogue_state import Book, wording_of
from npmsync.actions.due_today import drafted_lines, due_of
from npmsync.actions.opened import Opened
from npmsync.actions.resolve import resolve
from npmsync.dialogue.due_item import DueItem, DueKind
from npmsync.domain import Exchange, Key, Record
from npmsync.domain.words import Channel
from npmsync.domain.world import World
from npmsync.errors import NpmsyncError
from npmsync.store import decisions, history, records
from npmsync.sync.agreed import Agreed
from npmsync.vocabulary import fold
from npmsync.workbook.cells import Known, plain_text, value_of
from npmsync.workbook.identity import raw_of
from npmsync.workbook.lists import Waiting, decide_rows, due_id, due_rows
from npmsync.workbook.model import NotTaken, RowSeen, Saying, SheetSeen
from npmsync.workbook.rows import RowRead
from npmsync.workbook.sheets import DECIDE, DUE

Values = dict[str, Any]
_NOTED = ("channel", "said", "done_on")
"""The columns of *Due* in which people note what they did."""


def take_decisions(opened: Opened, book: Book) -> None:
    """Carries out what was chosen on *To decide*; each decision is a run of its own, as on the command line."""
    seen = book.sheets.get(DECIDE.name)
    if seen is None:
        return
    wording = wording_of(opened)
    bare = Known(wording, opened.today, {}, lambda name: None)
    with opened.store.transaction() as connection:
        waiting = {item.id for item in decisions.open_decisions(connection)}
    rows = []
    for row in seen.rows:
        read = _row(row)
        rows.append(read)
        cell = row.cells.get("take")
        if row.id not in waiting or cell is None:
            continue
        try:
            take = value_of(DECIDE.column("take"), cell, bare, {})
            why = plain_text(row.cells["why"]) if row.cells.get("why") is not None else None
            done = resolve(opened, row.id, take, why)
            book.report.changed.add(Key("decision", row.id))
            book.run = book.run or done["run"]
        except NotTaken as error:
            read.refuse("take", error.saying)
        except NpmsyncError as error:
            read.refuse("take", Saying("book.say.refused", {"why": f"{error.message} {error.hint}".strip()}))
    book.rows[DECIDE.name] = rows


def _row(row: RowSeen) -> RowRead:
    return RowRead(row, None)


def take_due(
    opened: Opened, book: Book, world: World, base: Mapping[Key, Agreed], bases: dict[Key, Agreed]
) -> Iterable[Record]:
    """The records that follow from what was noted on *Due*: an exchange, a commitment kept, a mapping looked at."""
    seen = book.sheets.get(DUE.name)
    if seen is None:
        return []
    made: list[Record] = []
    rows = book.rows[DUE.name] = [_row(row) for row in seen.rows]
    noted = [row for row in rows if any(row.row.cells.get(name) is not None for name in _NOTED)]
    items = {due_id(item): item for item in due_of(opened, world)} if noted else {}
    for row in noted:
        key = Key(DUE.entity, row.row.id)
        raw = {name: raw_of(row.row).get(name, [None]) for name in _NOTED}
        if key in base and base[key].raw == raw:
            _consume(book, seen, row.row)  # taken in by a run that died before it could empty the cells
            continue
        try:
            made += _noted(opened, world, row.row, items.get(row.row.id))
        except NotTaken as error:
            row.said.append(error.saying)
            continue
        bases[key] = Agreed(raw=raw)
        _consume(book, seen, row.row)
    for key in [one for one in base if one.entity == DUE.entity and one not in bases]:
        if not any(row.row.id == key.id for row in noted):
            bases[key] = Agreed()  # the cells were emptied: the same words may be noted again
    return made


def _consume(book: Book, seen: SheetSeen, row: RowSeen) -> None:
    book.consumed |= {(seen.spec.name, row.id, name) for name in _NOTED}


def _noted(opened: Opened, world: World, row: RowSeen, item: DueItem | None) -> list[Record]:
    wording = wording_of(opened)
    known = Known(wording, opened.today, {}, lambda name: None)
    said = {name: value_of(DUE.column(name), row.cells.get(name), known, {}) for name in _NOTED}
    made: list[Record] = []
    if said["said"]:
        made.append(_exchange(opened, world, row, said))
    elif said["channel"] and not said["done_on"]:
        raise NotTaken("book.say.what_was_said", column=wording.say("book.said"))
    if said["done_on"]:
        if said["done_on"] > opened.today.isoformat():
            raise NotTaken("book.say.ahead", column=wording.say("book.done_on"), day=said["done_on"])
        made += _done(world, item, said["done_on"])
    return made


def _exchange(opened: Opened, world: World, row: RowSeen, said: Mapping[str, Any]) -> Exchange:
    name = str(row.cells.get("authority") or "")
    found = next((one.id for one in world.authorities if name and world.is_called(one.id, name)), None)
    if found is None:
        raise NotTaken("book.say.log_elsewhere")
    if not said["channel"]:
        raise NotTaken("book.say.how", column=wording_of(opened).say("book.channel"))
    organiser = opened.settings.organiser
    return Exchange(
        id=opened.new_id(),
        authority=found,
        on=opened.today,
        channel=Channel(said["channel"]),
        summary=said["said"],
        by=organiser.name if organiser else opened.caller.by,
    )


def _done(world: World, item: DueItem | None, day: str) -> list[Record]:
    on = date.fromisoformat(day)
    if item is not None and item.kind is DueKind.COMMITMENT:
        for one in world.commitments:
            named = world.name(one.authority) if one.authority else None
            if one.done_on is None and one.text == item.about and (item.authority is None or named == item.authority):
                return [one.model_copy(update={"done_on": on})]
    if item is not None and item.kind is DueKind.MAPPING_REVIEW and item.authority:
        for authority in world.authorities:
            if fold(authority.name) == fold(item.authority):
                hand = tuple(sorted({*authority.by_hand, "mapped_on", "review_on"}))
                return [authority.model_copy(update={"mapped_on": on, "review_on": None, "by_hand": hand})]
    raise NotTaken("book.say.done_elsewhere")


def decide_lines(opened: Opened, connection: Connection, known: Known) -> dict[str, Values]:
    """What *To decide* shows now."""
    items = decisions.open_decisions(connection)
    if not items:
        return {}
    hub = records.load_fields(connection)
    changed = _last_changed(connection, {item.record for item in items})
    lines = []
    for item in items:
        fields = hub.get(Key(item.entity, item.record), {})
        parent = (
            fields.get("recommendation") or (item.detail or {}).get("recommendation", "")
            if item.entity == "response"
            else ""
        )
        if parent:
            fields = hub.get(Key("recommendation", parent), {})
        title = fields.get("ref") or fields.get("name") or fields.get("title") or str(fields.get("text") or "")[:80]
        by = changed.get((item.record, "start" if item.field == "time" else item.field or ""), "")
        lines.append(
            Waiting(
                item.id, item.kind, item.entity, str(title or item.ours or ""), item.field, item.ours, item.theirs,
                item.endpoint, item.since, item.detail, by,
            )
        )  # fmt: skip
    return decide_rows(lines, known)


def _last_changed(connection: Connection, wanted: set[str]) -> dict[tuple[str, str], str]:
    """(record, field) -> who last changed it here, where, and when."""
    found = {}
    for entry in history.entries(connection, wanted):
        where = entry.change.endpoint or entry.by
        found[entry.change.record, entry.change.field] = f"{where}, {entry.at[:10]}"
    return found


def due_lines(opened: Opened, world: World, known: Known) -> dict[str, Values]:
    """What *Due* shows now."""
    return due_rows(drafted_lines(opened, world), known)
