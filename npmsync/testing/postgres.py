"""A PostgreSQL server for tests, made in a folder of its own and gone with it; and why there is none, in words.

if why := missing(): pytest.skip(why)
with server() as it:
    it.make("npm")
    it.address("npm")
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

OWNER, PASSWORD = "nino", "correct horse"
_SETTINGS = ("fsync=off", "full_page_writes=off", "shared_buffers=16MB", "max_connections=20")
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/pgsql/bin")


def _programs() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = [folder for pattern in _PLACES for folder in sorted(Path("/").glob(pattern[1:]))]
    return next((folder for folder in reversed(folders) if (folder / "initdb").exists()), None)


def missing() -> str:
    """Why no server can be started here; empty where one can."""
    if os.name == "nt":
        return "NOT TESTED: PostgreSQL (its test server is for POSIX systems)"
    if _programs() is None:
        return "NOT TESTED: PostgreSQL (no initdb on this system: install postgresql)"
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        return "NOT TESTED: PostgreSQL (it does not run as root, and there is no setpriv)"
    return ""


def _unprivileged() -> list[str]:
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]


@dataclass
class Server:
    """A running server. Over its socket everyone is let in, over the net with `PASSWORD`."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Starts it and waits until it answers."""
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        command = [*_unprivileged(), f"{_programs()}/postgres", "-D", f"{self.folder}/data", "-k", str(self.folder)]
        command += ["-h", "127.0.0.1", "-p", str(self.port), *settings]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)
        for _ in range(200):
            ready = [f"{_programs()}/pg_isready", "-q", "-h", str(self.folder), "-p", str(self.port)]
            if subprocess.run(ready, check=False).returncode == 0:
                return
            time.sleep(0.05)
        raise RuntimeError((self.folder / "log").read_text(encoding="utf-8", errors="replace"))

    def stop(self) -> None:
        """Ends it at once, as a power cut does, but for what it has kept."""
        if self.process is not None:
            self.process.send_signal(3)  # SIGQUIT: immediate shutdown, recovery at the next start
            self.process.wait()
            self.process = None

    def make(self, database: str, encoding: str = "UTF8") -> str:
        """Makes a database and returns its address over the socket."""
        collation = "C.UTF-8" if encoding == "UTF8" else "C"
        self.query(
            f"create database \"{database}\" encoding '{encoding}' template template0 "
            f"lc_collate '{collation}' lc_ctype '{collation}'"
        )
        return self.address(database)

    def address(self, database: str) -> str:
        """Its address over the socket."""
        return f"postgresql+psycopg://{OWNER}@:{self.port}/{database}?host={self.folder}"

    def net(self, database: str, user: str = OWNER) -> str:
        """Its address over the net."""
        return f"postgresql+psycopg://{user}@127.0.0.1:{self.port}/{database}"

    def query(self, sql: str, database: str = "postgres") -> list[tuple]:
        """Runs SQL as the owner, each statement for itself."""
        import psycopg

        where = {"host": str(self.folder), "port": self.port, "user": OWNER, "dbname": database}
        with contextlib.closing(psycopg.connect(**where, autocommit=True)) as connection:  # type: ignore[arg-type]
            found = connection.execute(sql)
            return found.fetchall() if found.description else []


@contextlib.contextmanager
def server() -> Iterator[Server]:
    """A server that is made, runs, and is taken away again."""
    folder = Path(tempfile.mkdtemp(prefix="npmsync-pg-"))
    try:
        (folder / "word").write_text(PASSWORD, encoding="utf-8")
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody", "nogroup")
            shutil.chown(folder / "word", "nobody", "nogroup")
        command = [*_unprivileged(), f"{_programs()}/initdb", "-D", f"{folder}/data", "-U", OWNER, "--no-sync"]
        command += [f"--pwfile={folder}/word", "--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8"]
        command += ["--locale=C.UTF-8", "--no-instructions"]
        subprocess.run(command, check=True, capture_output=True, cwd=folder)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        it = Server(folder, port)
        it.start()
        try:
            yield it
        finally:
            it.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
