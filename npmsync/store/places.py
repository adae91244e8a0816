"""Which workspaces share the store, which endpoints each of them names, and which file a name means to it: put down
here, read by `reading.places`."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert

from npmsync.store import schema


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
