"""The set of bad, hostile and awkward inputs, through the installed command.

The set is made by a program that lies beside the repository, in ../shared/bad; without it these tests are skipped. A
selection runs always, the whole set where NPMSYNC_NIGHTLY is set.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[2].parent / "shared" / "bad"
SELECTED = [
    "xlsx/zip_bomb_ratio.xlsx", "awkward/sync_fifth_of_rows_gone.xlsx", "replies/forged_sender.eml",
    "config/two_commanders.toml", "tampered_form/references_swapped", "restore/symlink.tar",
]  # fmt: skip

if os.name != "posix":
    pytest.skip("time and memory of a command are measured as POSIX has them", allow_module_level=True)
if not (TOOLS / "make_bad.py").is_file():
    pytest.skip(f"the set is not here: {TOOLS}", allow_module_level=True)


def _runner():
    """tests/ is no package, so a neighbour is loaded by its path."""
    spec = importlib.util.spec_from_file_location("bad_set", Path(__file__).with_name("bad_set.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules["bad_set"] = module
    spec.loader.exec_module(module)
    return module


bad_set = _runner()


@pytest.fixture
def bad(tmp_path):
    return bad_set.make(TOOLS, tmp_path)


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_every_selected_input_is_answered_as_its_manifest_says(bad):
    entries = {entry["file"]: entry for entry in bad.entries}
    chosen = bad.entries if os.environ.get("NPMSYNC_NIGHTLY") else None
    wrong = {}
    for entry in chosen or [entries[name] for name in SELECTED]:
        if found := bad_set.judge(bad, entry):
            wrong[entry["file"]] = found
    assert wrong == {}
