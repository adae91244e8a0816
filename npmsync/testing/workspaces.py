"""A workspace made in a moment, for trying actions on: settings, authorities and recommendations, no tracker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from npmsync.actions.opened import Caller, Opened, opened
from npmsync.domain import Key, Record
from npmsync.plugins import Plugins
from npmsync.store import records
from npmsync.workspace.adding import endpoint_text
from npmsync.workspace.settings import EndpointSettings, TableSettings

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SETTINGS = '[workspace]\ntimezone = "Europe/Malta"\nlanguage = "en"\norganiser = "Ana Reyes <ana@npm.example>"\n'


def make_workspace(root: Path, held: Iterable[Record], settings: str = "") -> Path:
    """A workspace in the new folder `root` that holds these records; `settings` is added to its npmsync.toml."""
    root.mkdir()
    (root / "npmsync.toml").write_text(SETTINGS + settings, "utf-8")
    with at_work(root) as workspace, workspace.store.transaction() as connection:
        records.put(connection, {Key(records.entity_name(type(one)), one.id): records.fields_of(one) for one in held})
    return root


def register_toml(
    name: str, adapter: str, address: str, columns: Mapping[str, str], header_row: int = 1, sheet: str = "Register"
) -> str:
    """The lines of npmsync.toml for an endpoint whose sheet holds recommendations; `columns`: field -> header."""
    table = TableSettings(sheet=sheet, entity="recommendation", header_rows=(header_row,), columns=dict(columns))
    return endpoint_text(EndpointSettings(name=name, adapter=adapter, address=address, table=(table,)), name)


@contextmanager
def at_work(root: Path, now: datetime = NOW) -> Iterator[Opened]:
    """The workspace opened, as a command opens it."""
    with opened(root, Caller(now, "somebody", Plugins())) as workspace:
        yield workspace
