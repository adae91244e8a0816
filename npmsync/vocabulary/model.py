"""The words of trackers and of our own papers, in every language known, ready to be looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from npmsync.vocabulary.folding import fold


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Words by language. Keys that are words are folded; `languages` is in order of preference.

    Compared by identity: there are few of them, and what is derived from one is cached beside it.
    """

    languages: tuple[str, ...]
    headers: Mapping[str, Mapping[str, tuple[str, ...]]]
    """language -> folded header -> the fields it may head, most often one."""
    values: Mapping[str, Mapping[str, Mapping[str, str]]]
    """axis -> language -> folded word -> canonical word."""
    spellings: Mapping[tuple[str, str, str], str]
    """(axis, canonical, language) -> the first spelling listed."""
    phrases: Mapping[str, Mapping[str, str]]
    """key -> language -> text, placeholders in braces."""
    calendar: Mapping[str, Mapping[str, tuple[str, str]]]
    """language -> folded word -> (kind, value): months, weekdays and the words around a date."""
    marks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """What a word marks in a sheet -> the folded words: `total`, `legend`, `sheet_name`; `institution` and `place` for
    names; `authority_side` and `npm_side` for the heading of a group of columns."""

    country: str | None = None
    """Whose way of writing dates papers follow (ISO 3166); None: what the language does most."""
    second_calendar: str = ""
    """The calendar in which papers write each date a second time; "" for none. The Gregorian date is the one that
    counts."""

    def header_fields(self, header: str, language: str) -> tuple[str, ...]:
        """The fields that `header` may head in one language; empty where it is not listed."""
        return self.headers.get(language, {}).get(fold(header), ())

    def canonical(self, axis: str, word: str, language: str) -> str | None:
        """The canonical word for `word`: in `language`, else in the others if they agree; None where nobody knows it.

        `empty` of the axis `status` is a word for nothing ("not filled in").
        """
        languages, key = self.values.get(axis, {}), fold(word)
        own = languages.get(language, {}).get(key)
        if own is not None:
            return own
        others = {words[key] for words in languages.values() if key in words}
        return others.pop() if len(others) == 1 else None

    def word(self, axis: str, canonical: str, language: str) -> str:
        """The word for `canonical` as our papers say it (`choice.*`), else the first one listed, else itself.

        A choice that carries an instruction in brackets is for forms, not for a cell.
        """
        choice = self.phrases.get(f"choice.{axis}.{canonical}", {}).get(language, "")
        if choice and "(" not in choice:
            return choice
        return self.spellings.get((axis, canonical, language)) or choice or canonical

    def phrase(self, key: str, language: str) -> str:
        """The text of `key` in `language`, else in English; raises KeyError where the key does not exist."""
        texts = self.phrases[key]
        return texts.get(language) or texts["en"]
