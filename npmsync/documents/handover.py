"""What a colleague who takes a dialogue over needs: who is there, what is due, what is open, what was promised, and all
that has passed. For the NPM alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from npmsync.dialogue.due_item import DueItem, known_as
from npmsync.dialogue.said import said_in
from npmsync.dialogue.timeline import Happened
from npmsync.documents.dossier import Column, Dossier, Row, Table, inside
from npmsync.documents.wording import Wording
from npmsync.domain.contact import Contact
from npmsync.domain.outgoing import Inside
from npmsync.domain.recommendation import Recommendation
from npmsync.domain.words import Stage
from npmsync.domain.world import World
from npmsync.locale import list_text, right_to_left


def handover(
    world: World,
    authority: str,
    due: Sequence[DueItem],
    told: Sequence[Happened],
    npm: str,
    wording: Wording,
    today: date,
) -> Inside[Dossier]:
    """The sheet about an authority (its id) and the places it answers for. `due` are the items of today's list."""
    ours = {one.id for one in world.authorities if one.id == authority or world.seat(one.id) == authority}
    names = {world.name(one) for one in ours}
    say, language = wording.say, wording.languages[0]
    blocks = (
        _people(world, ours, wording, today),
        _due([item for item in due if item.authority in names], wording),
        _open(world, ours, wording),
        _promised(world, ours, wording),
        _passed(told, wording),
    )
    title = say("handover.title", authority=world.name(authority))
    lines = (npm, say("report.generated_on", date=today))
    paper = Dossier(title, language, right_to_left(language), npm, lines, blocks, page=say("report.page"))
    return inside(paper, wording)


def _table(
    wording: Wording, title: str, heads: Sequence[str], rows: Sequence[tuple], dates: Sequence[int] = ()
) -> Table:
    columns = tuple(Column(wording.say(key), "date" if n in dates else "text") for n, key in enumerate(heads))
    return Table(title, columns, tuple(map(Row, rows)), title, empty=wording.say("paper.none"))


def _people(world: World, ours: set[str], wording: Wording, today: date) -> Table:
    """Those in office first, then those to come, then those who were."""

    def in_order(one: Contact) -> tuple[int, bool, str]:
        gone, later = one.until is not None and one.until < today, one.since is not None and one.since > today
        return 2 * gone + later, one.designated_on is None, one.name

    known = sorted((one for one in world.contacts if one.authority in ours), key=in_order)
    rows = [
        (one.name, world.name(one.authority), "; ".join(filter(None, (one.title, one.department))), one.phone,
         one.email, one.designated_on, one.since, one.until)
        for one in known
    ]  # fmt: skip
    heads = ("book.name", "paper.authority", "book.function", "book.phone", "book.email", "book.designated_on")
    more = ("book.in_office_since", "book.in_office_until")
    return _table(wording, wording.say("handover.people"), (*heads, *more), rows, (5, 6, 7))


def _due(items: Sequence[DueItem], wording: Wording) -> Table:
    language = wording.languages[0]
    rows = [
        (item.since, wording.say(f"due.kind.{item.kind.value}"), item.authority, item.recommendation,
         said_in(item.suggestion, language), item.owner)
        for item in items
    ]  # fmt: skip
    heads = ("due.since", "paper.what", "paper.authority", "label.ref", "due.next", "due.owner")
    return _table(wording, wording.say("due.title"), heads, rows, (0,))


def _open(world: World, ours: set[str], wording: Wording) -> Table:
    listed = [
        one
        for one in world.recommendations
        if one.open and one.stage is not Stage.DRAFT and ours & set(one.addressees) and one.id not in world.later
    ]
    rows = [
        (one.ref, one.text, _status(one, wording), one.response_due, _answers(world, one, ours, wording))
        for one in listed
    ]
    heads = ("label.ref", "label.recommendation", "label.status", "label.response_due", "label.response_text")
    return _table(wording, wording.say("agenda.open_recommendations"), heads, rows, (3,))


def _status(one: Recommendation, wording: Wording) -> str:
    if one.status is None:
        return wording.say("choice.status.not_assessed")
    return wording.vocabulary.word("status", one.status.value, wording.languages[0])


def _answers(world: World, one: Recommendation, ours: set[str], wording: Wording) -> str:
    """What those of this dialogue have answered; where it speaks for several, each by its name."""
    lines = []
    for response in world.responses_by_recommendation.get(one.id, ()):
        if response.authority is None or response.authority in ours:
            position = response.position
            word = wording.vocabulary.word("position", position.value, wording.languages[0]) if position else ""
            who = world.name(response.authority) if response.authority and len(ours) > 1 else ""
            said = " ".join(filter(None, (word, response.text or response.actions)))
            lines.append(f"{who}: {said}" if who else said)
    return "\n".join(lines)


def _promised(world: World, ours: set[str], wording: Wording) -> Table:
    mine = [one for one in world.commitments if one.authority in ours and one.done_on is None]
    rows = []
    for one in sorted(mine, key=lambda one: (one.due or date.max, one.text)):
        about = world.recommendation_by_id.get(one.recommendation or "")
        who = world.name(one.authority) if one.authority else None
        rows.append((one.due, one.text, who, one.by, known_as(about) if about else None))
    heads = ("record.due", "record.commitment", "record.owner", "book.said_by", "label.ref")
    return _table(wording, wording.say("handover.promised"), heads, rows, (0,))


def _passed(told: Sequence[Happened], wording: Wording) -> Table:
    """The latest first: that is where one begins to read."""
    language = wording.languages[0]
    rows = [
        (one.on, wording.say(f"timeline.event.{one.event.value}"), one.authority,
         said_in(one.told or one.text, language), one.who, list_text(one.refs, language))
        for one in reversed(told)
    ]  # fmt: skip
    heads = ("paper.day", "paper.what", "paper.authority", "book.said", "book.counterpart", "label.ref")
    return _table(wording, wording.say("handover.passed"), heads, rows, (0,))
