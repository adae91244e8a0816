"""`redact`: a text is removed for good, and what could not be reached is said.

It goes from the record, the history, what waits and what was issued; then a sync empties the cells of trackers; then
papers and our copies of trackers that hold it are deleted. Nothing brings it back: there is no undo.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from npmsync.actions.held_text import holds
from npmsync.actions.opened import Opened
from npmsync.actions.synchronise import synchronise
from npmsync.domain import ENTITIES, Key
from npmsync.errors import NpmsyncError, Refused, UnknownName, UsageError
from npmsync.ports import Capability
from npmsync.replace import digest, replace
from npmsync.store import history, records, redaction
from npmsync.store.history import Change
from npmsync.vocabulary import fold
from npmsync.workspace.settings import EndpointSettings

ELSEWHERE = (
    "What was sent, printed or copied elsewhere, and backups made with npmsync backup, are out of reach: "
    "ask those who have them."
)


@dataclass(slots=True)
class Redacted:
    """`entries` of the history were emptied; `shared` counts texts that other records hold too, which
    stay there; `deleted` are papers and copies; `left` what still holds the text, or may,
    and why."""

    key: Key
    name: str
    entries: int = 0
    shared: int = 0
    deleted: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {
            "entity": self.key.entity,
            "record": self.key.id,
            "field": self.name,
            "entries": self.entries,
            "shared": self.shared,
            "deleted": self.deleted,
            "left": self.left,
            "elsewhere": ELSEWHERE,
        }


def redact(opened: Opened, record: str, name: str, why: str) -> Redacted:
    """Removes what a field holds and has held. Raises `UnknownName` for a record or field nobody knows, `Refused` for a
    field that others hang on, `UsageError` without a reason."""
    if not why.strip():
        raise UsageError("empty-reason", "The reason is empty.", 'Say in a few words why: --why "..."')
    with opened.store.transaction() as connection:
        hub = records.load_fields(connection)
        key = _record(hub, record, name)
        texts = redaction.texts_of(connection, key, name, hub[key].get(name))
        done = Redacted(key, name)
        _empty(connection, key, hub[key], name)
        done.entries = redaction.empty_history(connection, key, name)
        texts = _only_here(connection, texts, done)
        redaction.scrub(connection, texts)
        decided = {"kind": "redact", "field": name, "why": why.strip()}
        run = opened.begin(connection, "redact")
        history.append(connection, run, [Change(*key, history.DECISION, None, decided)])
    if texts:
        _reach_trackers(opened, key, texts, done)
        _reach_files(opened, texts, done)
    opened.store.compact()
    return done


def _only_here(connection: Connection, texts: Sequence[str], done: Redacted) -> list[str]:
    """The texts that no other record holds: what others say in the same words is not what is to be removed."""
    alive = [str(value) for fields in records.load_fields(connection).values() for value in fields.values() if value]
    shared = [text for text in texts if any(text in held for held in alive)]
    if any(len(text) >= redaction.SHORTEST for text in shared):
        done.shared = len(shared)
    return [text for text in texts if text not in shared]


def _record(hub: dict[Key, dict[str, Any]], record: str, name: str) -> Key:
    """The one record that is meant and has such a field."""
    wanted = fold(record)
    found = [key for key, fields in hub.items() if key.id == record or wanted in _names(fields)]
    found = found or [key for key in hub if len(record) >= 6 and key.id.startswith(record)]
    if not found:
        raise UnknownName(
            "unknown-record", f"No record is called {record!r}.", "Give its reference, its name or its id."
        )
    fitting = [key for key in found if name in ENTITIES[key.entity].model_fields and name != "id"]
    if not fitting:
        known = tuple(sorted({field for key in found for field in ENTITIES[key.entity].model_fields} - {"id"}))
        raise UnknownName("unknown-field", f"{record!r} has no field {name!r}.", f"It has: {', '.join(known)}.", known)
    if len(fitting) > 1:
        raise UnknownName(
            "ambiguous-record",
            f"{len(fitting)} records are called {record!r}.",
            f"Give the id of one: {', '.join(key.id for key in fitting[:5])}.",
        )
    return fitting[0]


def _names(fields: dict[str, Any]) -> set[str]:
    return {fold(str(fields[name])) for name in ("ref", "name", "uid") if fields.get(name)}


def _empty(connection: Connection, key: Key, fields: dict[str, Any], name: str) -> None:
    """Empties the field; where the record is none without it, a mark stands in its place."""
    instead: tuple[Any, ...] = (None, [], redaction.MARK)
    for value in instead:
        after = {field: held for field, held in fields.items() if field != name}
        after |= {} if value is None else {name: value}
        try:
            ENTITIES[key.entity].model_validate({"id": key.id, **after})
        except ValidationError:
            continue
        records.put(connection, {key: after})
        return
    raise Refused(
        "cannot-be-redacted",
        f"The field {name!r} holds no text: the record could not be kept without it.",
        "Delete the row in the tracker, run sync, and take theirs: then the record is gone.",
    )


def _reach_trackers(opened: Opened, key: Key, texts: Sequence[str], done: Redacted) -> None:
    """A sync empties the cells; what endpoints agreed on is scrubbed once they hold the text no more."""
    try:
        report = synchronise(opened, progress=lambda text: None)
        waiting = {endpoint.name for endpoint in report.endpoints if endpoint.waiting}
    except NpmsyncError as error:
        done.left.append(f"trackers: {error.message} {error.hint} Then run npmsync sync, and redact again.")
        return
    still = False
    for endpoint in opened.settings.endpoint:
        path = opened.workspace.address(endpoint)
        _forget(opened, endpoint, path, texts)
        held = holds(path, _long(texts)) if path.exists() else False
        if endpoint.name in waiting or held is not False:
            still = True
            why = (
                "it could not be written" if endpoint.name in waiting else "in another cell, or where we may not write"
            )
            done.left.append(f"{path}: {why}. See to it, run npmsync sync, and redact again.")
    if not still:
        with opened.store.transaction() as connection:
            redaction.scrub_agreed(connection, key, texts)
            # What the sync said of the change goes the way of what was there before.
            done.entries += redaction.empty_history(connection, key, done.name)
            redaction.scrub(connection, texts)


def _forget(opened: Opened, endpoint: EndpointSettings, path: Path, texts: Sequence[str]) -> None:
    """A workbook keeps texts that no cell shows any more; where it can, it is rid of them."""
    adapter = opened.plugin("table", endpoint.adapter)
    if not path.exists() or Capability.FORGET not in adapter.capabilities or holds(path, _long(texts)) is not True:
        return
    changed = path.with_name(f".npmsync-forgotten{path.suffix}")
    try:
        if adapter.forget(path, changed, _long(texts)):
            content = changed.read_bytes()
            backups = opened.workspace.backups
            replace(
                path, lambda to: to.write_bytes(content), expected_digest=digest(path), backups=backups, now=opened.now
            )
    except NpmsyncError:
        return
    finally:
        changed.unlink(missing_ok=True)


def _reach_files(opened: Opened, texts: Sequence[str], done: Redacted) -> None:
    """Papers and copies that we made are deleted; what came in is the NPM's to decide about."""
    wanted = _long(texts)
    if not wanted:
        done.left.append("papers and copies: the text is too short to be looked for in them.")
        return
    space = opened.workspace
    for path in _files(space.outbox, space.exports, space.reports, space.backups):
        held = holds(path, wanted)
        if held:
            path.unlink()
            done.deleted.append(str(path))
        elif held is None:
            done.left.append(f"{path}: nobody can tell what is in it.")
    for path in _files(space.archive, space.root / "inbox"):
        if holds(path, wanted) is not False:
            done.left.append(f"{path}: it came in as it is; delete it if that is right.")


def _files(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        if folder.is_dir():
            yield from sorted(path for path in folder.rglob("*") if path.is_file())


def _long(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if len(text) >= redaction.SHORTEST]
