"""One authority's own account, for it to check: what was sent to it, what it answered, what it agreed to, what is open.

It passes the gate like a form: only what this authority may see, its own answers alone.
"""

from __future__ import annotations

from datetime import date

from npmsync.documents import gate
from npmsync.documents.dossier import Cell, Column, Dossier, Row, Table, Text, dated
from npmsync.documents.visible import SharedRecommendation
from npmsync.documents.wording import Wording
from npmsync.domain.outgoing import Outgoing
from npmsync.domain.words import Position
from npmsync.locale import right_to_left

_AGREED = (Position.ACCEPTED, Position.PARTIALLY_ACCEPTED)


def statement(
    shared: Outgoing[tuple[SharedRecommendation, ...]], addressee: str, npm: str, wording: Wording, as_of: date
) -> Outgoing[Dossier]:
    """The account of one authority, in its language."""

    def made(items: tuple[SharedRecommendation, ...]) -> Dossier:
        answers = [one.answer for one in items if one.answer and _given(one)]
        counts = {
            "sent": len(items),
            "answered": sum(a.position is not Position.UNDER_CONSIDERATION for a in answers),
            "agreed": sum(a.position in _AGREED for a in answers),
            "open": sum(one.status is None or not one.status.settled for one in items),
        }
        language = wording.languages[0]
        paper = Dossier(
            title=wording.say("report.statement.title", authority=addressee),
            language=language,
            right_to_left=right_to_left(language),
            npm=npm,
            lines=(npm, wording.say("report.generated_on", date=as_of)),
            blocks=(
                Text(wording.say("report.statement.ask")),
                Text(wording.say("report.statement.counts", **counts)),
                _table(items, wording),
                Text(wording.say("mail.confidential_footer")),
            ),
            page=wording.say("report.page"),
        )
        return dated(paper, wording)

    return gate.shaped(shared, made)


def _given(one: SharedRecommendation) -> bool:
    answer = one.answer
    return answer is not None and any(
        (answer.responded_on, answer.position, answer.text, answer.actions, answer.reasons)
    )


def _table(items: tuple[SharedRecommendation, ...], wording: Wording) -> Table:
    labels = ("ref", "recommendation", "issued_on", "response_due", "responded_on", "position", "status")
    dates = ("issued_on", "response_due", "responded_on")
    columns = tuple(Column(wording.say(f"label.{name}"), "date" if name in dates else "text") for name in labels)
    title = wording.say("label.recommendation")
    rows = tuple(Row(_cells(one, wording)) for one in items)
    return Table(title, columns, rows, title, empty=wording.say("paper.none"))


def _cells(one: SharedRecommendation, wording: Wording) -> tuple[Cell, ...]:
    language, words = wording.languages[0], wording.vocabulary
    answer = one.answer
    position = words.word("position", answer.position.value, language) if answer and answer.position else None
    status = (
        words.word("status", one.status.value, language) if one.status else wording.say("choice.status.not_assessed")
    )
    answered = answer.responded_on if answer else None
    return one.ref, one.text, one.issued_on, one.response_due, answered, position, status
