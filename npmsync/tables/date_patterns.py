"""The form in which a column types its dates, as a Unicode date pattern (UTS #35), and dates written in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date

from npmsync.locale.script import babel_name
from npmsync.tables.dates import DateForm, Day, read_date_text

_SHOWN = 60
"""So many typed dates show a column's form."""
_PIECE = re.compile(r"\d+|[^\W\d_]+\.?|[\W_]+")
WESTERN, ARABIC, PERSIAN = "0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"


def column_pattern(texts: Iterable[str], form: DateForm) -> tuple[str, str]:
    """(pattern, digits) of most of a column's typed dates; ("", Western digits) where none can be written again."""
    counts: Counter[tuple[str, str]] = Counter()
    for text in list(texts)[:_SHOWN]:
        found = read_date_text(text, form)
        if isinstance(found, Day):
            digits = next((row for row in (ARABIC, PERSIAN) if any(c in row for c in text)), WESTERN)
            pattern = _pattern(text, found.day, form)
            if pattern and read_date_text(written(found.day, pattern, digits, form.language), form) == found:
                counts[pattern, digits] += 1
    return counts.most_common(1)[0][0] if counts else ("", WESTERN)


def written(day: date, pattern: str, digits: str, language: str) -> str:
    """A day in a pattern, with the names of months of `language`.

    >>> from datetime import date
    >>> written(date(2024, 7, 1), "dd/MM/yyyy", WESTERN, "en")
    '01/07/2024'
    """
    if "MMM" in pattern:
        from babel.dates import format_date

        text = format_date(day, pattern, locale=babel_name(language))
    else:
        text = re.sub(r"'([^']*)'|(y+|M+|d+)", lambda match: match[1] or _figure(day, match[2]), pattern)
    return text.translate(str.maketrans(WESTERN, digits)) if digits != WESTERN else text


def _figure(day: date, letters: str) -> str:
    value = {"y": day.year % 100 if letters == "yy" else day.year, "M": day.month, "d": day.day}[letters[0]]
    return str(value).zfill(len(letters))


def _pattern(text: str, day: date, form: DateForm) -> str | None:
    """The pattern of one typed date whose day is known; None where its parts cannot be told."""
    pieces = _PIECE.findall(text.strip())
    figures = [piece for piece in pieces if piece.isdigit()]
    names = [piece for piece in pieces if piece[0].isalpha()]
    order = _order(figures, day, form)
    if order is None:
        return None
    month = "" if len(figures) == 3 else _month_name(names, day, form)
    out = []
    for piece in pieces:
        if piece.isdigit():
            letter = order.pop(0)
            long = "yyyy" if len(piece) == 4 else "yy"
            out.append(long if letter == "y" else letter * (2 if piece[0] in "0٠۰" else _width(figures)))
        elif piece == month:
            out.append("MMM" if piece.endswith(".") or len(piece) <= 3 else "MMMM")
        else:
            out.append(f"'{piece}'" if any(c.isalpha() for c in piece) else piece)
    return "".join(out)


def _width(figures: list[str]) -> int:
    """Two figures where all days and months of the date have two: then it fills up with noughts."""
    return 2 if len(figures) == 3 and all(len(figure) >= 2 for figure in figures) else 1


def _order(figures: list[str], day: date, form: DateForm) -> list[str] | None:
    years = [k for k, figure in enumerate(figures) if len(figure) == 4] or [len(figures) - 1]
    if len(figures) == 2 and years in ([1], [0]):
        return ["d", "y"] if years == [1] else ["y", "d"]
    if len(figures) != 3 or years not in ([0], [2]):
        return None
    if years == [0]:
        return ["y", "M", "d"]
    if int(figures[0]) == day.day and int(figures[1]) == day.month:
        day_first = day.day != day.month or form.day_first is not False
        return ["d", "M", "y"] if day_first else ["M", "d", "y"]
    return ["M", "d", "y"]


def _month_name(names: list[str], day: date, form: DateForm) -> str | None:
    """The piece that names the month: the one without which the text is no such day any more."""
    for name in names:
        alone = read_date_text(f"{day.day} {name} {day.year}", form)
        if alone == Day(day):
            return name
    return None
