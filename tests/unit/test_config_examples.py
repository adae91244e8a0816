"""The workspaces that people copy are read as they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from npmsync.workspace.toml import read_settings

EXAMPLES = sorted((Path(__file__).parents[2] / "config").glob("*/npmsync.toml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_an_example_workspace_can_be_used(path):
    settings = read_settings(path)
    assert settings.endpoint
    assert all(table.columns["text"] for endpoint in settings.endpoint for table in endpoint.table)
    assert settings.organiser is not None


def test_there_are_examples():
    assert len(EXAMPLES) >= 2
