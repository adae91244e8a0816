"""A workspace made in a moment, for trying actions on: settings, authorities and recommendations, no tracker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from npmsync.actions.opened import Caller, Opened, opened
from npmsync.domain import Key, Record
from npmsync.plugins import Plugins
from npmsync.store import records

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SETTINGS = '[workspace]\ntimezone = "Europe/Malta"\nlanguage = "en"\norganiser = "Ana Reyes <ana@npm.example>"\n'


def make_workspace(root: Path, held: Iterable[Record], settings: str = "") -> Path:
    """A workspace in the new folder `root` that holds these records; `settings` is added to its npmsync.toml."""
    root.mkdir()
    (root / "npmsync.toml").write_text(SETTINGS + settings, "utf-8")
    with at_work(root) as workspace, workspace.store.transaction() as connection:
        records.put(connection, {Key(records.entity_name(type(one)), one.id): records.fields_of(one) for one in held})
    return root


@contextmanager
def at_work(root: Path, now: datetime = NOW) -> Iterator[Opened]:
    """The workspace opened, as a command opens it."""
    with opened(root, Caller(now, "somebody", Plugins())) as workspace:
        yield workspace
