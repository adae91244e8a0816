"""Files spoiled as disks, clouds, mail gateways, editors and enemies spoil them: by bytes, by pieces of other files,
and inside a package, whose sums are made right again so that the damage reaches the reader behind them."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Sequence

PIECES = (
    b"\0" * 64, b"9" * 40, b'"', b"<", b">", b"&#0;", b"&x;", b"\r\n", b"=", b"-1", b"\xff\xfe", b"\xef\xbb\xbf",
    b"<!DOCTYPE a [<!ENTITY x 'y'>]>", b"nan", b"1e400", b"%s%n", b"../../x", b"\x1b[2J", b"\xe2\x80\xae", b",", b";",
    b"ZZZZ99999999", b"BEGIN:VEVENT\r\n", b"END:VCALENDAR\r\n", b"--b\r\n", b"Content-Type: message/rfc822\r\n\r\n",
    b"RRULE:FREQ=SECONDLY\r\n", b"=?utf-8?B?////?=", b"\xf0\x9f\x98\x80", b"99999999999999999999", b"{", b"[[",
)  # fmt: skip


def spoiled(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """The file with one to four things done to it."""
    if data[:2] == b"PK" and chance.random() < 0.8:
        return _inside(data, chance, others)
    for _ in range(chance.randint(1, 4)):
        data = chance.choice(_WAYS)(data, chance, others)
    return data


def _inside(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """A package with parts spoiled, missing, doubled or called otherwise."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [(info.filename, package.read(info)) for info in package.infolist()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return _cut(data, chance, others)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(parts))
        name, part = parts[at]
        what = chance.random()
        if what < 0.1:
            parts.pop(at)
        elif what < 0.15:
            parts.append((name, part[::-1]))
        elif what < 0.2:
            parts[at] = (chance.choice(["../" + name, name.upper(), "C:\\" + name, "a" * 300]), part)
        elif what < 0.6:
            parts[at] = (name, _marked_up(part, chance))
        else:
            parts[at] = (name, chance.choice(_WAYS)(part, chance, others))
        if not parts:
            break
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts:
            try:
                package.writestr(name, part)
            except (ValueError, UserWarning):
                continue
    return out.getvalue()


def _marked_up(part: bytes, chance: random.Random) -> bytes:
    """XML with an element gone, doubled or moved, or a value that is none."""
    spots = [m.span() for m in re.finditer(rb"<[^<>]+>[^<>]*", part)]
    if not spots:
        return part + chance.choice(PIECES)
    start, end = chance.choice(spots)
    piece = part[start:end]
    what = chance.randrange(4)
    if what == 0:
        return part[:start] + part[end:]
    if what == 1:
        return part[:start] + piece * chance.choice([2, 50]) + part[end:]
    if what == 2:
        to, _ = chance.choice(spots)
        return part[:to] + piece + part[to:]
    values = list(re.finditer(rb'"[^"]*"', part))
    if not values:
        return part
    value = chance.choice(values)
    nonsense = chance.choice([b"", b"-1", b"999999999999", b"abc", b"A0", b"1e400", b"true", b"&#x110000;"])
    return part[: value.start() + 1] + nonsense + part[value.end() - 1 :]


def _bits(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    if not data:
        return data
    changed = bytearray(data)
    for _ in range(chance.choice([1, 1, 3, 20])):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] if chance.random() < 0.5 else data[at:]


def _put_in(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    at = chance.randint(0, len(data))
    return (
        data[:at] + chance.choice(PIECES) * chance.choice([1, 1, 1, 200]) + data[at + chance.choice([0, 0, 4, 300]) :]
    )


def _doubled(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    start = chance.randint(0, len(data))
    end = min(len(data), start + chance.choice([10, 100, 1000]))
    at = chance.randint(0, len(data))
    return data[:at] + data[start:end] * chance.choice([1, 2, 30]) + data[at:]


def _spliced(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """The beginning of this file and the end of another, as two writers at once leave it."""
    other = chance.choice(others) if others else b""
    return data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]


def _recoded(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    return data.decode("utf-8", "replace").encode(chance.choice(["utf-16", "utf-16-be", "cp1256", "cp1251"]), "replace")


_WAYS: tuple[Callable[[bytes, random.Random, Sequence[bytes]], bytes], ...] = (
    _bits, _cut, _put_in, _put_in, _doubled, _spliced, _recoded,
)  # fmt: skip
