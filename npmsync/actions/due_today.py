"""`due`: what is to be done today, with the text to start from; and the deadlines to come as a calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from npmsync.actions.concerns import concerns
from npmsync.actions.opened import Opened
from npmsync.actions.words import vocabulary_of
from npmsync.actions.world import load_world
from npmsync.dialogue import backlog
from npmsync.dialogue.ahead import Ahead, ahead
from npmsync.dialogue.due import due, in_order
from npmsync.dialogue.due_item import DueItem, DueKind, View
from npmsync.dialogue.said import Said
from npmsync.documents.due_text import Drafted, DraftSpec, drafted_texts, places_of_texts
from npmsync.domain.world import World
from npmsync.vocabulary import Vocabulary, fold
from npmsync.workspace.settings import Settings


@dataclass(frozen=True)
class Due:
    """The day's list. What few ask for, the texts and the deadlines to come, is made when it is asked for."""

    items: list[DueItem]
    view: View
    settings: Settings
    words: Callable[[str], Vocabulary]
    notes: tuple[str, ...] = ()
    """What went wrong with rules of plugins."""

    @property
    def texts_ready(self) -> int:
        """How many texts there are to start from."""
        return len(places_of_texts(self.items))

    @cached_property
    def texts(self) -> dict[int, Drafted]:
        """For some of the items, by their place, the text to start from."""
        settings = self.settings
        days = settings.deadlines.rest_working_days or 10
        reply_by = self.view.days.add_working_days(self.view.today, days)
        spec = DraftSpec(settings.workspace.language, settings.npm, reply_by, self.words)
        return drafted_texts(self.items, self.view.world, spec)

    @cached_property
    def ahead(self) -> list[Ahead]:
        """The deadlines to come."""
        return ahead(self.view)


def due_list(opened: Opened, owner: str | None) -> Due:
    """Everything that is due today; of one member where `owner` names one. Writes nothing."""
    with opened.store.reading() as reader:
        world = load_world(opened, reader)
    found = _due_in(opened, world, owner)
    checks = [item for item in restricted_checks(opened) if owner is None or fold(owner) in fold(item.owner or "")]
    return replace(found, items=[*checks, *found.items]) if checks else found


def restricted_checks(opened: Opened) -> list[DueItem]:
    """Concerns about reprisals that are to be looked at: a day and whose it is, nothing else. They are told on the
    screen alone, and enter no file."""
    said, long_ago = Said("due.step.restricted"), date(2000, 1, 1)
    return [
        DueItem(DueKind.RESTRICTED_CHECK, None, max(one.check_on, long_ago), said, owner=one.owner)
        for one in concerns(opened.workspace.root)
        if one.check_on is not None and one.check_on <= opened.today
    ]


def _due_in(opened: Opened, world: World, owner: str | None = None) -> Due:
    settings = opened.settings
    items, notes = _due_and_ruled(opened, world)
    mine = [item for item in items if owner is None or fold(owner) in fold(item.owner or "")]
    mine = [_nudged(opened, world, item) if item.draft == "nudge.body" else item for item in mine]
    by_name = {one.name: one for one in world.authorities}

    def words(name: str) -> Vocabulary:
        return vocabulary_of(opened.workspace, by_name.get(name))

    view = View(world, settings.deadlines, settings.working_days, opened.today)
    return Due(mine, view, settings, words, tuple(notes))


def due_of(opened: Opened, world: World) -> list[DueItem]:
    """Everything that is due today in these records."""
    return _due_and_ruled(opened, world)[0]


def _due_and_ruled(opened: Opened, world: World) -> tuple[list[DueItem], list[str]]:
    """With what the rules of plugins say, and a sentence for each that failed."""
    items = due(world, opened.settings.deadlines, opened.settings.working_days, opened.today)
    if not opened.caller.plugins.names("due_rule"):
        return items, []
    from npmsync.actions.due_rules import items_of_rules

    ruled, notes = items_of_rules(opened.caller.plugins, world, opened.today)
    return in_order([*items, *ruled]), notes


def drafted_lines(opened: Opened, world: World) -> list[tuple[DueItem, str | None]]:
    """What is due, without what has been for more than a year, each with the text to start from."""
    found = _due_in(opened, world)
    fresh = set(map(id, backlog.fold(found.items, opened.today).fresh))
    lines = [(item, found.texts.get(number)) for number, item in enumerate(found.items) if id(item) in fresh]
    return [(item, f"{text.subject}\n\n{text.body}" if text else item.text) for item, text in lines]


def due_items(opened: Opened, owner: str | None) -> list[DueItem]:
    """The items of `due_list` alone."""
    return due_list(opened, owner).items


def due_shapes(found: Due) -> list[dict[str, Any]]:
    """The items as `due --json` prints them."""
    return [
        {
            **asdict(item),
            "kind": item.kind.value,
            "since": item.since.isoformat() if item.since else None,
            **_text(item, found.texts.get(n)),
        }
        for n, item in enumerate(found.items)
    ]


def _text(item: DueItem, drafted: Drafted | None) -> dict[str, str | None]:
    if drafted is None:
        return {"text": item.text, "subject": None, "language": None}
    return {"text": drafted.body, "subject": drafted.subject, "language": drafted.language}


def _nudged(opened: Opened, world: World, item: DueItem) -> DueItem:
    """The item with the lines to the one person whose answer to an invitation is missing."""
    from npmsync.actions.inviting_people import language_of
    from npmsync.documents import gate
    from npmsync.documents.nudge import nudge

    meeting = next(one for one in world.meetings if one.id == item.meeting)
    person = next(one for one in meeting.participants if one.email == item.person)
    language = language_of(world, person, opened.settings.workspace.language)
    words = vocabulary_of(opened.workspace, world.authority_by_id.get(person.authority or ""))
    shared = gate.meeting(meeting, (), world.authority_by_id)
    text = nudge(shared, person.name, language, opened.settings.npm, item.since or opened.today, words)
    return replace(item, text=text.content)


def write_due(opened: Opened, found: Due, out: Path) -> Path:
    """The list as a page or a workbook for the NPM's own eyes, or the deadlines to come as a calendar (.ics)."""
    from npmsync.documents.deadline_feed import FeedClock, deadline_events
    from npmsync.documents.due_dossier import due_dossier
    from npmsync.documents.wording import Wording
    from npmsync.domain import Member
    from npmsync.ports import Attendee, CalendarFormat, DossierRenderer
    from npmsync.replace import write_new

    wording = Wording((opened.settings.workspace.language,), vocabulary_of(opened.workspace))
    path = out.absolute()
    if path.suffix.lower() == ".ics":
        organiser = opened.settings.organiser or Member(name=opened.settings.npm, email="npm@localhost")
        clock = FeedClock(opened.now, opened.settings.workspace.timezone, opened.settings.office.opens)
        events = deadline_events(found.ahead, Attendee(organiser.name, organiser.email), clock, wording)
        calendars: CalendarFormat = opened.plugin("calendar", "ics")
        write_new(path, calendars.feed(events, wording.say("feed.name")))
        return path
    renderer: DossierRenderer = opened.caller.plugins.for_path("dossier", path)[1]
    folded = backlog.fold(found.items, opened.today)
    fresh = {id(item) for item in folded.fresh if item.kind is not DueKind.RESTRICTED_CHECK}
    lines = [(item, found.texts.get(n)) for n, item in enumerate(found.items) if id(item) in fresh]
    paper = due_dossier(lines, folded.backlog, opened.settings.npm, wording, opened.today)
    write_new(path, lambda target: renderer.render(paper, target))
    return path
