"""What npmsync depends on may be used and has no known hole, and what is built of it is the same bytes each time."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def audit():
    spec = importlib.util.spec_from_file_location("audit", ROOT / "config" / "audit" / "audit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_pinned_package_fits_and_none_has_a_known_hole(audit, capsys):
    assert audit.main() == 0, capsys.readouterr().err


def test_what_does_not_fit_is_named(audit):
    pins = {"a": "1.10", "b": "1", "c": "2", "new": "1"}
    rows = [
        {"package": "a", "licence": "MIT", "used": "runs"},
        {"package": "b", "licence": "GPL-3.0-or-later", "used": "runs"},
        {"package": "c", "licence": "GPL-3.0-or-later", "used": "tests"},
        {"package": "gone", "licence": "MIT", "used": "runs"},
    ]
    found = list(audit.licence_problems(pins, rows, {"a": "Proprietary"}.get))
    assert [line.split()[0] for line in found] == ["a", "b", "new", "gone"]
    holes = [{"package": "a", "safe_from": edge, "id": "CVE-0", "what": "x"} for edge in ("1.9", "1.10", "1.10.1")]
    assert [line.split(";")[1].split()[0] for line in audit.advisory_problems(pins, holes)] == ["1.10.1"]
    assert audit.fits("Apache-2.0 OR GPL-2.0-or-later", {"Apache-2.0"})
    assert not audit.fits("MIT AND GPL-2.0-or-later", {"MIT"})


def test_what_runs_with_npmsync_is_not_listed_as_the_tests_alone(audit):
    import re
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [line for name, lines in project["optional-dependencies"].items() if name != "test" for line in lines]
    direct = {re.match(r"[\w.-]+", line)[0].lower() for line in (*project["dependencies"], *extras)}
    used = {row["package"]: row["used"] for row in audit._rows("licences.csv")}
    assert {name for name in direct if used.get(name) != "runs"} == set()


@pytest.mark.skipif(not os.environ.get("NPMSYNC_NIGHTLY"), reason="two builds: NPMSYNC_NIGHTLY=1 runs it")
def test_sdist_and_wheel_are_the_same_bytes_each_time(tmp_path):
    pytest.importorskip("hatchling", reason="needs hatchling (extra test)")
    digests = []
    for number in range(2):
        tree = tmp_path / f"tree{number}" / f"npmsync{number}"
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".venv", ".git", "__pycache__", ".*_cache", "dist"))
        for path in tree.rglob("*"):
            os.utime(path, (1_000_000_000 + number * 86_400,) * 2)
        out = tmp_path / f"dist{number}"
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1764028800", "PYTHONHASHSEED": str(number)}
        words = [sys.executable, "-m", "hatchling", "build", "-d", str(out)]
        subprocess.run(words, cwd=tree, env=environment, check=True, capture_output=True, timeout=300)
        digests.append({path.name: sha256(path.read_bytes()).hexdigest() for path in out.iterdir()})
    assert digests[0] == digests[1] and {Path(name).suffix for name in digests[0]} == {".whl", ".gz"}
