"""Changes cells and appends rows in an existing workbook, inside its zip file, and nothing else in it.

patch(Path("register.xlsx"), Path("out.xlsx"), cells={"Register": {"B7": "Implemented"}},
      rows={"Register": [{"A": "2026/009", "E": "Install call bells."}]})
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from npmsync.errors import Refused
from npmsync.ports import CellValue
from npmsync_excel.appending import append
from npmsync_excel.book import open_book
from npmsync_excel.cellrefs import cell as cell_place
from npmsync_excel.container import open_container
from npmsync_excel.draft import Draft
from npmsync_excel.markup import tags, truth
from npmsync_excel.opensheet import open_sheet
from npmsync_excel.rowediting import edited_row
from npmsync_excel.soundness import refusing_nonsense
from npmsync_excel.widening import widen

Rows = Sequence[Mapping[str, CellValue]]


@dataclass(frozen=True, slots=True)
class Patched:
    """What was changed: the parts of the package that are other than before, the cells by sheet, and sentences for a
    person about what was left out or should be looked at."""

    parts: tuple[str, ...]
    cells: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...] = ()


def patch(
    source: Path | str,
    target: Path | str,
    cells: Mapping[str, Mapping[str, CellValue]] | None = None,
    rows: Mapping[str, Rows] | None = None,
    after: Mapping[str, int] | None = None,
    headers: Mapping[str, Mapping[str, str]] | None = None,
) -> Patched:
    """Writes `source` with changes to `target`, replacing it whole or not at all; `source` may be the same file.

    `cells[sheet]["B7"]` is a cell's new value (None empties it). `rows[sheet]` are appended below row `after[sheet]`,
    the last data row (found where it is not given), in its styles. `headers[sheet]["L3"]` heads a new column: the named
    table and the filter that end at its left take it in. Raises Refused where a change cannot be made safely;
    then `target` is as it was.
    """
    with refusing_nonsense(Path(source)):
        draft = Draft(open_book(open_container(Path(source))))
        for sheet, words in (headers or {}).items():
            widen(draft, sheet, words)
        _change(draft, cells or {}, rows or {}, after or {})
        data, parts = draft.finished()
    _write(Path(target), data)
    return Patched(parts, {sheet: tuple(names) for sheet, names in draft.cells.items()}, tuple(draft.notes))


def _change(
    draft: Draft,
    cells: Mapping[str, Mapping[str, CellValue]],
    rows: Mapping[str, Rows],
    after: Mapping[str, int],
) -> None:
    for sheet, values in cells.items():
        if values:
            _change_cells(draft, sheet, values)
    for sheet, records in rows.items():
        if records:
            append(draft, sheet, [_by_column(draft, sheet, record) for record in records], after.get(sheet))
    if draft.changed:
        _ask_for_calculation(draft)


def _change_cells(draft: Draft, sheet: str, values: Mapping[str, CellValue]) -> None:
    opened = open_sheet(draft, sheet)
    by_row: dict[int, dict[int, CellValue]] = {}
    for reference, value in values.items():
        try:
            row, column = cell_place(reference)
        except ValueError:
            raise draft.refused("no-such-cell", sheet, f"there is no cell {reference!r}.", "Name it like B7.") from None
        by_row.setdefault(row, {})[column] = value
    texts = {row: edited_row(opened, row, columns) for row, columns in sorted(by_row.items())}
    texts = {row: text for row, text in texts.items() if text}
    filled = {row: [column for column in columns if columns[column] is not None] for row, columns in by_row.items()}
    opened.put_rows(texts, {row: columns for row, columns in filled.items() if columns})


def _by_column(draft: Draft, sheet: str, record: Mapping[str, CellValue]) -> dict[int, CellValue]:
    try:
        return {cell_place(f"{letters}1")[1]: value for letters, value in record.items()}
    except ValueError:
        raise draft.refused(
            "no-such-column", sheet, f"there is no such column among {', '.join(record)}.", "Name them like A, B, AA."
        ) from None


def _ask_for_calculation(draft: Draft) -> None:
    """Asks Excel to calculate anew on opening, only where the workbook has a formula (18.2.2, fullCalcOnLoad)."""
    if not any(draft.has_formulas(sheet.part) for sheet in draft.book.sheets if sheet.kind == "worksheet"):
        return
    text = draft.text(draft.book.part)
    found = next(tags(text, "calcPr"), None)
    if found is not None:
        if truth(found.attributes.get("fullCalcOnLoad")):
            return
        tag = re.sub(r"\s+fullCalcOnLoad\s*=\s*[\"'][^\"']*[\"']", "", text[found.start : found.end])
        close = "/>" if tag.endswith("/>") else ">"
        tag = f'{tag.removesuffix(close).rstrip()} fullCalcOnLoad="1"{close}'
        draft.put(draft.book.part, text[: found.start] + tag + text[found.end :])
        return
    before = re.compile(
        r"<(?:[\w.-]+:)?(?:definedNames|externalReferences|functionGroups|sheets)(?=[\s/>])[^>]*/>"
        r"|</((?:[\w.-]+:)?)(?:definedNames|externalReferences|functionGroups|sheets)\s*>"
    )
    last = list(before.finditer(text))[-1]
    draft.put(draft.book.part, f'{text[: last.end()]}<{last[1] or ""}calcPr fullCalcOnLoad="1"/>{text[last.end() :]}')


def _write(target: Path, data: bytes) -> None:
    """Puts the bytes in place whole: a file half written never bears the target's name."""
    part = target.with_name(f"{target.name}.part")
    try:
        part.write_bytes(data)
        part.replace(target)
    except OSError as error:
        raise Refused(
            "cannot-write", f"{target} cannot be written: {error.strerror}.", "Check the folder, and the space on disk."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
