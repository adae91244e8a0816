"""Whether what npmsync depends on may be used, and is known to be safe: every pinned package has a licence on the
written list, that licence fits MIT for what it is used for, the package itself says nothing else, and no pinned version
is one with a known hole. Needs no network: see the README beside it for what that is worth.

    python config/audit/audit.py
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

HERE = Path(__file__).parent
PINS = HERE.parent / "constraints.txt"
FITS = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MPL-2.0", "PSF-2.0",
    "Zlib",
}  # fmt: skip
"""Licences under which a part may come with an MIT program."""
IMPORTED = {"LGPL-3.0-only"}
"""Those of libraries that are installed beside it and can be replaced; named, so that nobody builds them in."""
RUN_BY_TESTS = {"GPL-2.0-or-later", "GPL-3.0-or-later"}
"""Those of programs that tests start and nobody is given."""


def main() -> int:
    pins = dict(pinned(PINS.read_text("utf-8")))
    found = [*licence_problems(pins, _rows("licences.csv"), said), *advisory_problems(pins, _rows("advisories.csv"))]
    for problem in found:
        print(problem, file=sys.stderr)
    if not found:
        print(f"{len(pins)} packages: licences fit, no version with a hole that config/audit knows.")
    return bool(found)


def pinned(text: str) -> Iterator[tuple[str, str]]:
    """(package, version) of each line of a constraints file; the newest where a package stands there twice."""
    found: dict[str, str] = {}
    for name, version in re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;]+)", text, re.M):
        found[name] = min(version, found.get(name, version), key=_order)
    yield from found.items()


def licence_problems(pins: Mapping[str, str], rows: list[dict[str, str]], says: object) -> Iterator[str]:
    """`says(package)` gives what the installed package says of its licence, "" for nothing."""
    known = {row["package"]: row for row in rows}
    for name in pins:
        row = known.get(name)
        if row is None:
            yield f"{name} is pinned and has no licence in config/audit/licences.csv."
            continue
        allowed = FITS | IMPORTED | (RUN_BY_TESTS if row["used"] == "tests" else set())
        if not fits(row["licence"], allowed):
            yield f"{name} is under {row['licence']}, which does not fit what it is used for ({row['used']})."
        own = says(name)  # type: ignore[operator]
        if own and own != row["licence"]:
            yield f"{name} says that it is under {own}, and config/audit/licences.csv says {row['licence']}."
    for name in known.keys() - pins.keys():
        yield f"{name} stands in config/audit/licences.csv and is not pinned."


def fits(expression: str, allowed: set[str]) -> bool:
    """Whether an SPDX expression of OR and AND (without brackets) can be met with these licences."""
    return any(all(part in allowed for part in choice.split(" AND ")) for choice in expression.split(" OR "))


def advisory_problems(pins: Mapping[str, str], rows: list[dict[str, str]]) -> Iterator[str]:
    for row in rows:
        version = pins.get(row["package"])
        if version is not None and _order(version) < _order(row["safe_from"]):
            yield f"{row['package']} {version} has a hole ({row['id']}: {row['what']}); {row['safe_from']} has not."


def said(name: str) -> str:
    """The licence that an installed package names by an SPDX expression; "" where it does not, or is not installed."""
    try:
        return metadata(name).get("License-Expression") or ""
    except PackageNotFoundError:
        return ""


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version.partition("+")[0]))


if __name__ == "__main__":
    sys.exit(main())
