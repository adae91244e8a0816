"""The dialogue workbook as a new file, with everything that is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from npmsync.actions.opened import Opened
from npmsync.documents.dialogue_book import Book, Page, PageColumn, PageKind, inside_book
from npmsync.documents.wording import Wording
from npmsync.domain.outgoing import Inside
from npmsync.locale import right_to_left
from npmsync.workbook.cells import Known
from npmsync.workbook.model import Column, SheetSpec
from npmsync.workbook.sheets import MESSAGE
from npmsync.workbook.updating import cells_for
from npmsync.workbook.words import AXES, LANGUAGES, shown

_KINDS: Mapping[str, PageKind] = {"id": "id", "message": "message", "long": "long", "date": "date", "time": "time"}
_COLOURS: Mapping[str, Any] = {
    "status": {"implemented": "green", "partially_implemented": "amber", "in_progress": "blue",
               "not_implemented": "red", "not_assessable": "grey", "no_longer_relevant": "grey"},
    "position": {"accepted": "green", "partially_accepted": "amber", "rejected": "red", "under_consideration": "blue"},
    "priority": {"urgent": "red", "high": "amber"},
    "meeting_status": {"proposed": "grey", "invited": "blue", "confirmed": "green", "cancelled": "red"},
    "partstat": {"accepted": "green", "declined": "red", "tentative": "amber"},
    "take": {"ours": "green", "theirs": "amber"},
}  # fmt: skip
_SPARE = 20

Line = tuple[str, Mapping[str, Any]]
"""A row's identifier and its values."""


def new_book(
    opened: Opened, known: Known, specs: Sequence[SheetSpec], lines: Mapping[str, Iterable[Line]]
) -> Inside[Book]:
    """The workbook with these lines in its sheets. `lines`: a sheet's name -> its rows in order."""
    wording = known.wording
    pages = [_page(spec, lines[spec.name], known) for spec in specs]
    language = wording.languages[0]
    title = wording.say("book.title" if len(specs) > 1 else "book.mapping_title")
    return inside_book(title, opened.settings.npm, pages, wording, right_to_left(language))


def _page(spec: SheetSpec, lines: Iterable[Line], known: Known) -> Page:
    say = known.wording.say
    rows = []
    for identity, values in lines:
        cells = cells_for(spec, values, known)
        rows.append(tuple(identity if c.kind == "id" else cells.get(c.name) for c in spec.columns))
    return Page(
        key=spec.name,
        title=say(f"book.{spec.name}.title"),
        hint=say(f"book.{spec.name}.hint"),
        columns=tuple(_column(spec, column, known.wording) for column in spec.columns),
        rows=tuple(rows),  # type: ignore[arg-type]
        colour=spec.colour,
        spare=_SPARE if spec.new_rows else 10,
        due=spec.due,
        unless=spec.unless,
    )


def _column(spec: SheetSpec, column: Column, wording: Wording) -> PageColumn:
    choices: tuple[str, ...] = ()
    colours: tuple[tuple[str, Any], ...] = ()
    source = None
    if column.kind == "choice":
        choices = tuple(shown(column.axis, word, wording) for word in AXES[column.axis])
        named = _COLOURS.get(column.axis, {})
        colours = tuple((shown(column.axis, word, wording), colour) for word, colour in named.items())
    elif column.kind == "yes":
        choices = (wording.say("choice.yes"), wording.say("choice.no"))
        colours = ((wording.say("choice.yes"), "red"),)
    elif column.kind == "languages":
        choices = tuple(LANGUAGES.values())
    elif column.kind in ("authority", "authorities") and column.open:
        source = ("authorities", "name")
    elif column.kind == "contact":
        source = ("contacts", "name")
    strict = column.kind in ("choice", "yes")
    return PageColumn(
        column.name,
        wording.say(column.label),
        _KINDS.get(column.kind, "text"),
        column.width,
        column.open and column is not MESSAGE,
        choices if column.open else (),
        source,
        strict,
        colours,
    )
