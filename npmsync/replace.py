"""Puts a file in place: the one module that overwrites anything of the user's.

    replace(tracker, lambda target: adapter.write(tracker, target, changes),
            expected_digest=book.digest, backups=workspace / "backups", now=now)

A new file is written beside the old one, checked, flushed to disk and renamed over it, so that whatever happens (a
kill, a full disk, a power cut) the name holds the old file or the new one, whole.

To go back by hand: close the tracker, look in the workspace's `backups` for its name with the day and time
(`register.20261102-093000-000000.1a2b3c4d.xlsx` is what `register.xlsx` held before the change of 09:30), copy that
file over the tracker, and run `npmsync sync`, which takes the older values in as changes.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import platform
import secrets
import shutil
import stat
from collections.abc import Callable, Mapping
from datetime import datetime
from glob import escape
from pathlib import Path
from typing import NamedTuple

from npmsync.errors import Locked, Refused
from npmsync.filelocks import refuse_if_open
from npmsync.syncedcopies import refuse_placeholder

KEPT_BACKUPS = 20
_PREFIX = f".npmsync-{hashlib.sha256(platform.node().encode()).hexdigest()[:6]}-"
"""Strays of this machine are ours to sweep; another machine may be writing in the same shared folder just now."""
_FULL = (errno.ENOSPC, errno.EDQUOT)


class Replaced(NamedTuple):
    """What a replacement came to: where the old file was copied to, and the SHA-256 (hex) of the new one's bytes. A
    file of another digest was changed by somebody else since."""

    backup: Path
    digest: str


def replace(
    path: Path,
    write: Callable[[Path], object],
    *,
    expected_digest: str,
    backups: Path,
    now: datetime,
) -> Replaced:
    """Replaces the file at `path` by what `write(temporary)` writes.

    `expected_digest` is the SHA-256 (hex) of the bytes that were read. A link is followed to the file itself. `now`
    stamps the backup; the last 20 of each file are kept.

    Raises Locked with the name `file-open` while another program has the file, Locked with the name `changed-meanwhile`
    where it is no longer what was read (read it anew and plan again), Refused where it cannot be written; then the file
    is as it was and nothing is left beside it.
    """
    real = path.resolve()
    _check_writable(real, path)
    _check_unchanged(real, expected_digest)
    temporary = _temporary(real.parent, real.suffix, 0o600, path)
    try:
        write(temporary)
        _settle(temporary, path)
        with contextlib.suppress(OSError):
            shutil.copymode(real, temporary)
        backup, written = _back_up(real, backups, now), digest(temporary)
        _check_writable(real, path)
        _check_unchanged(real, expected_digest)
        temporary.replace(real)
    except OSError as error:
        raise _refused(path, error) from error
    except Refused as error:
        # An adapter knows the temporary file alone; a person knows the one that it stands for.
        if isinstance(error.__cause__, OSError):
            raise _refused(path, error.__cause__) from error
        raise
    finally:
        _remove(temporary)
    _flush_folder(real.parent)
    return Replaced(backup, written)


def write_new(path: Path, content: bytes | Callable[[Path], None]) -> None:
    """Writes a file that is npmsync's own, whole or not at all, replacing an earlier one. `content` is its bytes, or is
    called with a temporary path to write to. Raises Refused where it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refused(path, error) from error
    temporary = _temporary(path.parent, path.suffix, 0o666, path)
    try:
        if isinstance(content, bytes):
            temporary.write_bytes(content)
        else:
            content(temporary)
        _settle(temporary, path)
        temporary.replace(path)
    except OSError as error:
        raise _refused(path, error) from error
    finally:
        _remove(temporary)
    _flush_folder(path.parent)


def write_many(folder: Path, files: Mapping[Path, bytes]) -> None:
    """Writes files that are npmsync's own into `folder` and folders below it, each whole or not at all: laid down under
    temporary names, flushed to disk together (one by one it takes most of the time), then put in place. Raises Refused
    where one cannot be written; those put in place before stay."""
    laid: dict[Path, Path] = {}
    path = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = laid[path] = _temporary(folder, path.suffix, 0o666, path)
            temporary.write_bytes(data)
            if os.name != "posix":
                _settle(temporary, path)
        _sync()
        for path, temporary in laid.items():
            temporary.replace(path)
        _sync()
    except OSError as error:
        raise _refused(path, error) from error
    finally:
        for temporary in laid.values():
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def _sync() -> None:
    """Flushes everything written so far; Windows has no such call, and flushes file by file."""
    if hasattr(os, "sync"):
        os.sync()


