"""The list of factual corrections that an authority proposed to a draft and what became of each, as a paper back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from npmsync.documents import gate
from npmsync.documents.cover import Head
from npmsync.documents.dated import day_words
from npmsync.documents.inert import inert
from npmsync.documents.paper import Paper
from npmsync.documents.visible import SharedRecommendation
from npmsync.documents.wording import Wording
from npmsync.domain.outgoing import Outgoing
from npmsync.locale import right_to_left
from npmsync.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the authority itself wrote (`says`: the draft, as it quotes it), and what the NPM decided: `accepted` None
    while it is being examined; `reason` is for the authority's eyes. `recommendation` is an id, "" for another part."""

    recommendation: str
    paragraph: str
    says: str
    should_say: str
    evidence: str
    accepted: bool | None
    reason: str = ""


def corrections_paper(
    shared: Outgoing[tuple[SharedRecommendation, ...]],
    proposals: Sequence[Proposal],
    addressee: tuple[str, str, datetime],
    head: Head,
    wording: tuple[str, Vocabulary],
) -> Outgoing[Paper]:
    """The paper for the authority that `shared` was filtered for. `addressee` are its name, the NPM's and the time;
    `wording` a language and the words."""
    return gate.shaped(shared, lambda visible: _paper(visible, proposals, addressee, head, wording))


def _paper(
    visible: Sequence[SharedRecommendation],
    proposals: Sequence[Proposal],
    addressee: tuple[str, str, datetime],
    head: Head,
    said: tuple[str, Vocabulary],
) -> Paper:
    (authority, npm, now), (language, vocabulary) = addressee, said
    wording = Wording((language,), vocabulary)
    # A reference is named only where the viewer may see the recommendation.
    refs = {one.id: one.ref or "" for one in visible}
    keys = ("label.ref", "draft.column.paragraph", "draft.column.says", "draft.column.should_say",
            "corrections.column.decision", "corrections.column.reason")  # fmt: skip
    rows = [tuple(wording.say(key) for key in keys)]
    for one in proposals:
        decided = {True: "corrections.accepted", False: "corrections.declined", None: "corrections.pending"}
        cells = (refs.get(one.recommendation, ""), one.paragraph, one.says, one.should_say,
                 wording.say(decided[one.accepted]), one.reason if one.accepted is not None else "")  # fmt: skip
        rows.append(tuple(inert(cell) for cell in cells))
    return Paper(
        title=wording.say("corrections.title"),
        npm=npm,
        language=language,
        right_to_left=right_to_left(language),
        made_at=now,
        page=wording.say("report.page"),
        letterhead=head.letterhead or (npm,),
        logo=head.logo,
        marking=wording.say("draft.notice_title"),
        facts=((wording.say("letter.date"), day_words(now.date(), language, vocabulary)),),
        addressee=(authority,),
        subject=wording.say("corrections.title"),
        paragraphs=(wording.say("mail.salutation"), wording.say("corrections.intro")),
        table=tuple(rows),
        total=wording.say("report.total", count=len(proposals)),
        closing=(wording.say("mail.closing"), head.signatory or npm),
    )
