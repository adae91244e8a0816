"""The dialogue workbook on its way through a sync."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.dialogue_endpoint import DIALOGUE, MAPPED
from npmsync.actions.opened import Opened
from npmsync.actions.reading import directory_of
from npmsync.actions.report import EndpointReport
from npmsync.actions.tables import EndpointTables
from npmsync.documents.wording import Wording
from npmsync.domain import Key
from npmsync.domain.world import World
from npmsync.ports import Workbook
from npmsync.store import records
from npmsync.sync.names import Directory
from npmsync.vocabulary import fold
from npmsync.workbook.cells import Known
from npmsync.workbook.model import Saying, SheetSeen, SheetSpec
from npmsync.workbook.rows import RowRead
from npmsync.workbook.sheets import MAPPING, SHEETS
from npmsync.workbook.showing import RECORD_SHEETS
from npmsync.workspace.settings import EndpointSettings

_SHEETS = {DIALOGUE: SHEETS, MAPPED: (MAPPING,)}


def sheets_of(endpoint: EndpointSettings) -> tuple[SheetSpec, ...]:
    """The sheets of a workbook, in their order."""
    return _SHEETS[endpoint.adapter]


@dataclass(slots=True)
class Book:
    """`workbook` is None while there is no file. `sheets` and `rows` by the sheet's name; `waiting` are (record, value)
    that a person decides about, which are not written over; `missing` are records whose row is gone; `consumed` are
    cells (sheet, identifier, column) that have been dealt with and are emptied."""

    settings: EndpointSettings
    tables: EndpointTables
    report: EndpointReport
    workbook: Workbook | None = None
    sheets: dict[str, SheetSeen] = field(default_factory=dict)
    rows: dict[str, list[RowRead]] = field(default_factory=dict)
    waiting: set[tuple[Key, str]] = field(default_factory=set)
    missing: set[Key] = field(default_factory=set)
    consumed: set[tuple[str, str, str]] = field(default_factory=set)
    taken: bool = False
    failed: bool = False
    run: str | None = None

    @property
    def name(self) -> str:
        return self.settings.name

    @property
    def specs(self) -> tuple[SheetSpec, ...]:
        """Its sheets, in their order."""
        return sheets_of(self.settings)

    @property
    def record_specs(self) -> tuple[SheetSpec, ...]:
        """Those that show records, in the order in which they are read."""
        return tuple(spec for spec in RECORD_SHEETS if spec in self.specs)

    def note(self, text: str) -> None:
        if text and text not in self.report.notes:
            self.report.notes.append(text)


def wording_of(opened: Opened) -> Wording:
    return Wording((opened.settings.workspace.language,))


def known_of(opened: Opened, connection: Connection, world: World) -> tuple[Known, Directory]:
    """What cells are read against now."""
    hub = {key: fields for key, fields in records.load_fields(connection).items() if key.entity == "authority"}
    directory = directory_of(opened, hub)
    return known_with(world, directory, wording_of(opened), opened), directory


def known_with(world: World, directory: Directory, wording: Wording, opened: Opened) -> Known:
    refs: dict[str, tuple[str, ...]] = {}
    for one in world.recommendations:
        if one.ref:
            refs[fold(one.ref)] = (*refs.get(fold(one.ref), ()), one.id)
        refs.setdefault(one.id, (one.id,))
    return Known(
        wording=wording,
        today=opened.today,
        authorities={one.id: one.name for one in world.authorities},
        find=directory.find,
        refs=refs,
        shown_refs={one.id: one.ref or one.id for one in world.recommendations},
        contacts={one.id: (one.authority, one.name) for one in world.contacts},
    )


def in_words(sayings: Iterable[Saying], wording: Wording) -> str:
    """Sentences for the message column, each once."""
    return " ".join(dict.fromkeys(wording.say(one.phrase, **dict(one.gaps)) for one in sayings))


def plain_fields(values: Any) -> dict[str, Any]:
    """Fields as the merge has them: empty is None."""
    return {name: None if value in ([], (), "") else value for name, value in values.items()}
