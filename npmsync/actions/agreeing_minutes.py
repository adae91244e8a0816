"""`meetings minutes`: what a meeting noted goes to an authority for confirmation, and its word on it is taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from npmsync.actions.archive import archive
from npmsync.actions.file_names import slug
from npmsync.actions.lookup import authority_by_name, meeting_by_id
from npmsync.actions.meeting_papers import meeting_code
from npmsync.actions.opened import Opened
from npmsync.actions.saving import save
from npmsync.actions.world import load_world
from npmsync.dialogue.named import named
from npmsync.dialogue.whom import same_text
from npmsync.documents import gate
from npmsync.documents.agreed_minutes import ViewRow, minutes_paper, read_minutes
from npmsync.documents.filled import texts
from npmsync.documents.wording import Wording
from npmsync.domain import Meeting, MinutesView, Recommendation
from npmsync.domain.ids import noted_id
from npmsync.domain.words import MeetingStatus
from npmsync.domain.world import World
from npmsync.errors import Refused
from npmsync.ports import DossierRenderer, TableFormat
from npmsync.replace import write_new
from npmsync.store import papers
from npmsync.vocabulary import builtin_vocabulary


@dataclass(frozen=True, slots=True)
class Table:
    """A meeting that was held, and the one authority of it (its id) whose minutes these are."""

    meeting: Meeting
    authority: str

    @property
    def code(self) -> str:
        """What the paper is known by: the meeting's own, and the end of the authority's id."""
        return f"{meeting_code(self.meeting)}-{self.authority[-6:]}"


def write_minutes(opened: Opened, identity: str, authority: str | None, out: Path | None) -> list[dict[str, Any]]:
    """Writes the minutes for one authority that was at the table or, where none is named, one paper for each. Raises
    `Refused` for a meeting of which nothing was recorded, `UnknownName`."""
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
        tables = _tables(world, identity, authority)
        if out is not None and len(tables) > 1:
            names = "; ".join(world.name(one.authority) for one in tables)
            raise Refused("several-readers", f"Each reads its own minutes: {names}.", "Name one: --authority NAME")
        run = opened.begin(connection, "meetings minutes")
        return [_write(opened, connection, world, table, out, run) for table in tables]


def _tables(world: World, identity: str, authority: str | None) -> list[Table]:
    meeting = meeting_by_id(world, identity)
    if meeting.status is not MeetingStatus.HELD:
        raise Refused(
            "not-recorded",
            f"{meeting.title} has not been recorded yet.",
            "First: npmsync meetings record ID --notes FILE",
        )
    seats = [one for one in world.seats(meeting.authorities) if one in world.authority_by_id]
    if authority is None:
        return [Table(meeting, seat) for seat in seats]
    wanted = authority_by_name(world.authorities, authority).id
    if wanted not in {*seats, *meeting.authorities}:
        raise Refused(
            "not-at-the-table",
            f"{world.name(wanted)} was not at {meeting.title}.",
            f"At the table: {'; '.join(map(world.name, seats))}.",
        )
    return [Table(meeting, wanted)]


def _noted(world: World, meeting: Meeting) -> gate.Noted:
    return gate.Noted(
        tuple(one for one in world.outcomes if one.meeting == meeting.id),
        tuple(one for one in world.commitments if one.meeting == meeting.id),
        tuple(one for one in world.views if one.meeting == meeting.id),
    )


def _write(opened: Opened, connection: Any, world: World, table: Table, out: Path | None, run: str) -> dict[str, Any]:
    meeting, name = table.meeting, world.name(table.authority)
    shared = gate.minutes(meeting, table.authority, world, _noted(world, meeting))
    known = world.authority_by_id[table.authority].languages
    wording = Wording(known[:1] or (opened.settings.workspace.language,))
    paper = minutes_paper(shared, opened.settings.npm, table.code, wording)
    folder = opened.workspace.outbox / f"{slug(meeting.title)}-{meeting.id[-6:]}"
    path = (out or folder / f"minutes-{slug(name)}.xlsx").absolute()
    renderer: DossierRenderer = opened.caller.plugins.for_path("dossier", path)[1]
    write_new(path, lambda target: renderer.render(paper, target))
    line = {"run": run, "at": opened.now.isoformat(timespec="seconds"), "kind": "minutes", "record": meeting.id}
    digest = sha256(path.read_bytes()).hexdigest()
    more = {"recipient": name, "version": meeting.sequence, "path": str(path), "digest": digest, "sent": False}
    papers.put_outgoing(connection, [{**line, **more}])
    seen = shared.content
    differ = [one.ref or one.text for one in (*seen.outcomes, *seen.commitments) if one.says or one.agrees is False]
    return {
        "meeting": meeting.id, "title": meeting.title, "authority": name, "path": str(path),
        "outcomes": len(seen.outcomes), "commitments": len(seen.commitments), "differ": differ,
    }  # fmt: skip


def take_minutes(opened: Opened, identity: str, file: Path, authority: str | None, by: str | None) -> dict[str, Any]:
    """Takes an authority's word on the minutes back, as a run. What the NPM noted stays as it is. Raises `Refused` for
    what are no minutes, or another meeting's; `UnknownName`."""
    format_: TableFormat = opened.caller.plugins.for_path("table", file)[1]
    workbook = format_.read(file)
    rows, shown = read_minutes(workbook, builtin_vocabulary()), " ".join(texts(workbook))
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
        tables = _tables(world, identity, authority)
        coded = [one for one in tables if one.code in shown]
        if rows is None or (not coded and (len(tables) != 1 or authority is None)):
            raise Refused(
                "not-these-minutes",
                f"{file.name} does not say that it holds the minutes of {tables[0].meeting.title}.",
                "Made by: npmsync meetings minutes ID. Where the line with the code is gone: --authority NAME",
            )
        table = (coded or tables)[0]
        said: list[str] = []
        views = list(_views(opened, world, table, rows, by, said))
        save(connection, opened.begin(connection, "meetings minutes --take"), views)
    archive(opened, file)
    return _taken(world, table, views, said)


