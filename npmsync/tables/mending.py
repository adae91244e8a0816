"""A mapping that no longer fits, and the line of npmsync.toml that would mend it: proposals, a person writes them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from npmsync.ports import Sheet, Visibility, Workbook
from npmsync.tables.address import column_letter
from npmsync.tables.cards import card_headings
from npmsync.tables.headings import Heading, headings
from npmsync.tables.mapping import Located, SheetMapping
from npmsync.tables.model import Column, Table
from npmsync.tables.place import sheet_of
from npmsync.tables.recognise import recognise
from npmsync.vocabulary import Vocabulary, builtin_vocabulary, fold

_ALIKE = 75
"""Of 100: so near a header's words are the same ones with a slip or a word more."""


def mends(
    workbook: Workbook, mapping: SheetMapping, found: Located, vocabulary: Vocabulary | None = None
) -> tuple[str, ...]:
    """A sentence for each header of `mapping` that `found` says is lost: where it may be now, and what to write.

    `vocabulary` is the built-in one unless given.
    """
    if found.table is None or not found.lost:
        return tuple(
            f"sheet {mapping.sheet!r}: the column {header!r} is gone ({field})." for field, header in found.lost
        )
    words = vocabulary or builtin_vocabulary()
    sheet = sheet_of(workbook, found.table)
    assert sheet is not None  # the table was found on it
    taken = {index for column in found.table.columns.values() for index, _ in column.ticks or ((column.index, ""),)}
    heads = _heads(sheet, found.table)
    free = [head for head in heads if head.index not in taken]
    seen = _seen(workbook, found.table, words)
    return tuple(
        _of_ticks(mapping, field, header, seen.get(field))
        if field in mapping.ticked
        else _sentence(found.table, field, header, heads, free, seen)
        for field, header in found.lost
    )


def unmapped_tables(workbook: Workbook, tables: Sequence[Table], vocabulary: Vocabulary | None = None) -> list[str]:
    """A sentence for each visible sheet that holds a table and is named by none of `tables`: a new year, a new
    authority. `vocabulary` is the built-in one unless given."""
    named = {table.sheet for table in tables}
    others = tuple(
        sheet for sheet in workbook.sheets if sheet.name not in named and sheet.visibility is Visibility.VISIBLE
    )
    if not others:
        return []
    recognised = recognise(Workbook(others, workbook.digest), vocabulary or builtin_vocabulary())
    return [
        f"sheet {table.sheet!r} holds a table of {table.entity}s that npmsync.toml does not name and that is not read; "
        f"to have it read, copy the [[endpoint.table]] of a sheet like it and write sheet = {_toml(table.sheet)}"
        for table in recognised.tables
    ]


def _heads(sheet: Sheet, table: Table) -> Sequence[Heading]:
    if table.transposed:
        return card_headings(sheet, table.header_rows[-1])
    return headings(sheet, table.header_rows)


def _of_ticks(mapping: SheetMapping, field: str, header: str, seen: Column | None) -> str:
    """Of columns of which one is ticked: all of them are unread until each of their headings is there."""
    start = f"sheet {mapping.sheet!r}: the column {header!r} is gone, one of those ticked for {field}; none is read"
    known = {fold(each) for each in mapping.ticked[field]}
    new = [each for _, each in (seen.ticks if seen else ()) if fold(each) not in known]
    if len(new) != 1:
        return f"{start}; put the header back, or correct {field} under [endpoint.table.ticked]."
    return f"{start}; {new[0]!r} looks like it: write {_toml(new[0])} in its place under [endpoint.table.ticked]"


def _seen(workbook: Workbook, table: Table, vocabulary: Vocabulary) -> dict[str, Column]:
    """field -> the column that `init` would take for it today."""
    alone = Workbook(tuple(sheet for sheet in workbook.sheets if sheet.name == table.sheet), workbook.digest)
    fitting = [
        each
        for each in recognise(alone, vocabulary, table.language).tables
        if each.entity == table.entity and set(each.header_rows) & set(table.header_rows)
    ]
    return {field: column for each in fitting for field, column in each.columns.items()}


def _sentence(
    table: Table, field: str, header: str, heads: Sequence[Heading], free: Collection[Heading], seen: dict[str, Column]
) -> str:
    start = f"sheet {table.sheet!r}: the column {header!r} is gone ({field})"
    same = [head for head in heads if fold(head.text) == fold(header)]
    if len(same) > 1:
        labels = " or ".join(f"{field} = {_toml(head.label)}" for head in same)
        return f"sheet {table.sheet!r}: {header!r} heads {len(same)} columns now; say which one is meant: {labels}"
    at = seen[field].index if field in seen else 0
    likely = next((head for head in free if head.index == at), None) or _alike(header, free)
    if likely is None:
        return f"{start} and nothing looks like it; put the header back, or take {field} out of npmsync.toml."
    where = f"row {likely.index}" if table.transposed else f"column {column_letter(likely.index)}"
    return f"{start}; {likely.label!r} in {where} looks like it: write {field} = {_toml(likely.label)}"


def _alike(header: str, free: Collection[Heading]) -> Heading | None:
    from rapidfuzz import fuzz

    scored = [(fuzz.ratio(fold(header), fold(head.text)), -head.index, head) for head in free]
    best = max(scored, key=lambda each: each[:2], default=None)
    return best[2] if best is not None and best[0] >= _ALIKE else None


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
