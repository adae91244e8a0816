"""Puts a plugin's package where Python finds it as an installed distribution, as pip does with its wheel: the package,
and beside it the metadata with the entry point. (Building a wheel for each test would take seconds; the nightly test
has pip do it.)"""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

HERE = Path(__file__).parent


def install(folder: Path, site: Path) -> None:
    """The package in `folder` (with its pyproject.toml) into `site`."""
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    for package in folder.iterdir():
        if (package / "__init__.py").is_file():
            shutil.copytree(package, site / package.name, ignore=shutil.ignore_patterns("__pycache__"))
    lines = [f"{name} = {target}" for name, target in project["entry-points"]["npmsync"].items()]
    record(site, project["name"], project["version"], lines)


def record(site: Path, name: str, version: str, lines: list[str]) -> None:
    """The metadata of a distribution with these entry points."""
    info = site / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (info / "entry_points.txt").write_text("\n".join(["[npmsync]", *lines, ""]))
