"""Several npmsync processes at once on one shared sheet, over HTTP, while people type there: two offices, each with a
store of its own or both with one, and a second process in one of the workspaces.

Nothing is lost, no row is there twice."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from npmsync.actions.opened import Caller, opened
from npmsync.actions.sync_options import SyncOptions
from npmsync.actions.synchronise import synchronise
from npmsync.plugins import Plugins
from npmsync.store import decisions
from npmsync.testing import postgres
from npmsync.testing.sheets import SheetsServer
from npmsync.testing.workspaces import register_toml

NIGHTLY = bool(os.environ.get("NPMSYNC_NIGHTLY"))
ROUNDS = 12 if NIGHTLY else 2
NINO = "nino@npm.example"
COLUMNS = {"ref": "No.", "text": "Recommendation", "addressees": "Addressees", "notes": "Notes"}
WORKER = """
import csv, os, sys, time
from datetime import UTC, datetime
from pathlib import Path
from npmsync.actions.opened import Caller, opened
from npmsync.actions.sync_options import SyncOptions
from npmsync.actions.synchronise import synchronise
from npmsync.plugins import Plugins
import npmsync_gsheets.adapter, npmsync_gsheets.patience as patience
npmsync_gsheets.adapter.Patience = lambda: patience.Patience(first=0.01)
root, name, rounds = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for number in range(rounds):
    with opened(root, Caller(datetime.now(UTC), name, Plugins(), environment=os.environ)) as it:
        if name != "second":
            with (root / "own.csv").open("a", newline="", encoding="utf-8") as file:
                csv.writer(file).writerow([f"{name}-{number}", f"{name} asks for thing {number} in wing {number * 7}.",
                                           "Ministry of Health", f"note of {name} {number}"])
        synchronise(it, SyncOptions(), lambda text: None)
"""


def office(root: Path, address: str, store: str) -> None:
    root.mkdir(mode=0o700)
    with (root / "own.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerow(COLUMNS.values())
        csv.writer(file).writerow(["1", "Keep the register complete.", "Ministry of Health", ""])
    settings = f'[workspace]\ntimezone = "UTC"\nlanguage = "en"\n{store}'
    settings += register_toml(f"own {root.name}", "csv", "own.csv", COLUMNS, sheet="own")
    (root / "npmsync.toml").write_text(settings + register_toml("shared", "gsheets", address, COLUMNS))


def sync(root: Path) -> tuple[bool, str]:
    """(whether anything was written or taken, everything that waits)."""
    with opened(root, Caller(datetime.now(UTC), "nino", Plugins(), environment=os.environ)) as it:
        run = synchronise(it, SyncOptions(), lambda text: None).run
        with it.store.transaction() as connection:
            return run is not None, repr(decisions.open_decisions(connection))


def told(root: Path) -> list[list[str]]:
    with (root / "own.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


@pytest.fixture(params=["stores of their own", "one store"])
def store(request):
    """The line of npmsync.toml that names the store: each office's own, or one in PostgreSQL for both."""
    if request.param == "stores of their own":
        yield ""
        return
    if not NIGHTLY:
        pytest.skip("one store in PostgreSQL: nightly, NPMSYNC_NIGHTLY=1")
    if why := postgres.missing():
        pytest.skip(why)
    with postgres.server() as it:
        yield f'store = "{it.make("npm")}"\n'


def test_several_processes_on_one_sheet_lose_nothing_and_write_no_row_twice(tmp_path, monkeypatch, store):
    with SheetsServer() as server:
        server.quota.a_user = server.quota.a_project = 10**9
        monkeypatch.setenv("NPMSYNC_GOOGLE_TOKEN", server.accounts.token(NINO))
        rows = [["1", "Keep the register complete.", "Ministry of Health", None]]
        book = server.book("Register", NINO, [list(COLUMNS.values()), *rows])
        roots = {name: tmp_path / name for name in ("tunis", "sfax")}
        for root in roots.values():
            office(root, server.address(book), store)
        workers = [(roots["tunis"], "tunis"), (roots["sfax"], "sfax"), (roots["tunis"], "second")]
        command = [sys.executable, "-W", "ignore:.*extension is not supported:UserWarning", "-c", WORKER]
        processes = [subprocess.Popen([*command, root, name, str(ROUNDS)]) for root, name in workers]
        typed: list[str] = []
        while any(process.poll() is None for process in processes):
            with server.lock:
                known = [row for row, line in enumerate(book.values("Register"), 1) if line and line[0][:4] == "sfax"]
                if known and len(typed) < len(known):
                    typed.append(f"typed {len(typed)}")
                    book.type("Register", f"D{known[len(typed) - 1]}", typed[-1])
            time.sleep(0.05)
        assert [process.wait() for process in processes] == [0, 0, 0]
        waiting = ""
        for _ in range(4):
            said = [sync(root) for root in roots.values()]
            waiting = " ".join(words for _, words in said)
            if not any(news for news, _ in said):
                break
        else:
            pytest.fail("the offices never come to rest")
        shared = [[*line, *[""] * (4 - len(line))] for line in book.values("Register")[1:] if line]
        assert [sheet.title for sheet in book.sheets] == ["Register"]
    asked = {"1", *(f"{name}-{number}" for name in roots for number in range(ROUNDS))}
    for table in (shared, *(told(root) for root in roots.values())):
        assert sorted(line[0] for line in table) == sorted(asked)
    everywhere = waiting + repr([shared, *(told(root) for root in roots.values())])
    notes = [f"note of {name} {number}" for name in roots for number in range(ROUNDS)]
    assert typed
    # A note of an office that somebody typed over in the sheet, after it stood there, is theirs to replace.
    replaced = len(typed)
    assert [note for note in typed if note not in everywhere] == []
    assert sum(note not in everywhere for note in notes) <= replaced
