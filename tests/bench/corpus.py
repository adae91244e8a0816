"""What becomes of workbooks that others made. Run: python tests/bench/corpus.py FOLDER [KEEP]

Each workbook is given one text in a cell and one new row, and then it is verified: untouched members' records are the
same bytes in the same order; openpyxl and python-calamine see the new text and, elsewhere, the values they saw before.
Outcomes are counted, refusals by their name. With KEEP the patched files are left there for a look in other programs.
"""

from __future__ import annotations

import contextlib
import signal
import struct
import sys
import tempfile
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from npmsync.errors import Refused
from npmsync.ports import Workbook
from npmsync_excel import patch
from npmsync_excel.adapter import ExcelFormat
from npmsync_excel.cellrefs import name
from npmsync_excel.patching import Patched

TEXT, ROW = "npmsync was here", "npmsync added this"
TRIED = 40
"""How many filled cells of a sheet are offered before a free one is: headers and formulas are rightly refused."""
PATIENCE = 60
Place = tuple[str, int, int]
Values = dict[Place, Any]
ENDINGS = (".xlsx", ".xlsm", ".xltx", ".xltm")


def check(path: Path, target: Path, counts: Counter[str]) -> None:
    """Patches one workbook and counts what became of it."""
    try:
        book = ExcelFormat().read(path)
    except Refused as refused:
        counts[f"refused on opening: {refused.name}"] += 1
        return
    found = next(_patched(path, target, book), None)
    if found is None:
        counts["refused: no cell that may be changed"] += 1
        return
    place, report = found
    counts["patched"] += 1
    same = _same_members(path, target, report)
    counts["  untouched members identical" if same else f"  MEMBERS DIFFER: {path.name}"] += 1
    for reader, read in (("openpyxl", by_openpyxl), ("calamine", by_calamine)):
        counts[f"  {reader}: {_verdict(read, path, target, place)}"] += 1
    _append(path, target, book, place, counts)


def _patched(path: Path, target: Path, book: Workbook) -> Iterator[tuple[Place, Patched]]:
    """The places where the text could be written, and reports; the file is written at the first that is asked for."""
    for sheet in book.sheets:
        cells = [(r, c) for r, row in enumerate(sheet.rows, 1) for c, value in enumerate(row, 1) if value is not None]
        free = (len(sheet.rows) + 1, max(map(len, sheet.rows), default=0) + 2)
        for row, column in [*cells[:TRIED], free]:
            with contextlib.suppress(Refused):
                yield (sheet.name, row, column), patch(path, target, cells={sheet.name: {name(row, column): TEXT}})


def _append(path: Path, target: Path, book: Workbook, place: Place, counts: Counter[str]) -> None:
    sheet, row, column = place
    grown = target.with_name(f"row-{target.name}")
    try:
        report = patch(path, grown, cells={sheet: {name(row, column): TEXT}}, rows={sheet: [{"B": ROW}]})
    except Refused as refused:
        counts[f"  row refused: {refused.name}"] += 1
        return
    before, after = (
        [list(cells) for cells in next(one for one in each.sheets if one.name == sheet).rows]
        for each in (book, ExcelFormat().read(grown))
    )
    added = [number for number, cells in enumerate(after, 1) if ROW in cells]
    if row <= len(before) and column <= len(before[row - 1]):
        before[row - 1][column - 1] = TEXT
    else:
        before += [[] for _ in range(row - len(before))]
        before[row - 1] = [*before[row - 1], *[None] * (column - 1 - len(before[row - 1])), TEXT]
    old = next(one for one in book.sheets if one.name == sheet)
    for number in added if len(after) <= len(before) else ():
        cells = enumerate(before[number - 1], 1)
        if all(value is None or (number, column) in old.formulas for column, value in cells):
            before[number - 1] = []  # a row prepared with its formulas is filled in
    kept = [cells for cells in after if cells and ROW not in cells]
    right = len(added) == 1 and kept == [cells for cells in before if cells] and _same_members(path, grown, report)
    counts["  row appended" if right else f"  ROW WRONG: {path.name}"] += 1
    counts["    formulas count it"] += any("now count the new rows" in note for note in report.notes)


def _same_members(path: Path, target: Path, report: Patched) -> bool:
    """Whether all records but those of changed parts are the same bytes, in the same order."""
    old, new = _records(path), _records(target)
    return list(old) == list(new) and {one for one in old if old[one] != new[one]} <= set(report.parts)


def _records(path: Path) -> dict[str, bytes]:
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
    found = {}
    for info in infos:
        begin = info.header_offset
        names = sum(struct.unpack_from("<2H", data, begin + 26))  # APPNOTE 4.3.7: name and extra field
        found[info.filename] = data[begin : begin + 30 + names + info.compress_size]
    return found


def _verdict(read: Callable[[Path], Values], path: Path, target: Path, place: Place) -> str:
    """What a second reader says, within a minute."""
    signal.alarm(PATIENCE)
    try:
        try:
            before = read(path)
        except TimeoutError:
            raise
        except Exception as error:
            return f"cannot read the original ({type(error).__name__})"
        after = read(target)
        if not any(key[0] == place[0] for key in after):
            return "does not see the sheet"
        before.pop(place, None)
        found = after.pop(place, None)
        return "equal" if found == TEXT and before == after else f"DIFFERENT: {path.name}"
    except TimeoutError:
        return "too slow"
    except Exception as error:
        return f"CANNOT READ: {path.name} ({type(error).__name__})"
    finally:
        signal.alarm(0)


def by_openpyxl(path: Path) -> Values:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.row, cell.column): _shown(cell.value)
        for sheet in book.worksheets
        for cells in sheet.iter_rows()
        for cell in cells
        if cell.value is not None
    }


def _shown(value: Any) -> str:
    """A value to compare by: openpyxl gives array formulas and data tables as objects."""
    return str(sorted(vars(value).items())) if hasattr(value, "ref") else str(value)


def by_calamine(path: Path) -> Values:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(str(path)) as book:
        return {
            (sheet, row, column): str(value)
            for sheet in book.sheet_names
            for row, cells in enumerate(book.get_sheet_by_name(sheet).to_python(skip_empty_area=False), 1)
            for column, value in enumerate(cells, 1)
            if value != ""
        }


def main(folder: Path, keep: Path) -> None:
    def too_slow(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, too_slow)
    counts: Counter[str] = Counter()
    for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS):
        counts["workbooks"] += 1
        try:
            check(path, keep / path.name, counts)
        except Exception as error:
            counts[f"UNHANDLED {type(error).__name__}: {path.name}"] += 1
    for outcome, count in counts.items():
        print(f"{count:>6}  {outcome}")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        Path(sys.argv[2]).mkdir(parents=True, exist_ok=True)
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(Path(sys.argv[1]), Path(temporary))
