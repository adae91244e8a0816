"""Calendar data from anywhere, as lines and parts: bad folding, wrong charsets and broken lines cost what they break
and nothing else.

RFC 5545 section 3.1 is what is expected; what programs write instead is what is read. Sizes are bounded before anything
is looked at, and what had to be left out is said.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from npmsync.errors import Refused

LARGEST = 50_000_000
"""Bytes. Ten years of a busy person's calendar have about five million."""
MOST_PARTS = 100_000
DEEPEST = 8
_NEVER_WITHIN = frozenset({"VEVENT", "VTIMEZONE", "VTODO", "VJOURNAL"})
"""What never stands within another of its kind: where one begins, the one before was cut off."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE = re.compile(
    r'([A-Za-z0-9_.-]+)((?:;[^=:;"]+(?:=(?:"[^"]*"|[^":;,]*)(?:,(?:"[^"]*"|[^":;,]*))*)?)*)\s*:(.*)', re.DOTALL
)
_PARAMETER = re.compile(r';([^=:;"]+)=((?:"[^"]*"|[^":;,]*)(?:,(?:"[^"]*"|[^":;,]*))*)')
# A colon or a quotation mark that should have been quoted: the last resort is the first colon that is followed by
# no more parameters.
_LOOSE = re.compile(r"([A-Za-z0-9_.-]+)(;[^:]*)?:(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """One property: its name in upper case, parameters by upper-case name (without quotes), the value as written."""

    name: str
    parameters: dict[str, str]
    value: str
    text: str


@dataclass(slots=True)
class Part:
    """BEGIN to END. `lines` are its own properties, `parts` what it holds; `at` is the number of its first line."""

    kind: str
    at: int
    lines: list[Line] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def first(self, name: str) -> Line | None:
        """The first property of this name that says anything: of duplicates the first counts, as in most programs."""
        return next((line for line in self.lines if line.name == name and line.value.strip()), None)

    def every(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name and line.value.strip()]

    def text(self, name: str) -> str:
        """A text property, unescaped; "" where there is none."""
        line = self.first(name)
        return unescaped(line.value) if line else ""

    def within(self, kind: str) -> list[Part]:
        return [part for part in self.parts if part.kind == kind]


def calendars(data: bytes, notes: list[str]) -> list[Part]:
    """The calendars in the data. Adds a sentence to `notes` for each thing that was left out. Raises `Refused` for what
    is too large or no calendar at all."""
    if len(data) > LARGEST:
        raise _refused(f"It is too large: {len(data)} bytes, the limit is {LARGEST}.")
    lines = unfolded(decoded(data))
    outermost = list(_parts(lines, notes))
    found = [part for part in outermost if part.kind == "VCALENDAR"]
    bare = [part for part in outermost if part.kind in ("VEVENT", "VFREEBUSY", "VTIMEZONE")]
    if not found and any(part.kind != "VTIMEZONE" for part in bare):
        notes.append("the events stand in no calendar (VCALENDAR); they are taken all the same")
        found = [Part("VCALENDAR", bare[0].at, parts=bare)]
    if not found:
        raise _refused("It is not a calendar: there is no BEGIN:VCALENDAR in it.")
    return found


def decoded(data: bytes) -> str:
    """The text, in whichever charset it is: UTF-8 as it should be, UTF-16 with its mark, else Windows' Western one."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    return western(data)


def western(data: bytes) -> str:
    """Bytes without a mark, as UTF-8, else as Windows' Western charset, which leaves nothing undecoded."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def unfolded(text: str) -> list[tuple[int, str]]:
    """(number, line) with continuations joined. A line that is neither a property nor a continuation was folded by a
    program that forgot the blank: it goes on with the line before."""
    lines: list[tuple[int, list[str]]] = []
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if lines and line[:1] in (" ", "\t"):
            lines[-1][1].append(line[1:])
        elif line.strip():
            lines.append((number, [line.lstrip("\ufeff")]))
    whole: list[tuple[int, str]] = []
    for number, parts in lines:
        joined = "".join(parts).replace("\0", "")
        if whole and not _LOOSE.match(joined):
            whole[-1] = (whole[-1][0], whole[-1][1] + joined)
        else:
            whole.append((number, joined))
    return whole


def line_of(text: str) -> Line | None:
    """The property that a line states, None where it states none."""
    found = _LINE.fullmatch(text)
    if found is None:
        found = _LOOSE.fullmatch(text)
        if found is None:
            return None
    name, said, value = found.groups()
    parameters = {key.strip().upper(): _bare(given) for key, given in _PARAMETER.findall(said or "")}
    return Line(name.rpartition(".")[2].upper(), parameters, value, text)


def unescaped(value: str) -> str:
    """A TEXT value as it is meant (RFC 5545 section 3.3.11)."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value, flags=re.DOTALL).strip()


def _bare(given: str) -> str:
    return given.replace('"', "").strip()


def _parts(lines: list[tuple[int, str]], notes: list[str]) -> Iterator[Part]:
    """The outermost parts. One that never ends, ends with the data; an END that nothing began is passed over."""
    open_parts: list[Part] = []
    count = 0
    for number, text in lines:
        line = line_of(text)
        if line is None:
            notes.append(f"line {number} is no calendar line and was passed over")
            continue
        if line.name == "BEGIN":
            count += 1
            part = Part(line.value.strip().upper(), number)
            if part.kind in _NEVER_WITHIN and any(each.kind == part.kind for each in open_parts):
                notes.append(f"the {open_parts[-1].kind} of line {open_parts[-1].at} does not end")
                while open_parts.pop().kind != part.kind:
                    pass
            if count > MOST_PARTS or len(open_parts) >= DEEPEST:
                raise _refused(f"It has too many parts, or parts nested too deep (line {number}).")
            if part.kind == "VCALENDAR" and open_parts:  # the one before was cut off
                notes.append(f"the {open_parts[-1].kind} of line {open_parts[-1].at} does not end")
                yield open_parts[0]
                open_parts = []
            elif open_parts:
                open_parts[-1].parts.append(part)
            open_parts.append(part)
        elif line.name == "END":
            kind = line.value.strip().upper()
            if not any(part.kind == kind for part in open_parts):
                continue
            while open_parts:
                closed = open_parts.pop()
                if not open_parts:
                    yield closed
                if closed.kind == kind:
                    break
                notes.append(f"the {closed.kind} of line {closed.at} does not end")
        elif open_parts:
            open_parts[-1].lines.append(line)
    if open_parts:
        notes.append(f"the {open_parts[-1].kind} of line {open_parts[-1].at} does not end: the data seem to be cut off")
        yield open_parts[0]


def _refused(what: str) -> Refused:
    return Refused("not-a-calendar", what, "Export the calendar again as iCalendar (.ics).")
