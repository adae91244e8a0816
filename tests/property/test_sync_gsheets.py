"""The promises of sync once more, over shared sheets through HTTP, edited by others at any moment."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from npmsync.actions.opened import Caller, opened
from npmsync.actions.sync_options import SyncOptions
from npmsync.actions.synchronise import synchronise
from npmsync.actions.undoing import undo
from npmsync.errors import Refused
from npmsync.plugins import Plugins
from npmsync.store import decisions, history, records
from npmsync.testing.sheets import SheetsServer, fails, halves, meanwhile, resets
from npmsync.testing.workspaces import register_toml
from npmsync_gsheets.patience import Patience

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
NINO = "nino@npm.example"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Office:
    """A workspace in a folder, with two shared sheets of six rows."""

    def __init__(self, root: Path, server: SheetsServer) -> None:
        self.root, self.server, self.runs = root, server, 0
        rows = [
            [f"2026/{n}", f"Recommendation {n} on wing {n * 7}.", "Ministry of Health", "In progress", None, None, None]
            for n in range(1, 7)
        ]
        table = [["Register of recommendations"], HEADERS, *rows]
        self.books = {name: server.book(f"{name}-{len(server.books)}", NINO, table) for name in NAMES}
        said = (register_toml(name, "gsheets", server.address(book), COLUMNS, 2) for name, book in self.books.items())
        (root / "npmsync.toml").write_text(SETTINGS + "".join(said))

    def opened(self):
        self.runs += 1
        return opened(self.root, Caller(START + timedelta(hours=self.runs), "nino", Plugins(), environment=os.environ))

    def sync(self):
        with self.opened() as it:
            return synchronise(it, SyncOptions(), lambda text: None)

    def rows(self, name: str):
        return [[*row, *[""] * (7 - len(row))] for row in self.books[name].values("Register")[2:]]

    def texts(self) -> set[str]:
        return {cell for name in NAMES for row in self.rows(name) for cell in row if cell}


def edit(office: Office, name: str, what: str, at: int, number: int) -> None:
    """Somebody does something in the browser."""
    book = office.books[name]
    sheet, rows = book.named("Register"), len(office.rows(name))
    row = 3 + at % max(rows, 1)
    if what == "note":
        book.type("Register", f"E{row}", f"note {number} {name}")
    elif what == "response":
        book.type("Register", f"F{row}", f"answer {number} {name}")
    elif what == "reword":
        words = str(book.values("Register")[row - 1][1])
        book.type("Register", f"B{row}", f"{words} Reworded {number}.")
    elif what == "insert":
        sheet.insert_rows(row - 1, 1, False)
        for column, value in zip("ABC", (f"2026/9{number}", f"Also feed wing {number * 11}.", "Prison"), strict=True):
            book.type("Register", f"{column}{row}", value)
    elif what == "sort":
        sheet.rows[2:] = sheet.rows[2:][::-1]
    elif what == "delete" and rows > 1:
        sheet.delete_rows(row - 1, row)


WHAT = ["note", "response", "reword", "insert", "sort", "delete"]
edits = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(WHAT), st.integers(0, 9)), max_size=4)
between = st.lists(st.none() | st.tuples(st.sampled_from(NAMES), st.sampled_from(WHAT), st.integers(0, 9)), max_size=8)
"""What happens just before each request, in their order; None: nothing."""
faults = st.lists(
    st.sampled_from([
        fails(429), fails(500), fails(503, "get"), halves("get"), resets("get"), fails(500, "batchUpdate"),
        resets("batchUpdate"), resets("batchUpdate", after=True), halves("batchUpdate"),
    ]),
    max_size=2,
)  # fmt: skip


@pytest.fixture(scope="module")
def server():
    with SheetsServer() as running:
        running.quota.a_user = running.quota.a_project = 10**9
        yield running


@settings(
    max_examples=int(os.environ.get("NPMSYNC_EXAMPLES", 150)) if NIGHTLY else 8,
    deadline=None,
    derandomize=not NIGHTLY,
    phases=[phase for phase in Phase if NIGHTLY or phase is not Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
@given(before=edits, during=between, troubles=faults)
def test_shared_sheets_keep_the_promises(server, monkeypatch, before, during, troubles):
    monkeypatch.setenv("NPMSYNC_GOOGLE_TOKEN", server.accounts.token(NINO))
    monkeypatch.setattr("npmsync_gsheets.adapter.Patience", lambda: Patience(sleep=lambda seconds: None))
    server.troubles.clear()
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder), server)
        office.sync()
        for number, (name, what, at) in enumerate(before):
            edit(office, name, what, at, number)
        typed = office.texts()
        with office.opened() as it, it.store.transaction() as connection:
            hub_before = records.load_fields(connection)

        coming = iter(enumerate(during, 50))

        def meddle() -> None:
            number, one = next(coming, (0, None))
            if one is not None:
                had = office.texts()
                edit(office, *one, number)
                # What a person has typed over in the browser is theirs to replace.
                typed.difference_update(had - office.texts())
                typed.update(office.texts())

        server.troubles.append(meanwhile("", meddle, times=999))
        server.troubles += [type(one)(one.what, one.on, one.code) for one in troubles]
        try:
            office.sync()
            server.troubles.clear()
            run = office.sync().run
        except Refused as refused:
            assert refused.name == "rows-lost"
            return
        with office.opened() as it, it.store.transaction() as connection:
            hub, waiting = records.load_fields(connection), decisions.open_decisions(connection)
            entries = list(history.entries(connection))
            assert history.broken_link(connection) is None
        # No silent delete.
        assert set(hub_before) <= set(hub)
        # No edit is lost.
        everywhere = " ".join(map(repr, (hub, waiting, entries, *map(office.rows, NAMES))))
        deleted = any(what == "delete" for _, what, _ in (*before, *filter(None, during)))
        assert deleted or all(repr(text)[1:-1] in everywhere for text in typed)
        # Another sync writes nothing, though it looks at everything.
        server.calls.clear()
        sheets = [office.rows(name) for name in NAMES]
        with office.opened() as it, it.store.transaction() as connection:
            connection.exec_driver_sql("delete from endpoint")
        assert office.sync().run is None
        assert sheets == [office.rows(name) for name in NAMES]
        assert (server.made("reads"), server.made("writes")) == (2, 0)
        assert all(len(book.sheets) == 1 for book in office.books.values())
        # Where nothing waits, the sheets say the same.
        if not waiting:
            first, second = ({row[0]: row for row in office.rows(name)} for name in NAMES)
            assert first == second
        # Everything can be taken back.
        if run is not None and any(entry.run == run for entry in entries):
            with office.opened() as it:
                assert undo(it, run).left == []
