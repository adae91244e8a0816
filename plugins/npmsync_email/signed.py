"""A mail signed with S/MIME that carries what it signs inside the signature (RFC 8551 section 3.5.2), as Outlook sends
it where "clear text" is not ticked: what is inside is read. The signature itself is not checked: From counts as in any
mail."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import compat32

_KINDS = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_SIGNED = bytes.fromhex("2a864886f70d010702")
"""1.2.840.113549.1.7.2, signedData; enveloped data is another, and stays closed."""
_SEQUENCE, _SET, _INTEGER, _OID, _OCTETS, _FIRST = 0x30, 0x31, 0x02, 0x06, 0x04, 0xA0
_DEEPEST = 8
_MOST = 50_000
"""Values looked at; a mail of ten megabytes in the pieces that programs make has ten thousand."""


def opened(part: Mail) -> Mail | None:
    """What a signed part holds, None for one that is encrypted, broken or another thing."""
    if part.get_content_type() not in _KINDS:
        return None
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes):
        return None
    try:
        content = _content(body)
    except (ValueError, IndexError):
        return None
    # A body without any header would be read as one.
    return message_from_bytes(content, policy=compat32) if re.match(rb"[A-Za-z-]+:", content) else None


def _content(data: bytes) -> bytes:
    """eContent of CMS signed data (RFC 5652 section 5.1 and 5.2)."""
    outer = _Reader(_Reader(data).take(_SEQUENCE))
    if outer.take(_OID) != _SIGNED:
        raise ValueError("not signed data")
    signed = _Reader(_Reader(outer.take(_FIRST)).take(_SEQUENCE))
    signed.take(_INTEGER)
    signed.take(_SET)
    inside = _Reader(signed.take(_SEQUENCE))
    inside.take(_OID)
    return _octets(_Reader(inside.take(_FIRST)))


def _octets(reader: _Reader, depth: int = 0) -> bytes:
    """One OCTET STRING, in pieces or not."""
    if depth > _DEEPEST:
        raise ValueError("nested too deep")
    if reader.data[reader.at] == _OCTETS:
        return reader.take(_OCTETS)
    pieces = _Reader(reader.take(_OCTETS | 0x20))
    found: list[bytes] = []
    while pieces.at < len(pieces.data):
        if len(found) > _MOST:
            raise ValueError("too many pieces")
        found.append(_octets(pieces, depth + 1))
    return b"".join(found)


class _Reader:
    """BER, as far as CMS has it (X.690): values one after another."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at, self._looked_at = data, 0, 0

    def take(self, tag: int) -> bytes:
        """The content of the next value, which must have this tag. Raises `ValueError`."""
        if self.data[self.at] != tag:
            raise ValueError(f"tag {self.data[self.at]:#x} where {tag:#x} belongs")
        start, end, after = self._extent(self.at, 0)
        self.at = after
        return self.data[start:end]

    def _extent(self, at: int, depth: int) -> tuple[int, int, int]:
        """Where the content of the value at a place begins and ends, and where the next value begins."""
        self._looked_at += 1
        if self._looked_at > _MOST:
            raise ValueError("too many values")
        first = self.data[at + 1]
        if first == 0x80:  # of indefinite length: values up to two zeros
            if depth > _DEEPEST:
                raise ValueError("nested too deep")
            inside = at + 2
            while self.data[inside : inside + 2] != b"\0\0":
                inside = self._extent(inside, depth + 1)[2]
            return at + 2, inside, inside + 2
        count = first & 0x7F if first & 0x80 else 0
        length = int.from_bytes(self.data[at + 2 : at + 2 + count], "big") if count else first
        start = at + 2 + count
        if count > 4 or start + length > len(self.data):
            raise ValueError("longer than the data")
        return start, start + length, start + length
