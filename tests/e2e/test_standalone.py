"""The build for people without Python runs the whole demo. Minutes, so only in the nightly suite."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

BUILD = Path(__file__).parents[2] / "config" / "standalone" / "build.py"

if not os.environ.get("NPMSYNC_NIGHTLY"):
    pytest.skip("a build takes minutes: NPMSYNC_NIGHTLY=1 runs it", allow_module_level=True)
if importlib.util.find_spec("PyInstaller") is None:
    pytest.skip("PyInstaller is not installed: pip install pyinstaller", allow_module_level=True)


def test_the_built_program_has_its_plugins_and_runs_the_demo_without_python(tmp_path):
    subprocess.run([sys.executable, BUILD, tmp_path / "dist"], check=True, capture_output=True, timeout=900)
    program = tmp_path / "dist" / "npmsync" / ("npmsync.exe" if os.name == "nt" else "npmsync")

    def run(*words):
        bare = {"HOME": str(tmp_path), "PATH": ""}
        return subprocess.run([program, *words], cwd=tmp_path, capture_output=True, text=True, timeout=120, env=bare)

    listed = run("plugins", "list").stdout
    assert all(name in listed for name in ("excel", "csv", "ics", "email", "html")) and "broken" not in listed
    done = run("demo")
    assert done.returncode == 0, done.stderr
    assert "rows of the register updated" in done.stdout
