"""Shared sheets: a sync of a large one, beside a loop with gspread as one writes it first. Run: python
tests/bench/gsheets.py [ROWS]

Both talk to the same server over HTTP on this computer, which runs in a process of its own, without quotas. Every row
is read, merged and written (its status changes). The loop is `get_all_records` and one `update_cell` for each row; it
is run for its first cells and extrapolated from there, for it would take too long. Against Google itself each request
takes some 300 ms more, and 60 a minute are allowed.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from npmsync.actions.opened import Caller, opened
from npmsync.actions.sync_options import SyncOptions
from npmsync.actions.synchronise import synchronise
from npmsync.plugins import Plugins
from npmsync.testing.sheets import SheetsServer, session_for
from npmsync.testing.workspaces import register_toml

COLUMNS = {
    "ref": "No.", "text": "Recommendation", "addressees": "Addressees", "place": "Place", "issued_on": "Date sent",
    "response_due": "Response due", "status": "Status", "notes": "Notes", "response_text": "Response",
}  # fmt: skip
NINO = "nino@npm.example"
TRIED = 200
SETTINGS = '[workspace]\ntimezone = "UTC"\nlanguage = "en"\n'


def table(rows: int) -> list[list[object]]:
    return [list(COLUMNS.values())] + [
        [
            f"2026/{n:06d}", f"Recommendation {n}: keep the register of wing {n % 97} complete, let doctors read it.",
            ("Ministry of Health", "Prison Service")[n % 2], f"Prison {n % 60}",
            date(2020, 1, 1) + timedelta(days=n % 2000), date(2021, 1, 1) + timedelta(days=n % 2000),
            "In progress", f"internal note {n}", f"The ministry has begun works on number {n}." if n % 2 else None,
        ]
        for n in range(1, rows + 1)
    ]  # fmt: skip


def serve(rows: int) -> None:
    """The server's process: prints the address and a token, and its processor time for each line of its input."""
    with SheetsServer() as server:
        server.quota.a_user = server.quota.a_project = 10**9
        book = server.book("Register", NINO, table(rows))
        print(server.url, book.id, server.accounts.token(NINO), flush=True)
        for _ in sys.stdin:
            print(time.process_time(), flush=True)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    server = subprocess.Popen(
        [sys.executable, __file__, "--serve", str(rows)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None and server.stdin is not None
    url, book, token = server.stdout.readline().split()
    os.environ["NPMSYNC_GOOGLE_TOKEN"] = token
    try:
        ours(rows, f"{url}/spreadsheets/d/{book}/edit", lambda: _server_time(server))
        naive(rows, url, book, token)
    finally:
        server.stdin.close()
        server.wait()


def _server_time(server: subprocess.Popen[str]) -> float:
    assert server.stdout is not None and server.stdin is not None
    server.stdin.write("\n")
    server.stdin.flush()
    return float(server.stdout.readline())


def ours(rows: int, address: str, server_time: Callable[[], float]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o700)
        (root / "npmsync.toml").write_text(SETTINGS + register_toml("shared", "gsheets", address, COLUMNS))
        now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        used: list[float] = []
        served: list[float] = []

        def sync(hours: int) -> tuple[float, object]:
            gc.collect()
            gc.disable()  # as the command does
            theirs, start, cpu = server_time(), time.perf_counter(), time.process_time()
            with opened(
                root, Caller(now + timedelta(hours=hours), "bench", Plugins(), environment=os.environ)
            ) as workspace:
                report = synchronise(workspace, SyncOptions(), lambda text: None)
            spent = time.perf_counter() - start
            used.append(time.process_time() - cpu)
            served.append(server_time() - theirs)
            gc.enable()
            return spent, report.endpoints[0]

        first, _ = sync(0)
        best = []
        for turn in range(3):
            _assess(root, now + timedelta(hours=turn), ("implemented", "not_implemented", "in_progress")[turn % 3])
            spent, report = sync(turn + 1)
            assert report.written_out == rows, report  # type: ignore[attr-defined]
            best.append(spent)
        nothing = min(sync(10 + turn)[0] for turn in range(3))
        print(
            f"{rows:,} rows: first sync {first:.2f} s; read, merged and all written {min(best):.2f} s "
            f"(of {', '.join(f'{one:.2f}' for one in best)}); nothing new {nothing:.2f} s; "
            f"processor time of a whole sync {min(used[1:4]):.2f} s, and of the server for it {min(served[1:4]):.2f} s",
            flush=True,
        )


def caller(now: datetime) -> Caller:
    return Caller(now, "bench", Plugins(), environment=os.environ)


def _assess(root: Path, now: datetime, status: str) -> None:
    """The NPM assesses every recommendation, in the store."""
    from npmsync.store import history, records
    from npmsync.store.history import Change

    with (
        opened(root, Caller(now, "bench", Plugins(), environment=os.environ)) as workspace,
        workspace.store.transaction() as connection,
    ):
        hub = {k: f for k, f in records.load_fields(connection).items() if k.entity == "recommendation"}
        run = workspace.begin(connection, "assess")
        history.append(connection, run, [Change(*key, "status", f.get("status"), status) for key, f in hub.items()])
        records.put(connection, {key: {**fields, "status": status} for key, fields in hub.items()})


def naive(rows: int, url: str, book: str, token: str) -> None:
    import gspread

    class There:
        def __init__(self, url: str) -> None:
            self.url = url

    with session_for(There(url), token) as session:  # type: ignore[arg-type]
        sheet = gspread.Client(None, session=session).open_by_key(book).sheet1
        start = time.perf_counter()
        records = sheet.get_all_records()
        read = time.perf_counter() - start
        column = list(COLUMNS).index("status") + 1
        start = time.perf_counter()
        for number, _ in enumerate(records[:TRIED], 2):
            sheet.update_cell(number, column, "Implemented")
        each = (time.perf_counter() - start) / min(TRIED, len(records))
    print(
        f"{rows:,} rows with get_all_records and update_cell: read {read:.2f} s, {each * 1000:.1f} ms a cell over "
        f"{min(TRIED, len(records))} cells: {read + each * rows:.0f} s for all, extrapolated",
        flush=True,
    )


if __name__ == "__main__":
    if "--serve" in sys.argv:
        serve(int(sys.argv[2]))
    else:
        main()
