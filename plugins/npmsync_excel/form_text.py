"""Puts a text into a cell so that no program takes it for a formula, and nothing in it breaks the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from npmsync.errors import Refused

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell

LONGEST = 32_767
"""Characters that a cell can hold (Excel's specifications and limits)."""

# XML 1.0 section 2.2 allows none of these in a document.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIVE = ("=", "+", "-", "@", "\t", "\r", "\n")


def put_text(cell: Cell | MergedCell, text: str) -> None:
    """Write `text` as text. One that begins like a formula is marked with Excel's own sign for "as typed", so that it
    stays text even when somebody edits the cell. Raises `Refused` where the text is too long for a cell."""
    shown = _UNWRITABLE.sub("�", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(shown) > LONGEST:
        raise Refused(
            "text-too-long",
            f"A text of {len(shown)} characters does not fit into a cell, which holds {LONGEST}: {shown[:60]}…",
            "Shorten it in the tracker, or export it as .html.",
        )
    cell.value = shown
    cell.data_type = "s"
    if shown.lstrip(" ").startswith(_LIVE):
        cell.quotePrefix = True


def put_formula(cell: Cell | MergedCell, formula: str) -> None:
    """Write a formula of ours."""
    cell.value = f"={formula}"
