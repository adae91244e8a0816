"""Numbers and shares as people of a language write them (CLDR, through Babel)."""

from __future__ import annotations

from npmsync.locale.script import babel_name


def number_text(value: float, language: str) -> str:
    """1 234 in French, 1,234 in English."""
    from babel.numbers import format_decimal

    return format_decimal(value, locale=babel_name(language))


def share_text(share: float, language: str) -> str:
    """A share (0 to 1) in whole per cent: 72%, in French 72 %."""
    from babel.numbers import format_percent

    return format_percent(round(share, 2), format="#,##0\u00a0%" if language in ("fr", "ru", "es") else None,
                          locale=babel_name(language))  # fmt: skip
