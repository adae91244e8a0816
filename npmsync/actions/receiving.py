"""`receive`: response forms that came back, row by row. The trackers follow with the next `sync`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.archive import archive, read_bounded
from npmsync.actions.opened import Opened
from npmsync.actions.saving import save
from npmsync.actions.world import load_world
from npmsync.documents.form_return import FormKnown, FormReturn, TakenRow
from npmsync.documents.issued import IssuedForm
from npmsync.documents.receive import read_form
from npmsync.domain import Response
from npmsync.domain.ids import response_id
from npmsync.domain.words import Stage
from npmsync.domain.world import World
from npmsync.errors import NpmsyncError
from npmsync.ports import TableFormat
from npmsync.store import decisions, papers
from npmsync.store.decisions import Decision


@dataclass(slots=True)
class Received:
    """What one file gave. `accepted` rows are in the store, `corrections` wait for a person, `refused` say why."""

    file: str
    authority: str | None = None
    accepted: list[dict[str, Any]] = field(default_factory=list)
    corrections: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    whole: bool = False
    """The file as a whole was refused."""

    def to_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "authority": self.authority,
            "accepted": self.accepted,
            "corrections": self.corrections,
            "refused": self.refused,
            "notes": self.notes,
        }


def receive(opened: Opened, files: Sequence[Path]) -> list[Received]:
    """Takes in forms. One that cannot be known is refused as a whole and changes nothing; the others are still read."""
    return [_receive(opened, file) for file in files]


def _receive(opened: Opened, file: Path) -> Received:
    done = Received(str(file.absolute()))
    try:
        read_bounded(file)
        adapter: TableFormat = opened.caller.plugins.for_path("table", file)[1]
        workbook = adapter.read(file)
        with opened.store.transaction() as connection:
            world = load_world(opened, connection)
            known = _known(connection, world)
            came = read_form(workbook, file.name, known, opened.today)
            done.authority = world.name(came.form.authority)
            _take(opened, connection, world, came, done)
    except NpmsyncError as error:
        done.whole = True
        done.refused.append({"row": None, "reference": None, "why": f"{error.message} {error.hint}".strip()})
        return done
    archive(opened, file)
    return done


def _known(connection: Connection, world: World) -> FormKnown:
    forms = papers.forms(connection)
    issued = {code: IssuedForm.from_json(data) for code, _, _, data, _ in forms}
    taken = frozenset(code for code, _, _, _, taken in forms if taken)
    return FormKnown(issued, taken, world.responses)


def _take(opened: Opened, connection: Connection, world: World, came: FormReturn, done: Received) -> None:
    run = opened.begin(connection, "receive") if came.taken or came.edits else None
    authority = came.form.authority
    draft = came.form.stage == Stage.DRAFT
    held = {response.id: response for response in world.responses}
    titles = {r.id: r.ref or r.id for r in world.recommendations}
    changed = []
    items: list[Decision] = []
    for row in came.taken:
        shape = {"row": row.row, "reference": row.reference, "recommendation": titles.get(row.recommendation)}
        if draft:
            items.append(_correction(opened, row.recommendation, "factual correction", None, dict(row.fields)))
            done.corrections.append({**shape, "fields": dict(row.fields)})
            continue
        changed.append(_answered(opened, held, row, authority))
        done.accepted.append({**shape, "fields": dict(row.fields)})
    for edit in came.edits:
        items.append(_correction(opened, edit.recommendation, edit.field, edit.ours, edit.theirs))
        done.corrections.append(
            {
                "row": edit.row,
                "reference": edit.reference,
                "recommendation": titles.get(edit.recommendation),
                "field": edit.field,
                "ours": edit.ours,
                "theirs": edit.theirs,
            }
        )
    done.refused += [
        {"row": r.row, "cell": r.cell, "reference": r.reference, "found": r.found, "why": r.why} for r in came.refused
    ]
    done.notes += came.notes
    if run is not None:
        save(connection, run, changed)
        papers.mark_taken(connection, came.form.code, {"run": run, "at": opened.now.isoformat(timespec="seconds")})
    waiting = {(item.about, str(item.theirs)) for item in decisions.open_decisions(connection)}
    for item in items:
        if (item.about, str(item.theirs)) not in waiting:
            decisions.add(connection, item)


def _answered(opened: Opened, held: dict[str, Response], row: TakenRow, authority: str) -> Response:
    """The response with what the form says. An answer without a date was given, as far as anyone knows, today."""
    identity = response_id(row.recommendation, authority)
    before = held.get(identity) or Response(id=identity, recommendation=row.recommendation, authority=authority)
    fields = {**before.model_dump(mode="json"), **row.fields}
    if not fields.get("responded_on") or ("responded_on" not in row.fields and _speaks(row)):
        fields["responded_on"] = opened.today.isoformat()
    return Response.model_validate(fields)


def _speaks(row: TakenRow) -> bool:
    return bool({"text", "position", "actions", "reasons", "progress"} & set(row.fields))


def _correction(opened: Opened, recommendation: str, name: str, ours: Any, theirs: Any) -> Decision:
    since = opened.now.isoformat(timespec="seconds")
    return Decision(opened.new_id(), "correction", None, "recommendation", recommendation, name, ours, theirs, since)
