"""The words of drop-down lists: written in the rule itself, or in the cells that it points to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from npmsync.ports import Area, CellValue
from npmsync_excel.book import DefinedName
from npmsync_excel.cellrefs import area
from npmsync_excel.layout import DropDown

_REFERENCE = re.compile(
    r"^=?(?:(?:'((?:[^']|'')+)'|([^'!\[\]]+))!)?(\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}\$?\d+)?)$"
)
_MOST = 1_000

Rows = Sequence[Sequence[CellValue]]


def choices(
    drop_downs: Sequence[DropDown], sheet: str, rows: Mapping[str, Rows], names: Sequence[DefinedName]
) -> dict[int, tuple[str, ...]]:
    """Column -> the words offered in it, in order, those of several lists joined; a list not found has none."""
    found: dict[int, dict[str, None]] = {}
    for rule in drop_downs:
        words = _words(rule.source, sheet, rows, names)
        for place in rule.places if words else ():
            for column in range(place.first_column, place.last_column + 1):
                found.setdefault(column, {}).update(dict.fromkeys(words))
    return {column: tuple(words) for column, words in sorted(found.items())}


def _words(source: str, sheet: str, rows: Mapping[str, Rows], names: Sequence[DefinedName]) -> tuple[str, ...]:
    if source.startswith('"') and source.endswith('"') and len(source) > 1:
        return tuple(word.strip() for word in source[1:-1].replace('""', '"').split(",") if word.strip())
    named = next((one.formula for one in names if one.name.lower() == source.lower()), source)
    found = _REFERENCE.match(named.strip())
    if found is None:
        return ()
    other = (found[1] or "").replace("''", "'") or found[2] or sheet
    cells = next((grid for name, grid in rows.items() if name.lower() == other.lower()), ())
    return tuple(dict.fromkeys(_in_area(cells, area(found[3]))))


def _in_area(rows: Rows, place: Area) -> Iterator[str]:
    for row in rows[place.first_row - 1 : min(place.last_row, place.first_row + _MOST)]:
        for value in row[place.first_column - 1 : place.last_column]:
            if value is not None and str(value).strip():
                yield str(value).strip()
