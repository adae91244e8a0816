"""The parts of a workbook while it is being patched: those changed so far, and what a person should be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from npmsync.errors import Refused
from npmsync_excel.book import Book, SheetPart
from npmsync_excel.cellstyles import CellStyles
from npmsync_excel.cellwriting import CellWriter
from npmsync_excel.container import with_parts
from npmsync_excel.edits import Edited, cut_up
from npmsync_excel.markup import checked, encoded
from npmsync_excel.scan import has_formulas
from npmsync_excel.strings import StringTable


@dataclass
class Draft:
    """A workbook and its changed parts, as texts. Nothing is written until `finished` has checked every one."""

    book: Book
    cells: dict[str, list[str]] = field(default_factory=dict)
    """Sheet -> the cells that were given a value or a formula."""
    notes: list[str] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    _texts: dict[str, str | Edited] = field(default_factory=dict)
    _formulas: dict[str, bool] = field(default_factory=dict)

    @cached_property
    def strings(self) -> StringTable | None:
        part = self.book.strings
        return StringTable(self.text(part)) if part and part in self.book.container.members else None

    @cached_property
    def styles(self) -> CellStyles:
        part = self.book.styles
        return CellStyles(self.text(part) if part and part in self.book.container.members else None)

    def text(self, part: str) -> str:
        """A part as it now stands."""
        now = self._texts.get(part)
        if now is None or isinstance(now, Edited):
            now = self._texts[part] = self.book.unchecked(part) if now is None else str(now)
        return now

    def put(self, part: str, new: str | Edited) -> None:
        """Changes a part, or nothing where the text is the one it has."""
        if new.changes_anything if isinstance(new, Edited) else new != self.text(part):
            self._texts[part] = new
            self.changed.add(part)

    def has_formulas(self, part: str) -> bool:
        """Whether a sheet's part holds a formula; patching takes none away, and adds some only where there are some."""
        if part not in self._formulas:
            self._formulas[part] = has_formulas(self.text(part) if part in self._texts else self.book.unchecked(part))
        return self._formulas[part]

    def sheet(self, name: str) -> SheetPart:
        """Raises Refused where there is no such worksheet, naming those there are."""
        found = next((one for one in self.book.sheets if one.name == name and one.kind == "worksheet"), None)
        if found is None:
            names = ", ".join(repr(one.name) for one in self.book.sheets)
            raise Refused(
                "no-such-sheet", f"{self.book.file} has no sheet {name!r}; it has {names}.", "Was the sheet renamed?"
            )
        return found

    def writer(self, sheet: str, prefix: str) -> CellWriter:
        return CellWriter(self.book.file, sheet, prefix, self.strings, self.styles, self.book.from_1904)

    def wrote(self, sheet: str, cell: str) -> None:
        self.cells.setdefault(sheet, []).append(cell)

    def refused(self, name: str, sheet: str, what: str, hint: str) -> Refused:
        """A refusal that says where: `what` follows the file's and the sheet's name."""
        return Refused(name, f"{self.book.file}, sheet {sheet!r}: {what}", hint)

    def finished(self) -> tuple[bytes, tuple[str, ...]]:
        """The patched file and the parts that changed. Raises Refused should a changed part not be well-formed."""
        if self.strings is not None and self.strings.changed and self.book.strings:
            self.put(self.book.strings, self.strings.text())
        if self.styles.changed and self.book.styles:
            self.put(self.book.styles, self.styles.text())
        container, file = self.book.container, self.book.file
        parts = tuple(name for name in container.members if name in self.changed)
        return with_parts(container, {part: checked(encoded(self._pieces(part)), part, file) for part in parts}), parts

    def _pieces(self, part: str) -> Iterator[str]:
        now = self._texts[part]
        return now.pieces() if isinstance(now, Edited) else cut_up(now, 0, len(now))
