"""Texts that no cell shows any more but that the file still holds: a workbook keeps each text once, in a list, and a
cell that changes leaves the old one there (ECMA-376 part 1, 18.4.9). Excel drops such leftovers when it saves; whoever
must have a text gone cannot wait for that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from npmsync_excel.book import open_book
from npmsync_excel.container import open_container, with_parts
from npmsync_excel.strings import plain_text

_ITEM = re.compile(r"<((?:[\w.-]+:)?)si(?:\s[^>]*)?(?:/>|>.*?</(?:[\w.-]+:)?si\s*>)", re.DOTALL)
_SHARED = re.compile(
    r"<(?:[\w.-]+:)?c\s[^>]*\bt\s*=\s*[\"']s[\"'][^>]*>(?:(?!</(?:[\w.-]+:)?c\s*>).)*?<(?:[\w.-]+:)?v[^>]*>\s*(\d+)\s*<",
    re.DOTALL,
)


def forget(source: Path, target: Path, texts: Sequence[str]) -> bool:
    """Writes `source` to `target` without the listed texts where no cell shows them; False, and nothing is written,
    where there is none. Every other part of the file stays as it is. Raises Refused as `patch` does."""
    container = open_container(source)
    book = open_book(container)
    name = book.strings
    if name is None:
        return False
    used = {
        int(number)
        for sheet in book.sheets
        if sheet.kind == "worksheet"
        for number in _SHARED.findall(container.part(sheet.part).decode("utf-8"))
    }
    part = container.part(name).decode("utf-8")
    pieces, end, emptied = [], 0, 0
    for index, item in enumerate(_ITEM.finditer(part)):
        said = plain_text(item[0]) or ""
        if index not in used and any(text in said for text in texts):
            pieces += [part[end : item.start()], f"<{item[1]}si><{item[1]}t/></{item[1]}si>"]
            end, emptied = item.end(), emptied + 1
    if not emptied:
        return False
    target.write_bytes(with_parts(container, {name: ["".join([*pieces, part[end:]]).encode("utf-8")]}))
    return True
