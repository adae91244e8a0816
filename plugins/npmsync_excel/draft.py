"""The parts of a workbook while it is being patched: those changed so far, and what a person should be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from npmsync.errors import Refused
from npmsync_excel.book import Book, SheetPart
from npmsync_excel.cellstyles import CellStyles
from npmsync_excel.cellwriting import CellWriter
from npmsync_excel.container import with_parts
from npmsync_excel.markup import check, encode
from npmsync_excel.strings import StringTable


@dataclass
class Draft:
    """A workbook and its changed parts, as texts. Nothing is written until `finished` has checked every one."""

    book: Book
    texts: dict[str, str] = field(default_factory=dict)
    cells: dict[str, list[str]] = field(default_factory=dict)
    """Sheet -> the cells that were given a value or a formula."""
    notes: list[str] = field(default_factory=list)

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
        return self.texts[part] if part in self.texts else self.book.skimmed(part)

    def put(self, part: str, text: str) -> None:
        """Changes a part, or nothing where the text is the one it has."""
        if text != self.text(part):
            self.texts[part] = text

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
        container = self.book.container
        changed = {part: encode(text, container.part(part)) for part, text in self.texts.items()}
        for part, raw in changed.items():
            check(raw, part, self.book.file)
        return with_parts(container, changed), tuple(name for name in container.members if name in changed)
