"""Builds npmsync as a folder that runs without Python. Run, in a virtual environment that has npmsync with the extras
you want and PyInstaller (`pip install npmsync pyinstaller`), on the system you build for:

    python config/standalone/build.py [OUT]     (default: dist)

OUT/npmsync/ then holds the program (`npmsync`, on Windows `npmsync.exe`); copy the folder, nothing is installed and no
administrator is needed. Every plugin that is installed beside npmsync is found in it too: their entry points, modules
and data are taken from the environment. PyInstaller builds for the system it runs on, so Windows and macOS programs
are built there, with this same command.
"""

from __future__ import annotations

import sys
import tempfile
from importlib.metadata import distribution, entry_points
from importlib.util import find_spec
from pathlib import Path

LAZY = ("holidays", "alembic", "icalendar", "babel", "rapidfuzz")
"""Libraries that import parts of themselves by name, which no reading of the code finds."""
OPTIONAL = (
    "psycopg", "keyring.backends", "docx", "typst", "pypdf", "highspy", "gspread", "caldav", "pyrage", "sqlcipher3",
)  # fmt: skip
WITH_DATA = ("npmsync", "babel", "tzdata", "holidays", "icalendar", "docx")


def main(out: Path) -> None:
    from PyInstaller.__main__ import run

    points = entry_points(group="npmsync")
    plugins = sorted({point.module.split(".")[0] for point in points})
    owners = sorted({"npmsync", *(point.dist.name for point in points if point.dist is not None)})
    modules = ["npmsync", *plugins, *LAZY, *(name for name in OPTIONAL if _is_there(name))]
    given = [word for name in modules for word in ("--collect-submodules", name)]
    given += [word for name in (*WITH_DATA, *plugins) if _is_there(name) for word in ("--collect-data", name)]
    given += [word for name in owners for word in ("--copy-metadata", distribution(name).name)]
    with tempfile.TemporaryDirectory() as temporary:
        start = Path(temporary) / "start.py"
        start.write_text("from npmsync.cli import main\n\nmain()\n", "utf-8")
        migrations = Path(str(find_spec("npmsync.store").origin)).parent / "migrations"  # type: ignore[union-attr]
        run([
            "--noconfirm", "--clean", "--log-level", "WARN", "--onedir", "--console", "--name", "npmsync",
            "--distpath", str(out), "--workpath", f"{temporary}/work", "--specpath", temporary,
            # alembic reads the migrations as files
            "--add-data", f"{migrations}:npmsync/store/migrations", *given, str(start),
        ])  # fmt: skip


def _is_there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "dist").absolute())
