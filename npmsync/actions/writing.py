"""Writing one endpoint's file, once, and saying in words why it waits when it cannot be written now."""

from __future__ import annotations

from dataclasses import replace as replaced

from npmsync.actions.endpoints import EndpointState
from npmsync.actions.opened import Opened
from npmsync.actions.report import EndpointReport
from npmsync.errors import Locked, Refused, Unreachable
from npmsync.ports import Capability
from npmsync.replace import replace
from npmsync.sync.project import Projection


def write_endpoint(opened: Opened, state: EndpointState, projection: Projection, report: EndpointReport) -> None:
    """Writes the projection. A file that is open elsewhere or cannot take a change keeps waiting: the report says so,
    and the next sync tries again. One that somebody changed meanwhile is looked at again at once."""
    adapter, path = state.tracker.format, state.tracker.path
    changes = replaced(projection.changes(), headers=state.tracker.headers)
    try:
        if Capability.WRITE_CELLS not in adapter.capabilities:
            raise Refused(
                "read-only-format", f"{path.name} can only be read.", "Save it as .xlsx and change its address."
            )
        if changes.headers and Capability.ADD_COLUMNS not in adapter.capabilities:
            raise Refused(
                "no-new-column",
                f"No column can be added to {path.name} in this format.",
                "Add it yourself with the header that npmsync.toml gives for ref, and sync again.",
            )
        replace(
            path,
            lambda target: adapter.write(path, target, changes),
            expected_digest=state.tracker.workbook.digest,
            backups=opened.workspace.backups,
            now=opened.now,
        )
    except (Locked, Refused, Unreachable) as error:
        report.waiting = max(report.waiting, report.written_out)
        report.written = set()
        report.again = error.name == "changed-meanwhile"
        report.notes.append(" ".join(filter(None, (error.message, error.hint))))
