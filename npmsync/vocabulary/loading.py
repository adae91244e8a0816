"""Reads the vocabulary's CSV files: those of the package once, and those of an NPM's own language on top.

headers.csv   field,language,synonym,seen        values.csv    axis,canonical,language,synonym,seen
phrases.csv   key,language,text                  calendar.csv  kind,value,language,word
marks.csv     mark,language,word
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from npmsync.errors import Refused
from npmsync.vocabulary.folding import fold
from npmsync.vocabulary.model import Vocabulary

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "headers": ("field", "language", "synonym"),
    "values": ("axis", "canonical", "language", "synonym"),
    "phrases": ("key", "language", "text"),
    "calendar": ("kind", "value", "language", "word"),
    "marks": ("mark", "language", "word"),
}
"""File -> the columns it must have; further ones are ignored."""


@cache
def builtin_vocabulary() -> Vocabulary:
    """The vocabulary that comes with npmsync: Arabic, English, French, Portuguese, Russian, Spanish."""
    return read_vocabulary({name: [text] for name, text in _own_texts().items()})


def layered_vocabulary(extra: Mapping[str, str]) -> Vocabulary:
    """The built-in vocabulary with an NPM's own words on top: `extra` maps a file of `COLUMNS` to CSV text.

    A value, phrase or calendar word given anew replaces the built-in one; a header gains its field as a further
    reading. Raises `Refused` where a file is not known or lacks a column.
    """
    unknown = sorted(set(extra) - set(COLUMNS))
    if unknown:
        raise Refused(
            "unknown-vocabulary", f"There is no vocabulary file {unknown[0]}.", f"Use one of {', '.join(COLUMNS)}."
        )
    own = _own_texts()
    return read_vocabulary({name: [own[name], *([extra[name]] if name in extra else [])] for name in COLUMNS})


def _own_texts() -> dict[str, str]:
    from importlib.resources import files

    package = files("npmsync.vocabulary")
    return {name: (package / f"{name}.csv").read_text("utf-8") for name in COLUMNS}


def read_vocabulary(texts: Mapping[str, Sequence[str]]) -> Vocabulary:
    """A vocabulary from CSV texts by file name, later ones on top; raises `Refused` where a column is missing."""
    rows = {name: [row for text in texts[name] for row in _rows(name, text)] for name in COLUMNS}
    headers: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for field, language, synonym in rows["headers"]:
        known, key = headers[language], fold(synonym)
        if field not in known.get(key, ()):
            known[key] = (*known.get(key, ()), field)
    values: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    spellings: dict[tuple[str, str, str], str] = {}
    for axis, canonical, language, synonym in rows["values"]:
        values[axis][language][fold(synonym)] = canonical
        spellings.setdefault((axis, canonical, language), synonym)
    phrases: dict[str, dict[str, str]] = defaultdict(dict)
    for key, language, text in rows["phrases"]:
        phrases[key][language] = text
        kind, _, name = key.partition(".")
        axis, _, canonical = name.partition(".")
        if kind == "choice" and (axis, canonical, language) in spellings:
            values[axis][language].setdefault(fold(text), canonical)
    calendar: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for kind, value, language, word in rows["calendar"]:
        calendar[language][fold(word)] = (kind, value)
    marks: dict[str, set[str]] = defaultdict(set)
    for mark, _, word in rows["marks"]:
        marks[mark].add(fold(word))
    return Vocabulary(
        languages=tuple(headers),
        headers=dict(headers),
        values={axis: dict(words) for axis, words in values.items()},
        spellings=spellings,
        phrases=dict(phrases),
        calendar=dict(calendar),
        marks={mark: frozenset(words) for mark, words in marks.items()},
    )


def _rows(name: str, text: str) -> Iterable[tuple[str, ...]]:
    lines = csv.reader(text.lstrip("\ufeff").splitlines(keepends=True))
    head = next(lines, [])
    missing = [column for column in COLUMNS[name] if column not in head]
    if missing:
        raise Refused(
            "vocabulary-column-missing",
            f"The vocabulary file {name}.csv has no column {missing[0]}.",
            f"Its first line should be: {','.join(COLUMNS[name])}",
        )
    places = [head.index(column) for column in COLUMNS[name]]
    return [tuple(row[place] for place in places) for row in lines if len(row) > max(places)]
