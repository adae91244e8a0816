"""`meetings agenda`: what a meeting is about, for those who come, as a page or as a workbook to fill in."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from npmsync.actions.file_names import slug
from npmsync.actions.lookup import meeting_by_id
from npmsync.actions.opened import Opened
from npmsync.actions.words import vocabulary_of
from npmsync.actions.world import load_world
from npmsync.dialogue.agenda import agenda
from npmsync.documents import gate
from npmsync.documents.gate import Spoken
from npmsync.documents.meeting_agenda import AgendaSpec, agenda_dossier
from npmsync.documents.wording import Wording
from npmsync.domain import Meeting
from npmsync.domain.words import MeetingStatus
from npmsync.domain.world import World
from npmsync.ports import DossierRenderer
from npmsync.replace import write_new
from npmsync.store import papers


def make_agenda(opened: Opened, identity: str, out: Path | None) -> dict[str, Any]:
    """Writes the agenda of one meeting and returns what it holds. A workbook gets columns for what is said; a page is
    for reading. Raises `UnknownName` for a meeting nobody knows, `Refused` for the end of a visit."""
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
        meeting = meeting_by_id(world, identity)
        found = agenda(world, meeting)
        fresh = meeting.status is MeetingStatus.PROPOSED or not meeting.agenda
        listed = meeting.model_copy(update={"agenda": found.recommendations}) if fresh else meeting
        name, renderer = _renderer(opened, out)
        records = [world.recommendation_by_id[i] for i in listed.agenda if i in world.recommendation_by_id]
        shared = gate.meeting(listed, records, world.authority_by_id, spoken=_spoken(world, meeting))
        spec = AgendaSpec(
            npm=opened.settings.npm,
            wording=_wording(opened, world, meeting),
            today=opened.today,
            code=meeting_code(meeting),
            left_out=len(found.left_out),
            to_fill=name != "html",
        )
        paper = agenda_dossier(shared, spec)
        folder = opened.workspace.outbox / f"{slug(meeting.title)}-{meeting.id[-6:]}"
        path = (out or folder / f"agenda.{name}").absolute()
        write_new(path, lambda target: renderer.render(paper, target))
        _log(opened, connection, meeting, path)
    return {
        "meeting": meeting.id,
        "title": meeting.title,
        "path": str(path),
        "items": [one.ref or one.id for one in shared.content.agenda],
        "commitments": len(shared.content.commitments),
        "left_out": [
            {"recommendation": world.recommendation_by_id[one.recommendation].ref or one.recommendation,
             "why": one.because}
            for one in found.left_out
        ],
    }  # fmt: skip


def meeting_code(meeting: Meeting) -> str:
    """How a meeting's papers name it: the part of its id that differs from one meeting to the next."""
    return meeting.id[-12:]


def _spoken(world: World, meeting: Meeting) -> Spoken:
    """What was said before: open commitments, those of the last half year that were kept, and every answer."""
    tables = {one.id: one.authorities for one in world.meetings}
    return Spoken(world.responses, tuple(c for c in world.commitments if c.meeting != meeting.id), tables)


def _wording(opened: Opened, world: World, meeting: Meeting) -> Wording:
    """The language and the way of writing dates of those invited where they share them, else the workspace's."""
    seats = [world.authority_by_id[s] for s in world.seats(meeting.authorities) if s in world.authority_by_id]
    ways = {(one.languages, one.second_calendar) for one in seats}
    shared = seats[0] if len(ways) == 1 else None
    language = shared.languages[:1] if shared else ()
    return Wording(language or (opened.settings.workspace.language,), vocabulary_of(opened.workspace, shared))


def _renderer(opened: Opened, out: Path | None) -> tuple[str, DossierRenderer]:
    if out is None:
        return "html", opened.plugin("dossier", "html")
    return opened.caller.plugins.for_path("dossier", out)


def _log(opened: Opened, connection: Any, meeting: Meeting, path: Path) -> None:
    run = opened.begin(connection, "meetings agenda")
    line = {"run": run, "at": opened.now.isoformat(timespec="seconds"), "kind": "agenda", "record": meeting.id}
    digest = sha256(path.read_bytes()).hexdigest()
    more = {"recipient": None, "version": meeting.sequence, "path": str(path), "digest": digest, "sent": False}
    papers.put_outgoing(connection, [{**line, **more}])
