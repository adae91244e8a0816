"""One cell of the dialogue workbook: what it means, and how a value is shown in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from npmsync.documents.wording import Wording
from npmsync.ports import CellValue
from npmsync.sync.names import near_names
from npmsync.tables.dates import DateForm, read_date_text, settle_date
from npmsync.tables.lists import join_names, split_names
from npmsync.vocabulary import fold
from npmsync.workbook.model import Column, NotTaken
from npmsync.workbook.words import LANGUAGES, language_code, meant, shown

_CLOCK = re.compile(r"(\d{1,2})\s*[:.hч]\s*(\d{2})?")
_YEARS_BACK, _YEARS_AHEAD = 1984, 10
"""A date outside these is a slip of the finger, as in trackers (`tables/dates`)."""
_LIKE = date(2026, 3, 31)
"""The date that shows how one is written."""


@dataclass(frozen=True, slots=True)
class Known:
    """What cells are read against. `authorities`: id -> name; `find`: a name or alias -> id; `refs`: folded reference
    -> ids of recommendations; `shown_refs`: id -> reference; `contacts`: id -> (authority, name)."""

    wording: Wording
    today: date
    authorities: Mapping[str, str]
    find: Callable[[str], str | None]
    refs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shown_refs: Mapping[str, str] = field(default_factory=dict)
    contacts: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def value_of(column: Column, cell: CellValue, known: Known, row: Mapping[str, Any]) -> Any:
    """What a cell says; None for an empty one. `row` are the values to its left. Raises `NotTaken`."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    return _READERS[column.kind](column, cell, known, row)


def cell_of(column: Column, value: Any, known: Known) -> CellValue:
    """The cell that shows a value."""
    if value is None or value in ([], ()):
        return None
    return _WRITERS.get(column.kind, lambda _, text, __: str(text))(column, value, known)


