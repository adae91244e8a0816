"""The words of the workspace: the built-in vocabulary, and on top of it what an NPM has added in `vocabulary/`.

A language is one file: `vocabulary/ka.csv` with the columns key,language,text (those of phrases). The other files of
`npmsync.vocabulary.loading.COLUMNS` may stand beside it under their own names.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from npmsync.domain import Authority
from npmsync.domain.words import SecondCalendar
from npmsync.errors import Refused
from npmsync.vocabulary import Vocabulary, builtin_vocabulary, layered_vocabulary
from npmsync.vocabulary.loading import COLUMNS
from npmsync.workspace.folder import Workspace

FOLDER = "vocabulary"
_GAP = re.compile(r"\{(\w+)\}")
_NEEDED = ("form.", "label.", "choice.", "draft.", "mail.", "receipt.", "letter.", "corrections.", "report.total",
           "report.page", "report.statement.", "report.generated_on", "invitation.", "invite.", "nudge.", "reminder.",
           "agenda.", "record.", "paper.authority", "paper.none", "share.")  # fmt: skip
_BODIES = re.compile(r"due\.\w+\.body")
"""What an authority reads; a chart's caption may stay English."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What a language of the workspace lacks: keys without a text, and texts whose gaps are not the English ones."""

    language: str
    keys: tuple[str, ...]
    gaps: tuple[str, ...]


def vocabulary_of(workspace: Workspace, authority: Authority | None = None) -> Vocabulary:
    """The words, and how dates are written, for an authority; without one, as the workspace says for all. Raises
    `Refused` for a file that is no such table, naming it."""
    said = workspace.settings.workspace
    calendar = (authority.second_calendar if authority else None) or said.second_calendar
    extra = _extra(workspace.root / FOLDER)
    return _dated(tuple(sorted(extra.items())), said.country, "" if calendar is SecondCalendar.NONE else calendar.value)


@lru_cache(maxsize=16)
def _dated(extra: tuple[tuple[str, str], ...], country: str | None, calendar: str) -> Vocabulary:
    """One for each way of writing: a vocabulary is compared by identity."""
    if not calendar and not country:
        return _layered(extra)
    return replace(_layered(extra), country=country, second_calendar=calendar)


@lru_cache(maxsize=4)
def _layered(extra: tuple[tuple[str, str], ...]) -> Vocabulary:
    return layered_vocabulary(dict(extra)) if extra else builtin_vocabulary()


def languages_of(workspace: Workspace) -> tuple[str, ...]:
    """The languages that papers can be written in: the six, and those the workspace adds."""
    own = set(vocabulary_of(workspace).phrases["form.title"])
    return tuple(dict.fromkeys((*builtin_vocabulary().languages, *sorted(own))))


def incomplete(workspace: Workspace) -> list[Missing]:
    """What the added languages lack, so that a paper would fall back on English."""
    words, built_in = vocabulary_of(workspace), builtin_vocabulary()
    said = workspace.settings
    asked = {said.workspace.second_calendar, *(one.second_calendar for one in said.authority)}
    dates = tuple(f"calendar.{one.value}." for one in asked if one not in (None, SecondCalendar.NONE))
    found = []
    for language in languages_of(workspace):
        texts = {
            key: by for key, by in words.phrases.items() if key.startswith((*_NEEDED, *dates)) or _BODIES.fullmatch(key)
        }
        keys = tuple(key for key, by in texts.items() if not by.get(language))
        gaps = tuple(
            key
            for key, by in texts.items()
            if by.get(language) and set(_GAP.findall(by[language])) != set(_GAP.findall(by["en"]))
        )
        if (keys or gaps) and language not in built_in.languages:
            found.append(Missing(language, keys, gaps))
    return found


def _extra(folder: Path) -> dict[str, str]:
    texts: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.csv")) if folder.is_dir() else ():
        try:
            text = path.read_text("utf-8-sig")
        except UnicodeDecodeError:
            raise Refused(
                "vocabulary-encoding", f"{path} is not in UTF-8.", 'Save it in Excel as "CSV UTF-8".'
            ) from None
        text = _with_commas(text)
        head = next(csv.reader(io.StringIO(text)), [])
        name = path.stem if path.stem in COLUMNS else "phrases"
        missing = [column for column in COLUMNS[name] if column not in head]
        if missing:
            raise Refused(
                "vocabulary-column-missing",
                f"{path} has no column {missing[0]}.",
                f"Its first line should be: {','.join(COLUMNS[name])}",
            )
        rows = [[row.get(column) or "" for column in COLUMNS[name]] for row in csv.DictReader(io.StringIO(text))]
        texts.setdefault(name, []).append(_table(rows))
    return {name: _table([list(COLUMNS[name])]) + "".join(parts) for name, parts in texts.items()}


def _with_commas(text: str) -> str:
    """Excel writes semicolons in half the world."""
    first = text.split("\n", 1)[0]
    if ";" not in first or "," in first:
        return text
    return _table(list(csv.reader(io.StringIO(text), delimiter=";")))


def _table(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
