"""Which workspaces share the store, which endpoints each of them names, and which file a name means to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from npmsync.store import schema


@dataclass(frozen=True, slots=True)
class Place:
    """An endpoint as one workspace names it. `workspace` and `file` are names of locations, `seen` the day of its last
    sync that found anything new, `by` whose sync that was."""

    workspace: str
    endpoint: str
    file: str
    seen: str
    by: str


def places(connection: Connection) -> list[Place]:
    """All of them, in order."""
    p = schema.place.c
    query = select(p.workspace, p.endpoint, p.file, p.seen, p.by).order_by(p.workspace, p.endpoint)
    return [Place(*row) for row in connection.execute(query)]


def put_places(connection: Connection, workspace: str, files: Mapping[str, str], seen: str, by: str) -> None:
    """Makes a workspace name exactly these endpoints: name -> file."""
    connection.execute(delete(schema.place).where(schema.place.c.workspace == workspace))
    rows = [
        {"workspace": workspace, "endpoint": name, "file": file, "seen": seen, "by": by} for name, file in files.items()
    ]
    if rows:
        connection.execute(insert(schema.place), rows)


def drop_workspaces(connection: Connection, workspaces: set[str]) -> None:
    """Forgets workspaces that are no more."""
    connection.execute(delete(schema.place).where(schema.place.c.workspace.in_(sorted(workspaces))))
