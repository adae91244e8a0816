"""A response form as plain content: what every renderer shows, in whatever format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from npmsync.vocabulary import Vocabulary

FieldKind = Literal["text", "date", "choice"]
Shown = str | date | None
"""What a cell of a form shows; None is empty."""


@dataclass(frozen=True, slots=True)
class FormColumn:
    """`field` is the name that `receive` gives it back under, `label` its header. `open` cells are the authority's,
    the others the NPM's. `choices` are the words offered, in order, where `kind` is "choice"."""

    field: str
    label: str
    open: bool = False
    kind: FieldKind = "text"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormRow:
    """One recommendation: its visible reference, its id (never shown) and a value for each column, in their order."""

    reference: str
    recommendation: str
    cells: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class FormTexts:
    """Everything a form says beside its table. `heading` are the lines above it, most important first; `notice` is
    shown prominently or is empty; `progress` holds the gap `{answered}`; `marking` stands on every page, "" for none;
    `details` heads what stands beside a recommendation's words where a page has too few columns.
    `progress` and `total` may be empty."""

    title: str
    heading: tuple[str, ...]
    notice: tuple[str, ...]
    instructions_title: str
    instructions: tuple[str, ...]
    progress: str
    total: str
    sheet: str
    page: str
    choice_hint: str
    date_hint: str
    marking: str = ""
    details: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """`authority` is an id, `addressee` its name, `npm` the sender's name; `languages` one or two, the first leads;
    `made_at` is aware. `rows` are the recommendations; `spare_rows` empty ones follow them, without a reference."""

    code: str
    authority: str
    addressee: str
    npm: str
    stage: str
    languages: tuple[str, ...]
    right_to_left: bool
    made_at: datetime
    texts: FormTexts
    columns: tuple[FormColumn, ...]
    rows: tuple[FormRow, ...]
    spare_rows: int = 0
    reply_by: date | None = None
    dates: Mapping[date, str] = field(default_factory=dict)
    """How the page of a reader writes the days that stand in the NPM's cells. A cell that is read back holds the day
    itself."""

    @property
    def lines(self) -> tuple[FormRow, ...]:
        """The rows as a renderer shows them, the empty ones included: those have neither reference nor id."""
        return self.rows + (FormRow("", "", (None,) * len(self.columns)),) * self.spare_rows


@dataclass(frozen=True, slots=True)
class FormSpec:
    """For whom a form is made and when. `authority` is an id; `reply_by` None names no date; `return_to` is the
    address the form comes back to, None where it is handed over otherwise; `vocabulary` None is the built-in one."""

    authority: str
    addressee: str
    npm: str
    languages: tuple[str, ...]
    made_at: datetime
    reply_by: date | None = None
    return_to: str | None = None
    vocabulary: Vocabulary | None = None
    living: bool = False
    """A sheet that stays in use: it has every column of the NPM's, filled or not, and neither a code, a count nor a day
    that would soon be wrong."""
    references: Mapping[str, str] = field(default_factory=dict)
    """id of a recommendation -> the reference it was given before, which it keeps."""
