"""The draft stage: the list of corrections and what became of them, and views on draft recommendations."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.file_names import slug
from npmsync.actions.leaving import left, written
from npmsync.actions.lettering import letter_head, letter_renderers
from npmsync.actions.lookup import authority_by_name, recommendation_by_ref
from npmsync.actions.opened import Opened
from npmsync.actions.saving import save
from npmsync.actions.taking import FACTUAL
from npmsync.actions.words import vocabulary_of
from npmsync.actions.world import load_world
from npmsync.documents import gate
from npmsync.documents.corrections import Proposal, corrections_paper
from npmsync.documents.identifying import identifying
from npmsync.domain import DraftView
from npmsync.domain.letter import DraftSubject
from npmsync.domain.outgoing import Viewer
from npmsync.domain.words import Stage
from npmsync.errors import Refused
from npmsync.replace import write_new
from npmsync.store import decisions, history, papers


def corrections(opened: Opened, name: str, formats: tuple[str, ...], out: Path | None = None) -> dict[str, Any]:
    """Writes the list of corrections that an authority proposed, each with the decision and its reason. Raises
    `Refused` where it proposed none, or one was declined without a reason: an authority is owed one."""
    renderers = letter_renderers(opened, formats)
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
        authority = authority_by_name(world.authorities, name)
        proposals = _proposals(connection, authority.id)
        if not proposals:
            raise Refused("no-corrections", f"{authority.name} has proposed no factual correction.", "")
        silent = [one.should_say for one in proposals if one.accepted is False and not one.reason]
        if silent:
            raise Refused(
                "declined-without-reason",
                f"{len(silent)} corrections were declined without a reason, the first: {silent[0][:80]!r}.",
                "A reason is given when deciding: npmsync conflicts resolve ID --take ours --why TEXT",
            )
        viewer = Viewer(frozenset({authority.name}), Stage.DRAFT.value)
        shared = gate.recommendations(world.recommendations_to(authority.id), (), world.authority_by_id, viewer)
        language = authority.languages[0] if authority.languages else opened.settings.workspace.language
        words = (language, vocabulary_of(opened.workspace, authority))
        addressee = (authority.name, opened.settings.npm, opened.now)
        paper = corrections_paper(shared, proposals, addressee, letter_head(opened, ""), words)
        folder = out.absolute() if out else opened.workspace.exports / opened.today.isoformat()
        run = opened.begin(connection, "papers corrections")
        files = []
        for kind, renderer in renderers.items():
            path = folder / f"corrections-{slug(authority.name)}{renderer.suffix}"
            write_new(path, lambda target, renderer=renderer: renderer.render(paper, target))  # type: ignore[misc]
            line = left(opened, run, "corrections", (authority.id, authority.name), path, path.read_bytes())
            papers.put_outgoing(connection, [line])
            history.append(connection, run, [written(line, "corrections", count=len(proposals))])
            files.append({"authority": authority.name, "format": kind, "path": str(path)})
        counts = [one.accepted for one in proposals]
        reasons = [one.reason for one in proposals if one.accepted is not None and one.reason]
        passages = [{"words": found.words, "why": found.mark.value} for found in identifying(reasons)]
        return {"files": files, "accepted": counts.count(True), "declined": counts.count(False),
                "waiting": counts.count(None), "reasons": reasons, "passages": passages}  # fmt: skip


def _proposals(connection: Connection, authority: str) -> list[Proposal]:
    found = []
    for outcome in decisions.outcomes(connection, "correction", FACTUAL):
        item = outcome.item
        if not isinstance(item.detail, dict) or item.detail.get("authority") != authority:
            continue
        said = {name: str(item.theirs.get(name) or "") for name in ("paragraph", "says", "should_say", "evidence")}
        accepted = {"theirs": True, "ours": False}.get(outcome.take or "")
        found.append(Proposal(item.record, **said, accepted=accepted, reason=outcome.why or ""))
    return found


def record_view(
    opened: Opened, name: str, ref: str, text: str, about: DraftSubject = DraftSubject.OTHER, on: date | None = None
) -> dict[str, Any]:
    """Records what an authority said of a draft recommendation. It changes nothing in it. Raises `UnknownName`, and
    `Refused` for a recommendation that is no draft any more."""
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
        authority = authority_by_name(world.authorities, name)
        one = recommendation_by_ref(world.recommendations_to(authority.id), ref, authority.name)
        if one.stage is not Stage.DRAFT:
            raise Refused("not-a-draft", f"{ref} is no draft any more.", "What is said of it now is an answer to it.")
        view = DraftView(
            id=opened.new_id(), recommendation=one.id, authority=authority.id, on=on or opened.today, about=about,
            text=text, by=opened.caller.by,
        )  # fmt: skip
        save(connection, opened.begin(connection, "papers view"), [view], hub={})
        return {**view.model_dump(mode="json"), "authority": authority.name, "recommendation": one.ref or one.id}
