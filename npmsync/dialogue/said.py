"""A sentence of ours that is text in English and knows how it is said in other languages.

Said("due.step.quiet", since="2026-05-01", whom="A. Diallo")     is a str
Said(...).in_language("ar")                                      the same sentence in Arabic
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from npmsync.vocabulary import Vocabulary, builtin_vocabulary


class Said(str):
    """`phrase` is a key of `vocabulary/phrases.csv`; a gap may hold another sentence of ours."""

    __slots__ = ("gaps", "more", "phrase")
    phrase: str
    gaps: Mapping[str, Any]
    more: tuple[Said, ...]

    def __new__(cls, phrase: str, /, **gaps: Any) -> Said:
        said = super().__new__(cls, _filled(builtin_vocabulary(), phrase, gaps, "en"))
        said.phrase, said.gaps, said.more = phrase, gaps, ()
        return said

    def __reduce__(self) -> Any:
        return _remade, (self.phrase, dict(self.gaps), self.more)

    def and_then(self, other: Said) -> Said:
        """The two sentences one after the other."""
        return _remade(self.phrase, self.gaps, (*self.more, other))

    def in_language(self, language: str, vocabulary: Vocabulary | None = None) -> str:
        """The sentence in a language, in English where it is not known in that one."""
        own = _filled(vocabulary or builtin_vocabulary(), self.phrase, self.gaps, language)
        return " ".join((own, *(one.in_language(language, vocabulary) for one in self.more)))


def _remade(phrase: str, gaps: Mapping[str, Any], more: tuple[Said, ...]) -> Said:
    said = Said(phrase, **gaps)
    if not more:
        return said
    whole = str.__new__(Said, " ".join((str(said), *map(str, more))))
    whole.phrase, whole.gaps, whole.more = phrase, gaps, more
    return whole


def _filled(vocabulary: Vocabulary, phrase: str, gaps: Mapping[str, Any], language: str) -> str:
    text = vocabulary.phrase(phrase, language)
    for name, value in gaps.items():
        shown = value.in_language(language, vocabulary) if isinstance(value, Said) else str(value)
        text = text.replace("{" + name + "}", shown)
    return text


def said_in(sentence: str, language: str) -> str:
    """A sentence in a language; one that is a mere text as it is."""
    return sentence.in_language(language) if isinstance(sentence, Said) else sentence
