"""Columns that stand for one word each, of which a row ticks one: Implemented | In part | Not implemented.

Together they are one field. What a row holds in it is the header that is ticked, as if that word stood in one cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from npmsync.ports import CellValue, Sheet
from npmsync.tables.axis_words import EMPTY
from npmsync.tables.grid import cell_at, is_blank, text_of
from npmsync.tables.headings import Heading
from npmsync.tables.model import Column
from npmsync.vocabulary import Vocabulary, fold

AXES = ("status", "position", "priority")
_SHOWN = ("●", "•", "■", "+", "*", "☑", "☒", "🗸")
"""Further marks than the vocabulary's words for yes, met where people tick."""
_MOST = 0.9
CERTAINTY = 0.9
"""The words of one axis over columns with ticks leave little doubt."""


def is_tick(value: CellValue, vocabulary: Vocabulary) -> bool:
    """Whether a cell says yes: x, ✓, 1, TRUE, "oui"."""
    text = text_of(value)
    if text in _SHOWN or value is True:
        return True
    return any(vocabulary.canonical("yes_no", text, language) == "yes" for language in vocabulary.languages)


def _is_no(value: CellValue, vocabulary: Vocabulary) -> bool:
    if is_blank(value) or value is False:
        return True
    text = text_of(value)
    axes = (("yes_no", "no"), ("status", EMPTY))
    return any(
        vocabulary.canonical(axis, text, language) == word for axis, word in axes for language in vocabulary.languages
    )


def tick_columns(
    sheet: Sheet, heads: Sequence[Heading], below: range, vocabulary: Vocabulary, language: str
) -> dict[str, Column]:
    """axis -> the columns that are ticked for it. Neighbours, two at least, each headed by another word of the axis."""
    found: dict[str, Column] = {}
    for axis in AXES:
        run: list[Heading] = []
        seen: set[str] = set()
        for head in [*heads, None]:
            meant = vocabulary.canonical(axis, head.text, language) if head else None
            if head and meant not in (None, EMPTY, *seen) and (not run or head.index == run[-1].index + 1):
                run.append(head)
                seen.add(str(meant))
                continue
            if axis not in found and len(run) > 1 and _are_ticked(sheet, run, below, vocabulary):
                found[axis] = column_of([(each.index, " ".join(each.text.split())) for each in run], CERTAINTY)
            run, seen = ([head], {str(meant)}) if head and meant not in (None, EMPTY) else ([], set())
    return found


def column_of(ticks: Iterable[tuple[int, str]], certainty: float = 1.0) -> Column:
    """The column that stands for these: its index is the first of theirs."""
    each = tuple(sorted(ticks))
    return Column(each[0][0], " | ".join(header for _, header in each), certainty, each)


def _are_ticked(sheet: Sheet, run: Sequence[Heading], below: range, vocabulary: Vocabulary) -> bool:
    """Where a row fills one of the columns only, it is a tick; a row that fills several holds counts."""
    single = []
    for row in below:
        cells = [value for head in run if not _is_no(value := cell_at(sheet, row, head.index), vocabulary)]
        single += cells if len(cells) == 1 else []
    return sum(is_tick(value, vocabulary) for value in single) >= _MOST * len(single)


def ticked(values: Sequence[CellValue], column: Column, vocabulary: Vocabulary) -> CellValue:
    """What a row's cells say in the columns of `column`: the header ticked; several, or a header with what stands there
    instead of a tick, where it is not that simple; None where nothing is ticked."""
    words = []
    for index, header in column.ticks:
        value = values[index - 1] if index <= len(values) else None
        if is_tick(value, vocabulary):
            words.append(header)
        elif not _is_no(value, vocabulary):
            words.append(f"{header}: {text_of(value)}")
    return "; ".join(words) or None


def usual_tick(sheet: Sheet, column: Column, rows: Iterable[int], vocabulary: Vocabulary) -> CellValue:
    """The mark that the columns use most, "x" where they are empty."""
    marks = Counter(
        value for row in rows for index, _ in column.ticks if is_tick(value := cell_at(sheet, row, index), vocabulary)
    )
    return marks.most_common(1)[0][0] if marks else "x"


def tick_cells(
    sheet: Sheet, row: int, column: Column, word: CellValue, mark: CellValue, vocabulary: Vocabulary
) -> dict[int, CellValue] | None:
    """index -> what to write so that `word` is ticked in a row and no other one; None where no column is headed so."""
    wanted = fold(word) if isinstance(word, str) else None
    if wanted is not None and wanted not in {fold(header) for _, header in column.ticks}:
        return None
    cells: dict[int, CellValue] = {}
    for index, header in column.ticks:
        now = cell_at(sheet, row, index)
        if fold(header) == wanted:
            if not is_tick(now, vocabulary):
                cells[index] = mark
        elif not _is_no(now, vocabulary):
            cells[index] = None
    return cells
