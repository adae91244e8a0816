"""Reads Word documents: their tables as a sheet, for forms that come back and lists kept in Word, and their paragraphs,
for letters.

What a person sees counts: text that was struck out under "track changes" is gone, text put in is there, a list or date
that nobody has chosen is empty. Nothing in a document is run, fetched or followed.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from npmsync.errors import Refused
from npmsync.ports import Capability, CellValue, Sheet, TableChanges, Workbook
from npmsync_docx.markup import NAMESPACE, PLACEHOLDERS

LIMIT = 100 * 2**20
"""Bytes of a file, and of a part when unpacked."""
_MOST_PARTS = 100
_PARTS = ("word/document.xml", "word/header", "word/footer")
_W = f"{{{NAMESPACE}}}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"


class WordFormat:
    """A Word document as a workbook of one sheet: a row for each paragraph and each row of a table. Read only."""

    capabilities: frozenset[Capability] = frozenset()

    def __init__(self) -> None:
        import docx  # noqa: F401 - a missing extra is said before a file is opened

    def read(self, source: Path) -> Workbook:
        """Raises Refused for what is no Word document, is encrypted or too large."""
        data = _bytes(source)
        body, edges = parts(data, source.name)
        rows = list(_rows(body))
        rows += [row for edge in edges for row in _rows(edge)]
        return Workbook((Sheet(source.stem or "document", rows),), hashlib.sha256(data).hexdigest())

    def write(self, source: Path, target: Path, changes: TableChanges) -> tuple[str, ...]:
        """Always refused."""
        raise Refused(
            "word-is-read-only",
            f"{source.name} is a Word document, which is read and never written.",
            "Keep the tracker as an Excel workbook.",
        )


class WordLetter:
    """`npmsync.ports.LetterFormat` for .docx."""

    def __init__(self) -> None:
        import docx  # noqa: F401 - as above

    def paragraphs(self, source: Path) -> tuple[str, ...]:
        """The paragraphs with words in them, those in tables too, in order."""
        body, _ = parts(_bytes(source), source.name)
        return tuple(text for p in body.iter(f"{_W}p") if (text := _text(p)))


def _bytes(source: Path) -> bytes:
    try:
        if source.stat().st_size > LIMIT:
            raise Refused("too-large", f"{source.name} is larger than {LIMIT // 2**20} MB.", "Is it the right file?")
        return source.read_bytes()
    except OSError as error:
        raise Refused(
            "unreadable-file", f"{source.name} cannot be read: {error.strerror}.", "Check its name."
        ) from error


def parts(data: bytes, name: str) -> tuple[Any, list[Any]]:
    """(the body, heads and feet) of a Word document, parsed. Raises Refused for anything else."""
    import io

    if data.startswith(bytes.fromhex("d0cf11e0a1b11ae1")):
        raise Refused(
            "word-encrypted-or-old",
            f"{name} is an old Word document (.doc), or one with a password.",
            "Open it, take the password off, save it as .docx and hand that in.",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = [n for n in package.namelist() if n.startswith(_PARTS) and n.endswith(".xml")]
            if len(names) > _MOST_PARTS or len(data) > LIMIT:
                raise Refused("too-large", f"{name} is too large for a form or a letter.", "Is it the right file?")
            if _PARTS[0] not in names:
                raise Refused("not-a-word-file", f"{name} is no Word document.", "Is it the right file?")
            roots = {n: _parsed(_member(package, n, name), name) for n in names}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError, zlib.error) as error:
        raise Refused(
            "not-a-word-file", f"{name} is no Word document, or it is damaged.", "Ask for it again."
        ) from error
    body = roots.pop(_PARTS[0]).find(f"{_W}body")
    if body is None:
        raise Refused("not-a-word-file", f"{name} has no text that can be read.", "Save it anew as .docx.")
    return body, list(roots.values())


def _member(package: zipfile.ZipFile, member: str, name: str) -> bytes:
    with package.open(member) as stream:
        data = stream.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise Refused("too-large", f"{name} unpacks to more than {LIMIT // 2**20} MB.", "Is it the right file?")
    return data.replace(_STRICT[1:-1].encode(), NAMESPACE.encode())


def _parsed(data: bytes, name: str) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    if b"<!DOCTYPE" in data[:4096]:
        raise Refused("xml-entities", f"{name} defines entities of its own, which no office program does.", "")
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Refused("damaged-file", f"{name} is damaged: {error.msg}.", "Ask for it again.") from error


def _rows(block: Any) -> Iterator[tuple[CellValue, ...]]:
    for child in block:
        if child.tag == f"{_W}p":
            yield (_text(child) or None,)
        elif child.tag == f"{_W}tbl":
            for line in child.iter(f"{_W}tr"):
                yield tuple(_cells(line))
        elif child.tag == f"{_W}sdt":
            yield from (row for content in child.findall(f"{_W}sdtContent") for row in _rows(content))


def _cells(line: Any) -> Iterator[CellValue]:
    for one in line.iter(f"{_W}tc"):
        span = one.find(f"{_W}tcPr/{_W}gridSpan")
        text = "\n".join(filter(None, (_text(p) for p in one.iter(f"{_W}p"))))
        yield text or None
        wide = int(span.get(f"{_W}val", "1")) if span is not None else 1
        yield from (None for _ in range(1, min(wide, 64)))


def _text(paragraph: Any) -> str:
    """The text of a paragraph as it shows."""
    pieces: list[str] = []
    for piece in paragraph.iter(f"{_W}t", f"{_W}br", f"{_W}tab", f"{_W}noBreakHyphen"):
        if _unchosen(piece, paragraph):
            continue
        name = piece.tag.removeprefix(_W)
        pieces.append(piece.text or "" if name == "t" else {"br": "\n", "tab": " "}.get(name, "-"))
    text = "".join(pieces).strip()
    return "" if text in PLACEHOLDERS else text


def _unchosen(piece: Any, paragraph: Any) -> bool:
    """Whether it is the prompt of an empty content control, or text moved away under "track changes"."""
    for above in piece.iterancestors():
        if above is paragraph:
            return False
        if above.tag == f"{_W}moveFrom":
            return True
        if above.tag == f"{_W}sdt" and above.find(f"{_W}sdtPr/{_W}showingPlcHdr") is not None:
            return True
    return False
