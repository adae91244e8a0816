"""`brief`: what to verify on a visit, and what was seen there."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from npmsync.actions.archive import archive, read_bounded
from npmsync.actions.file_names import slug
from npmsync.actions.opened import Opened
from npmsync.actions.saving import save
from npmsync.actions.words import vocabulary_of
from npmsync.actions.world import load_world
from npmsync.dialogue.named import named
from npmsync.dialogue.visits import authority_of, places, to_verify
from npmsync.documents.minutes import Words, plain_reference
from npmsync.documents.visit_brief import BriefSpec, brief_dossier, read_seen
from npmsync.documents.wording import Wording
from npmsync.domain import Recommendation
from npmsync.domain.world import World
from npmsync.errors import Refused, UnknownName, UsageError
from npmsync.ports import DossierRenderer, TableFormat
from npmsync.replace import write_new
from npmsync.vocabulary import fold


def make_brief(opened: Opened, place: str, out: Path | None) -> dict[str, Any]:
    """Writes the brief for a place. Raises `UnknownName` for one that no recommendation and no authority names."""
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
    known = _place(world, place)
    wording = Wording((opened.settings.workspace.language,), vocabulary_of(opened.workspace))
    lines = to_verify(world, known, wording.vocabulary, wording.languages[0])
    own = authority_of(world, known)
    about = {line.recommendation.id for line in lines}
    promised = [
        (world.name(one.authority) if one.authority else opened.settings.npm, one)
        for one in world.commitments
        if one.done_on is None and (one.recommendation in about or (own is not None and one.authority == own.id))
    ]
    contacts = world.contacts_on(own.id, opened.today) if own else ()
    spec = BriefSpec(known, opened.settings.npm, wording, opened.today, contacts, promised)
    renderer: DossierRenderer
    name = "html"
    if out is None:
        renderer = opened.plugin("dossier", "html")
    else:
        name, renderer = opened.caller.plugins.for_path("dossier", out)
    path = (out or opened.workspace.reports / f"brief-{slug(known)}.{name}").absolute()
    paper = brief_dossier(lines, spec)
    write_new(path, lambda target: renderer.render(paper, target))
    refs = [line.recommendation.ref or line.recommendation.id for line in lines]
    return {
        "place": known,
        "path": str(path),
        "recommendations": refs,
        "open": sum(x.recommendation.open for x in lines),
    }


def take_brief(opened: Opened, file: Path, day: date | None) -> dict[str, Any]:
    """Takes a filled brief in, as a run: what was seen is the NPM's own assessment, with the visit as its basis. Raises
    `Refused` where the file is no brief, `UsageError` for a visit that has not been made yet."""
    read_bounded(file)
    adapter: TableFormat = opened.caller.plugins.for_path("table", file)[1]
    workbook = adapter.read(file)
    language = opened.settings.workspace.language
    found = read_seen(workbook, Words(vocabulary_of(opened.workspace), language, opened.today))
    if found is None:
        raise Refused(
            "no-brief-in-file",
            f"{file.name} has no sheet of a brief before a visit.",
            "Make one with: npmsync brief --place NAME --out brief.xlsx",
        )
    seen, written, said = found
    visited = day or written or opened.today
    if visited > opened.today:
        raise UsageError("future-visit", f"{visited} has not come yet.", "Say when the visit was: --date 2026-11-20.")
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
        changed: list[Recommendation] = []
        taken = []
        for one in seen:
            known = named(world.recommendations, (plain_reference(one.ref), one.ref), one.text)
            if len(known) != 1:
                why = "is not known" if not known else "may be several recommendations"
                said.append(f"{one.where}: {one.ref!r} {why}; nothing was taken of it.")
                continue
            basis = f"visit of {visited}" + (f": {one.notes}" if one.notes else "")
            after = {"status": one.status or known[0].status, "status_basis": basis}
            changed.append(known[0].model_copy(update=after))
            before = known[0].status.value if known[0].status else None
            now = one.status.value if one.status else before
            taken.append({"recommendation": known[0].ref or known[0].id, "before": before, "status": now})
        if changed:
            save(connection, opened.begin(connection, "brief"), changed)
    archive(opened, file)
    return {"file": str(file.absolute()), "visited_on": visited.isoformat(), "taken": taken, "said": said}


def _place(world: World, name: str) -> str:
    known = places(world)
    wanted = fold(name)
    if wanted in known:
        return known[wanted]
    begins = sorted(shown for folded, shown in known.items() if wanted and folded.startswith(wanted))
    if len(begins) == 1:
        return begins[0]
    from rapidfuzz import process

    near = tuple(begins) or tuple(one for one, _, _ in process.extract(name, list(known.values()), limit=4))
    raise UnknownName(
        "unknown-place",
        f"{name!r} may be several places." if begins else f"No recommendation was made to a place called {name!r}.",
        f"Known are, for example: {'; '.join(near)}." if near else "See: npmsync list recommendations",
        near,
    )
