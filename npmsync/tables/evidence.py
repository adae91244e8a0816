"""What a column's values show, whatever its header says: shares of dates, of known words, of e-mail addresses ..."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from npmsync.ports import CellValue
from npmsync.tables.dates import DateForm, Day, Period, Question, Span, Term, read_date_text
from npmsync.tables.fields import AXIS_FIELDS
from npmsync.tables.grid import is_blank, text_of
from npmsync.vocabulary import Vocabulary, fold

SAMPLE = 60
"""So many values show what a column holds; more cost time and change nothing."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[\d\s().\-/]{6,}")
_INITIALS = re.compile(r"[^\W\d_]{1,4}|\w+ [^\W\d_]\. ?[^\W\d_]\.?")
_CITATION = re.compile(r"\b(para?s?|par|párr|пункт|п|art|§)\b\.?\s*\d|/inf\b|^[ae]/", re.IGNORECASE)
_PERCENT = re.compile(r"\d{1,3}(?:[.,]\d+)?\s*%")
_LONG = 50
_READ = 200
"""So many characters of a cell are looked at; a cell may hold 32,767."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Shares from 0 to 1 of a column's filled cells. `count` is how many were looked at; all shares are 0 for none."""

    count: int = 0
    dates: float = 0.0
    terms: float = 0.0
    numbers: float = 0.0
    percentages: float = 0.0
    emails: float = 0.0
    phones: float = 0.0
    long: float = 0.0
    citations: float = 0.0
    initials: float = 0.0
    institutions: float = 0.0
    places: float = 0.0
    running: bool = False
    """1, 2, 3 ... in row order: a row number, which changes when rows are sorted."""
    words: Mapping[str, float] = field(default_factory=dict)
    """axis -> share of words of that axis, `yes_no` among them."""


def profile(values: Sequence[CellValue], vocabulary: Vocabulary, language: str) -> Profile:
    """What the first `SAMPLE` filled cells of a column show."""
    cells = [value for value in values if not is_blank(value)][:SAMPLE]
    if not cells:
        return Profile()
    long = sum(len(cell) > _LONG for cell in cells if isinstance(cell, str))
    texts = [text_of(cell)[:_READ] for cell in cells]
    form = DateForm(vocabulary, language, day_first=True)

    def share(hits: int) -> float:
        return hits / len(cells)

    kinds = [_date_kind(cell, text, form) for cell, text in zip(cells, texts, strict=True)]
    return Profile(
        count=len(cells),
        dates=share(kinds.count("date")),
        terms=share(kinds.count("term")),
        numbers=share(sum(_is_number(cell, text) for cell, text in zip(cells, texts, strict=True))),
        percentages=share(sum(bool(_PERCENT.fullmatch(text)) for text in texts)),
        emails=share(sum(bool(_EMAIL.search(text)) for text in texts)),
        phones=share(sum(bool(_PHONE.fullmatch(text)) for text in texts)),
        long=share(long),
        citations=share(sum(bool(_CITATION.search(text)) for text in texts)),
        initials=share(sum(bool(_INITIALS.fullmatch(text)) for text in texts)),
        institutions=share(sum(_names(text, vocabulary.marks["institution"]) for text in texts)),
        places=share(sum(_names(text, vocabulary.marks["place"]) for text in texts)),
        running=len(texts) > 2 and texts == [str(k) for k in range(1, len(texts) + 1)],
        words={
            axis: share(sum(vocabulary.canonical(axis, text, language) is not None for text in texts))
            for axis in (*sorted(AXIS_FIELDS), "yes_no")
        },
    )


def _date_kind(cell: CellValue, text: str, form: DateForm) -> str:
    if isinstance(cell, date):
        return "date"
    if len(text) > _LONG or isinstance(cell, bool) or not any(c.isdigit() for c in text):
        return ""
    found = read_date_text(text, form)
    if isinstance(found, Term | Period):
        return "term"
    slip = isinstance(found, Question) and "/" in text
    return "date" if isinstance(found, Day | Span) or slip else ""


def _is_number(cell: CellValue, text: str) -> bool:
    return (isinstance(cell, int | float) and not isinstance(cell, bool)) or text.isdigit()


def _names(text: str, marks: frozenset[str]) -> bool:
    """Whether a name begins with, or has in it, a word that such names are made of."""
    words = fold(text).split()
    return any(word in marks for word in words) or " ".join(words[:2]) in marks
