"""A calendar file as the objects that a server would keep: each event with all that shares its UID and with the zones
that it names. Objects are put back into the file line by line; every other line stays as it is, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from npmsync.errors import Refused
from npmsync_ics.content import LARGEST, line_of, unfolded
from npmsync_ics.zones import timezone_text

_EDGE = re.compile(r"(BEGIN|END):\s*([A-Za-z-]+)\s*$", re.IGNORECASE)
_ZONE = re.compile(r";TZID=\"?([^\":;,]+)", re.IGNORECASE)
_PLAIN_ZONE = re.compile(r"(?:(?:BEGIN|END|TZID|DTSTART|TZOFFSETFROM|TZOFFSETTO|TZNAME|RRULE):[^\r\n]*\r?\n)+")
_BOM = "\ufeff"
EMPTY = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//npmsync//npmsync//EN\r\nEND:VCALENDAR\r\n"


@dataclass(slots=True)
class _Block:
    """Lines of a file that belong together: an event, a zone, or ("") what stands between them."""

    kind: str
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.lines)

    def value(self, name: str) -> str:
        depth = 0
        for _, text in unfolded(self.text):
            edge = _EDGE.match(text)
            depth += 0 if edge is None else 1 if edge[1].upper() == "BEGIN" else -1
            line = line_of(text) if depth == 1 else None
            if line is not None and line.name == name:
                return line.value.strip()
        return ""


def split(data: bytes) -> dict[str, bytes]:
    """Each object by its UID, in the order of the file; events without one are nobody's. Raises `Refused` for what is
    no calendar file that could be written as well."""
    return {uid: _object(blocks, zones) for uid, (blocks, zones) in _objects(_blocks(data)).items()}


def spliced(data: bytes, put: Mapping[str, bytes | None]) -> bytes:
    """The file with these objects, by UID, in the place of those that it has; None takes one out. No
    bytes at all are an empty calendar. Raises as `split`."""
    blocks = _blocks(data or EMPTY)
    end = "\r\n" if "\r\n" in blocks[0].text else "\n"
    fresh = {uid: _blocks(one) for uid, one in put.items() if one is not None}
    out: list[_Block] = []
    placed: set[str] = set()
    for block in blocks:
        uid = block.value("UID") if block.kind == "VEVENT" else ""
        if uid not in put:
            out.append(block)
        elif uid not in placed and uid in fresh:
            out += [one for one in fresh[uid] if one.kind == "VEVENT"]
        placed |= {uid} & set(put)
    added = [one for uid, made in fresh.items() if uid not in placed for one in made if one.kind == "VEVENT"]
    last = max(n for n, block in enumerate(out) if not block.kind and "END:VCALENDAR" in block.text.upper())
    out[last:last] = added
    made = _with_zones(out, fresh, last)
    ours = {id(one) for blocks in (*fresh.values(), made) for one in blocks}
    texts = (re.sub(r"\r?\n", end, block.text) if id(block) in ours else block.text for block in out)
    return "".join(texts).encode()


def _with_zones(out: list[_Block], fresh: Mapping[str, list[_Block]], last: int) -> list[_Block]:
    """Puts in the zones of what was put, each once and for the years of all events that name it; returns them. One that
    stands there is another program's, but for those that look as ours do and know too few years."""
    first = next((n for n, block in enumerate(out) if block.kind == "VEVENT"), last)
    there = {block.value("TZID"): n for n, block in enumerate(out) if block.kind == "VTIMEZONE"}
    text = "".join(block.text for block in out if block.kind == "VEVENT").replace("\r\n ", "").replace("\n ", "")
    made = []
    for name in sorted({one.value("TZID") for blocks in fresh.values() for one in blocks if one.kind == "VTIMEZONE"}):
        years = [
            int(year) for year in re.findall(rf'^DT(?:START|END);TZID="?{re.escape(name)}"?:(\d{{4}})', text, re.M)
        ]
        zone = _Block("VTIMEZONE", [timezone_text(name, min(years), max(years)).decode()])
        if name not in there:
            out.insert(first, zone)
            there = {other: n + 1 for other, n in there.items()}
        elif _PLAIN_ZONE.fullmatch(out[there[name]].text):
            out[there[name]] = zone
        made.append(zone)
    return made


def _objects(blocks: list[_Block]) -> dict[str, tuple[list[_Block], list[_Block]]]:
    zones = {block.value("TZID"): block for block in blocks if block.kind == "VTIMEZONE"}
    found: dict[str, tuple[list[_Block], list[_Block]]] = {}
    for block in blocks:
        if block.kind == "VEVENT" and (uid := block.value("UID")):
            events, needed = found.setdefault(uid, ([], []))
            events.append(block)
            for name in dict.fromkeys(_ZONE.findall(block.text.replace("\r\n ", "").replace("\n ", ""))):
                if name in zones and zones[name] not in needed:
                    needed.append(zones[name])
    return found


def _object(events: list[_Block], zones: list[_Block]) -> bytes:
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//npmsync//npmsync//EN\r\n"
    body = "".join(block.text if block.text.endswith("\n") else f"{block.text}\r\n" for block in (*zones, *events))
    return f"{head}{body}END:VCALENDAR\r\n".encode()


def _blocks(data: bytes) -> list[_Block]:
    if len(data) > LARGEST:
        raise _refused(f"it is too large ({len(data)} bytes, the limit is {LARGEST})")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise _refused("it is not in UTF-8, and parts of it would be lost") from None
    blocks = [_Block("")]
    within: list[str] = []
    for line in _lines(text):
        edge = _EDGE.match(line.lstrip(_BOM))
        begins = edge is not None and edge[1].upper() == "BEGIN"
        kind = edge[2].upper() if edge is not None else ""
        if begins:
            within.append(kind)
            if len(within) == 2 and kind in ("VEVENT", "VTIMEZONE"):
                blocks.append(_Block(kind))
            elif len(within) == 1 or (len(within) == 2 and blocks[-1].kind):
                blocks.append(_Block(""))
        elif edge is not None and (not within or within.pop() != kind):
            raise _refused(f"a part ends that was not begun ({kind})")
        elif edge is not None and not within:
            blocks.append(_Block(""))
        blocks[-1].lines.append(line)
        if edge is not None and not begins and len(within) == 1 and blocks[-1].kind:
            blocks.append(_Block(""))
    if within or not any("BEGIN:VCALENDAR" in block.text.upper() for block in blocks):
        raise _refused("it does not end, or is no calendar")
    return [block for block in blocks if block.lines]


def _lines(text: str) -> Iterator[str]:
    """With their ends."""
    yield from re.findall(r"[^\n]*\n|[^\n]+", text)


def _refused(why: str) -> Refused:
    return Refused(
        "no-calendar-file", f"It cannot be kept as a calendar: {why}.", "Export it again as iCalendar (.ics), in UTF-8."
    )
