"""vCard files as business cards: version 2.1 (versit, 1996), 3.0 (RFC 2426) and 4.0 (RFC 6350), any number in a file.

vobject unfolds and splits the lines. Its own reading of whole cards is not used: one spoilt picture would cost the
file, and only six properties are ours to read.
"""

from __future__ import annotations

import io
import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from npmsync.errors import Refused
from npmsync.ports import BusinessCard

LARGEST = 50 * 2**20
_WANTED = frozenset({"FN", "N", "ORG", "TITLE", "ROLE", "EMAIL", "TEL", "LANG", "X-ABLABEL"})
_NO_TELEPHONE = frozenset({"fax", "pager", "modem"})


@dataclass(frozen=True, slots=True)
class _Line:
    """One property: its types in lower case, its value decoded but for the escapes, the group before its name."""

    name: str
    types: frozenset[str]
    value: str
    group: str
    preferred: bool


class VCards:
    """`npmsync.ports.AddressBook` for .vcf."""

    def __init__(self) -> None:
        import vobject.base  # noqa: F401 - a missing extra is said before a file is opened

    def read(self, source: Path) -> Sequence[BusinessCard]:
        """Raises `Refused` for what is too large or holds no card."""
        if source.stat().st_size > LARGEST:
            raise Refused("file-too-large", f"{source.name} is larger than {LARGEST // 2**20} MB.", "Export fewer.")
        cards = [_card(lines) for lines in _cards(_text(source.read_bytes()))]
        if not cards:
            raise Refused("not-a-vcard", f"{source.name} holds no vCard.", "Export the contacts as vCard (.vcf) again.")
        return cards


def _text(data: bytes) -> str:
    """The file's letters: by its mark, as UTF-8, as the character set that a card of version 2.1 names, else Windows'.

    Version 3.0 and 4.0 are UTF-8 (RFC 6350 section 3.1); old phones write what they like."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    named = {name.decode("ascii") for name in re.findall(rb"CHARSET=\"?([A-Za-z0-9_-]+)", data, re.IGNORECASE)}
    for encoding in ("utf-8-sig", *sorted(named), "cp1252"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1")


def _cards(text: str) -> Iterator[list[_Line]]:
    from vobject.base import ParseError, VObjectError, getLogicalLines, parseLine

    lines: list[_Line] | None = None
    for text_line, number in getLogicalLines(io.StringIO(text), allowQP=True):
        try:
            name, params, value, group = parseLine(text_line, number)
        except (ParseError, VObjectError):
            continue  # what is no property says nothing of the person
        name = name.upper()
        if name == "BEGIN" and value.strip().upper() == "VCARD":
            lines = []
        elif name == "END" and lines is not None:
            yield lines
            lines = None
        elif lines is not None and name in _WANTED:
            lines.append(_line(name, params, value, group or ""))


def _line(name: str, params: Sequence[Sequence[str]], value: str, group: str) -> _Line:
    types: set[str] = set()
    encoding = charset = ""
    preferred = False
    for key, *values in params:
        said = [one.strip().lower() for part in values for one in part.strip('"').split(",")]
        match key.upper():
            case "TYPE":
                types.update(said)
            case "ENCODING":
                encoding = said[0] if said else ""
            case "CHARSET":
                charset = said[0] if said else ""
            case "PREF":
                preferred = True
            case "QUOTED-PRINTABLE":
                encoding = "quoted-printable"
            case _ if not values:  # version 2.1 writes a type without TYPE=
                types.add(key.lower())
    if encoding == "quoted-printable":
        value = _unquoted(value, charset or "utf-8")
    return _Line(name, frozenset(types), value, group, preferred or "pref" in types)


def _unquoted(value: str, charset: str) -> str:
    data = quopri.decodestring(value.encode("ascii", "ignore"))
    try:
        return data.decode(charset)
    except (UnicodeDecodeError, LookupError):
        return data.decode("cp1252", "replace")


def _parts(value: str) -> list[str]:
    """The components of a value, unescaped (RFC 6350 section 3.4)."""
    found = re.split(r"(?<!\\);", value)
    return [" ".join(re.sub(r"\\([,;:\\])", r"\1", re.sub(r"\\[nN]", " ", part)).split()) for part in found]


def _plain(value: str) -> str:
    return " ".join(_parts(value.replace(";", r"\;"))[0].split())


def _card(lines: Sequence[_Line]) -> BusinessCard:
    labels = {one.group: one.value for one in lines if one.name == "X-ABLABEL" and one.group}
    first = {one.name: one for one in reversed(lines)}
    units = _parts(first["ORG"].value) if "ORG" in first else [""]
    email, private_email = _of_work([one for one in lines if one.name == "EMAIL"], labels)
    lines_called = [one for one in lines if one.name == "TEL" and not one.types & _NO_TELEPHONE]
    phone, private_phone = _of_work(lines_called, labels)
    language = next((one.value for one in lines if one.name == "LANG"), "")
    left = [what for what, private in (("e-mail", private_email), ("telephone", private_phone)) if private]
    titles = [_plain(first[name].value) for name in ("TITLE", "ROLE") if name in first]
    return BusinessCard(
        _name(first), units[0], "; ".join(filter(None, units[1:])), next(filter(None, titles), ""),
        re.sub(r"(?i)^mailto:", "", _plain(email)), re.sub(r"(?i)^tel:", "", _plain(phone)),
        language.strip().lower()[:2], tuple(left),
    )  # fmt: skip


def _of_work(lines: Sequence[_Line], labels: dict[str, str]) -> tuple[str, bool]:
    """The value that is of work, or of nobody says what; and whether one of home was left out."""
    home = [one for one in lines if "home" in one.types or "home" in labels.get(one.group, "").lower()]
    others = [one for one in lines if one not in home]
    others.sort(key=lambda one: ("work" not in one.types, not one.preferred))
    return (others[0].value if others else ""), bool(home)


def _name(first: dict[str, _Line]) -> str:
    """The name as the person writes it (FN), else put together from its parts: prefix, given, further, family."""
    if "FN" in first and _plain(first["FN"].value):
        return _plain(first["FN"].value)
    parts = [*(_parts(first["N"].value) if "N" in first else []), "", "", "", ""]
    return " ".join(filter(None, (parts[3], parts[1], parts[2], parts[0])))
