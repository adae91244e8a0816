"""How far a column's values speak for or against a field."""

from __future__ import annotations

from npmsync.tables.evidence import Profile
from npmsync.tables.fields import AXIS_FIELDS, DATE_FIELDS, DUE_FIELDS

_FOR, _AGAINST = 0.1, -0.5
_ENOUGH = 3
"""So many filled cells must have spoken before their silence counts against a field."""
_NOT_DATED = frozenset({"text", "ref", "addressees", "place", "topics", "focal_point", "contact_title"})


def fit(field: str, values: Profile) -> float:
    """What to add to the certainty of the header's words; 0 where the column is empty or its values say nothing."""
    if not values.count:
        return 0.0
    if _contradicts(field, values):
        return _AGAINST
    return _FOR if _confirms(field, values) else 0.0


def _contradicts(field: str, values: Profile) -> bool:
    closed_word = max(values.words.get(axis, 0.0) for axis in ("status", "position", "yes_no")) >= 0.6
    if field in DUE_FIELDS:
        return values.long >= 0.5 or (closed_word and values.dates + values.terms < 0.5)
    if field in DATE_FIELDS:
        return values.count >= _ENOUGH and values.dates + values.terms < 0.2
    if field == "text" and (values.numbers >= 0.6 or values.words.get("yes_no", 0.0) >= 0.6):
        return True
    if field == "ref" and values.long >= 0.6:
        return True
    if field == "contact_email":
        return values.count >= _ENOUGH and not values.emails
    if field in AXIS_FIELDS:
        return values.dates >= 0.6 or values.emails >= 0.6 or (values.long >= 0.6 and not values.words.get(field))
    return field in _NOT_DATED and (values.dates >= 0.6 or values.emails >= 0.6) and field != "ref"


def _confirms(field: str, values: Profile) -> bool:
    if field in DATE_FIELDS:
        return values.dates >= 0.6
    if field in AXIS_FIELDS:
        return values.words.get(field, 0.0) >= 0.5
    shares = {"text": values.long, "response_text": values.long, "contact_email": values.emails}
    return shares.get(field, values.phones if field == "contact_phone" else 0.0) >= 0.4
