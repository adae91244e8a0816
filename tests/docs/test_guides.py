"""The guides for an NPM are followed as they stand: every line of every shell block, in its order, on the sample."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest

import npmsync.sample

ROOT = Path(__file__).parents[2]
SAMPLE = Path(npmsync.sample.__file__).with_name("tracker.xlsx")
START = 'npmsync init --tracker register.xlsx --country GE --organiser "Nino Kapanadze <nino@npm.example>" --yes'


@pytest.fixture(scope="module")
def run():
    path = ROOT / "tests" / "e2e" / "warm.py"
    spec = importlib.util.spec_from_file_location("warm", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["warm"] = module
    spec.loader.exec_module(module)
    return module.WarmCommand().run


def lines(page: str) -> list[str]:
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", (ROOT / "docs" / page).read_text("utf-8"), re.M | re.S)
    return [line.split("  #")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize("page", ["first-hour.md", "a-year.md", "when-something-goes-wrong.md"])
def test_a_guide_can_be_followed(page, tmp_path, run, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tmp_path.chmod(0o700)
    shutil.copyfile(SAMPLE, tmp_path / "register.xlsx")
    shown = lines(page)
    for line in shown if START in shown else [START, "npmsync sync", *shown]:
        program, *words = shlex.split(line)
        done = run(words, dict(os.environ))
        assert program == "npmsync" and done.returncode in (0, 3), (line, done.stdout, done.stderr)
