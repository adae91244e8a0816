"""The optional `dimension` of a sheet kept true (ECMA-376 part 1, 18.3.1.35)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from npmsync.ports import Area
from npmsync_excel.cellrefs import area, area_name

_DIMENSION = re.compile(r"""(<(?:[\w.-]+:)?dimension\s+ref\s*=\s*["'])([A-Za-z0-9:$]+)(["'])""")


def with_dimension(text: str, cells: Mapping[int, Iterable[int]]) -> str:
    """The sheet's text with its used range widened to these cells (row -> columns); without one it stays without."""
    found = _DIMENSION.search(text)
    if found is None or not cells:
        return text
    columns = [column for row in cells.values() for column in row]
    if not columns:
        return text
    try:
        old = area(found[2])
    except ValueError:
        return text
    new = Area(
        min(old.first_row, *cells),
        min(old.first_column, *columns),
        max(old.last_row, *cells),
        max(old.last_column, *columns),
    )
    return text if new == old else text[: found.start(2)] + area_name(new) + text[found.end(2) :]
