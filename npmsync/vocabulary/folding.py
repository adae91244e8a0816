"""How two words are compared: without case, accents, vowel signs, hamza seats and outer punctuation."""

from __future__ import annotations

import re
import unicodedata

_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ـ": None})
_SPACE = re.compile(r"\s+")
_OUTER = " .:;?¿!*\u200f\u200e"
_SHORT_I = "\ue000"
"""Stands in for й while marks are removed: и and й are two letters, not one with an accent."""


def fold(text: str) -> str:
    """The form of `text` in which words of trackers and of the vocabulary are compared.

    >>> fold("  N.º de Recomendación: ")
    'n.o de recomendacion'
    """
    if text.isascii():
        plain = text.casefold()
    else:
        plain = unicodedata.normalize("NFKC", text).casefold().translate(_ARABIC)
        plain = plain.replace("œ", "oe").replace("№", "no").replace("й", _SHORT_I)
        plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
        plain = plain.replace(_SHORT_I, "й").replace("’", "'")
    return _SPACE.sub(" ", plain.strip(_OUTER)) or text.strip()
