"""The day's list as an internal page or workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from npmsync.dialogue.due_item import DueItem
from npmsync.dialogue.said import said_in
from npmsync.documents.dossier import Block, Column, Dossier, Row, Table, Text, inside
from npmsync.documents.due_text import Drafted
from npmsync.documents.wording import Wording
from npmsync.domain.outgoing import Inside
from npmsync.locale import right_to_left


def due_dossier(
    lines: Sequence[tuple[DueItem, Drafted | None]], backlog: int, npm: str, wording: Wording, today: date
) -> Inside[Dossier]:
    """The items with their texts; `backlog` counts what is not listed."""
    say, language = wording.say, wording.languages[0]
    heads = ("due.since", "paper.what", "paper.authority", "label.ref", "due.next", "due.owner")
    columns = tuple(Column(say(key), "date" if key == "due.since" else "text") for key in heads)
    rows = tuple(
        Row(
            (
                item.since,
                item.rule or say(f"due.kind.{item.kind.value}"),
                item.authority or "",
                item.recommendation or "",
                said_in(item.suggestion, language),
                item.owner or "",
            )
        )
        for item, _ in lines
    )
    table = Table(say("due.title"), columns, rows, say("due.title"), empty=say("due.quiet"))
    texts = _texts(lines, wording)
    blocks: list[Block] = [
        table,
        *([texts] if texts.rows else []),
        *([Text(say("due.backlog", count=backlog))] if backlog else []),
    ]
    generated = say("report.generated_on", date=today)
    paper = Dossier(
        say("due.title"),
        language,
        right_to_left(language),
        npm,
        (npm, generated),
        tuple(blocks),
        page=say("report.page"),
    )
    return inside(paper, wording)


def _texts(lines: Sequence[tuple[DueItem, Drafted | None]], wording: Wording) -> Table:
    """The texts by themselves: beside the list they would bury it."""
    columns = (
        Column(wording.say("paper.authority")),
        Column(wording.say("paper.what")),
        Column(wording.say("due.text")),
    )
    rows = tuple(
        Row(
            (
                item.authority or "",
                wording.say(f"due.kind.{item.kind.value}"),
                f"{text.subject}\n\n{text.body}",
            )
        )
        for item, text in lines
        if text
    )
    title = wording.say("due.text")
    return Table(title, columns, rows, title)
