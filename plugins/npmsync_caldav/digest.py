"""Digest login (RFC 7616), which a Baïkal asks for unless it was told otherwise: the password itself never travels.

MD5 is what servers of that kind keep; SHA-256 is taken where it is offered. The challenge of the first answer serves
all requests of a connection, so that the login costs one request more and no further ones.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from urllib.parse import urlsplit

_PAIR = re.compile(r'([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))', re.IGNORECASE)
_HASHES = {"SHA-256": hashlib.sha256, "MD5": hashlib.md5}


class Digest:
    """One challenge, answered for any number of requests."""

    def __init__(self, said: dict[str, str]) -> None:
        self._said = said
        self._algorithm = said.get("algorithm", "MD5").upper()
        self._count = 0

    def answer(self, user: str, password: str, method: str, url: str) -> str:
        """The value of `Authorization` for a request. Texts are UTF-8, as bytes in a header are read back."""
        parts = urlsplit(url)
        uri = parts.path + (f"?{parts.query}" if parts.query else "") or "/"
        self._count += 1
        count, ours = f"{self._count:08x}", secrets.token_hex(16)
        realm, nonce = self._said.get("realm", ""), self._said.get("nonce", "")
        secret = self._hash(f"{user}:{realm}:{password}")
        if self._algorithm.endswith("-SESS"):
            secret = self._hash(f"{secret}:{nonce}:{ours}")
        asked = self._hash(f"{method}:{uri}")
        protected = "auth" in _words(self._said.get("qop", ""))
        middle = f"{nonce}:{count}:{ours}:auth" if protected else nonce
        given = {"username": user, "realm": realm, "nonce": nonce, "uri": uri}
        given["response"] = self._hash(f"{secret}:{middle}:{asked}")
        if "opaque" in self._said:
            given["opaque"] = self._said["opaque"]
        lines = [f'{name}="{_quoted(value)}"' for name, value in given.items()]
        lines.append(f"algorithm={self._said.get('algorithm', 'MD5')}")
        if protected:
            lines += ["qop=auth", f"nc={count}", f'cnonce="{ours}"']
        elif self._algorithm.endswith("-SESS"):
            lines.append(f'cnonce="{ours}"')
        return ("Digest " + ", ".join(lines)).encode().decode("latin-1")

    def _hash(self, text: str) -> str:
        return _HASHES[self._algorithm.removesuffix("-SESS")](text.encode(), usedforsecurity=False).hexdigest()


def challenge(lines: Iterable[str]) -> Digest | None:
    """The best challenge of the `WWW-Authenticate` lines that can be answered, None where there is none."""
    found = []
    for line in lines:
        for part in re.split(r"(?i)(?:^|,\s*)(?=(?:Basic|Digest|Bearer|Negotiate|NTLM)\b)", line):
            if part.strip()[:7].casefold() != "digest ":
                continue
            said = {name.lower(): re.sub(r"\\(.)", r"\1", quoted) or bare for name, quoted, bare in _PAIR.findall(part)}
            one = said.get("algorithm", "MD5").upper().removesuffix("-SESS")
            if one in _HASHES and said.get("nonce") and (not said.get("qop") or "auth" in _words(said["qop"])):
                found.append((list(_HASHES).index(one), said))
    return Digest(min(found, key=lambda one: one[0])[1]) if found else None


def _words(text: str) -> list[str]:
    return [word.strip().lower() for word in text.split(",")]


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