def plain_text(cell: CellValue) -> str:
    """A cell's text: a whole number without a point, a date as ISO 8601."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell).strip()


def _text(column: Column, cell: CellValue, known: Known, row: Mapping[str, Any]) -> str:
    return plain_text(cell)


def _date(column: Column, cell: CellValue, known: Known, row: Mapping[str, Any]) -> str:
    day = cell.date() if isinstance(cell, datetime) else cell
    if isinstance(day, str):
        language = known.wording.languages[0]
        form = DateForm(known.wording.vocabulary, language, None if language == "en" else True, today=known.today)
        day = settle_date(read_date_text(day, form), False, None, None)  # type: ignore[assignment]
    if not isinstance(day, date):
        raise NotTaken("book.say.date", said=plain_text(cell), like=_LIKE.isoformat())
    if not _YEARS_BACK <= day.year <= known.today.year + _YEARS_AHEAD:
        raise NotTaken("book.say.year", said=plain_text(cell))
    return day.isoformat()


def _time(column: Column, cell: CellValue, known: Known, row: Mapping[str, Any]) -> str:
    if isinstance(cell, datetime):
        cell = cell.time()
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 0 <= cell < 1:
        minutes = round(cell * 24 * 60)
        cell = time(minutes // 60 % 24, minutes % 60)
    if isinstance(cell, time):
        return cell.isoformat("minutes")
    found = _CLOCK.fullmatch(plain_text(cell))
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise NotTaken("book.say.time", said=plain_text(cell))
    return f"{int(found[1]):02}:{int(found[2] or 0):02}"


def _choice(column: Column, cell: CellValue, known: Known, row: Mapping[str, Any]) -> str:
    word = meant(column.axis, plain_text(cell), known.wording)
    if word is None:
        raise NotTaken("book.say.word", said=plain_text(cell))
    return word


def _yes(column: Column, cell: CellValue, known: Known, row: Mapping[str, Any]) -> bool | None:
    if isinstance(cell, bool):
        return cell or None
    vocabulary, key = known.wording.vocabulary, fold(plain_text(cell))
    words = {name: {fold(text) for text in vocabulary.phrases[f"choice.{name}"].values()} for name in ("yes", "no")}
    if key in words["yes"] or key in ("x", "1", "✓", "✔"):
        return True
    if key in words["no"] or key == "0":
        return None
    raise NotTaken("book.say.word", said=plain_text(cell))


def _list(column: Column, cell: CellValue, known: Known, row: Mapping[str, Any]) -> list[str]:
    return list(split_names(plain_text(cell), lambda name: False))


def _authority(column: Column, cell: CellValue, known: Known, row: Mapping[str, Any]) -> str:
    return _find(plain_text(cell), known)


def _authorities(column: Column, cell: CellValue, known: Known, row: Mapping[str, Any]) -> list[str]:
    whole = frozenset(map(fold, known.authorities.values()))
    names = split_names(plain_text(cell), lambda name: name in whole or known.find(name) is not None)
    return list(dict.fromkeys(_find(name, known) for name in names))


def _find(name: str, known: Known) -> str:
    found = known.find(name)
    if found is not None:
        return found
    near = near_names(name, known.authorities.values())
    if near:
        raise NotTaken("book.say.near_authority", said=name, near=near[0])
    raise NotTaken("book.say.authority", said=name)


def _contact(column: Column, cell: CellValue, known: Known, row: Mapping[str, Any]) -> str:
    name, authority = fold(plain_text(cell)), row.get("authority")
    found = [one for one, (whose, called) in known.contacts.items() if whose == authority and fold(called) == name]
    if len(found) != 1:
        raise NotTaken("book.say.contact", said=plain_text(cell))
    return found[0]


def _ref(column: Column, cell: CellValue, known: Known, row: Mapping[str, Any]) -> str:
    text = plain_text(cell)
    found = known.refs.get(fold(text), ())
    if len(found) != 1:
        raise NotTaken("book.say.several_refs" if found else "book.say.ref", said=text)
    return found[0]


def _languages(column: Column, cell: CellValue, known: Known, row: Mapping[str, Any]) -> Any:
    texts = split_names(plain_text(cell), lambda name: False)
    codes = [language_code(text) for text in texts]
    if None in codes or len(codes) > (1 if column.name == "language" else 2):
        raise NotTaken("book.say.language", said=plain_text(cell), known=", ".join(LANGUAGES.values()))
    return codes[0] if column.name == "language" else codes


_READERS: Mapping[str, Callable[[Column, CellValue, Known, Mapping[str, Any]], Any]] = {
    "text": _text, "long": _text, "date": _date, "time": _time, "choice": _choice, "yes": _yes, "list": _list,
    "authority": _authority, "authorities": _authorities, "contact": _contact, "ref": _ref, "languages": _languages,
    "id": _text, "message": _text,
}  # fmt: skip


def _shown_date(column: Column, value: Any, known: Known) -> CellValue:
    return date.fromisoformat(value)


def _shown_names(column: Column, value: Any, known: Known) -> CellValue:
    return join_names([known.authorities.get(one, one) for one in value], "; ")


def _shown_languages(column: Column, value: Any, known: Known) -> CellValue:
    codes = [value] if isinstance(value, str) else value
    return "; ".join(LANGUAGES.get(code, code) for code in codes)


_WRITERS: Mapping[str, Callable[[Column, Any, Known], CellValue]] = {
    "date": _shown_date,
    "time": lambda column, value, known: time.fromisoformat(value),
    "choice": lambda column, value, known: shown(column.axis, value, known.wording),
    "yes": lambda column, value, known: known.wording.say("choice.yes"),
    "list": lambda column, value, known: join_names(value, "; "),
    "authority": lambda column, value, known: known.authorities.get(value, value),
    "authorities": _shown_names,
    "contact": lambda column, value, known: known.contacts.get(value, ("", value))[1],
    "ref": lambda column, value, known: known.shown_refs.get(value, value),
    "languages": _shown_languages,
}
