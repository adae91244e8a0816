"""Two internal pages before a visit, and what was seen there, read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from npmsync.dialogue.visits import ToVerify
from npmsync.documents.dossier import Block, Cell, Column, Dossier, Row, Table, Text, inside
from npmsync.documents.filled import FilledRow, filled_day, filled_rows
from npmsync.documents.meeting_agenda import status_words
from npmsync.documents.minutes import Words
from npmsync.documents.reference import visible_references
from npmsync.documents.wording import Wording
from npmsync.domain import Commitment, Contact
from npmsync.domain.outgoing import Inside
from npmsync.domain.words import Status
from npmsync.locale import date_text, right_to_left
from npmsync.ports import Workbook

_SEEN = {"ref": "label.ref", "text": "label.recommendation", "status": "brief.seen", "notes": "record.notes"}
LONGEST = 400
"""Characters of an answer that are quoted; the rest is in the tracker."""


@dataclass(frozen=True, slots=True)
class BriefSpec:
    """`contacts` are those in office at the place, `promised` its open commitments with the names of who made them."""

    place: str
    npm: str
    wording: Wording
    today: date
    contacts: Sequence[Contact] = ()
    promised: Sequence[tuple[str, Commitment]] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody noted of one recommendation on the visit."""

    ref: str
    text: str
    where: str
    status: Status | None
    notes: str


def brief_dossier(lines: Sequence[ToVerify], spec: BriefSpec) -> Inside[Dossier]:
    """The brief, for the team that visits."""
    say, language = spec.wording.say, spec.wording.languages[0]
    blocks: list[Block] = [Text(say("brief.care")), Text(say("brief.fill")), _main(lines, spec)]
    blocks += [_promised(spec)] if spec.promised else []
    blocks += [_contacts(spec)] if spec.contacts else []
    blocks.append(_date(spec))
    title = say("brief.title", place=spec.place)
    lines_above = (spec.npm, say("report.generated_on", date=spec.today))
    return inside(
        Dossier(
            title, language, right_to_left(language), spec.npm, lines_above, tuple(blocks), page=say("report.page")
        ),
        spec.wording,
    )


def read_seen(workbook: Workbook, words: Words) -> tuple[list[Seen], date | None, list[str]] | None:
    """(what was seen, the day of the visit where the sheet says it, what could not be read); None where the workbook is
    no brief."""
    rows = filled_rows(workbook, _SEEN, ("ref", "status"), words.vocabulary)
    if rows is None:
        return None
    said: list[str] = []
    seen = [one for row in rows if (one := _seen(row, words, said))]
    day = None
    for row in filled_rows(workbook, {"day": "brief.visit_date"}, ("day",), words.vocabulary) or ():
        day, why = filled_day(row, "day", words.vocabulary, words.language, words.today)
        said += [why] if why else []
        break
    return seen, day, said


def _seen(row: FilledRow, words: Words, said: list[str]) -> Seen | None:
    shown, notes = row.text("status"), row.text("notes")
    if not shown and not notes:
        return None
    known = words.vocabulary.canonical("status", shown, words.language) if shown else None
    if shown and known not in set(Status):
        said.append(f"{row.where}: {shown!r} is no status that is known")
        return None
    return Seen(row.text("ref"), row.text("text"), row.where, Status(known) if known else None, notes)


def _main(lines: Sequence[ToVerify], spec: BriefSpec) -> Table:
    say, language, words = spec.wording.say, spec.wording.languages[0], spec.wording.vocabulary
    columns = (
        Column(say("label.ref")),
        Column(say("label.recommendation")),
        Column(say("label.status")),
        Column(say("brief.says")),
        Column(say("brief.verify")),
        Column(say("brief.seen"), "choice", open=True, choices=status_words(spec.wording)),
        Column(say("record.notes"), open=True),
    )
    rows = []
    for shown, line in zip(visible_references([one.recommendation.ref for one in lines]), lines, strict=True):
        one = line.recommendation
        status = words.word("status", one.status.value, language) if one.status else say("choice.status.not_assessed")
        cells: tuple[Cell, ...] = (shown, one.text, status, _said(line, spec), say(line.verify, **line.gaps))
        rows.append(Row((*cells, None, None)))
    title = say("brief.verify")
    return Table(title, columns, tuple(rows), title, empty=say("paper.none"))


def _said(line: ToVerify, spec: BriefSpec) -> str:
    language, words = spec.wording.languages[0], spec.wording.vocabulary
    parts = []
    for name, answer in line.answers:
        position = words.word("position", answer.position.value, language).partition(" (")[0] if answer.position else ""
        day = date_text(answer.responded_on, language) if answer.responded_on else ""
        text = " ".join(filter(None, (answer.text, answer.actions, answer.reasons, answer.progress)))
        text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
        head = ", ".join(filter(None, (name, day, position)))
        parts.append(f"{head}: {text}" if text else head)
    return "\n".join(parts)


def _promised(spec: BriefSpec) -> Table:
    say = spec.wording.say
    columns = (Column(say("record.owner")), Column(say("record.commitment")), Column(say("record.due"), "date"))
    rows = tuple(Row((name, one.text, one.due)) for name, one in spec.promised)
    return Table(say("brief.promised"), columns, rows, say("brief.promised"))


def _contacts(spec: BriefSpec) -> Table:
    say = spec.wording.say
    columns = (Column(say("record.name")), Column(say("label.contact")), Column(say("report.part.phone")))
    rows = tuple(Row((one.name, one.title or "", one.phone or "")) for one in spec.contacts)
    return Table(say("brief.people"), columns, rows, say("brief.people"))


def _date(spec: BriefSpec) -> Table:
    say = spec.wording.say
    title = say("brief.visit_date")
    return Table(title, (Column(title, "date", open=True),), (Row((None,)),), title)
