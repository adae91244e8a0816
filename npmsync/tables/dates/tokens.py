"""A date typed as text, cut into what the calendar words of the vocabulary call its pieces.

`15-17 марта 2024 г.` becomes number, dash, number, month, year. Every piece is one letter of a signature, so that the
grammar can be read as patterns over it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from npmsync.vocabulary import Vocabulary, fold

_DIGITS = {ord(zero) + value: str(value) for zero in "٠۰" for value in range(10)}
"""Arabic-Indic and Persian digits; NFKC leaves them as they are."""
_DIRECTION = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_MARKS = dict.fromkeys(map(ord, _DIRECTION + "«»\"“”„'’"))
_PIECE = re.compile(r"\d+|[^\W\d_]+|[-–—/.:?…]")
_FIGURES = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)")
"""The form of most typed dates, told apart at once: a tracker may hold ten thousand."""
_DASHES = str.maketrans("–—", "--")
_ROMAN = {
    numeral: value
    for value, numeral in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), 1)  # noqa: SIM905 - reads as a row
}
_CYRILLIC_NUMERALS = str.maketrans("іх", "ix")
_LETTER: Mapping[str, str] = {
    "month": "m",
    "hijri": "H",
    "hijri_era": "H",
    "unclear_month": "A",
    "unclear_term": "A",
    "weekday": "w",
    "ordinal": "o",
    "number": "#",
    "unit": "u",
    "stretch": "s",
    "term": "t",
    "from_typing": "i",
    "quarter": "q",
    "half": "h",
    "end": "e",
    "mid": "d",
    "before": "x",
    "inclusive": "v",
    "to": "-",
    "no_date": "N",
    "filler": "",
}


@dataclass(frozen=True, slots=True)
class Pieces:
    """`signature[k]` names what `values[k]` is: n a number of one or two digits, y of four, b of another length, m a
    month, r a Roman numeral, w a weekday, ? a word nobody knows; the others in `_LETTER`, and `-/.:` as typed."""

    signature: str
    values: tuple[str, ...]


def plain(text: str) -> str:
    """`text` with Western digits, without direction marks and quotes, folded. Spaces become plain ones."""
    return fold(unicodedata.normalize("NFKC", text).translate(_DIGITS).translate(_MARKS))


def pieces(text: str, words: Mapping[tuple[str, ...], tuple[str, str]]) -> Pieces:
    """The pieces of a text that `plain` has been over. `words` comes from `calendar_words`."""
    figures = _FIGURES.fullmatch(text)
    if figures:
        first, mark, second, year = figures.groups()
        return Pieces(f"n{mark}n{mark}{'y' if len(year) == 4 else 'n'}", (first, mark, second, mark, year))
    raw = [piece.translate(_DASHES) for piece in _PIECE.findall(text)]
    signature, values, position = [], [], 0
    while position < len(raw):
        for length in range(min(5, len(raw) - position), 0, -1):
            found = words.get(tuple(raw[position : position + length]))
            if found is not None:
                letter, value = _LETTER[found[0]], found[1]
                break
        else:
            length = 1
            letter, value = _unlisted(raw[position])
        position += length
        if letter:
            signature.append(letter)
            values.append(value)
    return Pieces("".join(signature), tuple(values))


def _unlisted(piece: str) -> tuple[str, str]:
    if piece.isdigit():
        return {1: "n", 2: "n", 4: "y"}.get(len(piece), "b"), piece
    roman = _ROMAN.get(piece.translate(_CYRILLIC_NUMERALS))
    if roman is not None:
        return "r", str(roman)
    return (piece, piece) if piece in "-/.:" else ("?", piece)


@lru_cache(maxsize=32)
def calendar_words(vocabulary: Vocabulary, language: str) -> Mapping[tuple[str, ...], tuple[str, str]]:
    """Pieces -> (kind, value) for all languages of the vocabulary, `language` having the last word."""
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for other in (*(name for name in vocabulary.calendar if name != language), language):
        for word, meaning in vocabulary.calendar.get(other, {}).items():
            found[tuple(_PIECE.findall(plain(word)))] = meaning
    return found
