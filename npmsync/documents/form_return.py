"""What a form that came back gives, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from npmsync.documents.issued import IssuedForm
from npmsync.domain import Response


@dataclass(frozen=True, slots=True)
class FormKnown:
    """What the NPM knows when a form comes back: the forms it made by their codes, the codes of those taken before, the
    responses it holds, and the id of the authority it expects the form from, None where the form says so itself."""

    issued: Mapping[str, IssuedForm]
    taken: frozenset[str] = frozenset()
    responses: Sequence[Response] = ()
    authority: str | None = None


@dataclass(frozen=True, slots=True)
class TakenRow:
    """A row with something new; `reference` and `recommendation` are "" for a correction anywhere else in a draft.
    `fields` are those of `domain.Response`, or of a factual correction (`paragraph`, `says`, `should_say`, `evidence`)
    from a draft's form; dates ISO 8601, a position a word of `Position`."""

    row: int
    reference: str
    recommendation: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Edit:
    """A change to what the NPM wrote: kept for the NPM to look at, never taken. "" stands for an empty cell."""

    row: int
    reference: str
    recommendation: str
    field: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row or a cell that could not be taken, and why, in a sentence for the NPM. `cell` is "" for a whole row."""

    row: int
    cell: str
    reference: str
    found: str
    why: str


@dataclass(frozen=True, slots=True)
class FormReturn:
    """All that one form gave. `notes` are sentences about the form as a whole."""

    form: IssuedForm
    taken: tuple[TakenRow, ...] = ()
    edits: tuple[Edit, ...] = ()
    refused: tuple[RefusedRow, ...] = ()
    notes: tuple[str, ...] = field(default=())
