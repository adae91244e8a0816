"""`watch --install` and `--uninstall`: registered with the system's own scheduler, for this user."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from npmsync.actions.opened import Opened
from npmsync.actions.watch_state import read_state, write_state
from npmsync.errors import Refused
from npmsync.workspace.schedulers import Job, Registration, cron_with, cron_without, launchd, systemd, windows

LOOK_MINUTES = 5
"""How often the scheduler has the files looked at; a look at files that did not change costs next to nothing."""

Run = Callable[[Sequence[str], str | None], tuple[int, str]]
"""(command, what it is given) -> (its code, what it said). Code 127: there is no such program."""


@dataclass(frozen=True, slots=True)
class System:
    """The computer as far as registering cares: `platform` as sys.platform, `user` its number (0 where there are none),
    `python` what runs npmsync."""

    platform: str
    home: Path
    user: int
    python: tuple[str, ...]
    run: Run


def this_system() -> System:
    """The computer this runs on."""
    import os

    user = os.getuid() if hasattr(os, "getuid") else 0
    return System(sys.platform, Path.home(), user, _program(), run_command)


def run_command(command: Sequence[str], given: str | None = None) -> tuple[int, str]:
    """Runs a command of the system, without a window."""
    hidden: dict[str, Any] = {"creationflags": 0x08000000} if sys.platform == "win32" else {}
    try:
        done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=60, check=False, **hidden)
    except (OSError, subprocess.TimeoutExpired) as error:
        return 127, str(error)
    return done.returncode, (done.stdout or "") + (done.stderr or "")


def install(opened: Opened, system: System, every: int) -> dict[str, Any]:
    """Registers the watch of this workspace. Raises `Refused` where the system's scheduler does not take it."""
    job = _job(opened, system, every)
    if system.platform.startswith("linux") and not _has_systemd(system):
        kind = "cron"
        _cron(system, job, cron_with)
    else:
        registration = _registration(opened, system, job)
        kind = registration.kind
        _register(system, registration)
    state = {**read_state(opened.workspace), "kind": kind, "every": every, "job": job.name}
    write_state(opened.workspace, {**state, "installed_at": opened.now.isoformat(timespec="seconds")})
    return {"installed": True, "kind": kind, "job": job.name, "every": every}


def uninstall(opened: Opened, system: System) -> dict[str, Any]:
    """Takes the registration back; where there is none, says so."""
    state = read_state(opened.workspace)
    kind = state.get("kind")
    job = _job(opened, system, int(state.get("every") or 60))
    if kind == "cron":
        _cron(system, job, cron_without)
    elif kind is not None:
        registration = _registration(opened, system, job)
        for command in registration.undo:
            system.run(command, None)
        for path in registration.files:
            path.unlink(missing_ok=True)
        if registration.kind == "systemd":
            system.run(("systemctl", "--user", "daemon-reload"), None)
    left = {name: value for name, value in state.items() if name not in ("kind", "job", "installed_at", "every")}
    write_state(opened.workspace, left)
    return {"installed": False, "kind": kind, "job": job.name, "every": None}


def _job(opened: Opened, system: System, every: int) -> Job:
    root = opened.workspace.root
    name = f"npmsync-{sha256(str(root).encode()).hexdigest()[:8]}"
    command = (*system.python, "--workspace", str(root), "watch", "--once", "--every", str(every))
    return Job(name, command, min(LOOK_MINUTES, every), root)


def _registration(opened: Opened, system: System, job: Job) -> Registration:
    if system.platform == "darwin":
        return launchd(job, system.home, system.user)
    if system.platform == "win32":
        return windows(job, opened.workspace.root, f"{opened.now.astimezone().replace(tzinfo=None):%Y-%m-%dT%H:%M:00}")
    return systemd(job, system.home)


def _register(system: System, registration: Registration) -> None:
    for path, text in registration.files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        # The Task Scheduler wants the encoding that the head of its file names.
        path.write_text(text, "utf-16" if registration.kind == "windows" else "utf-8", newline="\n")
    for command in registration.commands:
        code, said = system.run(command, None)
        if code:
            for undo in registration.undo:
                system.run(undo, None)
            for path in registration.files:
                path.unlink(missing_ok=True)
            raise _refused(" ".join(command[:2]), said)


def _has_systemd(system: System) -> bool:
    return system.run(("systemctl", "--user", "show-environment"), None)[0] == 0


def _cron(system: System, job: Job, change: Callable[[str, Job], str]) -> None:
    code, table = system.run(("crontab", "-l"), None)
    # Without a table yet, crontab ends 1 and says so.
    table = table if code == 0 else ""
    code, said = system.run(("crontab", "-"), change(table, job))
    if code:
        raise _refused("crontab", said)


def _refused(what: str, said: str) -> Refused:
    return Refused(
        "no-scheduler",
        f"The system's scheduler did not take it ({what}: {' '.join(said.split())[:200] or 'no answer'}).",
        "Leave a window open with: npmsync watch",
    )


def _program() -> tuple[str, ...]:
    """What runs npmsync again: itself where it was built to run alone; on Windows the Python without a window."""
    if getattr(sys, "frozen", False):
        return (sys.executable,)
    python = Path(sys.executable)
    with contextlib.suppress(OSError):
        silent = python.with_name("pythonw.exe")
        if sys.platform == "win32" and silent.exists():
            python = silent
    return (str(python), "-m", "npmsync")
