"""The optional `dimension` of a sheet kept true (ECMA-376 part 1, 18.3.1.35)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from npmsync.ports import Area
from npmsync_excel.cellrefs import area, area_name
from npmsync_excel.edits import Edit
from npmsync_excel.scan import Scan

_DIMENSION = re.compile(r"""(<(?:[\w.-]+:)?dimension\s+ref\s*=\s*["'])([A-Za-z0-9:$]+)(["'])""")


def dimension_edit(scan: Scan, cells: Mapping[int, Iterable[int]]) -> tuple[Edit, ...]:
    """The edit that widens a sheet's used range to these cells (row -> columns); none where it holds them or is not
    given."""
    found = _DIMENSION.search(scan.text, 0, scan.first)
    if found is None or not cells:
        return ()
    columns = [column for row in cells.values() for column in row]
    if not columns:
        return ()
    try:
        old = area(found[2])
    except ValueError:
        return ()
    new = Area(
        min(old.first_row, *cells),
        min(old.first_column, *columns),
        max(old.last_row, *cells),
        max(old.last_column, *columns),
    )
    return () if new == old else (Edit(found.start(2), found.end(2), area_name(new)),)
