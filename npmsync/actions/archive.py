"""What comes in is kept as it came, under a name that says when and what."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from npmsync.actions.opened import Opened
from npmsync.errors import Refused
from npmsync.paths import refuse_unless_file
from npmsync.replace import write_new

LIMIT = 25_000_000
"""Bytes of a mail or a form; larger ones are something else."""


def read_bounded(file: Path) -> bytes:
    """A file's bytes. Raises `Refused` for what is missing, no file, empty or too large, before reading it."""
    refuse_unless_file(file, str(file), "Check the name and the folder.")
    size = file.stat().st_size
    if size == 0:
        raise Refused("file-empty", f"{file} is empty.", "Ask for it again.")
    if size > LIMIT:
        raise Refused(
            "file-too-large", f"{file} is larger than the limit of {LIMIT // 1_000_000} MB.", "Is it the right file?"
        )
    return file.read_bytes()


def archive(opened: Opened, file: Path) -> Path:
    """Keeps a copy; the same content is kept once."""
    return _kept(opened, file.name, file.read_bytes())


def keep(opened: Opened, name: str, data: bytes, look_only: bool = False) -> Path | None:
    """Keeps what came in without being a file of its own; with `look_only` only says where it is kept already, if it
    is."""
    if look_only:
        return _known(opened, data)
    return _kept(opened, name, data)


def archive_path(opened: Opened, name: str, data: bytes) -> Path:
    """Where content is kept, or will be."""
    fresh = opened.workspace.archive / f"{opened.today.isoformat()}-{_key(data)}-{name}"
    return _known(opened, data) or fresh


def _kept(opened: Opened, name: str, data: bytes) -> Path:
    path = archive_path(opened, name, data)
    if not path.exists():
        write_new(path, data)
    return path


def _known(opened: Opened, data: bytes) -> Path | None:
    return next(iter(opened.workspace.archive.glob(f"*-{_key(data)}-*")), None)


def _key(data: bytes) -> str:
    return sha256(data).hexdigest()[:12]
