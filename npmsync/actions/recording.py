"""`meetings record`: what a meeting came to. Statuses noted there wait for the NPM; nothing of the notes is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.archive import archive, read_bounded
from npmsync.actions.listing import meeting_shape
from npmsync.actions.lookup import meeting_by_id
from npmsync.actions.meeting_papers import meeting_code
from npmsync.actions.opened import Opened
from npmsync.actions.plain_text import plain_text
from npmsync.actions.saving import save
from npmsync.actions.words import vocabulary_of
from npmsync.actions.world import load_world
from npmsync.dialogue.named import named
from npmsync.dialogue.whom import Whose, same_text, whose
from npmsync.documents.filled import texts
from npmsync.documents.minutes import (
    Minutes,
    NotedCommitment,
    NotedItem,
    Words,
    plain_reference,
    read_filled,
    read_notes,
)
from npmsync.domain import Commitment, Meeting, Outcome, Recommendation, Record
from npmsync.domain.ids import noted_id
from npmsync.domain.words import MeetingStatus
from npmsync.domain.world import World
from npmsync.errors import Refused
from npmsync.ports import TableFormat, Workbook
from npmsync.store import decisions
from npmsync.store.decisions import Decision
from npmsync.vocabulary import fold


@dataclass(slots=True)
class Recorded:
    """What the notes gave. `proposed` are statuses that wait for a person; `said` is what could not be taken."""

    outcomes: list[Outcome] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    proposed: list[tuple[Recommendation, str]] = field(default_factory=list)
    kept: list[Commitment] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def record_meeting(opened: Opened, identity: str, notes: Path) -> dict[str, Any]:
    """Takes the notes of a meeting in, as a run. Raises `UnknownName` for a meeting nobody knows, `Refused` for one
    that is cancelled or still to come, and for a file that is another meeting's or cannot be read."""
    data = read_bounded(notes)
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
        meeting = meeting_by_id(world, identity)
        _refuse_unless_held(opened, meeting)
        minutes = _read(opened, world, meeting, notes, data)
        done = Recorded(said=list(minutes.said))
        for item in minutes.items:
            _take_item(world, meeting, item, done)
        for promised in minutes.commitments:
            _take_commitment(opened, world, meeting, promised, done)
        for promised in minutes.kept:
            _take_kept(world, promised, done)
        held = _held(meeting, minutes, done.said)
        outcomes = _merged(world, done.outcomes)
        run = opened.begin(connection, "meetings record")
        changed: list[Record] = [held, *outcomes, *_fresh(world, done.commitments), *done.kept]
        save(connection, run, changed)
        waiting = _propose(opened, connection, meeting, done)
    archive(opened, notes)
    return _shape(world, held, outcomes, done, waiting)


def _refuse_unless_held(opened: Opened, meeting: Meeting) -> None:
    if not meeting.live:
        raise Refused(
            "meeting-cancelled", f"{meeting.title} was cancelled.", "Which one took place? npmsync list meetings"
        )
    if meeting.start.date() > opened.today:
        raise Refused(
            "meeting-to-come",
            f"{meeting.title} is on {meeting.start:%Y-%m-%d}, which has not come yet.",
            "If it took place earlier: npmsync meetings move ID, then record it.",
        )


def _read(opened: Opened, world: World, meeting: Meeting, notes: Path, data: bytes) -> Minutes:
    language = opened.settings.workspace.language
    words = Words(vocabulary_of(opened.workspace), language, opened.today)
    if notes.suffix.lower() in (".txt", ".md", ".text", ""):
        refs = {fold(one.ref): one.ref for one in world.recommendations if one.ref}
        return read_notes(plain_text(notes, data), refs, words)
    adapter: TableFormat = opened.caller.plugins.for_path("table", notes)[1]
    workbook = adapter.read(notes)
    _refuse_another(world, meeting, notes, workbook)
    found = read_filled(workbook, words)
    if found is None:
        heads = [words.vocabulary.phrase(f"record.{name}", language) for name in ("done", "not_done")]
        raise Refused(
            "no-agenda-in-file",
            f"{notes.name} has no sheet with the columns of an agenda ({', '.join(heads)}).",
            f"Make one with: npmsync meetings agenda {meeting.id[-8:]} --out agenda.xlsx; or give plain notes as .txt.",
        )
    return found


def _refuse_another(world: World, meeting: Meeting, notes: Path, workbook: Workbook) -> None:
    said = " ".join(texts(workbook))
    others = [one for one in world.meetings if one.id != meeting.id and meeting_code(one) in said]
    if others and meeting_code(meeting) not in said:
        raise Refused(
            "another-meeting",
            f"{notes.name} is the sheet of {others[0].title} on {others[0].start:%Y-%m-%d}, not of {meeting.title}.",
            f"Record it there: npmsync meetings record {others[0].id} --notes FILE",
        )


def _take_item(world: World, meeting: Meeting, item: NotedItem, done: Recorded) -> None:
    found = _recommendation(world, meeting, item.ref, item.text)
    if isinstance(found, str):
        done.said.append(f"{item.where}: {found}")
        return
    more = {"done": item.done or None, "not_done": item.not_done or None, "proposed": item.status}
    identity = noted_id(meeting.id, found.id)
    done.outcomes.append(Outcome(id=identity, meeting=meeting.id, recommendation=found.id, **more))
    if item.status is not None and item.status is not found.status:
        done.proposed.append((found, item.status.value))


