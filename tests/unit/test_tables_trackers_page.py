"""docs/trackers.md shows mappings that npmsync.toml takes."""

import re
import tomllib
from pathlib import Path

import pytest

from npmsync.workspace.settings import TableSettings

PAGE = Path(__file__).parents[2] / "docs" / "trackers.md"
BLOCKS = re.findall(r"^```toml\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)


@pytest.mark.parametrize("block", BLOCKS)
def test_a_mapping_on_the_page_is_taken(block: str) -> None:
    assert TableSettings.model_validate(tomllib.loads(block)).columns["text"]


def test_the_page_shows_mappings() -> None:
    assert len(BLOCKS) == 3
