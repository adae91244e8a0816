"""The minutes of a meeting as they go back to an authority for confirmation, and its word on them read again.

What the NPM noted stands in columns that are not open; what comes back in those is never read. Beside each stands
whether the authority agrees, and its own view where it differs.
"""

from __future__ import annotations

from dataclasses import dataclass

from npmsync.documents import gate
from npmsync.documents.dossier import Column, Dossier, Row, Table, Text
from npmsync.documents.filled import filled_rows
from npmsync.documents.visible import SharedMinutes, SharedNote
from npmsync.documents.wording import Wording
from npmsync.domain.outgoing import Outgoing
from npmsync.locale import list_text, right_to_left, span_text
from npmsync.ports import Workbook
from npmsync.vocabulary import Vocabulary, fold

_OUTCOMES = {
    "ref": "label.ref", "text": "label.recommendation", "done": "record.done", "agreed": "minutes.agreed",
    "view": "minutes.view",
}  # fmt: skip
_COMMITMENTS = {"text": "record.commitment", "agreed": "minutes.agreed", "view": "minutes.view"}


@dataclass(frozen=True, slots=True)
class ViewRow:
    """What stands in one row: `text` is the recommendation's (with its `ref`) or, of a commitment, what was agreed to.
    `agrees` None where nothing, or a word that is neither yes nor no, was chosen (`odd`)."""

    where: str
    text: str
    ref: str = ""
    commitment: bool = False
    agrees: bool | None = None
    says: str = ""
    odd: str = ""


def minutes_paper(shared: Outgoing[SharedMinutes], npm: str, code: str, wording: Wording) -> Outgoing[Dossier]:
    """The minutes for their one reader; `code` is what they are known by when they come back."""
    return gate.shaped(shared, lambda seen: _paper(seen, npm, code, wording))


def _paper(seen: SharedMinutes, npm: str, code: str, wording: Wording) -> Dossier:
    say, language = wording.say, wording.languages[0]
    lines = [
        seen.title,
        say("agenda.when", start=span_text(seen.start, seen.end, language)),
        say("agenda.with", authorities=list_text(seen.authorities, language)),
        *([say("minutes.present", names=list_text(seen.present, language))] if seen.present else []),
    ]
    yes = (say("choice.yes"), say("choice.no"))
    answer = (
        Column(say("minutes.agreed"), "choice", open=True, choices=yes),
        Column(say("minutes.view"), open=True),
    )
    said = [Column(say(key)) for key in ("label.ref", "label.recommendation", "record.done", "record.not_done")]
    outcomes = tuple(
        Row((one.ref or "", one.text, one.done, one.not_done, _chosen(one, yes), one.says or None))
        for one in seen.outcomes
    )
    made = [Column(say("record.owner")), Column(say("record.commitment")), Column(say("record.due"), "date")]
    promised = tuple(
        Row((one.who or npm, one.text, one.due, _chosen(one, yes), one.says or None)) for one in seen.commitments
    )
    titles = say("minutes.said"), say("minutes.commitments")
    return Dossier(
        title=say("minutes.title"),
        language=language,
        right_to_left=right_to_left(language),
        npm=npm,
        lines=(npm, *lines),
        blocks=(
            Text(say("minutes.lead")),
            Table(titles[0], (*said, *answer), outcomes, titles[0], empty=say("paper.none")),
            Table(titles[1], (*made, *answer), promised, titles[1], empty=say("paper.none")),
            Text(f"{say('minutes.code', code=code)}\n{say('mail.confidential_footer')}"),
        ),
        page=say("report.page"),
    )


def _chosen(one: SharedNote, yes: tuple[str, str]) -> str | None:
    return None if one.agrees is None else yes[0] if one.agrees else yes[1]


def read_minutes(workbook: Workbook, vocabulary: Vocabulary) -> list[ViewRow] | None:
    """The rows in which something was said; None where the file holds no minutes of ours."""
    outcomes = filled_rows(workbook, _OUTCOMES, ("text", "done", "agreed", "view"), vocabulary)
    promised = filled_rows(workbook, _COMMITMENTS, ("text", "agreed", "view"), vocabulary)
    if outcomes is None and promised is None:
        return None
    words = {
        answer: {fold(text) for text in vocabulary.phrases[f"choice.{answer}"].values()} for answer in ("yes", "no")
    }
    found = []
    for rows, commitment in ((outcomes or [], False), (promised or [], True)):
        for row in rows:
            chosen, says = fold(row.text("agreed")), row.text("view").strip()
            if not (chosen or says) or not row.text("text"):
                continue
            agrees = True if chosen in words["yes"] | {"x", "✓", "✔"} else False if chosen in words["no"] else None
            odd = row.text("agreed") if chosen and agrees is None else ""
            ref = "" if commitment else row.text("ref")
            found.append(ViewRow(row.where, row.text("text"), ref, commitment, agrees, says, odd))
    return found
