"""Paths as people write them, and whether a path is a file that may be read at all."""

from __future__ import annotations

from pathlib import Path

from npmsync.errors import Refused


def at_home(path: Path) -> Path:
    """`~` and `~name` as that user's folder; a `~name` that no user has stays as it is written."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def refuse_unless_file(path: Path, what: str, hint: str) -> None:
    """Raises `Refused` for what is missing, a folder, or a device, whose reading may never end. `what` names the path
    in the sentence; `hint` is what to do where nothing is there."""
    if not path.exists():
        raise Refused("file-missing", f"{what} does not exist.", hint)
    if path.is_dir():
        raise Refused("not-a-file", f"{what} is a folder, not a file.", "Name a file in it.")
    if not path.is_file():
        raise Refused("not-a-file", f"{what} is not a file but a device.", "Name a file.")
