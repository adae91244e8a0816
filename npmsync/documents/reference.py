"""References that people can read, copy and sort, and that say themselves when they were copied wrongly.

A form's row shows `2024/017·K`: the NPM's own reference, and its check character. Where the NPM has none, or a
long one, or the same one twice, the form gives the row one of its own. The form itself goes by `NPM-7K3Q-M2XA-C`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime

from npmsync.documents.check_character import check_character, is_checked, significant

SEPARATOR = "·"
"""Before the check character. Not a hyphen: `12-3` is a date to every spreadsheet that may read it anew."""

_LONGEST = 20
_CODE = re.compile(
    r"NPM[\s\-\u2010-\u2015]*([0-9A-Z]{4})[\s\-\u2010-\u2015]*([0-9A-Z]{4})[\s\-\u2010-\u2015]*([0-9A-Z])\b"
)
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def visible_references(refs: Sequence[str | None], kept: Sequence[str | None] = ()) -> list[str]:
    """One reference a row, each with its check character, no two alike even when only letters and digits count. `kept`
    are references that rows were given before, None for a new row: those stay, whatever else comes."""
    taken = {significant(one.rpartition(SEPARATOR)[0]) for one in kept if one}
    shown = []
    for number, ref in enumerate(refs, 1):
        if number <= len(kept) and (before := kept[number - 1]):
            shown.append(before)
            continue
        own = " ".join((ref or "").split())
        stem = own if significant(own) and len(own) <= _LONGEST else f"R{number}"
        candidate, copy = stem, 1
        while significant(candidate) in taken:
            copy += 1
            candidate = f"{stem}/{copy}"
        taken.add(significant(candidate))
        shown.append(f"{candidate}{SEPARATOR}{check_character(candidate)}")
    return shown


def form_code(authority: str, stage: str, made_at: datetime) -> str:
    """The code of the form made for an authority (its id) and a stage at a moment: the same for the same three."""
    digest = int.from_bytes(hashlib.sha256(f"{authority}\n{stage}\n{made_at.isoformat()}".encode()).digest()[:8], "big")
    letters = ""
    for _ in range(8):
        digest, place = divmod(digest, len(_ALPHABET))
        letters += _ALPHABET[place]
    return f"NPM-{letters[:4]}-{letters[4:]}-{check_character('NPM' + letters)}"


def find_form_code(text: str) -> str | None:
    """The first form code in a text, in its own spelling, or None. A code whose check character is wrong is none."""
    for match in _CODE.finditer(text.upper()):
        code = "NPM-{}-{}-{}".format(*match.groups())
        if is_checked(code):
            return code
    return None
