"""Reprisal concerns (OPCAT article 21): notes that only named members can read, and a check that stays due.

They are no records: nothing of them enters the store, its history, a tracker, a workbook, a paper or a log, so that
nothing that reads those can give them away. Each note is a file of its own, encrypted to the members named under
`[[restricted]]` (age, as backups are); beside it stands, in plain text, no more than a day and whose the check is.

    restricted/K7Q2.json            {"check_on": "2026-12-01", "owner": "Nino Kapanadze"}
    restricted/K7Q2-1.age           the concern
    restricted/K7Q2-2.age           what the first check found
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from npmsync.actions.opened import Opened
from npmsync.actions.sealing import seal_text, unseal_text
from npmsync.errors import Refused, UnknownName, UsageError
from npmsync.replace import write_new

FOLDER = "restricted"
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Without those that are taken for each other when they are read out."""


@dataclass(frozen=True, slots=True)
class Concern:
    """What stands in plain text: a name that says nothing, when it is to be looked at again (None: closed), whose it
    is, and how many notes there are."""

    name: str
    check_on: date | None
    owner: str | None
    notes: int


def concerns(root: Path) -> list[Concern]:
    """Every concern of a workspace, those to be checked first in front."""
    found = [_read(path) for path in sorted((root / FOLDER).glob("*.json"))]
    return sorted(found, key=lambda one: (one.check_on is None, one.check_on or date.max, one.name))


def add(opened: Opened, text: str, check_on: date, owner: str | None) -> Concern:
    """Keeps a concern. Raises `Refused` while no member is named who may read it, `UsageError` for an empty text."""
    if check_on < opened.today:
        raise UsageError("past-date", f"{check_on} has passed.", "Name the day on which to look at it again.")
    folder = opened.workspace.root / FOLDER
    name = next(made for _ in range(1000) if not (folder / f"{(made := _new_name())}.json").exists())
    sealed = _sealed(opened, text)
    # The day first: a note that nobody is reminded of would be lost.
    _write(opened, Concern(name, check_on, _owner(opened, owner), 1))
    write_new(folder / f"{name}-1.age", sealed)
    return _one(opened, name)


def check(opened: Opened, name: str, text: str, check_on: date | None) -> Concern:
    """Adds what a check found. `check_on` is the next one; None: none is needed any more. No key is needed."""
    known = _one(opened, name)
    if check_on is not None and check_on <= opened.today:
        raise UsageError("past-date", f"{check_on} is not after today.", "Name the day of the next check.")
    folder = opened.workspace.root / FOLDER
    write_new(folder / f"{known.name}-{known.notes + 1}.age", _sealed(opened, text))
    _write(opened, Concern(known.name, check_on, known.owner, known.notes + 1))
    return _one(opened, known.name)


def show(opened: Opened, name: str, key: Path) -> list[dict[str, Any]]:
    """The notes of a concern, the oldest first, for a member who has a key. Raises `Refused` without one that opens."""
    known = _one(opened, name)
    folder = opened.workspace.root / FOLDER
    notes = [folder / f"{known.name}-{number}.age" for number in range(1, known.notes + 1)]
    return [json.loads(unseal_text(path.read_bytes(), key)) for path in notes if path.exists()]


def forget(opened: Opened, name: str) -> Concern:
    """Deletes a concern with all its notes. Nothing brings it back but a backup."""
    known = _one(opened, name)
    folder = opened.workspace.root / FOLDER
    for path in (*folder.glob(f"{known.name}-*.age"), folder / f"{known.name}.json"):
        path.unlink(missing_ok=True)
    return known


def _sealed(opened: Opened, text: str) -> bytes:
    if not text.strip():
        raise UsageError("empty-text", "The note is empty.", "Write it when asked, or give a file: --from FILE")
    readers = opened.settings.restricted
    if not readers:
        raise Refused(
            "nobody-may-read-it",
            "npmsync.toml names no member who may read restricted notes, so nothing was kept.",
            "Make a key (npmsync backup-key FILE), then name whose it is: [[restricted]] with member and recipient.",
        )
    said = {"on": opened.today.isoformat(), "by": opened.caller.by, "text": text.strip()}
    return seal_text(json.dumps(said, ensure_ascii=False), [one.recipient for one in readers])


def _owner(opened: Opened, owner: str | None) -> str | None:
    """The name of the member who checks: one of those who may read it."""
    readers = {one.member.strip().casefold() for one in opened.settings.restricted}
    may = [one for one in opened.settings.members if one.email.strip().casefold() in readers]
    if owner is None:
        return may[0].name if may else None
    wanted = owner.strip().casefold()
    found = next((one for one in may if wanted in (one.name.casefold(), one.email.casefold())), None)
    if found is None:
        raise UnknownName(
            "no-reader", f"{owner} is no member who may read restricted notes.", "", tuple(one.name for one in may)
        )
    return found.name


def _one(opened: Opened, name: str) -> Concern:
    path = opened.workspace.root / FOLDER / f"{name.strip().upper()}.json"
    if not name.strip().isalnum() or not path.exists():
        raise UnknownName("unknown-concern", f"There is no restricted note {name!r}.", "See: npmsync concerns list")
    return _read(path)


def _read(path: Path) -> Concern:
    try:
        held = json.loads(path.read_text("utf-8"))
        day = date.fromisoformat(held["check_on"]) if held["check_on"] else None
    except (OSError, ValueError, KeyError, TypeError):
        # Damaged: it is to be looked at, today rather than never.
        held, day = {}, date.min
    notes = len(list(path.parent.glob(f"{path.stem}-*.age")))
    return Concern(path.stem, day, held.get("owner"), notes)


def _write(opened: Opened, one: Concern) -> None:
    held = {"check_on": one.check_on.isoformat() if one.check_on else None, "owner": one.owner}
    write_new(opened.workspace.root / FOLDER / f"{one.name}.json", json.dumps(held, ensure_ascii=False).encode())


def _new_name() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(4))
