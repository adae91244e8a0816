"""The table formats of spreadsheet programs: `.xlsx` and its kin read and patched, `.xls` and `.ods` only read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from npmsync.errors import Refused
from npmsync.ports import Capability, TableChanges, Workbook


class ExcelFormat:
    """Workbooks of ECMA-376 (.xlsx, .xlsm, .xltx, .xltm), transitional and strict."""

    capabilities = frozenset(
        {Capability.WRITE_CELLS, Capability.APPEND_ROWS, Capability.ADD_COLUMNS, Capability.FORGET}
    )

    def read(self, source: Path) -> Workbook:
        """Raises Refused for a file that is no such workbook, is damaged, encrypted, signed or hostile."""
        from npmsync_excel.reading import read_workbook
        from npmsync_excel.soundness import refusing_nonsense

        with refusing_nonsense(source):
            return read_workbook(source)

    def write(self, source: Path, target: Path, changes: TableChanges) -> tuple[str, ...]:
        """Returns notes: what moved or grew with new rows, and what did not. Raises Refused, with `target` as it was,
        where a change cannot be made safely."""
        from npmsync_excel.patching import patch

        return patch(source, target, changes.cells, changes.rows, changes.after, changes.headers).notes

    def forget(self, source: Path, target: Path, texts: Sequence[str]) -> bool:
        """Writes a copy without texts that no cell shows but the file still keeps; False where it keeps none."""
        from npmsync_excel.forgetting import forget
        from npmsync_excel.soundness import refusing_nonsense

        with refusing_nonsense(source):
            return forget(source, target, texts)


class OldExcelFormat:
    """Excel 97-2003 workbooks (.xls), read only."""

    capabilities: frozenset[Capability] = frozenset()

    def read(self, source: Path) -> Workbook:
        """Values alone: the format's formulas, merges and lists are not seen. Raises Refused for other kinds."""
        from npmsync_excel.oldexcel import read_old_workbook

        return read_old_workbook(source)

    def write(self, source: Path, target: Path, changes: TableChanges) -> tuple[str, ...]:
        raise Refused(
            "read-only-format",
            f"{source.name} is an older Excel workbook (.xls), which is only read.",
            "Open it in Excel, choose Save as, Excel Workbook (.xlsx), and name that file instead.",
        )


class OpenDocumentFormat:
    """OpenDocument spreadsheets (.ods), read only: no well-kept library writes one back without loss."""

    capabilities: frozenset[Capability] = frozenset()

    def read(self, source: Path) -> Workbook:
        """Raises Refused for a file that is no such spreadsheet, is damaged, encrypted or hostile."""
        from npmsync_excel.opendocument import read_opendocument
        from npmsync_excel.soundness import refusing_nonsense

        with refusing_nonsense(source):
            return read_opendocument(source)

    def write(self, source: Path, target: Path, changes: TableChanges) -> tuple[str, ...]:
        raise Refused(
            "read-only-format",
            f"{source.name} is an OpenDocument spreadsheet (.ods), which is only read.",
            "Open it in LibreOffice, choose Save as, Excel 2007-365 (.xlsx), and name that file instead.",
        )
