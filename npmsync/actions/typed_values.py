"""A value as a person typed it into a form, as the store keeps it: what a correction proposes, once it is accepted."""

from __future__ import annotations

from datetime import date
from typing import Any

from npmsync.domain.words import Priority, Status
from npmsync.errors import Refused
from npmsync.tables.lists import split_names
from npmsync.vocabulary import builtin_vocabulary

_DATES = frozenset({"visit_date", "issued_on", "response_due", "implementation_due"})
_WORDS = {"priority": frozenset(Priority), "status": frozenset(Status)}


def typed_value(field: str, text: str, language: str) -> Any:
    """The value of a recommendation's field that `text` says; None for "". `language` is tried first for words of a
    closed set. Raises `Refused` where it says none."""
    shown = text.strip()
    if not shown:
        return None
    if field in _DATES:
        try:
            return date.fromisoformat(shown[:10]).isoformat()
        except ValueError:
            raise _not_understood(field, text, "no date of the form 2026-03-31") from None
    if shown in _WORDS.get(field, ()):
        return shown
    if field in _WORDS:
        word = builtin_vocabulary().canonical(field, shown, language)
        if word is None:
            raise _not_understood(field, text, f"no {field} that npmsync knows")
        return word
    if field == "topics":
        return list(split_names(shown, lambda name: False))
    return shown


def _not_understood(field: str, text: str, why: str) -> Refused:
    return Refused(
        "correction-not-understood",
        f"The correction of {field} says {text!r}, which is {why}; it still waits.",
        "Put the right value into the tracker, run sync, then take: ours.",
    )
