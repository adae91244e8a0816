"""Copies that a synced folder made when two people saved an authority's workbook at once: each is another version of
the endpoint, read and never written, until somebody deletes it.

A copy may also be an old one. One that lacks what was agreed long ago is taken for such: what it says otherwise waits
for a person. An empty cell of a copy says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from npmsync.actions.copies_beside import ConflictCopy
from npmsync.domain import Key
from npmsync.store import agreements
from npmsync.sync.agreed import Agreed
from npmsync.sync.matching import Held
from npmsync.sync.model import Fields, Snapshot
from npmsync.workspace.settings import EndpointSettings


def as_original(own: Held, original: Held) -> Held:
    """What a copy is compared with: what it was seen to say, else what was agreed with its original."""
    return replace(own, base={**original.base, **own.base}, references=original.references)


def put_whole_base(connection: Connection, name: str, base: Mapping[Key, Agreed]) -> None:
    """Keeps the whole base of a copy: its original's moves on, and a copy stays what it was."""
    known = agreements.agreements(connection, name)
    agreements.put_agreements(connection, name, {k: a.to_json() for k, a in base.items() if k not in known})


def as_copy(snapshot: Snapshot, base: Mapping[Key, Fields], hub: Mapping[Key, Fields]) -> Snapshot:
    """The snapshot of a copy: without its empty cells and missing rows, and with what an old copy says otherwise in
    dispute."""
    said = {key: {n: v for n, v in fields.items() if v is not None} for key, fields in snapshot.records.items()}
    disputed = frozenset(_otherwise(said, hub)) if _is_old(snapshot, base) else frozenset()
    return replace(snapshot, records=said, missing=frozenset(), disputed=snapshot.disputed | disputed)


def _is_old(snapshot: Snapshot, base: Mapping[Key, Fields]) -> bool:
    return bool(snapshot.missing) or any(
        value is None and base.get(key, {}).get(name) is not None
        for key, fields in snapshot.records.items()
        for name, value in fields.items()
    )


def _otherwise(said: Mapping[Key, Fields], hub: Mapping[Key, Fields]) -> Iterator[tuple[Key, str]]:
    for key, fields in said.items():
        ours = hub.get(key, {})
        yield from ((key, name) for name, value in fields.items() if ours.get(name) not in (None, value))


def about_copy(endpoint: EndpointSettings) -> Sequence[str]:
    """A sentence on what to do with it."""
    if not isinstance(endpoint, ConflictCopy):
        return ()
    copy, original = endpoint.address, endpoint.original
    return (f"{copy} is a copy that the synced folder made of {original!r}; once nothing waits of it, delete it",)
