"""Whether a block of columns holds recommendations, contacts, or something npmsync does not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from npmsync.tables.columns import Assignment
from npmsync.tables.fields import CONTACT_FIELDS, DATE_FIELDS
from npmsync.tables.model import Entity
from npmsync.tables.readings import Candidate
from npmsync.vocabulary import Vocabulary, fold

_REACHED_BY = frozenset({"focal_point", "contact_email", "contact_phone"})
_OF_A_CONTACT = _REACHED_BY | {"contact_title", "position", "addressees", "place"}
_FOLLOWED_UP = frozenset(
    {"addressees", "status", "response_due", "response_text", "position", "priority", "ref", "topics"}
)
"""What a list of visits or meetings with a column "Description" does not have."""


def entity_of(found: Assignment, columns: Sequence[Candidate], vocabulary: Vocabulary) -> Entity | None:
    """What the rows are; None for counts, visits and whatever else has neither texts nor people."""
    fields = set(found.fields)
    if "text" in fields:
        heading = next(c.heading for c in columns if c.heading.index == found.fields["text"].index)
        plain = fold(heading.text) in vocabulary.marks["plain_text_header"]
        company = fields & _FOLLOWED_UP if plain else fields - {"text"}
        return "recommendation" if company else None
    people = len(fields & _OF_A_CONTACT) >= 2 and bool(fields & _REACHED_BY)
    return "contact" if people and not fields & (DATE_FIELDS - {"since", "until"}) else None


def contact_columns(found: Assignment) -> Assignment:
    """The same columns under the fields of a contact; what a contact does not have becomes unknown.

    A place stands for the authority that runs it where there is no column of authorities.
    """
    names = dict(CONTACT_FIELDS)
    if "addressees" not in found.fields:
        names["place"] = "authority"
    if "contact_title" in found.fields:
        del names["position"]
    fields = {names[field]: column for field, column in found.fields.items() if field in names}
    other = tuple(column.header for field, column in found.fields.items() if field not in names)
    return replace(found, fields=fields, unknown_headers=(*found.unknown_headers, *other))
