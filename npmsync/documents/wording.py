"""Phrases of `vocabulary/` in one language or two side by side, with their gaps filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from npmsync.documents.dated import day_words, moment_words
from npmsync.documents.inert import inert
from npmsync.vocabulary import Vocabulary, builtin_vocabulary

BESIDE = " / "
"""Between two languages of one label."""


@dataclass(frozen=True, slots=True)
class Wording:
    """In which languages something is said (one or two, the first leads), and from which vocabulary: the NPM's own
    where it has added words."""

    languages: tuple[str, ...]
    vocabulary: Vocabulary = field(default_factory=builtin_vocabulary)

    def say(self, key: str, **gaps: str | int | date) -> str:
        """The phrase in each language, joined by ` / ` where there are two. A date or a moment in a gap is written as
        the language writes it. Raises KeyError for a key that no phrase has: a fault of ours, never of the input."""
        return BESIDE.join(self.lines(key, **gaps))

    def lines(self, key: str, **gaps: str | int | date) -> tuple[str, ...]:
        """The phrase in each language by itself: for sentences, which do not stand side by side well."""
        return tuple(dict.fromkeys(self._one(key, language, gaps) for language in self.languages))

    def has(self, key: str) -> bool:
        """Whether there is such a phrase."""
        return key in self.vocabulary.phrases

    def _one(self, key: str, language: str, gaps: Mapping[str, str | int | date]) -> str:
        # Not str.format: a phrase that an NPM has added may hold other braces.
        text = self.vocabulary.phrase(key, language)
        for name, value in gaps.items():
            if isinstance(value, datetime):
                value = moment_words(value, language, self.vocabulary)
            elif isinstance(value, date):
                value = day_words(value, language, self.vocabulary)
            text = text.replace("{" + name + "}", inert(str(value)))
        return text
