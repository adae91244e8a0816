"""An endpoint that was given another name in npmsync.toml: it is known by the rows that it holds."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection

from npmsync.store import agreements
from npmsync.sync.agreed import content_of
from npmsync.sync.compose import raw_cells
from npmsync.tables.sources import Source


def former_name(connection: Connection, name: str, named: Collection[str], sources: Sequence[Source]) -> str | None:
    """The name under which an endpoint was known: of those that npmsync.toml does not name any more (`named` are those
    that it does), the one that held most of these rows, cell by cell, and at least half of them. None for an endpoint
    that is known by its own name, and for a new one."""
    known = agreements.endpoints(connection)
    others = [other for other in known if other not in named]
    if name in known or not others:
        return None
    rows = {content_of(raw_cells(source)) for source in sources}
    held = {
        other: {base.get("content") for base in agreements.agreements(connection, other).values()} for other in others
    }
    best = max(others, key=lambda other: (len(rows & held[other]), other))
    return best if rows and len(rows & held[best]) * 2 >= len(rows) else None
