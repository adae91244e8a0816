"""Which fields a header's words may mean, and how certain the words alone make it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from npmsync.vocabulary import Vocabulary, fold

_BRACKETS = re.compile(r"\s*[(\[].*?[)\]]\s*")
_PARTS = re.compile(r"\s+[/|–—-]\s+|\s*[\n/|]\s*")
EXACT, OTHER_LANGUAGE, NEARLY = 1.0, 0.95, 0.9
CONTAINED, COVERAGE = 0.5, 0.35
"""A word sequence inside a longer header starts at `CONTAINED` and gains up to `COVERAGE` the more of it it covers."""
_LEAST_COVERED = 0.4
"""Less of a header than that says nothing of the rest."""
_SHORTEST_PART = 4
"""Shorter words ("No", "Art", "Tel") mean nothing inside a longer header."""


@dataclass(frozen=True, slots=True)
class Match:
    """The fields a header may head, more than one where its words do not decide it."""

    fields: tuple[str, ...]
    certainty: float


NOTHING = Match((), 0.0)


def match_header(text: str, language: str, vocabulary: Vocabulary) -> Match:
    """What a header's words say: exactly listed, listed but for brackets or a second language, or the longest listed
    word sequence in it; `language` is looked at first. Nothing where no listed word is in it, or where the whole is
    known to be none of our fields ("Fecha de fin de visita")."""
    found = _listed(text, language, vocabulary)
    if found.fields or fold(text) in vocabulary.marks.get("no_field", ()):
        return found
    return _contained(text, language, vocabulary)


def _listed(text: str, language: str, vocabulary: Vocabulary) -> Match:
    found = _exact(text, language, vocabulary)
    if found.fields:
        return found
    bare = _BRACKETS.sub(" ", text)
    if bare != text and (found := _exact(bare, language, vocabulary)).fields:
        return Match(found.fields, NEARLY)
    parts = [part for part in _PARTS.split(text) if part.strip()]
    if len(parts) > 1:
        read = [_exact(part, language, vocabulary).fields for part in parts]
        common = set(read[0]).intersection(*read[1:])
        if len(common) == 1:
            return Match(tuple(common), NEARLY)
    return NOTHING


def is_header(text: str, vocabulary: Vocabulary) -> bool:
    """Whether these words, but for brackets or a second language, head a column in some language."""
    return bool(_listed(text, vocabulary.languages[0], vocabulary).fields)


def main_language(texts: Iterable[str], vocabulary: Vocabulary, preferred: str | None) -> str:
    """The language most of the headers are listed in; `preferred` where several are equally likely."""
    counts: Counter[str] = Counter()
    for key in {fold(text) for text in texts}:
        languages = [language for language, words in vocabulary.headers.items() if key in words]
        for language in languages:
            counts[language] += 12 // len(languages)
    order = [preferred or "", *vocabulary.languages]
    return max(dict.fromkeys(name for name in order if name in vocabulary.headers), key=lambda name: counts[name])


def _exact(text: str, language: str, vocabulary: Vocabulary) -> Match:
    own = vocabulary.header_fields(text, language)
    if own:
        return Match(own, EXACT)
    others = {field: None for name in vocabulary.languages for field in vocabulary.header_fields(text, name)}
    return Match(tuple(others), OTHER_LANGUAGE) if others else NOTHING


def _contained(text: str, language: str, vocabulary: Vocabulary) -> Match:
    words = [word for word in re.split(r"[\s/,;:()\[\]]+", fold(text)) if word][:16]
    total = sum(map(len, words)) or 1
    for length in range(len(words) - (len(words) == 1), 0, -1):
        for name in (language, *(other for other in vocabulary.languages if other != language)):
            listed = vocabulary.headers.get(name, {})
            for start in range(len(words) - length + 1):
                sequence = " ".join(words[start : start + length])
                fields = listed.get(sequence, ()) if len(sequence) >= _SHORTEST_PART else ()
                covered = (len(sequence) - length + 1) / total
                if len(fields) == 1 and covered >= _LEAST_COVERED:
                    return Match(fields, CONTAINED + COVERAGE * covered)
    return NOTHING
