"""`backup` and `restore`: the whole workspace in one file, and back.

A backup is a zip: `manifest.json` first (format, npmsync's version, the store's schema, size and SHA-256 of every
member), then what lies in the workspace: settings, store, trackers kept inside it, papers. It is read back before it
counts as made; with recipients it is then encrypted to them (see `sealing`). Restoring checks everything before
anything is touched, and what stood there is put aside.
"""

from __future__ import annotations

import hashlib
import json
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

from npmsync.actions.in_place import STORE, InPlace
from npmsync.actions.opened import Caller, Opened
from npmsync.actions.refilling import refill
from npmsync.actions.sealing import check_recipients, is_sealed, seal, unseal
from npmsync.actions.store_keys import VARIABLE, key_named
from npmsync.errors import NpmsyncError, Refused
from npmsync.replace import digest, write_new
from npmsync.store import history
from npmsync.store.copying import check_store, copy_store
from npmsync.store.open import HEAD, open_store
from npmsync.workspace.folder import FILE, held
from npmsync.workspace.toml import read_settings

FORMAT = 1
MANIFEST = "manifest.json"
LIMIT = 4_000_000_000
"""Bytes a backup may hold, unpacked."""
LEFT_OUT = ("backups", ".npmsync.lock", f"{STORE}-wal", f"{STORE}-shm")
_NOT_OURS = "It is not a backup written by npmsync."


@dataclass(frozen=True, slots=True)
class BackedUp:
    """`outside` are trackers that lie outside the workspace: they are not in the backup."""

    path: Path
    files: int
    size: int
    outside: tuple[str, ...]
    recipients: tuple[str, ...] = ()


def back_up(opened: Opened, target: Path, recipients: Sequence[str] = ()) -> BackedUp:
    """Writes the workspace into `target` and reads it back; encrypted where recipients are named here or in
    npmsync.toml. Raises `Refused` where it cannot be written or would hold itself."""
    recipients = tuple(dict.fromkeys((*opened.settings.backup.recipients, *recipients)))
    check_recipients(recipients)
    root = opened.workspace.root
    target = target.expanduser().absolute()
    if target.is_dir():
        raise Refused("not-a-file", f"{target} is a folder.", "Name a file, for example backup-2026-11-25.npmsync.")
    with tempfile.TemporaryDirectory(prefix="npmsync-backup-") as scratch:
        store = Path(scratch) / STORE
        copy_store(opened.store, opened.workspace.own_store, store)
        members = {STORE: store, **{name: path for name, path in _files(root) if path != target and name != STORE}}
        manifest = {
            "format": FORMAT,
            "npmsync": version("npmsync"),
            "schema": HEAD,
            "made_at": opened.now.isoformat(timespec="seconds"),
            "members": {name: [path.stat().st_size, digest(path)] for name, path in sorted(members.items())},
        }
        plain = Path(scratch) / "backup.zip" if recipients else target
        write_new(plain, lambda temporary: _write(temporary, manifest, members))
        with _opened_backup(plain) as package:
            _verified(package, target)
        if recipients:
            write_new(target, lambda temporary: seal(plain, temporary, recipients))
    outside = tuple(
        str(path)
        for path in (opened.workspace.address(one) for one in opened.settings.endpoint if not one.remote)
        if not path.resolve().is_relative_to(root.resolve())
    )
    return BackedUp(target, len(members), target.stat().st_size, outside, recipients)


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not path.is_symlink() and not name.startswith((*LEFT_OUT, ".npmsync-")):
            yield name, path


def _write(temporary: Path, manifest: dict[str, Any], members: dict[str, Path]) -> None:
    with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False))
        for name, path in sorted(members.items()):
            package.write(path, name)


def restore(
    root: Path, source: Path, caller: Caller, for_everyone: bool = False, key: Path | None = None
) -> dict[str, Any]:
    """Puts a backup in the place of the workspace in `root` (made where it is missing). What stood there goes into
    `backups/replaced-…`. Where its store is a database that other workspaces use too, `for_everyone` must say that it
    is taken back for them as well. `key` opens an encrypted one. Raises `Refused`; then nothing has changed."""
    source = source.expanduser().absolute()
    if not is_sealed(source):
        return _restore(root.absolute(), source, caller, for_everyone)
    # Made for its owner alone; the plain backup is gone when the restored workspace stands.
    with tempfile.TemporaryDirectory(prefix="npmsync-restore-") as scratch:
        plain = Path(scratch) / source.name
        unseal(source, plain, key)
        return _restore(root.absolute(), plain, caller, for_everyone)


