"""Which encoding a text file is in, and an honest word where that is a guess.

Sure: a byte order mark, valid UTF-8, the zeros of UTF-16. Else a Windows code page is guessed from how its letters
stand together: Arabic and Cyrillic come in long runs of high bytes, Latin accents singly inside words.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from npmsync.errors import Refused

_RUN = re.compile(rb"[\x80-\xff]+")
_INSIDE = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f](?=[A-Za-z])")
_PUNCTUATION = set("’‘“”–—…«»·•€°§©®™\xa0\xad")
_NAMES = {
    "cp1250": "Windows-1250 (Central European)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1252": "Windows-1252 (Western European, like Latin-1)",
    "cp1256": "Windows-1256 (Arabic)",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text, its encoding, and its byte order mark (b"" where it has none)."""

    text: str
    encoding: str
    mark: bytes
    note: str = ""


def read_text(data: bytes, file: str) -> Text:
    """The text of `data`. Raises Refused for what is no text, naming the line where that can be said."""
    found = _marked(data) or _unmarked(data, file)
    if not found.text.strip():
        raise Refused(
            "empty-file", f"{file} is empty: it holds no text.", "Take it again, or take the last one in backups/."
        )
    for what, match in (
        ("a NUL character", re.search("\0", found.text)),
        ("control characters", _CONTROL.search(found.text)),
    ):
        if match:
            line = len(re.findall(r"\r\n|\r|\n", found.text[: match.start()])) + 1
            raise Refused(
                "not-text",
                f"{file} is damaged or not text (binary): line {line} holds {what}.",
                "Take the file again from where it came, or the last one in backups/.",
            )
    return found


def _marked(data: bytes) -> Text | None:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            try:
                return Text(data[len(mark) :].decode(encoding), encoding, mark)
            except UnicodeDecodeError:
                return None
    return None


def _unmarked(data: bytes, file: str) -> Text:
    if data[:4] == b"PK\x03\x04":
        raise Refused(
            "not-text", f"{file} is a zip file, perhaps an Excel workbook (.xlsx), not CSV.", "Name it by what it is."
        )
    if b"\0" in data[:4000]:
        return _zeros(data)
    try:
        return Text(data.decode("utf-8"), "utf-8", b"")
    except UnicodeDecodeError:
        pass
    encoding = _code_page(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Refused(
            "unknown-encoding",
            f"{file}: its encoding cannot be told; line {line} holds bytes that are no letters.",
            'Open it in Excel and save it as "CSV UTF-8".',
        ) from error
    return Text(
        text, encoding, b"", f"Read as {_NAMES[encoding]}: the file does not say its encoding, so this is a guess."
    )


def _zeros(data: bytes) -> Text:
    """UTF-16 without a mark: every second byte of mostly Latin text is zero. Else the zeros are damage, told later."""
    head = data[:4000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if len(data) % 2 == 0 and max(even, odd) > 0.4 * half and min(even, odd) < 0.05 * half:
        encoding = "utf-16-be" if even > odd else "utf-16-le"
        try:
            return Text(
                data.decode(encoding), encoding, b"", f"Read as {_NAMES[encoding]}: the file has no byte order mark."
            )
        except UnicodeDecodeError:
            pass
    return Text(data.decode("latin-1"), "latin-1", b"")


def _code_page(data: bytes) -> str:
    runs = _RUN.findall(data)
    if sum(map(len, runs)) / len(runs) >= 2.2:
        letters = b"".join(runs)
        arabic = sum("\u0600" <= letter <= "\u06ff" for letter in letters.decode("cp1256"))
        return "cp1256" if arabic >= 0.9 * len(letters) else "cp1251"
    western, central = _oddities(data, "cp1252"), _oddities(data, "cp1250")
    return "cp1250" if central < western else "cp1252"


def _oddities(data: bytes, encoding: str) -> int:
    """How many characters stand inside words and are no letters when read in this code page."""
    text = data.decode(encoding, "replace")
    inside = [letter for letter in _INSIDE.findall(text) if letter not in _PUNCTUATION]
    return sum(not letter.isalpha() for letter in inside) + text.count("\ufffd")
