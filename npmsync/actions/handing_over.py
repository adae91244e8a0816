"""`list timeline --out`: the sheet for whoever takes the dialogue with an authority over."""

from __future__ import annotations

from pathlib import Path

from npmsync.actions.due_today import due_of
from npmsync.actions.lookup import authority_by_name
from npmsync.actions.opened import Opened
from npmsync.actions.world import load_world
from npmsync.dialogue.timeline import timeline
from npmsync.documents.handover import handover
from npmsync.documents.wording import Wording
from npmsync.ports import DossierRenderer
from npmsync.replace import write_new


def write_handover(opened: Opened, authority: str, out: Path) -> Path:
    """Writes the sheet as a workbook, a page or a Word document, by its ending. Raises `UnknownName`, `Refused`."""
    path = out.absolute()
    renderer: DossierRenderer = opened.caller.plugins.for_path("dossier", path)[1]
    with opened.store.reading() as reader:
        world = load_world(opened, reader)
    found = authority_by_name(world.authorities, authority)
    wording = Wording((opened.settings.workspace.language,))
    due, told = due_of(opened, world), timeline(world, found.id)
    paper = handover(world, found.id, due, told, opened.settings.npm, wording, opened.today)
    write_new(path, lambda target: renderer.render(paper, target))
    return path