def _restore(root: Path, source: Path, caller: Caller, for_everyone: bool) -> dict[str, Any]:
    existed = root.exists()
    with _opened_backup(source) as package:
        manifest = _verified(package, source)
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with held(root), tempfile.TemporaryDirectory(prefix=".npmsync-restore-", dir=root) as scratch:
                fresh = Path(scratch)
                package.extractall(fresh, manifest["members"])
                _check_content(fresh, source, caller)
                database = read_settings(fresh / FILE).workspace.store
                moved = tuple(name for name in manifest["members"] if database is None or name != STORE)
                in_place = InPlace(root, fresh, moved, caller.now)
                if database is None:
                    in_place.put()
                else:
                    refill(database, in_place, caller, for_everyone)
        except BaseException:
            if not existed:
                for left in root.glob(".npmsync*"):
                    left.unlink()
                root.rmdir()
            raise
    return {
        "workspace": str(root),
        "files": len(manifest["members"]),
        "made_at": manifest["made_at"],
        "replaced": str(in_place.aside) if in_place.aside.exists() else None,
        "database": database,
    }


def _check_content(fresh: Path, source: Path, caller: Caller) -> None:
    """The settings can be used, the store is whole and its chain of changes holds."""
    try:
        named = read_settings(fresh / FILE).workspace
        key = key_named(named.store_key, fresh / STORE, caller.environment) if named.store is None else None
    except NpmsyncError as error:
        way = f"Set {VARIABLE} to the recovery phrase of its store, and run this again; then: npmsync encrypt --unlock"
        if error.name == "store-locked":
            raise _refused(source, "Its store is encrypted, and the key is not on this computer.", way) from error
        raise _refused(source, f"The backup is damaged: {error.message}") from error
    try:
        check_store(fresh / STORE, key)
        store = open_store(fresh / STORE, key=key)
        try:
            with store.transaction() as connection:
                broken = history.broken_link(connection)
        finally:
            store.close()
    except NpmsyncError as error:
        raise _refused(source, f"The backup is damaged: {error.message}") from error
    if broken is not None:
        raise _refused(source, f"The backup is damaged: its history does not hold together (entry {broken}).")


def _opened_backup(source: Path) -> zipfile.ZipFile:
    if source.is_dir():
        raise Refused("not-a-file", f"{source} is a folder, not a file.", _NOT_OURS)
    if not source.exists():
        raise Refused("file-missing", f"{source} does not exist.", "Check the name and the folder.")
    if source.stat().st_size == 0:
        raise _refused(source, "It is empty (0 bytes).")
    try:
        return zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, ValueError):
        raise _refused(source, f"{_NOT_OURS} Or it is damaged or truncated: it cannot be read.") from None


def _verified(package: zipfile.ZipFile, source: Path) -> dict[str, Any]:
    """The manifest, once every member is what it says. Members that climb out, links and unknown ones are refused by
    their names alone."""
    infos = package.infolist()
    names = [info.filename for info in infos]
    for info in infos:
        _check_member(info, source)
    if len(set(names)) != len(names):
        raise _refused(source, "A member stands in it twice: it is damaged or unsafe.")
    if MANIFEST not in names:
        raise _refused(source, f"{_NOT_OURS} (It has no {MANIFEST}.)")
    if sum(info.file_size for info in infos) > LIMIT:
        raise _refused(source, f"It is too large: more than the limit of {LIMIT // 10**9} GB unpacked.")
    try:
        manifest = _manifest(package, source)
        members = manifest["members"]
        unknown = sorted(set(names) - set(members) - {MANIFEST})
        if unknown:
            raise _refused(source, f"A member is not part of it: {unknown[0]!r} is unexpected.")
        missing = sorted({*members, FILE, STORE} - set(names))
        if missing:
            raise _refused(source, f"It is incomplete: {missing[0]} is missing.")
        for name, (size, digest) in members.items():
            if package.getinfo(name).file_size != size or _member_digest(package, name) != digest:
                raise _refused(source, f"It is damaged: the checksum of {name} is wrong.")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, TypeError, NotImplementedError):
        raise _refused(source, "It is damaged: a part of it cannot be read.") from None
    return manifest


def _check_member(info: zipfile.ZipInfo, source: Path) -> None:
    name = info.filename
    path = PurePosixPath(name)
    mode = info.external_attr >> 16
    if mode and not (stat.S_ISREG(mode) or stat.S_IFMT(mode) == 0):
        raise _refused(source, f"It is unsafe: the member {name!r} is a link or no plain file.")
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or name.endswith("/") or not name:
        raise _refused(source, f"It is unsafe: the member {name!r} has a path outside the workspace.")


def _manifest(package: zipfile.ZipFile, source: Path) -> dict[str, Any]:
    if package.getinfo(MANIFEST).file_size > 50_000_000:
        raise _refused(source, "It is damaged: its list of members is too large.")
    manifest = json.loads(package.read(MANIFEST))
    if manifest["format"] > FORMAT or str(manifest["schema"]) > HEAD:
        raise _refused(
            source, f"It was made by a newer version of npmsync ({manifest['npmsync']}): update npmsync first."
        )
    return dict(manifest)


def _member_digest(package: zipfile.ZipFile, name: str) -> str:
    found = hashlib.sha256()
    with package.open(name) as member:
        while piece := member.read(1 << 20):
            found.update(piece)
    return found.hexdigest()


def _refused(source: Path, why: str, hint: str = "Use another copy; nothing was changed.") -> Refused:
    return Refused("bad-backup", f"{source} cannot be restored. {why}", hint)
