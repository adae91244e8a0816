"""When a watch syncs, and how it is registered on systems that are not this one."""

from __future__ import annotations

import plistlib
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from npmsync.workspace.schedulers import Job, cron_with, cron_without, launchd, systemd, windows
from npmsync.workspace.watching import Watched, due_now, looked, synced

OLD, NEW = {"a": (1, 10)}, {"a": (2, 11)}
ROOT = Path("/home/nino/NPM 100% $HOME")
JOB = Job("npmsync-ab12cd34", ("/usr/bin/python3", "-m", "npmsync", "--workspace", str(ROOT), "watch"), 5, ROOT)


def test_it_syncs_at_first_when_a_saved_file_stands_still_and_every_so_often():
    assert due_now(Watched({}, {}), OLD, 0, 60)
    state = synced(OLD, 100)
    assert not due_now(state, OLD, 130, 60)
    assert due_now(state, OLD, 160, 60), "it is time"
    assert not due_now(state, NEW, 110, 60), "it has only just changed"
    state = looked(state, NEW)
    assert not due_now(state, {"a": (3, 12)}, 113, 60), "and it still changes"
    assert due_now(looked(state, NEW), NEW, 116, 60)
    assert not due_now(synced(NEW, 116), NEW, 119, 60), "what a sync wrote itself is no reason for another"
    assert not due_now(looked(state, OLD), OLD, 119, 60), "put back as it was"


def test_systemd_runs_it_for_this_user_and_says_every_word_as_it_is():
    made = systemd(JOB, Path("/home/nino"))
    service, timer = made.files.values()
    assert '"/home/nino/NPM 100%% $$HOME"' in service and "OnUnitActiveSec=5min" in timer
    assert all(path.is_relative_to("/home/nino/.config/systemd/user") for path in made.files)
    assert made.commands[-1] == ("systemctl", "--user", "enable", "--now", "npmsync-ab12cd34.timer")


def test_launchd_gets_a_list_of_words():
    made = launchd(JOB, Path("/Users/nino"), 501)
    ((path, text),) = made.files.items()
    found = plistlib.loads(text.encode())
    assert found["ProgramArguments"] == list(JOB.command) and found["StartInterval"] == 300
    assert path.parent == Path("/Users/nino/Library/LaunchAgents")
    assert made.undo == (("launchctl", "bootout", f"gui/501/{found['Label']}"),)


def test_the_task_scheduler_gets_a_task_without_an_administrator():
    job = Job("npmsync-x", (r"C:\Py & Co\pythonw.exe", "-m", "npmsync", "--workspace", r"D:\NPM <1>"), 15, ROOT)
    ((_, text),) = windows(job, Path("/ws"), "2026-11-25T09:00:00").files.items()
    spaces = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    task = ElementTree.fromstring(text.encode("utf-16"))
    assert task.findtext(".//t:RunLevel", namespaces=spaces) == "LeastPrivilege"
    assert task.findtext(".//t:Interval", namespaces=spaces) == "PT15M"
    assert task.findtext(".//t:Command", namespaces=spaces) == r"C:\Py & Co\pythonw.exe"
    assert task.findtext(".//t:Arguments", namespaces=spaces) == r'-m npmsync --workspace "D:\NPM <1>"'


def test_cron_keeps_what_stands_there_and_the_job_once():
    table = "MAILTO=nino\n0 3 * * * backup\n"
    once = cron_with(table, JOB)
    assert once.startswith(table) and "*/5 * * * *" in once and r"NPM 100\% $HOME'" in once
    assert cron_with(once, JOB) == once and cron_without(once, JOB) == table
    other = Job("npmsync-other", JOB.command, 120, ROOT)
    assert cron_without(cron_with(once, other), JOB) == cron_with(table, other)
    assert "0 */2 * * *" in cron_with("", other)
