"""PostgreSQL as the store: one connection for the whole run, which holds the database against every other run.

The lock is the session's own (`pg_advisory_lock`), on the very connection that all transactions use: whatever ends the
process or the line ends both, so no run can go on that has lost its hold. Every transaction looks whether it still has
it, which a pooler between us and the server might have taken away.
"""

from __future__ import annotations

import getpass
import platform
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import URL, Connection, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.pool import NullPool

from npmsync.errors import Locked, MissingExtra, NpmsyncError, Refused, StoreError, Unreachable
from npmsync.keyrings import SERVICE, kept
from npmsync.store.open import Store

KEY = 0x6E706D73
""""npms": advisory locks are numbers, one room of them for each database."""
SECONDS_TO_CONNECT = 10
_HELD = text(
    "select count(*) from pg_locks where locktype = 'advisory' and granted and classid = 0 and objid = :key "
    "and objsubid = 1 and pid = pg_backend_pid()"
)
_WHO = text(
    "select usename, application_name from pg_locks join pg_stat_activity using (pid) where locktype = 'advisory' "
    "and granted and classid = 0 and objid = :key and objsubid = 1"
)


class PostgresStore(Store):
    """A store on a server, held by this run until it ends."""

    shared = True

    def __init__(self, connection: Connection, name: str) -> None:
        super().__init__(connection.engine, name)
        self._connection = connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """As `Store.transaction`; raises `Unreachable` where the line was lost: what was not committed never was."""
        if self._connection.invalidated or self._connection.closed:
            raise _lost(self.name)
        try:
            with self._connection.begin():
                if not self._connection.execute(_HELD, {"key": KEY}).scalar():
                    raise StoreError(
                        "hold-lost",
                        f"The hold on {self.name} was lost, so nothing more is changed.",
                        "If a connection pooler stands before the server, let npmsync reach the server itself, or set "
                        "the pooler to session pooling.",
                    )
                yield self._connection
        except DBAPIError as error:
            raise explained(error, self.name) from error

    def close(self) -> None:
        with suppress(DBAPIError):
            self._connection.close()
        super().close()


def connect(address: str, wait: float, say: Callable[[str], None]) -> PostgresStore:
    """Connects and takes hold of the database. Raises as `open_store` says."""
    url = make_url(address).set(drivername="postgresql+psycopg")
    name = shown(url)
    connection = _connected(url, name)
    store = PostgresStore(connection, name)
    try:
        _refuse_other_letters(connection, name)
        _take_hold(connection, name, wait, say)
    except BaseException:
        store.close()
        raise
    return store


def shown(url: URL) -> str:
    """What a person calls the database: where it is, without who asks and how."""
    host = url.host or url.query.get("host") or "this computer"
    return f"database {url.database} on {host}"


def entry(url: URL) -> str:
    """Under this name the system's keyring keeps the password."""
    return f"{url.username or getpass.getuser()}@{url.host or 'localhost'}:{url.port or 5432}/{url.database}"


def _connected(url: URL, name: str, password: str | None = None) -> Connection:
    try:
        engine = create_engine(url, poolclass=NullPool, connect_args=_arguments(url, password))
    except ImportError:
        raise MissingExtra(
            "postgres-missing",
            f"The store is a {name}, and psycopg, the library that speaks with PostgreSQL, is not installed.",
            'Install it: python -m pip install "npmsync[postgres]"',
        ) from None
    try:
        connection = engine.connect()
        with connection.begin():
            # Should this computer vanish from the net, the server lets go within a minute.
            for setting, value in (("idle", 20), ("interval", 10), ("count", 3)):
                connection.exec_driver_sql(f"set tcp_keepalives_{setting} = {value}")
    except DBAPIError as error:
        if "no password supplied" in str(error.orig) and password is None and (found := kept(entry(url))):
            return _connected(url, name, found)
        raise _not_connected(error, url, name) from error
    return connection


def _arguments(url: URL, password: str | None) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "connect_timeout": SECONDS_TO_CONNECT,
        "application_name": f"npmsync on {platform.node()}"[:63],
        "keepalives_idle": 20,
        "keepalives_interval": 10,
        "keepalives_count": 3,
    }
    if password is not None:
        arguments["password"] = password
    host = str(url.host or url.query.get("host") or "")
    if host and not host.startswith("/") and host not in ("localhost", "::1") and not host.startswith("127."):
        # Over a network: encrypted, and only with the server that the name belongs to.
        arguments |= {"sslmode": "verify-full", "sslrootcert": "system"}
        if "sslmode" in url.query:
            del arguments["sslrootcert"]
    return {key: value for key, value in arguments.items() if key not in url.query}


def _refuse_other_letters(connection: Connection, name: str) -> None:
    with connection.begin():
        encoding = connection.exec_driver_sql("show server_encoding").scalar()
    if encoding != "UTF8":
        raise StoreError(
            "database-encoding",
            f"{name} keeps letters as {encoding}, which has not those of all languages.",
            "Make a database with: createdb --encoding=UTF8 --template=template0 NAME",
        )


