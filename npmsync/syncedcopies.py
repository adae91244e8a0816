"""What programs that keep folders in step (OneDrive, Dropbox, Google Drive, Nextcloud, Syncthing, iCloud) leave where a
tracker lies: copies made when two people saved at once, and placeholders whose content is still in the cloud."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from npmsync.errors import Locked

_WORDS = (
    r"conflict|conflit|conflicto|conflito|konflikt|conflitt|"  # English, French, Spanish, Portuguese, German, Italian
    r"конфликт|تعارض|متعارض|متضارب"
)
_ADDED = re.compile(
    rf"""
      \s*\([^()]*(?:{_WORDS})[^()]*\)          # Dropbox, Box, Nextcloud: " (Anna's conflicted copy 2026-11-02)"
    | [._ -]+(?:sync-)?(?:{_WORDS})[-\w. ]*    # Syncthing ".sync-conflict-20261102-101500-ABCDEF", ownCloud
    | \s*\[(?:{_WORDS})[^\]]*\]                # Google Drive, once
    | \s*\(\d{{1,2}}\)                         # Google Drive now, and Windows: " (1)"
    | -(?:DESKTOP|LAPTOP)-[A-Z0-9]{{4,8}}      # OneDrive adds the machine's name: those that Windows gives,
    | -[^-]*(?:'|’)s\ [^-]+                    #   those that macOS gives ("-Anna's MacBook")
    | -(?:.*[\ -])?(?:PC|MacBook|iMac|Laptop|Desktop)(?:[\ -].*)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OFFLINE = 0x1000 | 0x40000 | 0x400000
"""FILE_ATTRIBUTE_OFFLINE, _RECALL_ON_OPEN, _RECALL_ON_DATA_ACCESS ([MS-FSCC] 2.6)."""
_DATALESS = 0x40000000
"""SF_DATALESS of macOS (sys/stat.h)."""


def conflict_copies(path: Path) -> tuple[Path, ...]:
    """The files beside `path` that look like copies of it made by a conflict (its name, something that such programs
    add, its ending), in order. Nothing is opened; a folder that cannot be listed has none."""
    try:
        names = sorted(os.listdir(path.parent))  # noqa: PTH208 - names alone are wanted
    except OSError:
        return ()
    return tuple(path.with_name(name) for name in names if _is_copy(name, path))


def refuse_placeholder(path: Path) -> None:
    """Raises Locked with the name `not-downloaded` where the content of `path` is still in the cloud."""
    if path.with_name(f".{path.name}.icloud").exists() and not path.exists():  # iCloud Drive's stub
        raise _not_downloaded(path)
    try:
        found = path.stat()
    except OSError:
        return
    attributes, flags = getattr(found, "st_file_attributes", 0), getattr(found, "st_flags", 0)
    if stat.S_ISREG(found.st_mode) and (attributes & _OFFLINE or flags & _DATALESS):
        raise _not_downloaded(path)


def _is_copy(name: str, path: Path) -> bool:
    stem, suffix = path.stem, path.suffix
    like = name.lower().startswith(stem.lower()) and name.lower().endswith(suffix.lower())
    return like and _ADDED.fullmatch(name[len(stem) : max(len(stem), len(name) - len(suffix))]) is not None


def _not_downloaded(path: Path) -> Locked:
    return Locked(
        "not-downloaded",
        f"{path} is not on this computer: only a placeholder of it is, its content is still in the cloud.",
        'Open its folder, choose "Always keep on this device" (or "Download now") for it, then run again.',
    )