def _recommendation(world: World, meeting: Meeting, shown: str, text: str) -> Recommendation | str:
    """The one that is meant, or why nothing is recorded of it."""
    ref = plain_reference(shown)
    known = named(world.recommendations, (ref, shown), text)
    here = [one for one in known if _belongs(world, meeting, one)]
    if len(here) == 1:
        return here[0]
    if not known:
        return f"no recommendation is known as {shown!r}; it stands in the notes of the meeting."
    if not here:
        who = ", ".join(map(world.name, known[0].addressees)) or "nobody"
        return f"{shown} is addressed to {who}, which did not sit at this table: nothing was recorded of it."
    return f"{shown} may be {len(here)} recommendations, and the words beside it do not tell which."


def _belongs(world: World, meeting: Meeting, one: Recommendation) -> bool:
    return one.id in meeting.agenda or bool(set(world.seats(one.addressees)) & set(world.seats(meeting.authorities)))


def _take_commitment(opened: Opened, world: World, meeting: Meeting, promised: NotedCommitment, done: Recorded) -> None:
    about = _recommendation(world, meeting, promised.ref, "") if promised.ref else None
    if isinstance(about, str):
        done.said.append(f"{promised.where}: {about}")
        about = None
    found = whose(world, meeting, promised.owner, about, opened.settings.npm)
    if found is Whose.NOBODY:
        done.said.append(
            f"{promised.where}: nobody tells who agreed to {promised.text!r}; it stands in the notes of the meeting."
        )
        return
    if promised.due is not None and promised.due < meeting.start.date():
        done.said.append(f"{promised.where}: {promised.due} lies before the meeting; was another year meant?")
    done.commitments.append(
        Commitment(
            id=noted_id(meeting.id, f"{about.id if about else ''} {fold(promised.text)}"),
            authority=found.authority,
            meeting=meeting.id,
            recommendation=about.id if about else None,
            text=promised.text,
            due=promised.due,
            by=found.person,
        )
    )


def _take_kept(world: World, promised: NotedCommitment, done: Recorded) -> None:
    known = [one for one in world.commitments if same_text(one.text, promised.text)]
    if len(known) != 1:
        done.said.append(f"{promised.where}: no commitment {promised.text!r} is known that could have been kept.")
    elif known[0].done_on is None and promised.kept is not None:
        done.kept.append(known[0].model_copy(update={"done_on": promised.kept}))


def _held(meeting: Meeting, minutes: Minutes, said: list[str]) -> Meeting:
    """The meeting as held. What could not be taken is kept with the notes; what was noted before stays below."""
    notes = "\n".join(part for part in (minutes.notes.strip(), *said) if part)
    before = meeting.minutes or ""
    if notes and notes not in before:
        before = f"{notes}\n\n{before}".strip()
    attended = tuple(dict.fromkeys((*(meeting.attended or ()), *minutes.attended))) or None
    return meeting.model_copy(update={"status": MeetingStatus.HELD, "attended": attended, "minutes": before or None})


def _merged(world: World, noted: list[Outcome]) -> list[Outcome]:
    """One outcome for each recommendation: lines of plain notes are added up, and an empty one takes nothing away."""
    found = {one.id: one for one in world.outcomes}
    fresh: dict[str, Outcome] = {}
    for one in noted:
        known = fresh.get(one.id)
        if known is None:
            said = found.get(one.id)
            keep = {n: getattr(said, n) for n in ("done", "not_done", "proposed") if said and getattr(one, n) is None}
            fresh[one.id] = one.model_copy(update=keep)
            continue
        joined = {
            n: "\n".join(filter(None, (getattr(known, n), getattr(one, n)))) or None for n in ("done", "not_done")
        }
        fresh[one.id] = known.model_copy(update={**joined, "proposed": one.proposed or known.proposed})
    return list(fresh.values())


def _fresh(world: World, noted: list[Commitment]) -> list[Commitment]:
    """Commitments as they are to be kept: one that is known keeps the day on which it was done."""
    known = {one.id: one for one in world.commitments}
    return [one.model_copy(update={"done_on": known[one.id].done_on}) if one.id in known else one for one in noted]


def _propose(opened: Opened, connection: Connection, meeting: Meeting, done: Recorded) -> list[dict[str, Any]]:
    waiting = {(item.about, str(item.theirs)) for item in decisions.open_decisions(connection)}
    proposed = []
    for one, status in done.proposed:
        since = opened.now.isoformat(timespec="seconds")
        detail = {"basis": f"meeting of {meeting.start:%Y-%m-%d}", "meeting": meeting.id}
        ours = one.status.value if one.status else None
        item = Decision(
            opened.new_id(), "correction", None, "recommendation", one.id, "status", ours, status, since, detail
        )
        if (item.about, status) not in waiting:
            decisions.add(connection, item)
        proposed.append({"recommendation": one.ref or one.id, "ours": ours, "proposed": status})
    return proposed


def _shape(
    world: World, held: Meeting, outcomes: list[Outcome], done: Recorded, waiting: list[dict[str, Any]]
) -> dict[str, Any]:
    names = {one.id: one.ref or one.id for one in world.recommendations}
    return {
        **meeting_shape(world, held),
        "attended": list(held.attended or ()),
        "outcomes": [
            {"recommendation": names[o.recommendation], "done": o.done, "not_done": o.not_done} for o in outcomes
        ],
        "commitments": [
            {
                "authority": world.name(one.authority) if one.authority else None,
                "by": one.by,
                "text": one.text,
                "due": one.due.isoformat() if one.due else None,
                "recommendation": names.get(one.recommendation or ""),
            }
            for one in done.commitments
        ],
        "kept": [one.text for one in done.kept],
        "proposed": waiting,
        "said": done.said,
    }
