"""`doctor` on the dialogue workbook."""

from __future__ import annotations

from npmsync.actions.check import Check
from npmsync.actions.dialogue_state import sheets_of
from npmsync.actions.opened import Opened
from npmsync.actions.tables import tables_of
from npmsync.errors import NpmsyncError
from npmsync.vocabulary import builtin_vocabulary
from npmsync.workbook.finding import found_sheets
from npmsync.workspace.settings import EndpointSettings


def dialogue_check(opened: Opened, endpoint: EndpointSettings) -> Check:
    """Whether the workbook is there and has its sheets and columns."""
    specs = sheets_of(endpoint)
    name, path = f"workbook {endpoint.name}", opened.workspace.address(endpoint)
    if not path.exists():
        return Check(name, path.parent.is_dir(), f"{path} is not there; the next sync makes it.")
    try:
        sheets = found_sheets(tables_of(opened, endpoint).read(), builtin_vocabulary(), specs)
    except NpmsyncError as error:
        return Check(name, False, f"{error.message} {error.hint}".strip())
    gone = [spec.name for spec in specs if spec.name not in sheets]
    lost = [f"{seen.sheet.name}: {column.name}" for seen in sheets.values() for column in seen.lost]
    rows = sum(len(seen.rows) for seen in sheets.values())
    said = [f"{rows} rows on {len(sheets)} sheets of {path}"]
    said += [f"sheets gone: {', '.join(gone)}"] if gone else []
    said += [f"columns gone: {', '.join(lost)}"] if lost else []
    mend = ["move the file away, and the next sync makes a whole one"] if gone or lost else []
    return Check(name, not gone and not lost, "; ".join([*said, *mend]))
