"""Writing one endpoint, once, and saying in words why it waits when it cannot be written now."""

from __future__ import annotations

from dataclasses import replace as replaced

from npmsync.actions.endpoints import EndpointState
from npmsync.actions.report import EndpointReport
from npmsync.errors import Locked, Refused, Unreachable
from npmsync.sync.project import Projection


def write_endpoint(state: EndpointState, projection: Projection, report: EndpointReport) -> None:
    """Writes the projection. A file that is open elsewhere or cannot take a change keeps waiting: the report says so,
    and the next sync tries again. One that somebody changed meanwhile is looked at again at once."""
    changes = replaced(projection.changes(), headers=state.tracker.headers)
    try:
        done = state.tracker.tables.write(changes, state.tracker.workbook)
        report.notes += done.notes
        report.again = report.again or done.edited
        report.seen, report.put = done.seen, done.digest
    except (Locked, Refused, Unreachable) as error:
        report.waiting = max(report.waiting, report.written_out)
        report.written = set()
        report.again = error.name in ("changed-meanwhile", "outcome-unknown")
        report.notes.append(" ".join(filter(None, (error.message, error.hint))))
