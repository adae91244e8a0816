"""Whether a file holds a text: as it stands, packed in a workbook or a document, or encoded in a mail."""

from __future__ import annotations

import base64
import binascii
import html
import quopri
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

LIMIT = 200_000_000
"""Bytes unpacked from one file; beyond, it is said that nobody can tell."""
_LEFT_OUT = re.compile(r"[\s\\]+")
_TAG = re.compile(r"<[^<>]*>")
_ENCODED = re.compile(rb"(?:[A-Za-z0-9+/]{40,}={0,2}\r?\n?)+(?:[A-Za-z0-9+/]+={0,2})?")


def holds(path: Path, texts: Sequence[str]) -> bool | None:
    """Whether one of the texts is in the file, however it is wrapped, escaped or folded; None where nobody can tell."""
    wanted = [_plain(text) for text in texts]
    try:
        return any(want in shown for part in _parts(path) for shown in _readings(part) for want in wanted if want)
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, ValueError):
        return None


def _parts(path: Path) -> Iterator[bytes]:
    if path.stat().st_size > LIMIT:
        raise ValueError("too large")
    if not zipfile.is_zipfile(path):
        yield path.read_bytes()
        return
    with zipfile.ZipFile(path) as package:
        if sum(member.file_size for member in package.infolist()) > LIMIT:
            raise ValueError("too large")
        for member in package.infolist():
            yield package.read(member)


def _readings(data: bytes) -> Iterator[str]:
    """The bytes as text, without tags, and what is encoded in them as mail encodes it."""
    for raw in (data, *_decoded(data)):
        text = raw.decode("utf-8", "ignore")
        yield _plain(text)
        if "<" in text:
            yield _plain(_TAG.sub("", text))


def _decoded(data: bytes) -> Iterator[bytes]:
    if b"=\r\n" in data or b"=\n" in data or re.search(rb"=[0-9A-F]{2}", data):
        yield quopri.decodestring(data)
    for block in _ENCODED.findall(data):
        try:
            yield base64.b64decode(b"".join(block.split()) + b"==", validate=False)
        except (binascii.Error, ValueError):
            continue


def _plain(text: str) -> str:
    return _LEFT_OUT.sub("", html.unescape(text))
