"""Calendar servers on loopback for tests: Radicale and Xandikos as they are, and a proxy that spoils what passes.

with radicale(folder) as server:
    server.make_calendar("team")
    server.address          # http://127.0.0.1:PORT/nino/team/
with Spoiling(server.port) as proxy:
    proxy.spoil("PUT", Spoil.RESET)
"""

from __future__ import annotations

import base64
import importlib.util
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import TracebackType

USER, PASSWORD = "nino", "app password é"
# No test needs a power cut: without the flush to disk (a setting for Radicale's own tests) it is many times as fast.
_SERVE = """\
import sys
from radicale import config, server
settings = config.load([(sys.argv[1], False)])
settings.update({"storage": {"_filesystem_fsync": "False"}}, "tests", privileged=True)
server.serve(settings)
"""
_RADICALE = """\
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {users}
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {data}
"""
_BODY = (
    '<c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop>'
    "<d:displayname>{name}</d:displayname></d:prop></d:set></c:mkcalendar>"
)


@dataclass(frozen=True, slots=True)
class CalendarServer:
    """A server that runs. `home` is the path of the folder of calendars."""

    port: int
    home: str
    password: str | None = PASSWORD
    entry: str = ""

    @property
    def root(self) -> str:
        """What a person who knows the server alone would write as its address."""
        return f"http://127.0.0.1:{self.port}/{self.entry}"

    def url(self, calendar: str = "team") -> str:
        return f"http://127.0.0.1:{self.port}{self.home}{calendar}/"

    def make_calendar(self, name: str) -> str:
        """Makes a calendar and returns its address."""
        self.ask("MKCALENDAR", f"{self.home}{name}/", _BODY.format(name=name))
        return self.url(name)

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> bytes:
        """What another client would do. `headers` with _ for -."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", body.encode() if body is not None else None, method=method
        )
        for name, value in {"Content-Type": "text/xml; charset=utf-8", **headers}.items():
            request.add_header(name.replace("_", "-"), value)
        with self.opener(request).open(request, timeout=20) as answer:
            return bytes(answer.read())

    def opener(self, request: urllib.request.Request) -> urllib.request.OpenerDirector:
        """What sends a request, logged in."""
        if self.password is not None:
            token = base64.b64encode(f"{USER}:{self.password}".encode()).decode()
            request.add_header("Authorization", f"Basic {token}")
        return urllib.request.build_opener()


def installed(*names: str) -> bool:
    return all(importlib.util.find_spec(name) is not None for name in names)


@contextmanager
def radicale(folder: Path) -> Iterator[CalendarServer]:
    """Radicale, with a user and a password."""
    port = free_port()
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n", "utf-8")
    settings = _RADICALE.format(port=port, data=folder / "data", users=folder / "users")
    (folder / "settings").write_text(settings, "utf-8")
    words = ["-c", _SERVE, str(folder / "settings")]
    with running([sys.executable, *words], port):
        yield CalendarServer(port, f"/{USER}/")


@contextmanager
def xandikos(folder: Path) -> Iterator[CalendarServer]:
    """Xandikos, which asks for no password."""
    port = free_port()
    words = ["-m", "xandikos", "serve", "--defaults", "--current-user-principal", f"/{USER}/", "--no-detect-systemd"]
    words += ["--listen-address", "127.0.0.1", "--port", str(port), "--directory", str(folder / "data")]
    with running([sys.executable, *words], port):
        yield CalendarServer(port, f"/{USER}/calendars/", password=None)


@contextmanager
def running(
    words: list[str], port: int, environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> Iterator[None]:
    """A server process, from when it answers on a port to the end of the block."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, cwd=folder)
    try:
        for _ in range(300):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            assert process.poll() is None, f"{words[0]} does not start"
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Spoil(StrEnum):
    """What happens to a request on its way."""

    RESET = "the connection breaks before the server hears of it"
    LOST = "the server does it, and its answer is lost"
    HALF = "half of the answer comes through"
    BUSY = "429"
    TROUBLE = "500"


@dataclass
class Spoiling:
    """A proxy on loopback that passes everything on but what it was told to spoil, each once."""

    target: int
    seen: list[str] = field(default_factory=list)
    _spoils: list[tuple[str, Spoil]] = field(default_factory=list)

    def __enter__(self) -> Spoiling:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(timeout=10)

    def spoil(self, method: str, how: Spoil, times: int = 1) -> None:
        self._spoils += [(method, how)] * times

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            with client, suppress(OSError):
                self._pass_on(client)

    def _pass_on(self, client: socket.socket) -> None:
        """One request a connection: what a connection breaks is never more than that."""
        request = _whole(client)
        method = request.partition(b" ")[0].decode()
        self.seen.append(method)
        how = next((each for each in self._spoils if each[0] == method), None)
        if how is not None:
            self._spoils.remove(how)
        if how and how[1] is Spoil.RESET:
            return
        if how and how[1] in (Spoil.BUSY, Spoil.TROUBLE):
            client.sendall(
                f"HTTP/1.1 {how[1].value} Spoiled\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
            )
            return
        with socket.create_connection(("127.0.0.1", self.target), timeout=20) as server:
            server.sendall(request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
            answer = b"".join(iter(lambda: server.recv(65536), b""))
        if how is None:
            client.sendall(answer)
        elif how[1] is Spoil.HALF:
            client.sendall(answer[: len(answer) * 2 // 3])


def _whole(client: socket.socket) -> bytes:
    client.settimeout(20)
    data = b""
    while b"\r\n\r\n" not in data:
        data += client.recv(65536) or _gone()
    head = data.partition(b"\r\n\r\n")[0].lower()
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"content-length:")), 0)
    while len(data) < len(head) + 4 + length:
        data += client.recv(65536) or _gone()
    return data


def _gone() -> bytes:
    raise OSError("the client has gone")
