"""Forms with a password: sealed on the way out, opened on the way in. The password is kept nowhere."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from npmsync.actions.opened import Opened
from npmsync.ports import Seal

_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_SEALED_KINDS = (".xlsx", ".docx")


@contextmanager
def opened_copy(opened: Opened, path: Path, password: str | None) -> Iterator[Path]:
    """The file itself, or for one sealed with the password a copy without it that is gone afterwards. Raises `Refused`
    for a wrong password."""
    with path.open("rb") as file:
        sealed = file.read(8) == _COMPOUND
    if not (password and sealed and path.suffix.lower() in _SEALED_KINDS):
        yield path
        return
    seal: Seal = opened.plugin("seal", "office")
    with tempfile.TemporaryDirectory(prefix="npmsync-") as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(seal.open(path.read_bytes(), password, path.name))
        yield copy
