"""The real command is killed at random instants, or meets a disk that is full or read-only; a rerun comes to what an
undisturbed run comes to."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from npmsync.actions.listing import Filter, recommendations
from npmsync.actions.opened import Caller, opened
from npmsync.actions.past import list_history
from npmsync.actions.sync_options import SyncOptions
from npmsync.actions.synchronise import synchronise
from npmsync.actions.waiting import waiting_items
from npmsync.actions.world import load_world
from npmsync.plugins import Plugins
from npmsync.store import history

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="kill -9 and file size limits are POSIX"),
    pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning"),
]
KILLS = 200 if os.environ.get("NPMSYNC_NIGHTLY") else 20
HEADERS = ("No.", "Recommendation", "Addressees", "Place", "Status", "Notes", "Response", "Date of response")


def make(path: Path, start: int, count: int, notes: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Register"
    sheet.append(HEADERS)
    for n in range(start, start + count):
        text = f"Recommendation {n}: keep the register of wing {n} complete and let doctors read it."
        sheet.append([f"2026/{n:03d}", text, "Ministry of Health", f"Prison {n % 7}", "In progress", notes, None, None])
    book.save(path)


@pytest.fixture(scope="module")
def edited(tmp_path_factory, at):
    """Two trackers in step, then edited: cells, a new row, a conflict, a row that is gone."""
    root = tmp_path_factory.mktemp("kill") / "npm"
    root.mkdir(mode=0o700)
    first, second = root / "first.xlsx", root / "second.xlsx"
    make(first, 1, 40, "as agreed")
    shutil.copyfile(first, second)
    workspace = at(root).started(first, second)
    for path, row, column, value in (
        (first, 3, 5, "Implemented"),
        (first, 4, 7, "The works are done."),
        (second, 5, 6, "checked by telephone"),
        (first, 6, 6, "first says"),
        (second, 6, 6, "second says"),
    ):
        book = openpyxl.load_workbook(path)
        book.active.cell(row, column).value = value
        if value == "Implemented":
            book.active.append(
                ["2026/900", "Give every new prisoner a leaflet on rights.", "Prison Service", "Prison 1"]
            )
            book.active.delete_rows(20)
        book.save(path)
    return workspace


def inside(workspace):
    """The workspace opened in this process: quicker than the command, and the same from there on."""
    return opened(workspace.root, Caller(datetime.now(UTC), "nino", Plugins()))


def rerun(workspace) -> None:
    with inside(workspace) as it:
        assert synchronise(it, SyncOptions(), lambda text: None).waits


def seen(workspace) -> dict[str, object]:
    """The trackers' cells, and what the commands show, without ids and times."""
    shown: dict[str, object] = {
        path.name: [[cell.value for cell in row] for row in openpyxl.load_workbook(path).active.iter_rows()]
        for path in sorted(workspace.root.glob("*.xlsx"))
    }
    with inside(workspace) as it:
        with it.store.transaction() as connection:
            assert history.broken_link(connection) is None
            found = recommendations(load_world(it, connection), Filter(), it.today)
        shown["recommendations"] = sorted(json.dumps({**r, "id": None}, sort_keys=True) for r in found)
        shown["history"] = sorted(
            json.dumps([e["endpoint"], e["title"], e["field"], _no_ids(e["old"]), _no_ids(e["new"])])
            for e in list_history(it, None)
        )
        shown["waiting"] = sorted(
            json.dumps([i["kind"], i["endpoint"], i["title"], i["field"], i["ours"], i["theirs"]])
            for i in waiting_items(it)
        )
    return shown


def _no_ids(value: object) -> object:
    return len(value) if isinstance(value, list) else value


def moved(template, folder: Path, at):
    """A copy of the workspace in another folder: its trackers lie inside, so their addresses stay true."""
    shutil.copytree(template.root, folder)
    return at(folder)


def command(workspace) -> list[str]:
    return [sys.executable, "-m", "npmsync", "--workspace", str(workspace.root), "sync", "--json"]


def started(workspace) -> subprocess.Popen[bytes]:
    """The command in its own process, which has just taken hold of the workspace."""
    lock = workspace.root / ".npmsync.lock"
    lock.unlink(missing_ok=True)
    process = subprocess.Popen(command(workspace), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not lock.exists() and process.poll() is None:
        time.sleep(0.001)
    return process


@pytest.fixture(scope="module")
def undisturbed(edited, tmp_path_factory, at):
    """What an undisturbed run comes to, and how long it works on the workspace, in seconds."""
    workspace = moved(edited, tmp_path_factory.mktemp("undisturbed") / "npm", at)
    process = started(workspace)
    start = time.perf_counter()
    assert process.wait() == 3
    return seen(workspace), time.perf_counter() - start


def test_a_run_killed_at_any_instant_and_a_rerun_come_to_what_an_undisturbed_run_comes_to(
    edited, undisturbed, tmp_path, at
):
    wanted, seconds = undisturbed
    chance = random.Random(20260302)
    killed = 0
    for number in range(KILLS):
        workspace = moved(edited, tmp_path / str(number), at)
        process = started(workspace)
        time.sleep(seconds * chance.random() * 0.9)
        process.kill()
        killed += process.wait() < 0
        rerun(workspace)
        assert seen(workspace) == wanted, f"instant {number}"
        assert [p.name for p in workspace.root.rglob(".npmsync-*") if p.suffix == ".xlsx"] == []
        shutil.rmtree(workspace.root)
    assert killed >= KILLS // 4, "the instants do not lie within the run"


@pytest.mark.parametrize("limit", [0, 4_000, 20_000, 60_000, 100_000])
def test_a_full_disk_leaves_the_old_trackers_whole_and_a_rerun_finishes(edited, undisturbed, tmp_path, at, limit):
    """RLIMIT_FSIZE: no file may grow beyond so many bytes, as on a disk that is full."""
    workspace = moved(edited, tmp_path / "npm", at)

    def no_more_than() -> None:
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run(command(workspace), capture_output=True, text=True, preexec_fn=no_more_than)
    assert done.returncode in (1, 3), done.stderr
    assert "Traceback" not in done.stderr and "fault of its own" not in done.stderr, done.stderr
    for path in workspace.root.glob("*.xlsx"):
        openpyxl.load_workbook(path)
    rerun(workspace)
    assert seen(workspace) == undisturbed[0]


def test_a_tracker_that_may_not_be_written_waits_and_follows_later(edited, undisturbed, tmp_path, at):
    workspace = moved(edited, tmp_path / "npm", at)
    second = workspace.root / "second.xlsx"
    second.chmod(0o400)
    before = second.read_bytes()
    report = workspace.json("sync", code=3)
    waiting = {endpoint["name"]: endpoint["waiting"] for endpoint in report["endpoints"]}
    assert waiting["first"] == 0 and waiting["second"] > 0
    assert second.read_bytes() == before
    assert any("second.xlsx is read-only" in note for e in report["endpoints"] for note in e["notes"])
    second.chmod(0o600)
    rerun(workspace)
    assert seen(workspace) == undisturbed[0]
