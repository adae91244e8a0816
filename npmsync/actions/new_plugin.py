"""`plugins new`: the skeleton of an adapter, which works and passes its contract's test as it stands."""

from __future__ import annotations

import re
import shutil
from importlib.resources import files
from pathlib import Path

from npmsync.errors import Refused, UsageError

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def new_plugin(name: str, below: Path) -> list[Path]:
    """Writes `npmsync-NAME/` in the folder `below` and returns its files, absolute, in order. Raises UsageError for a
    name that no package can have, Refused where the folder is there already; a failure leaves nothing behind."""
    if not _NAME.fullmatch(name):
        raise UsageError("bad-name", f"{name!r} cannot be a plugin's name.", "Use small letters, digits and hyphens.")
    folder = (below / f"npmsync-{name}").absolute()
    if folder.exists():
        raise Refused("already-there", f"{folder} is there already.", "Choose another name, or move it away.")
    try:
        return [_written(folder / path, template, name) for path, template in _layout(name).items()]
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _layout(name: str) -> dict[str, str]:
    package = f"npmsync_{name.replace('-', '_')}"
    return {
        "README.md": "README.md",
        f"{package}/__init__.py": "card.py",
        f"{package}/adapter.py": "adapter.py",
        "pyproject.toml": "pyproject.toml",
        "tests/test_contract.py": "test_contract.py",
    }


def _written(path: Path, template: str, name: str) -> Path:
    text = (files("npmsync") / "skeleton" / f"{template}.in").read_text("utf-8")
    words = {"name": name, "module": name.replace("-", "_"), "Class": "".join(map(str.capitalize, name.split("-")))}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(re.sub(r"\{\{(\w+)\}\}", lambda found: words[found[1]], text), "utf-8", newline="\n")
    return path
