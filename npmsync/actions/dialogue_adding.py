"""`init --dialogue`, `init --mapping`: the dialogue workbook, or the mapping's own file, becomes an endpoint of
npmsync.toml, like any other, and is made at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from npmsync.actions.dialogue_endpoint import DIALOGUE, FILE_NAMES, MAPPED
from npmsync.actions.opened import Caller, opened
from npmsync.actions.report import SyncReport
from npmsync.actions.sync_options import SyncOptions
from npmsync.actions.synchronise import synchronise
from npmsync.errors import Refused
from npmsync.workspace.adding import add_endpoint
from npmsync.workspace.folder import FILE, open_workspace
from npmsync.workspace.settings import EndpointSettings


@dataclass(frozen=True, slots=True)
class Added:
    """Where the workbook lies, and the sync that made it."""

    path: Path
    report: SyncReport


_ABOUT = {
    DIALOGUE: "The dialogue workbook: what is due and to be decided, in Excel.",
    MAPPED: "Influence and attitude of institutions, in a file of their own: strictly internal.",
}


def add_workbook(root: Path, caller: Caller, kind: str = DIALOGUE) -> Added:
    """Names a workbook of this kind in npmsync.toml, where it is not yet, and makes it. Raises `Refused` where a file
    that is not ours has its name."""
    workspace = open_workspace(root)
    known = next((one for one in workspace.settings.endpoint if one.adapter == kind), None)
    if known is None:
        path = workspace.root / FILE_NAMES[kind]
        if path.exists():
            raise Refused(
                "file-exists",
                f"{path} is there already, and npmsync.toml does not name it.",
                f'Move it away, or name it there: [[endpoint]] adapter = "{kind}".',
            )
        names = {endpoint.name for endpoint in workspace.settings.endpoint}
        name = kind if kind not in names else f"{kind}-workbook"
        known = EndpointSettings(name=name, adapter=kind, address=FILE_NAMES[kind])
        add_endpoint(workspace.root / FILE, known, _ABOUT[kind])
    with opened(root, caller) as work:
        report = synchronise(work, SyncOptions(only=known.name), caller.say)
        return Added(work.workspace.address(known), report)
