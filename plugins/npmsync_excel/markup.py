"""XML parts as text: decoded, checked for well-formedness and for a DTD, which no workbook needs, searched for tags.

Parts are scanned, not parsed into trees: a scan is fast, lean, and lets a patch keep every byte it does not mean.
The escapes `_xHHHH_` are ST_Xstring's (ECMA-376 part 1, 22.9.2.19).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from npmsync.errors import Refused

_ENCODING = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_X_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MUST_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ROOT = re.compile(r"<([\w:.-]+)(?=[\s/>])[^>]*>")
_FORBIDDEN = bytes({*range(0x20)} - {0x09, 0x0A, 0x0D})
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag found in a text: its attributes as written (unescaped), and where it begins and ends."""

    attributes: Mapping[str, str]
    start: int
    end: int
    body: str = ""


def check(raw: bytes, part: str, file: str) -> None:
    """Raises Refused unless `raw` is well-formed XML without a DTD (entities)."""
    for _ in checked((raw[at : at + _CHUNK] for at in range(0, len(raw), _CHUNK)), part, file):
        pass


def checked(pieces: Iterable[bytes], part: str, file: str) -> Iterator[bytes]:
    """The pieces as they come; raises Refused as soon as they are no well-formed XML, or declare a DTD."""
    parser = expat.ParserCreate()

    def no_doctype(*_: object) -> None:
        raise Refused(
            "unsafe-file",
            f"{file} is unsafe: its part {part} declares XML entities (a DTD), which no workbook needs.",
            "Do not open it; ask the sender how it was made.",
        )

    parser.StartDoctypeDeclHandler = no_doctype
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            yield piece
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Refused(
            "damaged-file",
            f"{file} is damaged: its part {part} is not well-formed XML (line {error.lineno}: {error}).",
            "Open it in Excel and let it repair the file, or take the last one in backups/.",
        ) from error


def skim(raw: bytes, part: str, file: str) -> str:
    """A large part as text, looked over for what would mislead a scan: a DTD, characters that XML has not, a missing
    end. `check` parses it whole, at the price of half the reading; every part that is written goes through it."""
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw or _has_forbidden(raw):
        check(raw, part, file)
    text = as_text(raw, part, file)
    root = _ROOT.search(text)
    if root is None or not (root[0].endswith("/>") or f"</{root[1]}" in text[-200:]):
        check(raw, part, file)
    return text


def _has_forbidden(raw: bytes) -> bool:
    """Whether there are control characters: what `translate` leaves out is missed. Many times faster than a pattern."""
    pieces = (raw[at : at + _CHUNK] for at in range(0, len(raw), _CHUNK))
    return any(len(piece.translate(None, _FORBIDDEN)) < len(piece) for piece in pieces)


def decode(raw: bytes, part: str, file: str) -> str:
    """A checked part as text (a byte order mark stays as its first character); `encoded` is its inverse."""
    check(raw, part, file)
    return as_text(raw, part, file)


def as_text(raw: bytes, part: str, file: str) -> str:
    """A part as text, unchecked: for what is only scanned, or is checked when it is written."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or raw[:2] in (b"<\0", b"\0<"):
        raise Refused(
            "unusual-encoding",
            f"{file} cannot be used: its part {part} is in UTF-16.",
            "Open the file in Excel and save it again.",
        )
    try:
        return raw.decode(encoding_of(raw))
    except (UnicodeDecodeError, LookupError) as error:
        raise Refused(
            "damaged-file",
            f"{file} is damaged: its part {part} is not the text that it says it is.",
            "Open it in Excel and let it repair the file, or take the last one in backups/.",
        ) from error


def encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    """A part's text in the encoding that its first piece declares; characters it lacks become references."""
    encoding = ""
    for piece in pieces:
        encoding = encoding or encoding_of(piece[:200].encode())
        yield piece.encode(encoding, "xmlcharrefreplace")


def encoding_of(raw: bytes) -> str:
    declared = _ENCODING.match(raw[:200])
    return declared[1].decode("ascii") if declared else "utf-8"


def tags(text: str, name: str, start: int = 0, end: int | None = None) -> Iterator[Tag]:
    """The start tags of a local name, whatever their prefix, in order."""
    for found in re.compile(rf"<(?:[\w.-]+:)?{name}(?=[\s/>])([^>]*)>").finditer(text, start, end or len(text)):
        yield Tag(attributes(found[1]), found.start(), found.end())


def elements(text: str, name: str) -> Iterator[Tag]:
    """The elements of a local name that do not nest in each other, with what stands between their tags."""
    pattern = rf"<(?:[\w.-]+:)?{name}(?=[\s/>])([^>]*?)(?:/>|>(.*?)</(?:[\w.-]+:)?{name}\s*>)"
    for found in re.compile(pattern, re.DOTALL).finditer(text):
        yield Tag(attributes(found[1]), found.start(), found.end(), found[2] or "")


def attributes(text: str) -> dict[str, str]:
    """The attributes of a start tag, unescaped."""
    return {found[1]: unescape(found[2] if found[2] is not None else found[3]) for found in _ATTRIBUTE.finditer(text)}


def truth(value: str | None) -> bool:
    """xsd:boolean."""
    return value in ("1", "true")


def unescape(text: str) -> str:
    """Entity and character references replaced (XML 1.0 section 4.1)."""
    return _REFERENCE.sub(_referred, text) if "&" in text else text


def cell_text(text: str) -> str:
    """What a person sees for the characters of a `t` element: references and `_xHHHH_` decoded, line ends as \\n."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")  # XML 1.0 section 2.11
    text = unescape(text)
    if "_x" in text:
        text = _X_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
        if "\r\n" in text:
            text = text.replace("\r\n", "\n")
    return text


def escape_text(text: str) -> str:
    """A cell's text as the characters of a `t` element: the inverse of `cell_text` but for \\r\\n.

    Raises ValueError for lone surrogates, which no file can hold."""
    if _SURROGATE.search(text):
        raise ValueError("half a character (a lone surrogate)")
    text = _MUST_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return escape(text)


def escape(text: str) -> str:
    """Characters that are markup as references."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _referred(found: re.Match[str]) -> str:
    if found[3]:
        return _NAMED[found[3]]
    return chr(int(found[1], 16) if found[1] else int(found[2]))
