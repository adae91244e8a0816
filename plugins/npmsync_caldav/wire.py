"""HTTP as calendars need it: encrypted, to one host, patient within bounds, with every failure as a sentence.

The same request may be sent again wherever no answer came: what is written here is written under a condition
(If-Match, If-None-Match), so a second time either does the same or says that it was done.
"""

from __future__ import annotations

import base64
import random
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import urllib3

from npmsync.errors import Locked, Refused, Unreachable
from npmsync_caldav.digest import Digest, challenge

LARGEST = 100_000_000
"""Bytes of an answer."""
PAUSES = (0.5, 2.0, 6.0)
"""Seconds before the second, third and fourth try; a fourth that fails is the last."""
LONGEST_PAUSE = 20.0
"""Seconds: a server that asks for more patience (Retry-After) is left for the next run."""
_REDIRECTS = 5
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_AGAIN = frozenset({429, 500, 502, 503, 504})
_ICLOUD = re.compile(r"p\d+-caldav\.icloud\.com")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said; `url` is where it was said, after redirects within the host."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


class Wire:
    """A connection to one server. `requests` counts what was sent."""

    def __init__(self, address: str, user: str | None, password: str | None) -> None:
        parts = urlsplit(address)
        self.host = parts.hostname or ""
        if parts.scheme != "https" and not (parts.scheme == "http" and self.host in _LOOPBACK):
            raise Refused(
                "not-encrypted",
                f"{_shown(address)} is not an https:// address: a password and a calendar would travel open.",
                "Write the address that begins with https://.",
            )
        if parts.username or parts.password:
            raise Refused(
                "secret-in-address",
                f"The address at {self.host} holds a user name or a password.",
                "Write it without, the name under user, and keep the password in the keyring.",
            )
        self.address = address
        self.requests = 0
        self._headers = {"User-Agent": "npmsync", "Accept-Encoding": "gzip, deflate"}
        self._login = (user, password) if user is not None and password is not None else None
        self._digest: Digest | None = None
        self._pool = urllib3.PoolManager(
            num_pools=2, maxsize=1, retries=False, timeout=urllib3.Timeout(connect=10, read=60)
        )

    def close(self) -> None:
        self._pool.clear()

    def send(
        self, method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The server's answer, whatever its status but those that mean "try again" or "who are you". Raises
        `Unreachable`, `Refused` where it will not have us, `Locked` (`changed-meanwhile`) on 412."""
        failure = Unreachable("server-silent", "")
        for pause in (0.0, *PAUSES):
            if pause:
                time.sleep(pause * random.uniform(0.75, 1.25))
            try:
                answer = self._followed(method, url, body, headers or {})
            except urllib3.exceptions.HTTPError as error:
                failure = self._silent(error)
                if isinstance(error, urllib3.exceptions.SSLError):
                    break
                continue
            if answer.status not in _AGAIN:
                return self._judged(answer)
            failure = self._busy(answer)
            asked = answer.headers.get("retry-after", "")
            if asked.isdigit() and int(asked) > LONGEST_PAUSE:
                break
            if asked.isdigit() and PAUSES[0]:
                time.sleep(int(asked))
        raise failure

    def _followed(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        for _ in range(_REDIRECTS):
            answer = self._once(method, url, body, headers)
            where = answer.headers.get("location")
            if answer.status not in (301, 302, 303, 307, 308) or not where:
                return answer
            url = self.within(urljoin(url, where))
        raise Refused("redirected-in-a-ring", f"{self.host} sends us from address to address.", "Check the address.")

    def within(self, url: str) -> str:
        """The address, if it is one to which the password may go: of this host, encrypted as before. Apple's servers
        are one host with many names."""
        parts, ours = urlsplit(url), urlsplit(self.address)
        same = parts.hostname == self.host and (parts.port == ours.port or parts.scheme == "https" != ours.scheme)
        apple = self.host == "caldav.icloud.com" and _ICLOUD.fullmatch(parts.hostname or "")
        if parts.scheme not in ("https", ours.scheme) or not (same or apple):
            raise Refused(
                "redirected-elsewhere",
                f"{self.host} sends us elsewhere, to {parts.scheme}://{parts.hostname}; the password was not sent.",
                f"If that is right, write address = {parts.scheme}://{parts.hostname} into npmsync.toml.",
            )
        return url

    def _once(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        answer = self._sent(method, url, body, headers)
        if answer.status == 401 and self._login is not None:
            # Also where an earlier challenge has grown old.
            self._digest = challenge(answer.headers["www-authenticate"].splitlines())
            if self._digest is not None:
                answer = self._sent(method, url, body, headers)
        return answer

    def _sent(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        self.requests += 1
        sent = {**self._headers, **headers, **self._authorization(method, url)}
        response = self._pool.request(method, url, body=body, headers=sent, redirect=False, preload_content=False)
        try:
            data = response.read(LARGEST + 1)
            if len(data) > LARGEST:
                raise Refused(
                    "answer-too-large", f"{self.host} sends more than {LARGEST} bytes.", "Choose one calendar."
                )
            response.drain_conn()
        finally:
            response.release_conn()
        read = {k.lower(): v for k, v in response.headers.items()}
        read["www-authenticate"] = "\n".join(response.headers.getlist("WWW-Authenticate"))
        return Answer(response.status, read, data, url)

    def _authorization(self, method: str, url: str) -> dict[str, str]:
        """By Basic until the server asks for Digest: the line is encrypted, and most servers know nothing else."""
        if self._login is None:
            return {}
        if self._digest is not None:
            return {"Authorization": self._digest.answer(*self._login, method, url)}
        token = base64.b64encode(":".join(self._login).encode()).decode()  # UTF-8: RFC 7617
        return {"Authorization": f"Basic {token}"}

    def _judged(self, answer: Answer) -> Answer:
        if answer.status == 401:
            raise Refused(
                "login-refused",
                f"{self.host} does not accept the name or the password.",
                "Use an app password (made in the server's security settings), and put it into the keyring.",
            )
        if answer.status == 412:
            raise Locked("changed-meanwhile", f"An event on {self.host} has changed meanwhile.", "It is read again.")
        return answer

    def _silent(self, error: Exception) -> Unreachable:
        why = type(error).__name__
        if isinstance(error, urllib3.exceptions.SSLError):
            return Unreachable(
                "certificate",
                f"{self.host}: its certificate cannot be trusted.",
                "Ask who runs the server; do not go around it.",
            )
        if isinstance(error, urllib3.exceptions.NameResolutionError):
            why = "no such host"
        elif isinstance(error, urllib3.exceptions.TimeoutError):
            why = "no answer in time"
        return Unreachable("server-silent", f"{self.host} does not answer ({why}).", "The next sync tries again.")

    def _busy(self, answer: Answer) -> Unreachable:
        said = "asks us to wait" if answer.status == 429 else f"has trouble of its own ({answer.status})"
        return Unreachable("server-busy", f"{self.host} {said}.", "The next sync tries again.")


def _shown(address: str) -> str:
    """Without what may be secret in it."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname}" if parts.hostname else address[:40]
