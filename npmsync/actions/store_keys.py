"""The key of an encrypted store: from the system's keyring or the environment. Where it is not there, nothing is opened
and nothing is made in its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from npmsync.errors import Refused, StoreError
from npmsync.keyrings import kept
from npmsync.store.cipher import StoreKey, is_plain

VARIABLE = "NPMSYNC_STORE_PHRASE"
"""Where the recovery phrase may stand on a computer without a keyring."""
_UNLOCK = f"Give its recovery phrase once: npmsync encrypt --unlock. Without a keyring: set {VARIABLE}."


def key_named(name: str | None, path: Path, environment: Mapping[str, str]) -> StoreKey | None:
    """The key of the store in the file `path`, None where npmsync.toml names none (`name`). Raises `Refused` where the
    key is not here, `StoreError` where the file is missing or not encrypted as npmsync.toml says."""
    if name is None:
        return None
    phrase = phrase_named(name, environment)
    if phrase is None:
        raise Refused("store-locked", f"{path} is encrypted, and its key is not on this computer.", _UNLOCK)
    key = StoreKey.of(phrase)
    if key.name != name:
        raise Refused("store-locked", f"{path} is encrypted with another key ({name}) than the one given.", _UNLOCK)
    if not path.is_file() or not path.stat().st_size:
        raise StoreError(
            "store-missing",
            f"{path} is not there, and npmsync.toml says that it is and is encrypted.",
            "Put it back from a backup (npmsync restore), or take store_key out of npmsync.toml to begin anew.",
        )
    if is_plain(path):
        raise StoreError(
            "store-not-encrypted",
            f"{path} is not encrypted, and npmsync.toml says that it is.",
            "Finish what was begun: npmsync encrypt. Or take it back: npmsync encrypt --undo",
        )
    return key


def phrase_named(name: str, environment: Mapping[str, str]) -> str | None:
    """The recovery phrase of the key of this name, as far as it is kept here."""
    given = environment.get(VARIABLE)
    if given and StoreKey.of(given).name == name:
        return given
    return kept(entry(name)) or given  # the variable may hold the phrase of another workspace


def entry(name: str) -> str:
    """Under which name the keyring keeps a phrase."""
    return f"store {name}"