def _views(
    opened: Opened, world: World, table: Table, rows: Iterable[ViewRow], by: str | None, said: list[str]
) -> Iterable[MinutesView]:
    seen = gate.minutes(table.meeting, table.authority, world, _noted(world, table.meeting)).content
    shown = [world.recommendation_by_id[one.id] for one in seen.outcomes]
    for row in rows:
        if row.odd:
            said.append(f"{row.where}: {row.odd!r} is neither yes nor no")
        if row.commitment:
            made = [one.id for one in seen.commitments if same_text(one.text, row.text)]
        else:
            made = [one.id for one in _meant(shown, row)]
        if len(made) != 1:
            said.append(
                f"{row.where}: nobody can tell what it is about; nothing of it was taken: {row.says}".rstrip(": ")
            )
            continue
        if row.agrees is None and not row.says:
            continue
        about = {"commitment" if row.commitment else "recommendation": made[0]}
        agrees = None if row.agrees and row.says else row.agrees
        yield MinutesView(
            id=noted_id(table.meeting.id, f"view {table.authority} {made[0]}"), meeting=table.meeting.id,
            authority=table.authority, on=opened.today, agrees=agrees, says=row.says or None, by=by, **about,
        )  # fmt: skip


def _meant(shown: list[Recommendation], row: ViewRow) -> list[Recommendation]:
    known = [one for one in named(shown, (row.ref,), row.text) if one in shown] if row.ref else []
    return known if len(known) == 1 else [one for one in shown if same_text(one.text, row.text)]


def _taken(world: World, table: Table, views: list[MinutesView], said: list[str]) -> dict[str, Any]:
    words = {one.id: one.ref or one.id for one in world.recommendations}
    words |= {one.id: one.text for one in world.commitments}
    about = {one.id: words[one.recommendation or one.commitment or ""] for one in views}
    return {
        "meeting": table.meeting.id,
        "title": table.meeting.title,
        "authority": world.name(table.authority),
        "agreed": [about[one.id] for one in views if one.agrees],
        "differ": [{"about": about[one.id], "says": one.says} for one in views if not one.agrees],
        "said": said,
    }
