"""Backups that only certain people can read: files of the age format (age-encryption.org/v1), by pyrage.

A recipient (age1...) can be told to anyone and stands in npmsync.toml; the key (AGE-SECRET-KEY-1...) belongs in a file
that does not lie beside the backup. With two recipients either key opens it: one is kept by the head, one in a safe.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from npmsync.errors import MissingExtra, Refused, UsageError

_MAGIC = b"age-encryption.org/v1"


def new_key(path: Path) -> str:
    """Writes a new key into `path`, for its owner alone, and returns its recipient. Raises `Refused` where a file is
    there already: a key that is gone takes its backups with it."""
    identity = _pyrage().x25519.Identity.generate()
    recipient = str(identity.to_public())
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(f"# the key of npmsync's backups to {recipient}\n{identity}\n")
    except FileExistsError:
        raise Refused("already-there", f"{path} is there already.", "Choose another name for the key.") from None
    return recipient


def is_sealed(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def check_recipients(recipients: Sequence[str]) -> None:
    """Raises `UsageError` for one that is none, `MissingExtra` without the library."""
    _recipients(recipients)


def seal(source: Path, target: Path, recipients: Sequence[str]) -> None:
    """Encrypts a file into another, for these recipients."""
    _pyrage().encrypt_file(str(source), str(target), _recipients(recipients))


def unseal(source: Path, target: Path, key: Path | None) -> None:
    """Decrypts a file into another. Raises `Refused` without a key that opens it."""
    if key is None:
        raise Refused("encrypted-backup", f"{source} is encrypted.", "Give its key: npmsync restore FILE --key KEYFILE")
    identities = _identities(key)
    pyrage = _pyrage()
    try:
        pyrage.decrypt_file(str(source), str(target), identities)
    except pyrage.DecryptError as error:
        with contextlib.suppress(OSError):
            target.unlink(missing_ok=True)
        raise Refused(
            "bad-backup",
            f"{source} cannot be restored: the key in {key} does not open it, or it is damaged ({error}).",
            "Take the other key, or another copy; nothing was changed.",
        ) from None


def seal_text(text: str, recipients: Sequence[str]) -> bytes:
    """A text encrypted for these recipients."""
    sealed: bytes = _pyrage().encrypt(text.encode(), _recipients(recipients))
    return sealed


def unseal_text(sealed: bytes, key: Path) -> str:
    """The text again. Raises `Refused` where the key does not open it."""
    identities, pyrage = _identities(key), _pyrage()
    try:
        opened: bytes = pyrage.decrypt(sealed, identities)
    except pyrage.DecryptError:
        raise Refused("key-does-not-fit", f"The key in {key} does not open it.", "Take your own key.") from None
    return opened.decode()


def _identities(key: Path) -> list[object]:
    pyrage = _pyrage()
    try:
        lines = key.read_text("ascii").splitlines()
        return [pyrage.x25519.Identity.from_str(line.strip()) for line in lines if line.strip() and line[0] != "#"]
    except OSError as error:
        raise Refused("unreadable-file", f"{key} cannot be read: {error.strerror}.", "Check its name.") from None
    except (ValueError, pyrage.IdentityError):
        raise Refused(
            "bad-key", f"{key} is no key.", "A key file has a line that begins with AGE-SECRET-KEY-1."
        ) from None


def _recipients(recipients: Sequence[str]) -> list[object]:
    pyrage = _pyrage()
    found = []
    for recipient in recipients:
        try:
            found.append(pyrage.x25519.Recipient.from_str(recipient.strip()))
        except pyrage.RecipientError:
            raise UsageError(
                "bad-recipient", f"{recipient!r} is no recipient of backups.", "Make one: npmsync backup-key KEYFILE"
            ) from None
    return found


def _pyrage() -> ModuleType:
    try:
        import pyrage
    except ImportError:
        raise MissingExtra(
            "encryption-missing",
            "What is encrypted needs pyrage, which is not installed.",
            'Install it: python -m pip install "npmsync[encryption]"',
        ) from None
    module: ModuleType = pyrage
    return module
