"""What leaves is put down: a line in the log, and an entry in the history that its digest chains."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from npmsync.actions.opened import Opened
from npmsync.store.history import SENT, WRITTEN, Change


def left(
    opened: Opened, run: str, kind: str, to: tuple[str, str], path: Path, data: bytes, version: int | None = None
) -> dict[str, Any]:
    """The line for the log of what left or was laid ready. `to` are the record it is about (an authority's id) and who
    gets it."""
    return {
        "run": run,
        "at": opened.now.isoformat(timespec="seconds"),
        "kind": kind,
        "record": to[0],
        "recipient": to[1],
        "version": version,
        "path": str(path),
        "digest": sha256(data).hexdigest(),
        "sent": False,
    }


def written(line: dict[str, Any], code: str, **more: Any) -> Change:
    """The entry in the history that a paper for an authority was made: not a field, so nothing takes it back."""
    said = {"paper": code, "kind": line["kind"], "file": Path(line["path"]).name, "digest": line["digest"], **more}
    return Change("authority", line["record"], WRITTEN, None, said)


def handed_over(authority: str, code: str, **more: Any) -> Change:
    """The entry in the history that a paper went out: when, to whom, by which means."""
    return Change("authority", authority, SENT, None, {"paper": code, **more})
