"""A receipt for an authority: what was understood of its reply, what is asked for again, what still waits. A draft
mail, for a person to read and send; nothing in it says refused, tampered or invalid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from npmsync.documents import gate
from npmsync.documents.dated import day_words
from npmsync.documents.invitation import Delivery
from npmsync.documents.visible import SharedAnswer, SharedRecommendation
from npmsync.documents.wording import Wording
from npmsync.domain.outgoing import Outgoing
from npmsync.domain.words import Position, Stage
from npmsync.locale import list_text, right_to_left
from npmsync.ports import Message


@dataclass(frozen=True, slots=True)
class Understood:
    """`answered` and `unread` are ids of recommendations; `corrections` counts those proposed for a draft."""

    received_on: date
    answered: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()
    corrections: int = 0


def receipt(
    shared: Outgoing[tuple[SharedRecommendation, ...]], understood: Understood, delivery: Delivery
) -> Outgoing[Message]:
    """The mail to the authority that `shared` was filtered for, with its answers as they are held now."""
    draft = shared.viewer.stage == Stage.DRAFT
    return gate.shaped(shared, lambda visible: _mail(visible, understood, delivery, draft))


def _mail(visible: Sequence[SharedRecommendation], done: Understood, delivery: Delivery, draft: bool) -> Message:
    wording = delivery.wording
    answered = [one for one in visible if one.id in done.answered]
    paragraphs = [
        wording.say("mail.salutation"),
        wording.say("receipt.thanks", date=done.received_on),
    ]
    if draft:
        paragraphs.append(wording.say("receipt.corrections", count=done.corrections))
    unread = [one for one in visible if one.id in done.unread]
    waiting = [one for one in visible if not draft and not _answered(one.answer) and one.id not in done.unread]
    for key, about in (("receipt.unread", unread), ("receipt.open", waiting)):
        if about:
            paragraphs.append(wording.say(key, refs=list_text(_names(about), delivery.language)))
    if answered:
        paragraphs.append(wording.say("receipt.understood", count=len(answered)))
    return Message(
        message_id=delivery.message_id,
        sender=delivery.sender,
        to=delivery.to,
        subject=wording.say("receipt.subject"),
        paragraphs=tuple(paragraphs),
        language=delivery.language,
        date=delivery.sent_at,
        right_to_left=right_to_left(delivery.language),
        table=_table(answered, wording, delivery.language),
        closing=(wording.say("mail.closing"), delivery.npm, wording.say("mail.confidential_footer")),
    )


def _table(answered: Sequence[SharedRecommendation], wording: Wording, language: str) -> tuple[tuple[str, ...], ...]:
    if not answered:
        return ()
    head = ("label.ref", "label.recommendation", "label.position", "label.response_text", "label.implementation_due")
    rows = [tuple(wording.say(key) for key in head)]
    for one, name in zip(answered, _names(answered), strict=True):
        given = one.answer or SharedAnswer()
        offered = given.position is not None and given.position is not Position.NOTED
        position = wording.say(f"choice.position.{given.position}") if offered else ""
        said = "\n".join(filter(None, (given.text, given.actions, given.reasons)))
        rows.append(
            (
                name,
                one.text,
                position,
                said,
                day_words(given.planned_on, language, wording.vocabulary) if given.planned_on else "",
            )
        )
    return tuple(rows)


def _names(items: Sequence[SharedRecommendation]) -> list[str]:
    """The reference, or the first words where a recommendation has none."""
    return [one.ref or f"“{' '.join(one.text.split()[:8])}…”" for one in items]


def _answered(answer: SharedAnswer | None) -> bool:
    return answer is not None and any((answer.responded_on, answer.position, answer.text, answer.actions))
