"""`encrypt`: the store encrypted at rest, and what belongs to it: unlocking it on another computer, and undoing it.

The order is such that a run which dies anywhere leaves a store that opens, or a sentence that says how to go on: the
key is kept and shown first, then npmsync.toml names it, then the encrypted file takes the place of the plain one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from npmsync.actions.opened import Caller
from npmsync.actions.store_keys import VARIABLE, entry, key_named, phrase_named
from npmsync.errors import Refused
from npmsync.keyrings import keep
from npmsync.replace import write_new
from npmsync.store.cipher import StoreKey, converted, is_plain, library, new_phrase
from npmsync.store.copying import check_store
from npmsync.store.open import open_store
from npmsync.workspace.folder import FILE, Workspace, held, open_workspace
from npmsync.workspace.toml import read_settings

_LINE = re.compile(r"^store_key\s*=.*\n?", re.M)
_HEAD = re.compile(r"^\[workspace\][^\n]*\n", re.M)


def encrypt(root: Path, caller: Caller, show: Callable[[str], None], keyring: bool = True) -> str:
    """Encrypts the store and returns the name of its key. `show` is given the recovery phrase before anything is
    changed; what it raises stops all. Without `keyring` the phrase is expected in the environment from then on. Raises
    `Refused` where the store is encrypted, is a database on a server, or no keyring keeps the key."""
    workspace = open_workspace(root)
    with held(workspace.root, say=caller.say):
        path = _own_file(workspace)
        library()
        if not is_plain(path):
            raise Refused("already-encrypted", f"{path} is encrypted already.", "See: npmsync doctor")
        open_store(path).close()
        check_store(path)
        begun = workspace.settings.workspace.store_key
        phrase = (phrase_named(begun, caller.environment) if begun else None) or new_phrase()
        key = StoreKey.of(phrase)
        if keyring and not keep(entry(key.name), phrase):
            raise Refused(
                "no-keyring",
                "This computer has no keyring that keeps the key.",
                f"Use --without-keyring, and set {VARIABLE} to the recovery phrase before each run.",
            )
        show(phrase)
        fresh = path.with_name(f".npmsync-{path.name}.new")
        converted(path, None, fresh, key)
        _name_in_settings(workspace.root / FILE, key.name)
        _put(fresh, path)
    return key.name


def unlock(root: Path, caller: Caller, phrase: str) -> str:
    """Keeps the recovery phrase of an encrypted store in this computer's keyring, once it has opened the store. Returns
    the key's name. Raises `Refused` for the phrase of another store and where there is no keyring."""
    workspace = open_workspace(root)
    with held(workspace.root, say=caller.say):
        path = _own_file(workspace)
        name = workspace.settings.workspace.store_key
        key = key_named(name, path, {VARIABLE: phrase})
        if name is None or key is None:
            raise Refused("not-encrypted", f"{path} is not encrypted.", "See: npmsync encrypt")
        check_store(path, key)
        if not keep(entry(name), phrase):
            raise Refused(
                "no-keyring", "This computer has no keyring that keeps the key.", f"Set {VARIABLE} before each run."
            )
    return name


def decrypt(root: Path, caller: Caller) -> None:
    """Takes the encryption back. The key stays in the keyring: older backups need it. Raises as `encrypt` does."""
    workspace = open_workspace(root)
    with held(workspace.root, say=caller.say):
        path = _own_file(workspace)
        name = workspace.settings.workspace.store_key
        if name is None:
            raise Refused("not-encrypted", f"{path} is not encrypted.", "Nothing was changed.")
        if not is_plain(path):
            fresh = path.with_name(f".npmsync-{path.name}.new")
            key = key_named(name, path, caller.environment)
            converted(path, key, fresh, None)
            _put(fresh, path)
        _name_in_settings(workspace.root / FILE, None)


def _own_file(workspace: Workspace) -> Path:
    if workspace.settings.workspace.store is not None:
        raise Refused(
            "store-on-a-server",
            "The store is a database on a server; its files are that server's.",
            "Have the server's disks encrypted by whoever keeps it.",
        )
    if not workspace.own_store.is_file():
        raise Refused("store-missing", f"{workspace.own_store} is not there yet.", "Run npmsync sync first.")
    return workspace.own_store


def _name_in_settings(path: Path, name: str | None) -> None:
    """Puts the key's name into [workspace], or takes it out. Everything else stays to the letter."""
    text = _LINE.sub("", path.read_bytes().decode("utf-8-sig"))
    if name is not None:
        text = _HEAD.sub(lambda found: f'{found[0]}store_key = "{name}"\n', text, count=1)
    trial = path.with_name(f".{path.name}.new")
    try:
        write_new(trial, text.encode())
        if read_settings(trial).workspace.store_key != name:
            raise Refused(
                "no-place", f"{path} has no line [workspace] of its own.", f'Write store_key = "{name}" there.'
            )
    finally:
        trial.unlink(missing_ok=True)
    write_new(path, text.encode())


def _put(fresh: Path, path: Path) -> None:
    with suppress(FileNotFoundError):
        path.with_name(f"{path.name}-wal").unlink()
    with suppress(FileNotFoundError):
        path.with_name(f"{path.name}-shm").unlink()
    fresh.replace(path)
