"""Which recommendation a sheet of ours means, when it comes back."""

from __future__ import annotations

from collections.abc import Iterable

from npmsync.dialogue.whom import same_text
from npmsync.domain.recommendation import Recommendation
from npmsync.vocabulary import fold


def named(recommendations: Iterable[Recommendation], refs: Iterable[str], text: str) -> list[Recommendation]:
    """Those that go by one of these references; where the words beside it say otherwise, those with the words."""
    every = list(recommendations)
    wanted = {fold(ref) for ref in refs if ref}
    found = [one for one in every if one.ref and fold(one.ref) in wanted]
    if not text:
        return found
    agreeing = [one for one in found if same_text(one.text, text)]
    return agreeing or [one for one in every if same_text(one.text, text)] or found
