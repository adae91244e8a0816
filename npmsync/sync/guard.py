"""An endpoint that lost much at once has more likely been damaged than edited."""

from __future__ import annotations


def lost_too_much(known: int, missing: int) -> bool:
    """True when all records are gone, or over a tenth of them and at least five."""
    return missing > 0 and (missing == known or (missing >= 5 and missing * 10 > known))
