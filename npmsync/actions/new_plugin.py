"""`plugins new`: the skeleton of a plugin, which works and passes its contract's test as it stands."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from npmsync.errors import Refused, UsageError

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class _Skeleton:
    """Which templates a kind of plugin begins with, what its card provides, and how it is first used."""

    adapter: str
    test: str
    provision: str
    what: str
    use: str


_SKELETONS = {
    "table": _Skeleton(
        "adapter.py",
        "test_contract.py",
        'Provision("table", "{{name}}", "npmsync_{{module}}.adapter:{{Class}}Format", (".{{name}}",))',
        "tables in .{{name}} files",
        "npmsync init --tracker list.{{name}}",
    ),
    "renderer": _Skeleton(
        "renderer.py",
        "test_renderer.py",
        'Provision("renderer", "{{name}}", "npmsync_{{module}}.adapter:{{Class}}Renderer", (".{{name}}",))',
        "forms as .{{name}} files",
        "npmsync export --all --format {{name}}",
    ),
    "due-rule": _Skeleton(
        "due_rule.py",
        "test_due_rule.py",
        'Provision("due_rule", "{{name}}", "npmsync_{{module}}.adapter:{{Class}}Rule")',
        "a rule of the day's list",
        "npmsync due",
    ),
}
KINDS = tuple(_SKELETONS)
"""Of plugins that can be begun."""


def new_plugin(name: str, below: Path, kind: str = "table") -> list[Path]:
    """Writes `npmsync-NAME/` in the folder `below` and returns its files, absolute, in order. Raises UsageError for a
    name that no package can have, Refused where the folder is there already; a failure leaves nothing behind."""
    if not _NAME.fullmatch(name):
        raise UsageError("bad-name", f"{name!r} cannot be a plugin's name.", "Use small letters, digits and hyphens.")
    folder = (below / f"npmsync-{name}").absolute()
    if folder.exists():
        raise Refused("already-there", f"{folder} is there already.", "Choose another name, or move it away.")
    skeleton = _SKELETONS[kind]
    words = _words(name, skeleton)
    try:
        return [_written(folder / path, template, words) for path, template in _layout(name, skeleton).items()]
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _layout(name: str, skeleton: _Skeleton) -> dict[str, str]:
    package = f"npmsync_{name.replace('-', '_')}"
    return {
        "README.md": "README.md",
        f"{package}/__init__.py": "card.py",
        f"{package}/adapter.py": skeleton.adapter,
        "pyproject.toml": "pyproject.toml",
        "tests/test_contract.py": skeleton.test,
    }


def _words(name: str, skeleton: _Skeleton) -> dict[str, str]:
    """What stands in the gaps of the templates."""
    words = {"name": name, "module": name.replace("-", "_"), "Class": "".join(map(str.capitalize, name.split("-")))}
    for gap in ("provision", "what", "use"):
        words[gap] = _filled(getattr(skeleton, gap), words)
    return words


def _written(path: Path, template: str, words: dict[str, str]) -> Path:
    text = (files("npmsync") / "skeleton" / f"{template}.in").read_text("utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_filled(text, words), "utf-8", newline="\n")
    return path


def _filled(text: str, words: dict[str, str]) -> str:
    return re.sub(r"\{\{(\w+)\}\}", lambda found: words[found[1]], text)
