"""A process that has imported npmsync and forks for each command: what a person's command does, less its start-up.

The forked child gets arguments, environment and empty standard input of its own and runs `npmsync.cli.main`, so that a
test sees a whole process with its exit code. Where there is no fork (Windows) commands are started as usual.

As a program it reads one JSON line a command ({argv, env, cwd, out, err}) and answers each with its exit code.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

COMMANDS = ("planning", "inviting", "exporting", "sync", "init", "due", "history", "meetings", "doctor", "listing")
PRELOADED = (
    *(f"npmsync.cli.{name}" for name in COMMANDS),
    *("npmsync.actions.initialise", "npmsync.actions.synchronise", "npmsync.actions.exporting"),
    *("npmsync.actions.listing", "npmsync.actions.planning", "npmsync.actions.inviting", "npmsync.actions.receiving"),
    *("npmsync.store.open", "npmsync_excel.adapter", "npmsync_excel.reading", "npmsync_excel.patching"),
    *("npmsync.actions.dialogue_taking", "npmsync.actions.dialogue_writing", "npmsync_excel.workbook"),
    *("npmsync.actions.due_today", "npmsync.actions.take_field", "npmsync.cli.conflicts"),
    *("holidays", "holidays.countries", "icalendar", "openpyxl", "rapidfuzz", "babel.dates"),
)


@dataclass(frozen=True)
class Done:
    """As `subprocess.CompletedProcess`, as far as tests ask."""

    returncode: int
    stdout: str
    stderr: str


class WarmCommand:
    """Runs commands in forks of one warm process, which ends with this one."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        atexit.register(self._end)

    def _end(self) -> None:
        self._process.communicate()

    def run(self, argv: Sequence[str], env: dict[str, str]) -> Done:
        assert self._process.stdin is not None and self._process.stdout is not None
        with tempfile.NamedTemporaryFile() as out, tempfile.NamedTemporaryFile() as err:
            given = {"argv": list(argv), "env": env, "cwd": str(Path.cwd()), "out": out.name, "err": err.name}
            self._process.stdin.write(json.dumps(given) + "\n")
            self._process.stdin.flush()
            code = int(self._process.stdout.readline())
            return Done(code, Path(out.name).read_text("utf-8"), Path(err.name).read_text("utf-8"))


def _child(given: dict[str, object]) -> None:
    """Becomes the command; does not return."""
    for number, path in ((1, given["out"]), (2, given["err"])):
        opened = os.open(str(path), os.O_WRONLY)
        os.dup2(opened, number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 (they live as long as the process)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    os.chdir(str(given["cwd"]))
    os.environ.clear()
    os.environ.update(given["env"])  # type: ignore[arg-type]
    sys.argv = ["npmsync", *given["argv"]]  # type: ignore[misc]
    from npmsync.cli import main

    code: object = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    except BaseException:
        import traceback

        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)


def _serve() -> None:
    import importlib
    import signal

    for name in PRELOADED:
        importlib.import_module(name)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            signal.alarm(60)  # a command that hangs dies, and its test sees the signal
            _child(json.loads(line))
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    _serve()
