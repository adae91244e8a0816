"""Names for the files npmsync makes."""

from __future__ import annotations

import re
import unicodedata


def slug(text: str) -> str:
    """A file name that every system takes, in the letters of the text."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[^\w]+", "-", plain).strip("-_")[:60] or "paper"
