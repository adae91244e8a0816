"""The words that head each column: from one row, or from two with groups above."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from npmsync.ports import Sheet
from npmsync.tables.address import column_letter
from npmsync.tables.grid import cell_at, text_of
from npmsync.vocabulary import fold


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's own words, the group heading above it ("" if none), and a `label` that no other column of the table
    has: the words, with the group or the column's letter where the words alone occur twice."""

    index: int
    text: str
    group: str = ""
    label: str = ""


def headings(sheet: Sheet, header_rows: Sequence[int], first: int = 1, last: int | None = None) -> tuple[Heading, ...]:
    """The headings of the columns from `first` to `last` (the widest header row), columns without words left out."""
    width = last or max((len(sheet.rows[row - 1]) for row in header_rows if row <= len(sheet.rows)), default=0)
    lowest = header_rows[-1]
    groups = _groups(sheet, header_rows[0], width) if len(header_rows) > 1 else {}
    found = []
    for column in range(first, width + 1):
        own = text_of(cell_at(sheet, lowest, column))
        above = [text_of(cell_at(sheet, row, column)) for row in header_rows[:-1]]
        if own:
            found.append(Heading(column, own, groups.get(column, "")))
        elif any(above):
            found.append(Heading(column, next(text for text in reversed(above) if text)))
    return labelled(found)


def _groups(sheet: Sheet, row: int, width: int) -> dict[int, str]:
    """Column -> group heading. A merged heading covers its merge, one that is not merged reaches to the next one."""
    covered: dict[int, str] = {}
    merges = [area for area in sheet.merges if area.first_row <= row <= area.last_row]
    for area in merges:
        for column in range(area.first_column, area.last_column + 1):
            covered[column] = text_of(cell_at(sheet, area.first_row, area.first_column))
    wide = any(area.last_column > area.first_column for area in merges)
    current = ""
    for column in range(1, width + 1):
        own = text_of(cell_at(sheet, row, column))
        current = own or ("" if wide else current)
        covered.setdefault(column, current)
    return covered


def labelled(found: Sequence[Heading]) -> tuple[Heading, ...]:
    """The same headings, each with a label that no other one of them has."""
    alone = Counter(fold(heading.text) for heading in found)
    grouped = Counter((fold(heading.group), fold(heading.text)) for heading in found)
    labelled = []
    for heading in found:
        label = " ".join(heading.text.split())
        if alone[fold(heading.text)] > 1:
            if heading.group and grouped[fold(heading.group), fold(heading.text)] == 1:
                label = f"{' '.join(heading.group.split())} / {label}"
            else:
                label = f"{label} [{column_letter(heading.index)}]"
        labelled.append(replace(heading, label=label))
    return tuple(labelled)
