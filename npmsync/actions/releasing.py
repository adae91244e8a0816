"""An authority's sheet as it stands, what a release would change in it, and writing that once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from npmsync.actions.endpoints import EndpointState, load_held, recognise_rows
from npmsync.actions.leaving_rows import LeavingRow, held_up, keys_of
from npmsync.actions.opened import Opened
from npmsync.actions.reading import directory_of
from npmsync.actions.release_plan import planned_release
from npmsync.actions.shared_sheet import TABLE_FIELD
from npmsync.actions.tables import EndpointTables, tables_of
from npmsync.actions.trackers import read_tracker
from npmsync.actions.words import vocabulary_of
from npmsync.documents.form_grid import cell_text
from npmsync.documents.form_model import Form, FormRow
from npmsync.documents.release import Change, cells_of, changes
from npmsync.documents.wording import Wording
from npmsync.domain import Key
from npmsync.ports import TableChanges
from npmsync.store import agreements, decisions, papers, records, releases
from npmsync.store.releases import Released
from npmsync.sync.agreed import Agreed, renewed
from npmsync.workspace.settings import EndpointSettings

FORM_FIELD = {table: form for form, table in TABLE_FIELD.items()}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet as read. `waiting` are (recommendation, form field) that somebody has yet to decide."""

    endpoint: EndpointSettings
    tables: EndpointTables
    state: EndpointState
    released: dict[str, Released]
    waiting: frozenset[tuple[str, str]] = frozenset()
    undecided: int = 0
    language: Wording = field(default_factory=lambda: Wording(("en",)))

    def shown(self) -> dict[str, dict[str, str]]:
        """Recommendation -> form field -> what its row shows."""
        return {
            key.id: {FORM_FIELD.get(name, name): cell_text(value) for name, value in source.places[0].row.raw.items()}
            for key, source in self.state.sources.items()
        }

    def changes(self, form: Form) -> list[Change]:
        given = {record: one.shown for record, one in self.released.items()}
        return list(changes(form, self.shown(), given, self.waiting))

    def new_rows(self, form: Form) -> list[FormRow]:
        """Recommendations that the sheet has never held. One whose row was deleted there is asked about by sync."""
        held = {key.id for key in (*self.state.sources, *self.state.held.base)}
        held |= {record for record, one in self.released.items() if one.shown}
        return [row for row in form.rows if row.recommendation not in held]

    def notes(self, form: Form) -> list[str]:
        """What a person should know besides."""
        said = list(self.state.tracker.mends)
        if self.undecided:
            said.append(f"{self.undecided} changes of the authority's wait for you first: npmsync conflicts list")
        for reference in held_up(self, form):
            said.append(f"{reference} is not for this authority any more; its row stays until you have decided")
        return said


def look_at(opened: Opened, endpoint: EndpointSettings, form: Form) -> Sheet:
    """Reads the sheet and knows its rows by the references that the form gives them."""
    tables = tables_of(opened, endpoint)
    with opened.store.transaction() as connection:
        hub = records.load_fields(connection)
        directory = directory_of(opened, hub)
        held = load_held(connection, endpoint.name)
        given = releases.released(connection, endpoint.name)
        open_items = [item for item in decisions.open_decisions(connection) if item.endpoint == endpoint.name]
    if not given:
        held = _with_references(held, form)
    tracker = read_tracker(opened, endpoint, directory.names.values(), tables)
    state = recognise_rows(
        tracker, held, hub, directory.names, lambda name: directory.find(name) or name, opened.new_id
    )
    words = vocabulary_of(opened.workspace)
    waiting = frozenset(_about(item) for item in open_items if item.field is not None)
    return Sheet(endpoint, tables, state, given, waiting, len(open_items), Wording(form.languages[:1], words))


def _with_references(held: Any, form: Form) -> Any:
    from dataclasses import replace

    return replace(held, references={row.reference: Key("recommendation", row.recommendation) for row in form.rows})


def _about(item: decisions.Decision) -> tuple[str, str]:
    if item.entity == "response" and item.detail:
        field_name = "response" if item.field == "text" else str(item.field)
        return item.detail["recommendation"], field_name
    return item.record, str(item.field)