def sweep(folder: Path) -> tuple[Path, ...]:
    """Deletes what a killed run of this machine left in `folder`, and returns what it was."""
    found = []
    for stray in sorted(folder.glob(f"{escape(_PREFIX)}*")):
        if stray.is_file():
            with contextlib.suppress(OSError):
                stray.unlink()
                found.append(stray)
    return tuple(found)


def digest(path: Path) -> str:
    """The SHA-256 (hex) of a file's bytes. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_writable(real: Path, path: Path) -> None:
    refuse_placeholder(real)
    refuse_if_open(real)
    if path != real:
        refuse_if_open(path)
    try:
        writable = bool(real.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)) and os.access(real, os.W_OK)
    except OSError as error:
        raise _refused(path, error) from error
    if not writable:
        raise Refused(
            "read-only-file",
            f"{path} is read-only.",
            "Take the write protection off (in its properties), or ask who keeps the folder for the right to write.",
        )
    try:
        with real.open("r+b"):
            pass
    except PermissionError as error:  # Windows: a program has it open without sharing (winerror 32, 33)
        raise Locked(
            "file-open", f"{path} is open in another program.", "Close it there; the changes wait for the next run."
        ) from error
    except OSError as error:
        raise _refused(path, error) from error


def _check_unchanged(real: Path, expected: str) -> None:
    try:
        found = digest(real)
    except OSError as error:
        raise _refused(real, error) from error
    if found != expected:
        raise Locked(
            "changed-meanwhile",
            f"{real} was changed by somebody since it was read.",
            "Run the command again: it will take the change in first.",
        )


def _temporary(folder: Path, suffix: str, mode: int, path: Path) -> Path:
    """An empty file in the folder, under a name that `sweep` knows."""
    temporary = folder / f"{_PREFIX}{secrets.token_hex(6)}{suffix}"
    try:
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode))
    except OSError as error:
        raise _refused(path, error) from error
    return temporary


def _settle(temporary: Path, path: Path) -> None:
    """Flushes what was written to disk; an empty file is a fault, not a result."""
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())
        if not os.fstat(file.fileno()).st_size:
            raise Refused("nothing-written", f"{path}: the new file came out empty, so the old one was kept.", "")


def _back_up(real: Path, backups: Path, now: datetime) -> Path:
    """Copies the file to `backups` and deletes all but the last of its copies there."""
    backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = hashlib.sha256(str(real).encode()).hexdigest()[:8]  # two trackers may bear one name
    stem = real.stem.encode()[:150].decode("utf-8", "ignore")  # a file name holds 255 bytes at most
    backup = backups / f"{stem}.{now:%Y%m%d-%H%M%S-%f}.{key}{real.suffix}"
    temporary = _temporary(backups, real.suffix, 0o600, backup)
    try:
        shutil.copyfile(real, temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(backup)
    finally:
        _remove(temporary)
    copies = sorted(backups.glob(f"{escape(stem)}.*.{key}{escape(real.suffix)}"))
    for old in copies[:-KEPT_BACKUPS]:
        with contextlib.suppress(OSError):
            old.unlink()
    return backup


def _remove(temporary: Path) -> None:
    with contextlib.suppress(OSError):
        temporary.unlink(missing_ok=True)
    for part in temporary.parent.glob(f"{escape(temporary.name)}.*"):
        with contextlib.suppress(OSError):
            part.unlink()


def _flush_folder(folder: Path) -> None:
    """Makes the rename itself last through a power cut; Windows has no such call."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _refused(path: Path, error: OSError) -> Refused:
    if error.errno in _FULL:
        return Refused(
            "disk-full",
            f"The disk is full: {path} could not be written and is as it was.",
            "Make room, then run again.",
        )
    if isinstance(error, FileNotFoundError):
        return Refused("no-such-file", f"{path} does not exist.", "Was it moved or renamed?")
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return Refused(
            "read-only-folder",
            f"{path} cannot be written: the folder {path.parent} is read-only.",
            "Ask who keeps the folder for the right to write, or move the file.",
        )
    return Refused(
        "cannot-write", f"{path} cannot be written: {error.strerror or error}.", "See to the folder, run again."
    )
