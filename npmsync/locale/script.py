"""Which way a language is written, and how it joins a list."""

from __future__ import annotations

from collections.abc import Sequence

_OF_THE_UNITED_NATIONS = {"en": "en_GB"}
"""Which regional form a language takes where no country is given: dates in English are day first, as in UN papers."""


def babel_name(language: str, country: str | None = None) -> str:
    """The name of a locale that Babel has; the language alone where it has none for the country, English where it does
    not know the language."""
    from babel import Locale, UnknownLocaleError

    for name in (f"{language}_{country}" if country else "", _OF_THE_UNITED_NATIONS.get(language, language)):
        try:
            if name:
                Locale.parse(name)
                return name
        except (UnknownLocaleError, ValueError):
            continue
    return "en_GB"


def right_to_left(language: str) -> bool:
    """Whether the language's lines run from right to left."""
    from babel import Locale

    return Locale.parse(babel_name(language)).text_direction == "rtl"


def list_text(items: Sequence[str], language: str) -> str:
    """Items joined as the language does: A, B and C."""
    from babel.lists import format_list

    return format_list(list(items), style="standard", locale=babel_name(language)) if items else ""


def runs_right_to_left(text: str, otherwise: bool) -> bool:
    """Whether a text runs from right to left, as its first letter says: a tracker keeps texts of other languages than
    the paper they stand on. `otherwise` for one without letters."""
    from unicodedata import bidirectional

    strong = next((b for c in text if (b := bidirectional(c)) in ("L", "R", "AL")), None)
    return otherwise if strong is None else strong != "L"
