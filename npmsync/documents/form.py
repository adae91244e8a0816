"""The response form as content: from what passed the gate to title, instructions, columns and rows in the authority's
language or languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from npmsync.documents import gate
from npmsync.documents.dated import day_words
from npmsync.documents.form_columns import (
    POSITIONS,
    REFERENCE,
    TEXT,
    Column,
    locked_columns,
    open_columns,
    response_field,
)
from npmsync.documents.form_model import Form, FormColumn, FormRow, FormSpec, FormTexts, Shown
from npmsync.documents.inert import inert
from npmsync.documents.reference import form_code, visible_references
from npmsync.documents.visible import SharedRecommendation
from npmsync.documents.wording import Wording
from npmsync.domain.outgoing import Outgoing
from npmsync.domain.words import Position, Priority, Stage, Status
from npmsync.locale import right_to_left
from npmsync.vocabulary import builtin_vocabulary

SPARE_ROWS = 8
"""Rows of a draft's form for errors anywhere in the report: most stand in the findings, beside no recommendation."""


def response_form(shared: Outgoing[tuple[SharedRecommendation, ...]], spec: FormSpec) -> Outgoing[Form]:
    """The form for the authority that `shared` was filtered for. At the draft stage it asks for factual corrections and
    nothing else. Same input, same form, its code included."""
    stage = shared.viewer.stage
    return gate.shaped(shared, lambda visible: _form(visible, spec, stage))


def _form(visible: tuple[SharedRecommendation, ...], spec: FormSpec, stage: str) -> Form:
    wording = Wording(spec.languages, spec.vocabulary or builtin_vocabulary())
    spec = replace(spec, addressee=inert(spec.addressee), npm=inert(spec.npm))
    code = form_code(spec.authority, stage, spec.made_at)
    references = visible_references([one.ref for one in visible], [spec.references.get(one.id) for one in visible])
    locked = [
        column
        for column in locked_columns(stage)
        if spec.living or column in (REFERENCE, TEXT) or any(_locked(column.field, one, wording) for one in visible)
    ]
    asked = open_columns(stage)
    rows = tuple(
        FormRow(
            reference,
            one.id,
            (
                *(reference if c is REFERENCE else _inert(_locked(c.field, one, wording)) for c in locked),
                *(_inert(_answered(c.field, one, wording)) for c in asked),
            ),
        )
        for reference, one in zip(references, visible, strict=True)
    )
    return Form(
        code=code,
        authority=spec.authority,
        addressee=spec.addressee,
        npm=spec.npm,
        stage=stage,
        languages=spec.languages,
        right_to_left=right_to_left(spec.languages[0]),
        made_at=spec.made_at,
        texts=_texts(spec, wording, code, len(visible), stage == Stage.DRAFT),
        columns=(*(_column(c, wording, False) for c in locked), *(_column(c, wording, True) for c in asked)),
        rows=rows,
        spare_rows=SPARE_ROWS if stage == Stage.DRAFT else 0,
        reply_by=spec.reply_by,
        dates=_dates(rows, len(locked), wording),
    )


def _dates(rows: Iterable[FormRow], locked: int, wording: Wording) -> dict[date, str]:
    days = {value for row in rows for value in row.cells[:locked] if isinstance(value, date)}
    return {day: day_words(day, wording.languages[0], wording.vocabulary) for day in days}


def _column(column: Column, wording: Wording, is_open: bool) -> FormColumn:
    choices = tuple(_position(p, wording) for p in POSITIONS) if column.kind == "choice" else ()
    return FormColumn(column.field, wording.say(column.phrase), is_open, column.kind, choices)


def _inert(value: Shown) -> Shown:
    return inert(value) if isinstance(value, str) else value


def _locked(field: str, one: SharedRecommendation, wording: Wording) -> Shown:
    value = getattr(one, field)
    if isinstance(value, Priority):
        return wording.say(f"choice.priority.{value}")
    if isinstance(value, Status):
        return wording.say(f"choice.status.{value}")
    if isinstance(value, tuple):
        return "; ".join(value) or None
    return value


def _answered(field: str, one: SharedRecommendation, wording: Wording) -> Shown:
    """What the authority has answered already; a correction of a draft has no earlier answer."""
    value = getattr(one.answer, response_field(field), None)
    if isinstance(value, Position):
        return _position(value, wording) if value in POSITIONS else None
    return value


def _position(position: Position, wording: Wording) -> str:
    return wording.say(f"choice.position.{position}")


def _texts(spec: FormSpec, wording: Wording, code: str, count: int, draft: bool) -> FormTexts:
    # An example that shows which number is the day: the last of the month after the form is made.
    example = (spec.made_at.date().replace(day=1) + timedelta(days=70)).replace(day=1) - timedelta(days=1)
    # How to write a date: in a cell that is read back, the Gregorian one counts.
    typed = replace(wording, vocabulary=replace(wording.vocabulary, second_calendar=""))
    date_hint = typed.say("form.instructions_date", example=example)
    keys = ["form.instructions_yellow", "form.instructions_locked", "form.instructions_rows"]
    instructions = [line for key in keys for line in wording.lines(key)]
    if not draft:
        instructions += typed.lines("form.instructions_date", example=example)
        instructions += wording.lines("form.instructions_choice")
    leading = Wording(wording.languages[:1], wording.vocabulary)
    return FormTexts(
        title=wording.say("draft.form_title" if draft else "form.title"),
        heading=_heading(spec, wording, code) if not spec.living else _heading(spec, wording, code)[:2],
        notice=_notice(spec.reply_by, wording) if draft else (),
        instructions_title=wording.say("form.instructions_heading"),
        instructions=tuple(instructions),
        progress="" if spec.living else leading.say("form.progress", count=count),
        total="" if spec.living else wording.say("report.total", count=count),
        sheet=leading.say("form.sheet_name"),
        page=leading.say("report.page"),
        choice_hint=wording.say("form.instructions_choice"),
        date_hint=date_hint,
        marking=wording.say("draft.notice_title") if draft else "",
        details=wording.say("form.details"),
    )


def _heading(spec: FormSpec, wording: Wording, code: str) -> tuple[str, ...]:
    heading = [
        wording.say("form.addressee", authority=spec.addressee),
        wording.say("form.sent_by", npm=spec.npm),
        wording.say("form.code", code=code),
    ]
    if spec.reply_by and spec.return_to:
        heading += wording.lines("form.return", date=spec.reply_by, email=spec.return_to)
    elif spec.reply_by:
        heading += wording.lines("form.reply_by", date=spec.reply_by)
    return tuple(heading)


def _notice(until: date | None, wording: Wording) -> tuple[str, ...]:
    notice = [
        wording.say("draft.notice_title"),
        *wording.lines("draft.notice_body"),
        *wording.lines("draft.corrections_only"),
    ]
    if until:
        notice += wording.lines("draft.corrections_by", date=until)
    return tuple(notice)