def write_release(
    opened: Opened,
    sheet: Sheet,
    form: Form,
    chosen: Sequence[Change],
    new: Sequence[FormRow],
    leaving: Sequence[LeavingRow] = (),
) -> list[str]:
    """Writes the changes and the new rows and takes off those that leave, once, and puts down what was seen there.
    Raises what the write raises, and then nothing was released. Returns notes for a person."""
    planned, notes = planned_release(sheet, form, chosen, new, leaving)
    with opened.store.transaction() as connection:
        run = opened.begin(connection, "share --release")
        # The references of new rows are kept first: by them a row is known again, should this run die.
        reserved = {row.recommendation: Released(row.reference, {}) for row in new}
        releases.put_released(connection, sheet.endpoint.name, reserved, run, opened.now)
        papers.put_outgoing(connection, [_line(opened, run, sheet, form, planned)])
    notes += sheet.tables.write(planned, sheet.state.tracker.workbook).notes
    again = _read_again(opened, sheet, form)
    touched = sorted({change.recommendation for change in chosen} | {row.recommendation for row in new})
    still = {key.id for key in again.state.matching.known.values()}
    gone = [row for row in leaving if row.recommendation not in still]
    put_down_release(opened, again, form, touched, run, gone)
    return notes


def _read_again(opened: Opened, sheet: Sheet, form: Form) -> Sheet:
    with opened.store.transaction() as connection:
        hub = records.load_fields(connection)
        directory = directory_of(opened, hub)
        held = _with_references(load_held(connection, sheet.endpoint.name), form)
    tracker = read_tracker(opened, sheet.endpoint, directory.names.values(), sheet.tables)
    state = recognise_rows(
        tracker, held, hub, directory.names, lambda name: directory.find(name) or name, opened.new_id
    )
    return Sheet(sheet.endpoint, sheet.tables, state, sheet.released, sheet.waiting)


def put_down_release(
    opened: Opened,
    sheet: Sheet,
    form: Form,
    touched: Sequence[str],
    run: str | None = None,
    gone: Sequence[LeavingRow] = (),
) -> None:
    """What stands in the sheet now is agreed with it, but for what waits; what was given is kept apart. Rows that are
    `gone` were taken off: nobody is asked about them, and they keep their references, should they come back."""
    rows = {row.recommendation: row for row in form.rows}
    with opened.store.transaction() as connection:
        if run is None:
            run = opened.begin(connection, "share --release")
            papers.put_outgoing(connection, [_line(opened, run, sheet, form, TableChanges())])
        bases = {}
        for key, record in sheet.state.composed.items():
            if key.id in rows:
                left = {TABLE_FIELD.get(name, name) for rid, name in sheet.waiting if rid == key.id}
                bases[key] = renewed(sheet.state.held.base.get(key, Agreed()), record.now, left | record.unread, {})
        seen = {key.id for key in bases}
        agreements.put_agreements(connection, sheet.endpoint.name, {key: one.to_json() for key, one in bases.items()})
        given = {
            record: Released(rows[record].reference, cells_of(form, rows[record]))
            for record in touched
            if record in rows and record in seen
        }
        given |= {row.recommendation: Released(row.reference, {}) for row in gone}
        releases.put_released(connection, sheet.endpoint.name, given, run, opened.now)
        agreements.drop_agreements(connection, sheet.endpoint.name, keys_of(list(gone)))
        papers.mark_run_sent(connection, run)


def _line(opened: Opened, run: str, sheet: Sheet, form: Form, planned: TableChanges) -> dict[str, Any]:
    """The line for the log of what left; `sent` once it was seen to stand there."""
    return {
        "run": run,
        "at": opened.now.isoformat(timespec="seconds"),
        "kind": "release",
        "record": form.authority,
        "recipient": form.addressee,
        "version": None,
        "path": sheet.endpoint.address,
        "digest": sha256(repr((planned, form.rows)).encode()).hexdigest(),
        "sent": False,
    }
