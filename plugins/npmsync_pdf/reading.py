"""Reads the text of a PDF letter. A scan has none: then a person quotes from it."""

from __future__ import annotations

import re
from pathlib import Path

from npmsync.errors import Refused

LIMIT = 100 * 2**20
MOST_PAGES = 300
_BEGINS = re.compile(r"^\s*(?:\(?\d{1,3}(?:[.)]|\s*[-–])|[-•*–]\s|[a-z]\)|\(?[ivx]{1,5}\))")


class PdfLetter:
    """`npmsync.ports.LetterFormat` for .pdf."""

    def __init__(self) -> None:
        import pypdf  # noqa: F401 - a missing extra is said before a file is opened

    def paragraphs(self, source: Path) -> tuple[str, ...]:
        """The paragraphs of the text, in order; none where the PDF is a picture. Raises Refused for what is no PDF, has
        a password or too many pages."""
        from pypdf import PdfReader

        try:
            if source.stat().st_size > LIMIT:
                raise Refused("too-large", f"{source.name} is larger than {LIMIT // 2**20} MB.", "Is it the letter?")
            reader = PdfReader(source)
            if reader.is_encrypted and not reader.decrypt(""):
                raise Refused("pdf-encrypted", f"{source.name} has a password.", "Save it without one, or print it.")
            if len(reader.pages) > MOST_PAGES:
                raise Refused("too-many-pages", f"{source.name} has {len(reader.pages)} pages.", "Is it the letter?")
            lines = [line for page in reader.pages for line in (page.extract_text() or "").splitlines()]
        except Refused:
            raise
        except Exception as error:  # of a spoiled file the library raises whatever it stumbles over
            raise Refused("damaged-file", f"{source.name} is no PDF that can be read.", "Ask for it again.") from error
        return tuple(_joined(lines))


def _joined(lines: list[str]) -> list[str]:
    """Lines put together into paragraphs: a blank line ends one, and so does a line that ends its sentence well before
    the margin; a number or a bullet begins one."""
    width = max((len(line) for line in lines), default=0)
    found: list[str] = []
    fresh = True
    for line in lines:
        text = " ".join(line.split())
        if not text:
            fresh = True
            continue
        if fresh or not found or _BEGINS.match(line):
            found.append(text)
        else:
            found[-1] += " " + text
        fresh = text[-1] in ".:;!?؟" and len(line) < 0.85 * width
    return found
