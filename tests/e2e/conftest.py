"""The installed command, run as a person runs it, on a workspace of its own."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

TRACKERS = Path(__file__).parents[1] / "data" / "trackers"
COMMAND = Path(sys.executable).with_name("npmsync.exe" if os.name == "nt" else "npmsync")
ORGANISER = "Nino Kapanadze <nino@npm.example>"


@cache
def warm() -> Any:
    """One warm process for all tests of a worker. tests/ is no package, so a neighbour is loaded by its path."""
    spec = importlib.util.spec_from_file_location("warm", Path(__file__).with_name("warm.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules["warm"] = module
    spec.loader.exec_module(module)
    return module.WarmCommand()


def run_command(words: list[str], env: dict[str, str]) -> Any:
    """The command with these words, in a process of its own; as installed where there is no fork."""
    if hasattr(os, "fork"):
        return warm().run(words, env)
    return subprocess.run(
        [COMMAND, *words], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, env=env
    )


@dataclass
class Workspace:
    """A workspace folder and the command that works on it."""

    root: Path

    def run(self, *words: str | Path, code: int | None = 0, env: dict[str, str] | None = None) -> Any:
        """Runs the command and holds it to its exit code (None: any); returns the finished process."""
        done = run_command(["--workspace", str(self.root), *map(str, words)], {**os.environ, **(env or {})})
        assert "Traceback" not in done.stderr, done.stderr
        assert code is None or done.returncode == code, (done.returncode, done.stdout[-2000:], done.stderr[-2000:])
        return done

    def json(self, *words: str | Path, code: int | None = 0) -> Any:
        """What the command prints with --json."""
        return json.loads(self.run(*words, "--json", code=code).stdout)

    def tracker(self, name: str) -> Path:
        """A writable copy of one of the sample trackers, in the workspace."""
        return Path(shutil.copyfile(TRACKERS / f"{name}.xlsx", self.root / f"{name}.xlsx"))

    def started(self, *trackers: Path, country: str = "GE") -> Workspace:
        """Initialised with these trackers and synchronised once."""
        named = [word for tracker in trackers for word in ("--tracker", tracker)]
        self.run("init", *named, "--country", country, "--organiser", ORGANISER, "--yes")
        self.run("sync")
        return self

    def store(self) -> list[tuple[Any, ...]]:
        """Everything the store holds, table by table, for comparing before and after."""
        import sqlite3

        path = self.root / "npmsync.sqlite"
        if not path.exists():
            return []
        with sqlite3.connect(path) as connection:
            tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
            rows = [(name, *row) for name in sorted(tables) for row in connection.execute(f'select * from "{name}"')]
        connection.close()
        return rows


@pytest.fixture(scope="session")
def at() -> type[Workspace]:
    """`at(folder)` is the workspace in a folder."""
    return Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    root = tmp_path / "npm"
    root.mkdir(mode=0o700)
    return Workspace(root)


@pytest.fixture(scope="session")
def english_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("template") / "npm"
    root.mkdir(mode=0o700)
    made = Workspace(root)
    made.started(made.tracker("en_register"))
    return root


@pytest.fixture
def english(english_template: Path, tmp_path: Path) -> Workspace:
    """The English register, read: a copy of one workspace (its tracker lies inside, so its address stays true)."""
    return Workspace(Path(shutil.copytree(english_template, tmp_path / "npm")))
