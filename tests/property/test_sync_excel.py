"""The promises of sync once more, over real Excel files, edited as another program would."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from npmsync.actions.opened import Caller, opened
from npmsync.actions.report import SyncReport
from npmsync.actions.sync_options import SyncOptions
from npmsync.actions.synchronise import synchronise
from npmsync.actions.undoing import undo
from npmsync.plugins import Plugins
from npmsync.store import decisions, history, records
from npmsync.testing.workspaces import register_toml

NIGHTLY = bool(os.environ.get("NPMSYNC_NIGHTLY"))
COLUMNS = {
    "ref": "No.", "text": "Recommendation", "addressees": "Addressees", "status": "Status", "notes": "Notes",
    "response_text": "Response", "responded_on": "Responded on",
}  # fmt: skip
HEADERS = list(COLUMNS.values())
SETTINGS = """
[workspace]
timezone = "Africa/Tunis"
language = "en"
"""
NAMES = ("first", "second")
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Office:
    """A workspace in a folder, with two trackers of six rows."""

    def __init__(self, root: Path) -> None:
        self.root, self.runs = root, 0
        said = (register_toml(name, "xlsx", f"{name}.xlsx", COLUMNS, 2) for name in NAMES)
        (root / "npmsync.toml").write_text(SETTINGS + "".join(said))
        rows = [
            [f"2026/{n}", f"Recommendation {n} on wing {n * 7}.", "Ministry of Health", "In progress", None, None, None]
            for n in range(1, 7)
        ]
        for name in NAMES:
            book = openpyxl.Workbook()
            book.active.title = "Register"
            book.active.append(["Register of recommendations"])
            for row in (HEADERS, *rows):
                book.active.append(row)
            book.save(self.path(name))

    def path(self, name: str) -> Path:
        return self.root / f"{name}.xlsx"

    def opened(self):
        self.runs += 1
        return opened(self.root, Caller(START + timedelta(hours=self.runs), "nino", Plugins()))

    def sync(self) -> SyncReport:
        with self.opened() as it:
            return synchronise(it, SyncOptions(accept_missing=True), lambda text: None)

    def rows(self, name: str) -> list[list[object]]:
        sheet = openpyxl.load_workbook(self.path(name)).active
        return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_col=len(HEADERS))]

    def rewrite(self, name: str, rows: list[list[object]]) -> None:
        book = openpyxl.load_workbook(self.path(name))
        sheet = book.active
        sheet.delete_rows(3, sheet.max_row)
        for number, row in enumerate(rows, 3):
            for column, value in enumerate(row, 1):
                sheet.cell(number, column).value = value
        book.save(self.path(name))


edits = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(["note", "answer", "status", "reword", "insert", "delete", "reverse"]),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=5,
)


def edit(office: Office, name: str, what: str, at: int, number: int) -> set[str]:
    """Edits a tracker; returns the texts that were typed."""
    rows = office.rows(name)
    row, typed = rows[at % len(rows)], f"typed {number}"
    if what == "note":
        row[4] = typed
    elif what == "answer":
        row[5], row[6] = typed, datetime(2026, 2, number + 1)  # noqa: DTZ001 - a date cell
    elif what == "reword":
        row[1] = typed = f"{row[1]} ({number})"
    elif what == "insert":
        rows.insert(at, [f"new/{number}", typed, "Prison Service", None, None, None, None])
    elif what == "status":
        row[3], typed = "Implemented", ""
    elif what == "delete" and len(rows) > 1:
        del rows[at % len(rows)]
        typed = ""
    elif what == "reverse":
        rows.reverse()
        typed = ""
    office.rewrite(name, rows)
    return {typed} - {""}


@settings(max_examples=150 if NIGHTLY else 12, deadline=None, suppress_health_check=list(HealthCheck))
@given(edits)
def test_trackers_in_excel_keep_the_promises(changes):
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder))
        office.sync()
        for number, (name, what, at) in enumerate(changes):
            edit(office, name, what, at, number)
        typed = {cell for name in NAMES for row in office.rows(name) for cell in row if isinstance(cell, str)}
        with office.opened() as it, it.store.transaction() as connection:
            before = records.load_fields(connection)
        run = office.sync().run
        with office.opened() as it, it.store.transaction() as connection:
            hub, waiting = records.load_fields(connection), decisions.open_decisions(connection)
            entries = list(history.entries(connection))
            assert history.broken_link(connection) is None
        # No silent delete.
        assert set(before) <= set(hub)
        # No edit is lost.
        everywhere = " ".join(map(repr, (hub, waiting, entries, *map(office.rows, NAMES))))
        assert all(text in everywhere for text in typed)
        # A second sync writes nothing, though it looks at everything.
        files = {name: office.path(name).read_bytes() for name in NAMES}
        with office.opened() as it, it.store.transaction() as connection:
            connection.exec_driver_sql("delete from endpoint")
        assert office.sync().run is None
        assert files == {name: office.path(name).read_bytes() for name in NAMES}
        # Where nothing waits, the trackers say the same.
        if not waiting:
            first, second = ({row[0]: row for row in office.rows(name)} for name in NAMES)
            assert first == second
        # Everything can be taken back.
        if run is not None and any(entry.run == run for entry in entries):
            with office.opened() as it:
                assert undo(it, run).left == []
                with it.store.transaction() as connection:
                    assert said(records.load_fields(connection)) == said(before)


def said(hub) -> dict[object, dict[str, object]]:
    """The fields that say something."""
    return {key: {n: v for n, v in fields.items() if v not in (None, [])} for key, fields in hub.items()}
