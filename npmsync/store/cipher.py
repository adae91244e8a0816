"""The store encrypted at rest: SQLCipher in the place of SQLite, with a key that is nowhere in the workspace.

The key is derived from a recovery phrase of nine groups of four signs: 160 bits drawn by the system, and 20 that find a
slip of the pen. The system's keyring keeps the phrase; a person keeps it on paper. `name` says which key a store has
without saying anything of it: it stands in npmsync.toml.

    phrase = new_phrase()
    key = StoreKey.of(phrase)
    connected(path, key)
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from npmsync.errors import MissingExtra, Refused

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which are read for others (Crockford's base 32)."""
_LIKE = str.maketrans("OIL", "011")
_SECRET, _CHECK, _GROUP = 32, 4, 4
PLAIN = b"SQLite format 3\0"
"""How a file begins that is not encrypted (SQLite's file format, section 1.3)."""


@dataclass(frozen=True, slots=True)
class StoreKey:
    """A key and its name."""

    name: str
    hex: str = field(repr=False)

    @classmethod
    def of(cls, phrase: str) -> StoreKey:
        """The key of a recovery phrase, however it is spaced. Raises `Refused` for one with a slip in it."""
        signs = _signs(phrase)
        secret, check = signs[:_SECRET], signs[_SECRET:]
        if len(signs) != _SECRET + _CHECK or set(signs) - set(_SIGNS) or check != _check(secret):
            raise Refused(
                "phrase-wrong",
                "This is no recovery phrase of npmsync, or a sign of it is wrong.",
                "It has nine groups of four letters and digits. Compare it with the paper and type it again.",
            )
        return cls(_digest("name", secret)[:8], _digest("key", secret))


def new_phrase() -> str:
    """A fresh recovery phrase, in groups."""
    secret = "".join(secrets.choice(_SIGNS) for _ in range(_SECRET))
    signs = secret + _check(secret)
    return "-".join(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))


def is_plain(path: Path) -> bool:
    """Whether a file is a database that anybody can read."""
    with path.open("rb") as file:
        return file.read(len(PLAIN)) == PLAIN


def library() -> Any:
    """SQLCipher's module. Raises `MissingExtra`."""
    try:
        from sqlcipher3 import dbapi2
    except ModuleNotFoundError as error:
        raise MissingExtra(
            "missing-extra",
            "An encrypted store needs the library 'sqlcipher3', which is not installed.",
            'Run: pip install "npmsync[encrypted-store]"',
        ) from error
    return dbapi2


@cache
def reader_class() -> Any:
    """A connection of SQLCipher that is asked as SQLAlchemy's are (`reading.Reader`)."""
    dbapi = library()

    class CipherReader(dbapi.Connection):  # type: ignore[name-defined]
        def exec_driver_sql(self, statement: str, parameters: Any = (), /) -> Any:
            return self.execute(statement, parameters)

    return CipherReader


def with_key(connection: Any, key: StoreKey) -> None:
    """Gives a fresh connection its key: the first thing that is said on it."""
    connection.execute(f"PRAGMA key = \"x'{key.hex}'\"")


def converted(source: Path, old: StoreKey | None, target: Path, new: StoreKey | None) -> None:
    """Writes the database at `source` to the new file `target` under another key, or none; and reads it back. Raises
    `Refused`, and there is no target, where the copy is not whole."""
    dbapi = library()
    target.unlink(missing_ok=True)
    connection = dbapi.connect(source, isolation_level=None)
    try:
        if old is not None:
            with_key(connection, old)
        # What lies in the log goes into the file, and no log of the old file is left beside the new one.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
        attached = f"x'{new.hex}'" if new else ""
        connection.execute("ATTACH DATABASE ? AS other KEY ?", (str(target), attached))
        connection.execute("SELECT sqlcipher_export('other')")
        connection.execute("DETACH DATABASE other")
        same = _counts(connection) == _counts_of(target, new)
    except dbapi.Error as error:
        target.unlink(missing_ok=True)
        raise Refused("not-converted", f"The store could not be copied: {error}.", "Nothing was changed.") from error
    finally:
        connection.close()
    if not same:
        target.unlink(missing_ok=True)
        raise Refused("not-converted", "The copy of the store is not what was copied.", "Nothing was changed.")
    target.chmod(0o600)


def _counts_of(path: Path, key: StoreKey | None) -> dict[str, int]:
    dbapi = library()
    connection = dbapi.connect(path)
    try:
        if key is not None:
            with_key(connection, key)
        (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
        return _counts(connection) if verdict == "ok" else {}
    finally:
        connection.close()


def _counts(connection: Any) -> dict[str, int]:
    names = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
    return {name: connection.execute(f'select count(*) from "{name}"').fetchone()[0] for name in sorted(names)}


def _signs(phrase: str) -> str:
    return "".join(letter for letter in phrase.upper() if letter.isalnum()).translate(_LIKE)


def _check(secret: str) -> str:
    number = int(_digest("check", secret)[:5], 16)
    return "".join(_SIGNS[number >> shift & 31] for shift in (15, 10, 5, 0))


def _digest(what: str, secret: str) -> str:
    return sha256(f"npmsync store {what} 1\0{secret}".encode()).hexdigest()
