"""The calendar, mail and renderer plugins are found by cards that cost nothing to read, and their targets exist."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

PLUGINS = ("npmsync_ics", "npmsync_email", "npmsync_html")


@pytest.mark.parametrize("plugin", PLUGINS)
def test_what_a_card_names_can_be_loaded_and_made(plugin: str) -> None:
    card = importlib.import_module(plugin).npmsync_card()
    for provision in card.provides:
        module, _, name = provision.target.partition(":")
        assert getattr(importlib.import_module(module), name)()


def test_reading_the_cards_imports_no_library() -> None:
    code = (
        "import sys\n"
        + "".join(f"import {p}; {p}.npmsync_card()\n" for p in PLUGINS)
        + "print([m for m in ('icalendar', 'openpyxl', 'babel', 'rapidfuzz', 'email') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "icalendar" not in done.stdout and "openpyxl" not in done.stdout and "babel" not in done.stdout
