"""The words of the drop-downs, in the workspace's language; read in any."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from npmsync.documents.wording import Wording
from npmsync.domain.mapping import Attitude, Influence
from npmsync.domain.words import (
    Channel,
    Level,
    MeetingKind,
    MeetingStatus,
    Partstat,
    Position,
    Priority,
    Rank,
    Status,
)
from npmsync.vocabulary import Vocabulary, fold


class Take(StrEnum):
    """What a person decides on a line of *To decide*."""

    OURS = "ours"
    THEIRS = "theirs"


AXES: dict[str, tuple[str, ...]] = {
    "take": tuple(Take),
    "level": tuple(Level),
    "rank": tuple(Rank),
    "channel": tuple(Channel),
    "meeting_kind": tuple(kind for kind in MeetingKind if kind is not MeetingKind.VISIT_EXIT),
    "meeting_status": tuple(MeetingStatus),
    "partstat": tuple(one for one in Partstat if one is not Partstat.DELEGATED),
    "status": tuple(Status),
    "position": tuple(one for one in Position if one is not Position.NOTED),
    "priority": tuple(Priority),
    "influence": tuple(Influence),
    "attitude": tuple(Attitude),
}
"""Axis -> the words it offers. What is read beside them (a visit's end, "noted") is never offered."""
_READ_TOO = {
    "meeting_kind": (MeetingKind.VISIT_EXIT,),
    "partstat": (Partstat.DELEGATED,),
    "position": (Position.NOTED,),
}
LANGUAGES = {
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "pt": "Português",
    "ru": "Русский",
    "ar": "العربية",
}
"""The languages that papers can be in, each in its own word."""


def shown(axis: str, word: str, wording: Wording) -> str:
    """The word of a closed set as a cell shows it."""
    return _word(wording.vocabulary, axis, word, wording.languages[0])


def _word(vocabulary: Vocabulary, axis: str, word: str, language: str) -> str:
    """Words of the dialogue alone stand among the phrases (`word.*`); those of trackers and forms are the vocabulary's
    own."""
    key = f"word.{axis}.{word}"
    return vocabulary.phrase(key, language) if key in vocabulary.phrases else vocabulary.word(axis, word, language)


def meant(axis: str, text: str, wording: Wording) -> str | None:
    """The word of a closed set that a text says, in the workspace's language or any other; None where it says none."""
    if text in AXES[axis]:
        return text
    key, language = fold(text), wording.languages[0]
    known = _said(wording.vocabulary, axis)
    for one in (language, *wording.vocabulary.languages):
        if (one, key) in known:
            return known[one, key]
    word = wording.vocabulary.canonical(axis, text, language) if axis in wording.vocabulary.values else None
    return word if word in (*AXES[axis], *_READ_TOO.get(axis, ())) else None


@lru_cache(maxsize=64)
def _said(vocabulary: Vocabulary, axis: str) -> dict[tuple[str, str], str]:
    words = (*AXES[axis], *_READ_TOO.get(axis, ()))
    return {
        (language, fold(_word(vocabulary, axis, word, language))): word
        for word in words
        for language in vocabulary.languages
    }


def language_code(text: str) -> str | None:
    """The code of a language that a text names, by its code or its own name."""
    key = fold(text)
    return next((code for code, name in LANGUAGES.items() if key in (code, fold(name))), None)
