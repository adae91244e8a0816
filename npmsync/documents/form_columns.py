"""The columns of a form: the NPM's, which are locked, and the authority's, which are open; and by which words each is
known again when it comes back."""

from __future__ import annotations

from dataclasses import dataclass

from npmsync.documents.form_model import FieldKind
from npmsync.domain.words import Position, Stage


@dataclass(frozen=True, slots=True)
class Column:
    """`phrase` is the key of its header in `vocabulary/phrases.csv`."""

    field: str
    phrase: str
    kind: FieldKind = "text"


REFERENCE = Column("ref", "label.ref")
TEXT = Column("text", "label.recommendation")

LOCKED = (
    REFERENCE,
    TEXT,
    Column("place", "label.place"),
    Column("visit_date", "label.visit_date", "date"),
    Column("topics", "label.topic"),
    Column("priority", "label.priority"),
    Column("issued_on", "label.issued_on", "date"),
    Column("response_due", "label.response_due", "date"),
    Column("status", "label.status"),
)
"""What the NPM says. `receive` gives a change to one of these back as an edit, never as a value."""

_ON_A_DRAFT = ("ref", "text", "place", "visit_date", "topics")

ANSWERS = (
    Column("position", "label.position", "choice"),
    Column("response", "label.response_text"),
    Column("actions", "label.actions"),
    Column("reasons", "label.reasons"),
    Column("planned_on", "label.implementation_due", "date"),
    Column("responded_on", "label.responded_on", "date"),
    Column("contact", "label.contact"),
    Column("comments", "label.comments"),
)
"""What an authority answers: fields of `domain.Response`, but `response`, which is its `text` and would be mistaken
for the recommendation's."""

CORRECTIONS = (
    Column("paragraph", "draft.column.paragraph"),
    Column("says", "draft.column.says"),
    Column("should_say", "draft.column.should_say"),
    Column("evidence", "draft.column.evidence"),
)
"""What an authority may propose on a draft: a factual correction, nothing else (DOMAIN: objective data only)."""

POSITIONS = tuple(p for p in Position if p is not Position.NOTED)
"""What a form offers. `noted` says neither yes nor no: it is read in old trackers and never offered."""


def locked_columns(stage: str) -> tuple[Column, ...]:
    """The NPM's columns at a stage: a draft has no dates to answer by and no assessment yet."""
    return tuple(c for c in LOCKED if c.field in _ON_A_DRAFT) if stage == Stage.DRAFT else LOCKED


def open_columns(stage: str) -> tuple[Column, ...]:
    """The columns an authority fills in at a stage."""
    return CORRECTIONS if stage == Stage.DRAFT else ANSWERS


def response_field(field: str) -> str:
    """The name in `domain.Response` of a form's open column."""
    return "text" if field == "response" else field
