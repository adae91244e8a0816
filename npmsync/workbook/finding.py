"""Where our sheets are in a workbook that people have worked in: renamed, translated, moved about, some deleted.

A hidden row names each sheet and its columns for us, and moves with them. Where it is gone, the words of the headers
tell, in any language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from npmsync.documents.dialogue_book import ID_MARK, KEY_MARK
from npmsync.ports import CellValue, Sheet, Workbook
from npmsync.vocabulary import Vocabulary, fold
from npmsync.workbook.model import RowSeen, SheetSeen, SheetSpec
from npmsync.workbook.sheets import BY_NAME, SHEETS

SEARCHED_ROWS = 40
_LEAST_HEADERS = 0.6
"""So many of a sheet's headers must be there where nothing else tells it."""


def found_sheets(
    workbook: Workbook, vocabulary: Vocabulary, specs: Sequence[SheetSpec] = SHEETS
) -> dict[str, SheetSeen]:
    """Our sheets by name, of those in `specs`. One that was copied is read once: the first one counts."""
    found: dict[str, SheetSeen] = {}
    for sheet in workbook.sheets:
        seen = _by_marks(sheet)
        if seen is not None and seen.spec in specs:
            found.setdefault(seen.spec.name, seen)
    for sheet in workbook.sheets:
        if all(seen.sheet is not sheet for seen in found.values()):
            seen = _by_words(sheet, vocabulary, specs)
            if seen is not None:
                found.setdefault(seen.spec.name, seen)
    return found


def _by_marks(sheet: Sheet) -> SheetSeen | None:
    for number, row in enumerate(sheet.rows[:SEARCHED_ROWS], 1):
        mark = next((cell for cell in row if isinstance(cell, str) and cell.startswith(KEY_MARK)), None)
        if mark is not None:
            spec = BY_NAME.get(mark.removeprefix(KEY_MARK))
            if spec is None:
                return None
            return _seen(spec, sheet, _header_row(sheet, number), _keyed(spec, row, mark))
    return None


def _keyed(spec: SheetSpec, row: object, mark: str) -> dict[str, int]:
    """Column -> its number. Of a column that was copied, the first one is ours."""
    names = {column.name for column in spec.columns}
    places: dict[str, int] = {}
    for index, cell in enumerate(row, 1):  # type: ignore[arg-type, var-annotated]
        name = "id" if cell == mark else cell
        if name in names:
            places.setdefault(name, index)
    return places


def _header_row(sheet: Sheet, key_row: int) -> int:
    """The row with the headers: marked in the column of identifiers, else the last of the frozen ones."""
    for number, row in enumerate(sheet.rows[:SEARCHED_ROWS], 1):
        if ID_MARK in row:
            return number
    return max(sheet.frozen_rows, key_row)


def _by_words(sheet: Sheet, vocabulary: Vocabulary, specs: Sequence[SheetSpec]) -> SheetSeen | None:
    best: tuple[float, SheetSpec, int, dict[str, int]] | None = None
    for number, row in enumerate(sheet.rows[:SEARCHED_ROWS], 1):
        words = {fold(cell): index for index, cell in reversed(list(enumerate(row, 1))) if isinstance(cell, str)}
        if len(words) < 3:
            continue
        for spec in specs:
            places = _worded(spec, words, vocabulary)
            share = len(places) / (len(spec.columns) - 1)
            if share >= _LEAST_HEADERS and (best is None or share > best[0]):
                best = (share, spec, number, places)
    if best is None:
        return None
    _, spec, number, places = best
    marked = next((index for index, cell in enumerate(sheet.rows[number - 1], 1) if cell == ID_MARK), None)
    return _seen(spec, sheet, number, places | ({"id": marked} if marked else {}))


def _worded(spec: SheetSpec, words: Mapping[str, int], vocabulary: Vocabulary) -> dict[str, int]:
    places = {}
    for column in spec.columns:
        labels = map(fold, vocabulary.phrases.get(column.label, {}).values())
        index = next((words[label] for label in labels if label in words), None)
        if index is not None:
            places[column.name] = index
    return places


def _seen(spec: SheetSpec, sheet: Sheet, header_row: int, places: dict[str, int]) -> SheetSeen:
    rows, own, formulas = [], set(), sheet.formulas
    ours = set(places.values())
    for number, row in enumerate(sheet.rows[header_row:], header_row + 1):
        cells = {name: _cell(row, index) for name, index in places.items() if name not in ("id", "message")}
        identity = _cell(row, places["id"]) if "id" in places else None
        unsaid = frozenset(name for name, cell in cells.items() if cell is None and (number, places[name]) in formulas)
        one = RowSeen(number, str(identity or "").strip(), cells, unsaid)
        if not one.blank:
            rows.append(one)
        if any(cell is not None for index, cell in enumerate(row, 1) if index not in ours):
            own.add(number)
    return SheetSeen(spec, sheet, header_row, places, tuple(rows), frozenset(own))


def _cell(row: object, index: int) -> CellValue:
    value = row[index - 1] if index <= len(row) else None  # type: ignore[index, arg-type]
    return None if isinstance(value, str) and not value.strip() else value
