"""How each system is told to run something for one user every few minutes, without an administrator: the text of its
file and the commands that register it. Pure: nothing is run here.

    systemd   a user timer (systemd.timer(5))             cron      a line in the user's table (crontab(5))
    launchd   an agent in ~/Library (launchd.plist(5))    windows   a task of the Task Scheduler (schema 1.2)
"""

from __future__ import annotations

import plistlib
import re
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape

Kind = Literal["systemd", "cron", "launchd", "windows"]


@dataclass(frozen=True, slots=True)
class Job:
    """`name` tells one workspace's job from another's; `command` is run every `minutes`."""

    name: str
    command: tuple[str, ...]
    minutes: int
    root: Path


@dataclass(frozen=True, slots=True)
class Registration:
    """`files` to write (path -> text), then `commands` to run in order; `undo` are the commands that take it back, run
    before the files are deleted."""

    kind: Kind
    files: dict[Path, str]
    commands: tuple[tuple[str, ...], ...]
    undo: tuple[tuple[str, ...], ...]


def systemd(job: Job, home: Path) -> Registration:
    """A user timer. It also catches up after the computer slept (Persistent)."""
    folder = home / ".config" / "systemd" / "user"
    service = (
        f"[Unit]\nDescription=npmsync keeps trackers in step\n\n[Service]\nType=oneshot\nNice=10\n"
        f"ExecStart={' '.join(map(_systemd_word, job.command))}\n"
    )
    timer = (
        f"[Unit]\nDescription=npmsync every {job.minutes} minutes\n\n[Timer]\nOnStartupSec=2min\n"
        f"OnUnitActiveSec={job.minutes}min\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n"
    )
    unit = f"{job.name}.timer"
    user = ("systemctl", "--user")
    return Registration(
        "systemd",
        {folder / f"{job.name}.service": service, folder / unit: timer},
        ((*user, "daemon-reload"), (*user, "enable", "--now", unit)),
        ((*user, "disable", "--now", unit),),
    )


def launchd(job: Job, home: Path, user: int) -> Registration:
    """An agent of this user (`user`: its number)."""
    label = f"org.{job.name}"
    path = home / "Library" / "LaunchAgents" / f"{label}.plist"
    plist = plistlib.dumps(
        {
            "Label": label,
            "ProgramArguments": list(job.command),
            "StartInterval": job.minutes * 60,
            "RunAtLoad": True,
            "ProcessType": "Background",
            "LowPriorityIO": True,
        }
    ).decode("utf-8")
    domain = f"gui/{user}"
    commands = (("launchctl", "bootstrap", domain, str(path)),)
    return Registration("launchd", {path: plist}, commands, (("launchctl", "bootout", f"{domain}/{label}"),))


def windows(job: Job, folder: Path, start: str) -> Registration:
    """A task of this user, run with the rights it has and only while it is logged on. `start` is an ISO time without
    offset from which it repeats; `folder` is where its description is kept."""
    program, *arguments = job.command
    text = f"""<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>npmsync keeps trackers in step</Description></RegistrationInfo>
  <Triggers><TimeTrigger><StartBoundary>{escape(start)}</StartBoundary><Enabled>true</Enabled>
    <Repetition><Interval>PT{job.minutes}M</Interval></Repetition></TimeTrigger></Triggers>
  <Principals><Principal id="Author"><LogonType>InteractiveToken</LogonType>
    <RunLevel>LeastPrivilege</RunLevel></Principal></Principals>
  <Settings><MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy><StartWhenAvailable>true</StartWhenAvailable>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries><StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT30M</ExecutionTimeLimit><Priority>7</Priority></Settings>
  <Actions Context="Author"><Exec><Command>{escape(program)}</Command>
    <Arguments>{escape(subprocess.list2cmdline(arguments))}</Arguments></Exec></Actions>
</Task>
"""
    path = folder / f"{job.name}.xml"
    create = ("schtasks", "/Create", "/TN", job.name, "/XML", str(path), "/F")
    return Registration("windows", {path: text}, (create,), (("schtasks", "/Delete", "/TN", job.name, "/F"),))


def cron_with(table: str, job: Job) -> str:
    """The user's table of cron with the job in it, once, whatever else stands there."""
    # "%" begins a command's input in a table (crontab(5)).
    command = shlex.join(job.command).replace("%", "\\%")
    return f"{cron_without(table, job)}{_minutes(job.minutes)} {command} >/dev/null 2>&1 # {job.name}\n"


def cron_without(table: str, job: Job) -> str:
    """The table without the job."""
    kept = [line for line in table.splitlines() if not line.rstrip().endswith(f"# {job.name}")]
    return "".join(f"{line}\n" for line in kept)


def _minutes(minutes: int) -> str:
    return f"*/{minutes} * * * *" if minutes < 60 else f"0 */{max(1, min(minutes // 60, 23))} * * *"


def _systemd_word(word: str) -> str:
    quoted = re.sub(r'(["\\])', r"\\\1", word).replace("%", "%%").replace("$", "$$")
    return f'"{quoted}"'
