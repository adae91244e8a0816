"""What the pieces of a date in words mean: days, spans, periods, terms counted from a day."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import cast

from npmsync.tables.dates.found import Day, Found, Period, Question, Span, Term, Unit
from npmsync.tables.dates.numeric import real_day
from npmsync.tables.dates.tokens import Pieces

_UNREAD = Question("it is not written as a date")
_UNCLEAR = Question("one of its words has more than one meaning")
_DAY = re.compile(r"(?P<day>[no])[-/]?(?P<month>[mr])[-/]?(?P<year>[yn])")
_MONTH_FIRST = re.compile(r"(?P<month>m)(?P<day>n)-?(?P<year>y)")
_SPAN = re.compile(r"(?P<a>n)(?P<am>m?)(?P<ay>y?)-(?P<b>n)(?P<bm>m)(?P<by>y)")
_PERIOD = re.compile(
    r"(?P<month>m)[-/]?(?P<year>y)"
    r"|(?:(?P<kind>[qh])(?P<part>[nor])|(?P<part2>[nor])-?(?P<kind2>[qh]))[-/]?(?P<year2>[yn])"
    r"|(?P<year3>y)-?(?P<kind3>[qh])(?P<part3>n)"
    r"|(?P<year4>y)"
)
_TERM = re.compile(r"t?(?P<count>[n#b]?)(?P<unit>u)|t?(?P<times>[n#]?)-?(?P<stretch>s)")
_MONTHS_IN = {"q": 3, "h": 6}


def words(found: Pieces) -> Found:
    """What a text with words in it means, weekdays taken out. Commas and points are of no account."""
    return _meaning(_without_idle_years(found))


def fitting(meant: Found, weekday: int) -> Found:
    """`meant`, or a question where it is another day of the week (1 Monday to 7 Sunday, 0 none was named)."""
    if weekday and isinstance(meant, Day) and meant.day.isoweekday() != weekday:
        return Question("its weekday does not fit the date", meant.day)
    return meant


def _meaning(found: Pieces) -> Found:
    signature = found.signature
    if "H" in signature:
        return Question("it is a date of the Hijri calendar")
    if "A" in signature:
        return _UNCLEAR
    if "N" in signature:
        return Question("it names no date")
    if "?" in signature or not re.search(r"[a-zA-Z#]", signature):
        return Question("it names no date") if not re.search(r"[a-zA-Z#]", signature) else _UNREAD
    if signature.startswith("x"):
        return _before(found)
    if signature.startswith("i"):
        return Question("it counts from the day when it was typed, and that is not known")
    if signature.startswith("d"):
        rest = _meaning(_cut(found, 1))
        return Question("the middle of a period is no day", _middle(rest))
    if signature.startswith("e"):
        rest = _meaning(_cut(found, 1))
        return rest if isinstance(rest, Period) else _UNREAD
    return _day(found) or _span(found) or _period(found) or _term(found) or _UNREAD


def _before(found: Pieces) -> Found:
    """`до 1 апреля`: lawyers differ whether the day itself counts, so only `включительно` makes it a day."""
    inclusive = found.signature.endswith("v")
    rest = _cut(found, 1, len(found.signature) - inclusive)
    meant = _meaning(rest)
    if isinstance(meant, Day):
        return meant if inclusive else Question("it is open whether that day itself still counts", meant.day)
    if isinstance(meant, Period) and (inclusive or rest.signature.startswith("e")):
        return meant
    return Question("it is open when that ends", meant.last if isinstance(meant, Period) else None)


def _day(found: Pieces) -> Found | None:
    found = _with_one_month(found)
    match = _DAY.fullmatch(found.signature) or _MONTH_FIRST.fullmatch(found.signature)
    if match is None:
        return _UNCLEAR if "m/m" in found.signature else None
    return real_day(*(int(found.values[match.start(name)]) for name in ("year", "month", "day")))


def _span(found: Pieces) -> Found | None:
    match = _SPAN.fullmatch(found.signature)
    if match is None:
        return None
    last_month, last_year = found.values[match.start("bm")], found.values[match.start("by")]
    first_month = found.values[match.start("am")] if match["am"] else last_month
    first_year = found.values[match.start("ay")] if match["ay"] else last_year
    first = real_day(int(first_year), int(first_month), int(found.values[match.start("a")]))
    last = real_day(int(last_year), int(last_month), int(found.values[match.start("b")]))
    if isinstance(first, Day) and isinstance(last, Day) and first.day <= last.day:
        return Span(first.day, last.day)
    return Question("its two days are not in order")


def _period(found: Pieces) -> Found | None:
    match = _PERIOD.fullmatch(found.signature)
    if match is None:
        return None

    def value(*names: str) -> int | None:
        return next((int(found.values[match.start(name)]) for name in names if match[name]), None)

    year, part = value("year", "year2", "year3", "year4"), value("part", "part2", "part3")
    kind = match["kind"] or match["kind2"] or match["kind3"]
    month = value("month") or 12
    if kind:
        month = (part or 0) * _MONTHS_IN[kind]
    if year is not None and year < 100:
        year += 2000
    if year is None or not 1 <= month <= 12 or (1300 <= year <= 1500):
        return _UNREAD
    return Period(date(year, month, monthrange(year, month)[1])) if year >= 1000 else _UNREAD


def _term(found: Pieces) -> Found | None:
    match = _TERM.fullmatch(found.signature)
    if match is None:
        return None
    if match["unit"]:
        if not match["count"] and not found.signature.startswith("t"):
            return None
        count = int(found.values[match.start("count")]) if match["count"] else 1
        return Term(count, cast(Unit, found.values[match.start("unit")]))
    each, unit = found.values[match.start("stretch")].split()
    times = int(found.values[match.start("times")]) if match["times"] else 1
    return Term(times * int(each), cast(Unit, unit))


def _middle(meant: Found) -> date | None:
    """What "mid-2024" may mean: the end of June."""
    if isinstance(meant, Period) and meant.last.month == 12:
        return date(meant.last.year, 6, 30)
    return meant.last.replace(day=15) if isinstance(meant, Period) else None


def _cut(found: Pieces, first: int, last: int | None = None) -> Pieces:
    """Part of the pieces, without a dash that joined it to what went before ("mid-2024")."""
    part = Pieces(found.signature[first:last], found.values[first:last])
    return Pieces(part.signature[1:], part.values[1:]) if part.signature.startswith("-") else part


def without_weekday(found: Pieces) -> tuple[Pieces, int]:
    """The pieces without the name of a weekday, and its number; 0 where there is none."""
    if "w" not in found.signature:
        return found, 0
    kept = [(letter, value) for letter, value in zip(found.signature, found.values, strict=True) if letter != "w"]
    days = {int(value) for letter, value in zip(found.signature, found.values, strict=True) if letter == "w"}
    return Pieces("".join(k for k, _ in kept), tuple(v for _, v in kept)), days.pop() if len(days) == 1 else 0


def _without_idle_years(found: Pieces) -> Pieces:
    """`2024 года`, `2024 год`: the word "year" counts nothing there, as it does in "2 years"."""
    kept = [
        (letter, value)
        for k, (letter, value) in enumerate(zip(found.signature, found.values, strict=True))
        if letter not in ".,:" and not (letter == "u" and value == "year" and k and found.signature[k - 1] in "ye.")
    ]
    return Pieces("".join(k for k, _ in kept), tuple(v for _, v in kept))


def _with_one_month(found: Pieces) -> Pieces:
    """`آذار/مارس`: the United Nations write a month under both its Arabic names; they must agree."""
    at = found.signature.find("m/m")
    if at < 0 or found.values[at] != found.values[at + 2]:
        return found
    return Pieces(found.signature[:at] + found.signature[at + 2 :], found.values[:at] + found.values[at + 2 :])
