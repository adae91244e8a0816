"""A meeting's agenda as a paper: what everyone invited may read, and, as a workbook, columns for what is said there.

The same sheet may go to the focal point beforehand and be filled in during the meeting; `minutes.py` reads it back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from npmsync.documents import gate
from npmsync.documents.dated import span_words
from npmsync.documents.dossier import Block, Cell, Column, Dossier, Row, Table, Text, dated
from npmsync.documents.reference import visible_references
from npmsync.documents.visible import SharedMeeting, SharedRecommendation
from npmsync.documents.wording import Wording
from npmsync.domain.outgoing import Outgoing
from npmsync.domain.words import Position, Status
from npmsync.locale import list_text, right_to_left

SPARE_ROWS = 12
"""Empty rows for commitments that belong to no recommendation, and for people who came without being asked."""


@dataclass(frozen=True, slots=True)
class AgendaSpec:
    """`code` is what `meetings record` knows the meeting by; `left_out` how many items not all may read; `to_fill` adds
    the columns for what is said. `reader` is the only authority that will read it, None where there are several."""

    npm: str
    wording: Wording
    today: date
    code: str
    left_out: int = 0
    to_fill: bool = False
    reader: str | None = None


def agenda_dossier(shared: Outgoing[SharedMeeting], spec: AgendaSpec) -> Outgoing[Dossier]:
    """The agenda of a meeting, for all who are invited to it."""
    only = next(iter(shared.viewer.authorities)) if len(shared.viewer.authorities) == 1 else None
    return gate.shaped(shared, lambda meeting: _paper(meeting, replace(spec, reader=only)))


def status_words(wording: Wording) -> tuple[str, ...]:
    """The statuses as a drop-down offers them."""
    return tuple(wording.vocabulary.word("status", status.value, wording.languages[0]) for status in Status)


def _paper(meeting: SharedMeeting, spec: AgendaSpec) -> Dossier:
    say, language = spec.wording.say, spec.wording.languages[0]
    lines = [
        meeting.title,
        say("agenda.when", start=span_words(meeting.start, meeting.end, language, spec.wording.vocabulary)),
        say("agenda.where", place=meeting.place or say("invite.place_open")),
        say("agenda.with", authorities=list_text(meeting.authorities, language)),
    ]
    blocks: list[Block] = [_recommendations(meeting, spec)]
    if spec.left_out:
        blocks.append(Text(say("agenda.others", count=spec.left_out)))
    if meeting.commitments:
        blocks.append(_earlier(meeting, spec))
    blocks += [_further(meeting, spec)] if spec.to_fill else []
    blocks.append(_people(meeting, spec))
    if spec.to_fill:
        blocks = [Text(say("agenda.fill")), *blocks]
    blocks.append(Text(f"{say('agenda.code', code=spec.code)}\n{say('mail.confidential_footer')}"))
    paper = Dossier(
        title=say("agenda.title"),
        language=language,
        right_to_left=right_to_left(language),
        npm=spec.npm,
        lines=(spec.npm, *lines),
        blocks=tuple(blocks),
        page=say("report.page"),
    )
    return dated(paper, spec.wording)


def _recommendations(meeting: SharedMeeting, spec: AgendaSpec) -> Table:
    say = spec.wording.say
    columns = [Column(say(f"label.{name}")) for name in ("ref", "recommendation", "addressees")]
    columns += [Column(say("label.response_due"), "date"), Column(say("label.status")), Column(say("agenda.why"))]
    columns += _open_columns(meeting, spec) if spec.to_fill else []
    rows = []
    references = visible_references([one.ref for one in meeting.agenda]) if spec.to_fill else []
    for number, one in enumerate(meeting.agenda):
        language = spec.wording.languages[0]
        status = spec.wording.vocabulary.word("status", one.status.value, language) if one.status else ""
        shown = references[number] if spec.to_fill else one.ref or str(number + 1)
        cells: list[Cell] = [shown, one.text, list_text(one.addressees, language), one.response_due]
        cells += [status or say("choice.status.not_assessed"), _why(one, spec)]
        rows.append(Row((*cells, *(None,) * (len(columns) - len(cells)))))
    title = say("agenda.open_recommendations")
    return Table(title, tuple(columns), tuple(rows), title, empty=say("paper.none"))


def _open_columns(meeting: SharedMeeting, spec: AgendaSpec) -> list[Column]:
    say = spec.wording.say
    return [
        Column(say("record.done"), open=True),
        Column(say("record.not_done"), open=True),
        Column(say("record.commitment"), open=True),
        Column(say("record.owner"), "choice", open=True, choices=(*meeting.authorities, spec.npm)),
        Column(say("record.due"), "date", open=True),
        Column(say("record.status"), "choice", open=True, choices=status_words(spec.wording)),
    ]


def _why(one: SharedRecommendation, spec: AgendaSpec) -> str:
    """What makes it worth speaking about: no answer, a refusal, two views of the same thing, a date that was given. An
    authority's own answer is here only where it alone will read this."""
    say, answer = spec.wording.say, one.answer
    given = answer is not None and any((answer.position, answer.text, answer.responded_on, answer.actions))
    if not given or answer is None:
        due = one.response_due
        owes = spec.reader in one.addressees and due is not None and due < spec.today
        return say("agenda.no_reply", date=due) if owes and due else ""
    if answer.position is Position.REJECTED:
        return say("agenda.rejected")
    claimed = spec.wording.vocabulary.canonical("status", answer.progress or "", spec.wording.languages[0])
    if claimed == Status.IMPLEMENTED and one.status is not Status.IMPLEMENTED:
        return say("agenda.disagreement")
    return say("agenda.planned", date=answer.planned_on) if answer.planned_on else ""


def _earlier(meeting: SharedMeeting, spec: AgendaSpec) -> Table:
    say = spec.wording.say
    columns = (
        Column(say("label.ref")),
        Column(say("record.owner")),
        Column(say("record.commitment")),
        Column(say("record.due"), "date"),
        Column(say("record.kept"), "date", open=spec.to_fill),
    )
    rows = tuple(
        Row((one.ref or "", one.who or spec.npm, one.text, one.due, one.done_on)) for one in meeting.commitments
    )
    title = say("agenda.earlier")
    return Table(title, columns, rows, title)


def _further(meeting: SharedMeeting, spec: AgendaSpec) -> Table:
    say = spec.wording.say
    columns = (
        Column(say("record.commitment"), open=True),
        Column(say("record.owner"), "choice", open=True, choices=(*meeting.authorities, spec.npm)),
        Column(say("record.due"), "date", open=True),
        Column(say("record.notes"), open=True),
    )
    title = say("record.further")
    return Table(title, columns, (Row((None,) * len(columns)),) * SPARE_ROWS, title)


def _people(meeting: SharedMeeting, spec: AgendaSpec) -> Table:
    say = spec.wording.say
    columns = [Column(say("record.name"), open=False), Column(say("paper.authority"))]
    if spec.to_fill:
        yes = (say("choice.yes"), say("choice.no"))
        columns.append(Column(say("record.present"), "choice", open=True, choices=yes))
    rows = [Row((name, who or spec.npm, *((None,) if spec.to_fill else ()))) for name, who in meeting.people]
    rows += [Row((None,) * len(columns))] * SPARE_ROWS if spec.to_fill else []
    title = say("agenda.people")
    return Table(title, tuple(columns), tuple(rows), title, empty=say("paper.none"))
