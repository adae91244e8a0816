"""MIME put together from its parts (RFC 2045, 2046, 2047), byte for byte the same for the same parts.

The standard library parses every header that it is given, which takes ten times as long as everything else about a
mail; what is written here is read back with it in the tests.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from email.header import Header
from functools import lru_cache

from npmsync.errors import Refused

CRLF = b"\r\n"
_LINE = 76
_PLAIN = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~.-]*")


@lru_cache(maxsize=512)
def header(name: str, text: str) -> bytes:
    """One header line, folded, other alphabets as encoded words. Raises `Refused` for a text that could begin another
    header: whoever calls takes line breaks out first."""
    if "\r" in text or "\n" in text:
        raise Refused("bad-header", f"The header {name} would have two lines.", "Report this as a fault.")
    encoded = Header(text, None if text.isascii() else "utf-8", _LINE, header_name=name).encode(linesep="\r\n")
    return f"{name}: {encoded}".encode("ascii") + CRLF


def named_address(name: str, address: str) -> str:
    """`name <address>` as a header's text; a name in another alphabet as encoded words. `address` is ASCII."""
    if not name.isascii():
        words = Header(name, "utf-8", _LINE - 10).encode(linesep="\r\n")
        return f"{' '.join(words.split())} <{address}>"
    if _PLAIN.fullmatch(name):
        return f"{name} <{address}>" if name else f"<{address}>"
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{address}>'


def text_part(kind: str, text: str) -> bytes:
    """A text in UTF-8, quoted-printable (RFC 2045 section 6.7)."""
    body = binascii.b2a_qp(text.encode(), istext=True)
    # A line that begins with a dot or with "From " is changed on the way by some servers.
    body = re.sub(rb"(?m)^\.", b"=2E", re.sub(rb"(?m)^From ", b"From=20", body))
    head = f'Content-Type: {kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n'
    return head.encode() + CRLF + _crlf(body)


def data_part(head: Sequence[str], data: bytes) -> bytes:
    """Bytes as base64: nothing on the way can touch a line end in them."""
    lines = "".join(f"{line}\r\n" for line in (*head, "Content-Transfer-Encoding: base64"))
    return lines.encode("ascii") + CRLF + _crlf(base64.encodebytes(data))


def multipart(kind: str, boundary: str, parts: Sequence[bytes]) -> bytes:
    """Parts in one body, the last the richest where they are alternatives (RFC 2046 section 5.1)."""
    mark = boundary.encode("ascii")
    body = b"".join(b"--" + mark + CRLF + part + (b"" if part.endswith(CRLF) else CRLF) for part in parts)
    return f'Content-Type: {kind};\r\n boundary="{boundary}"\r\n'.encode() + CRLF + body + b"--" + mark + b"--" + CRLF


def _crlf(body: bytes) -> bytes:
    return body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