def _take_hold(connection: Connection, name: str, wait: float, say: Callable[[str], None]) -> None:
    with connection.begin():
        if connection.execute(text("select pg_try_advisory_lock(:key)"), {"key": KEY}).scalar():
            return
        holder = connection.execute(_WHO, {"key": KEY}).first()
    who = f" ({holder[1] or holder[0]})" if holder and (holder[1] or holder[0]) else ""
    say(f"another npmsync{who} is at work in {name}; waiting up to {wait:.0f} seconds")
    try:
        with connection.begin():
            connection.exec_driver_sql(f"set local lock_timeout = {max(1, int(wait * 1000))}")
            connection.execute(text("select pg_advisory_lock(:key)"), {"key": KEY})
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != "55P03":
            raise explained(error, name) from error
        raise Locked(
            "store-busy",
            f"Another npmsync{who} is at work in {name} and did not end within {wait:.0f} seconds.",
            "Wait for it to end, then run the command again.",
        ) from None


def explained(error: DBAPIError, name: str) -> NpmsyncError:
    """What the server or the line said in the middle of a run, in words."""
    state, words = getattr(error.orig, "sqlstate", None) or "", _first_line(error)
    if error.connection_invalidated or isinstance(error, InterfaceError) or state[:2] == "08" or state[:3] == "57P":
        return _lost(name)
    if state == "42501":
        return StoreError(
            "database-permission",
            f"{name}: you may not do this there ({words}).",
            "Ask whoever runs the server to make you the owner of the database, or to run in it: "
            "GRANT ALL ON SCHEMA public TO your_user; GRANT ALL ON ALL TABLES IN SCHEMA public TO your_user;",
        )
    if state == "53100":
        return Refused(
            "disk-full", f"The disk of {name} is full; nothing was changed.", "Tell whoever runs the server."
        )
    if state == "25006":
        return StoreError("store-unwritable", f"{name} can only be read.", "Ask for the address of the main server.")
    return StoreError(
        "database-fault",
        f"{name} refused a step, and nothing of it was kept: {words} ({state or 'no code'}).",
        "Run npmsync doctor, and tell whoever runs the server.",
    )


def _lost(name: str) -> Unreachable:
    return Unreachable(
        "connection-lost",
        f"The connection to {name} was lost. What was not finished was not kept.",
        "Run the same command again when the server can be reached: it goes on where this run stopped.",
    )


def _not_connected(error: DBAPIError, url: URL, name: str) -> NpmsyncError:
    words = _first_line(error)
    # Servers answer in their own language: what is not known here is shown as the server said it.
    said = next((make for pattern, make in _KNOWN if re.search(pattern, words, re.IGNORECASE)), None)
    if said is not None:
        return said(url, name, words)
    if "FATAL" in words:
        return StoreError(
            "database-denied", f"{name} did not let us in: {words}", "Ask whoever runs the server what this means."
        )
    return Unreachable(
        "database-unreachable",
        f"{name} cannot be reached: {words}",
        "Is the computer connected, is the address in npmsync.toml right, is the server running? Nothing was changed.",
    )


def _denied(url: URL, name: str, words: str) -> NpmsyncError:
    return StoreError(
        "database-denied",
        f"{name} did not let {url.username or getpass.getuser()!r} in: {words}",
        f"Give the password in one of these, never in npmsync.toml: the keyring (keyring set {SERVICE} {entry(url)}), "
        "the file ~/.pgpass, or the environment variable PGPASSWORD.",
    )


def _no_database(url: URL, name: str, words: str) -> NpmsyncError:
    return StoreError(
        "database-missing",
        f"There is no {name}.",
        f"Correct the name in npmsync.toml, or make it: createdb --encoding=UTF8 --template=template0 {url.database}",
    )


def _no_trust(url: URL, name: str, words: str) -> NpmsyncError:
    return StoreError(
        "database-not-trusted",
        f"It is not certain that {name} is the right server, so nothing was sent to it: {words}",
        "Ask whoever runs the server for the certificate of its authority and add to the address: "
        "?sslmode=verify-full&sslrootcert=/path/to/it.pem",
    )


_KNOWN: tuple[tuple[str, Callable[[URL, str, str], NpmsyncError]], ...] = (
    (r"password|authentication|pg_hba|role .* does not exist", _denied),
    (r"database .* does not exist", _no_database),
    (r"certificate|SSL|TLS", _no_trust),
)


def _first_line(error: DBAPIError) -> str:
    """The server's words without its address, details and hints, which speak to its administrator."""
    lines = [line for line in str(error.orig).splitlines() if line.strip()] or ["no reason was given"]
    return re.sub(r"^(connection failed: |connection to server .*?failed: )+", "", lines[0])[:300]
