"""A process killed at whatever step of replacing a file leaves the old one or the new one, whole, and the next run goes
on from there. The process really dies: it kills itself (SIGKILL) at its n-th call to the system that Python reports."""

import os
import signal
import subprocess
import sys
from datetime import datetime

import pytest

from npmsync.replace import digest, replace, sweep

OLD, NEW = b"old" * 40_000, b"new" * 50_000
NOW = datetime(2026, 11, 2, 9, 30)  # noqa: DTZ001 - a stamp in a file's name
CHILD = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from npmsync.replace import digest, replace

tracker, backups, limit = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
expected, steps = digest(tracker), 0

def write(target):
    with target.open("wb") as file:
        for _ in range(50_000):
            file.write(b"new")

def kill(event, _):
    global steps
    if event.partition(".")[0] in ("open", "os", "shutil"):
        steps += 1
        if steps == limit:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(kill)
replace(tracker, write, expected_digest=expected, backups=backups, now=datetime(2026, 11, 2, 9, 30))
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
def test_a_kill_at_any_step_leaves_the_file_whole_and_the_next_run_goes_on(tmp_path):
    outcomes = []
    for limit in range(1, 100):
        tracker, backups = tmp_path / str(limit) / "tracker.xlsx", tmp_path / str(limit) / "backups"
        tracker.parent.mkdir()
        tracker.write_bytes(OLD)
        given = [sys.executable, "-c", CHILD, str(tracker), str(backups), str(limit)]
        code = subprocess.run(given, check=False).returncode
        outcomes.append(tracker.read_bytes())
        assert outcomes[-1] in (OLD, NEW)
        sweep(tracker.parent)
        sweep(backups)
        assert {one.name for one in tracker.parent.iterdir()} <= {"tracker.xlsx", "backups"}
        assert all(one.read_bytes() == OLD for one in (backups.iterdir() if backups.exists() else ()))
        if outcomes[-1] == OLD:
            replace(tracker, lambda to: to.write_bytes(NEW), expected_digest=digest(tracker), backups=backups, now=NOW)
        assert tracker.read_bytes() == NEW and OLD in [one.read_bytes() for one in backups.iterdir()]
        if code == 0:
            break
        assert code == -signal.SIGKILL
    assert len(outcomes) > 10 and OLD in outcomes and outcomes[-1] == NEW
