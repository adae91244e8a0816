"""Text without what could act on whoever reads it, in whatever format it is shown or comes back in."""

from __future__ import annotations

import re

_OVERRIDES = re.compile("[\u202d\u202e]")
"""LRO and RLO turn letters round, so that a text shows something else than it says (Unicode UAX 9, section 2.2). The
marks, embeddings and isolates of honest mixed texts stay."""
# XML 1.0 section 2.2 allows none of these in a document; a carriage return is read back as a line feed.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIVE = ("=", "+", "-", "@", "\t")


def inert(text: str) -> str:
    """The text without direction overrides, with line feeds alone, and with a replacement character for what no file
    may hold."""
    if text.isascii() and text.isprintable():
        return text
    return _UNWRITABLE.sub("\ufffd", _OVERRIDES.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def like_a_formula(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula when it opens a text file."""
    return text.lstrip(" \n").startswith(_LIVE)


def undefused(text: str) -> str:
    """The text as it was before a renderer put an apostrophe before it, so that no program takes it for a formula."""
    return text[1:] if text.startswith("'") and like_a_formula(text[1:]) else text
