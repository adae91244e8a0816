"""A report, an agenda, minutes as a Word document: for the annual report's chapter, which people go on writing in.

Titles are headings of Word's own, so that they enter a table of contents; figures are tables, not pictures. A reference
is a link to the row that it names, further down in the same file.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from npmsync.documents.dossier import Cards, Cell, Column, Dossier, Row, Table, Text
from npmsync.documents.dossier_text import cell_text
from npmsync_docx import page
from npmsync_docx.markup import Look, cell, choice, day, paragraph, row, runs, table

_WIDTH = int(27.7 * page.TWIPS)
_BODY, _BOLD, _NOTE = Look(18), Look(18, bold=True), Look(17, colour="52606D")
_SMALL, _SMALL_BOLD = Look(15), Look(15, bold=True)
_HEAD = Look(15, bold=True, colour="FFFFFF")
_LINK = Look(15, colour="1F4E79")
_HEADINGS = {0: (30, "Heading 1"), 1: (24, "Heading 2")}
_SHARES = {"text": 30, "number": 12, "share": 13, "date": 16, "choice": 18}
_LINKED = 40
"""References shown in a cell; the annex has them all."""


class WordDossier:
    """`npmsync.ports.DossierRenderer` as .docx."""

    def __init__(self) -> None:
        import docx  # noqa: F401 - a missing extra is said before anything is made

    def render(self, paper: Any, target: Path) -> None:
        """Write the document to `target`."""
        content: Dossier = paper.content
        rtl = content.right_to_left
        document = page.new_document(content.language, rtl, landscape=True)
        page.said_of_itself(document, content.title, content.npm, datetime.now(UTC), content.language)
        left = content.npm if not content.banner else content.banner
        page.head_and_foot(document, content.banner, left, content.page, rtl)
        parts = [_heading(content.title, 0, rtl)]
        parts += [paragraph(runs(line, _BODY, rtl), rtl) for line in content.lines]
        marks = _Marks(content)
        for block in content.blocks:
            parts += _block(block, content.language, rtl, marks)
        for part in parts:
            page.add(document, part)
        document.save(str(target))


class _Marks:
    """The bookmarks of a paper: names and numbers of rows to which something leads."""

    def __init__(self, paper: Dossier) -> None:
        rows = [one.anchor for block in paper.tables for one in block.rows if one.anchor]
        self.names = {anchor: f"row{number}" for number, anchor in enumerate(rows, 1)}

    def at(self, anchor: str) -> tuple[str, str]:
        """What stands before and after the text of the row that is led to."""
        name = self.names.get(anchor)
        if name is None:
            return "", ""
        number = name.removeprefix("row")
        return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>', f'<w:bookmarkEnd w:id="{number}"/>'

    def link(self, shown: str, anchor: str, rtl: bool) -> str:
        name = self.names.get(anchor)
        text = runs(shown, _LINK if name else _SMALL, rtl)
        return f"<w:hyperlink w:anchor={quoteattr(name)}>{text}</w:hyperlink>" if name else text


def _heading(text: str, level: int, rtl: bool) -> str:
    size, style = _HEADINGS[level]
    made = paragraph(runs(text, Look(size, bold=True, colour="1F4E79"), rtl), rtl, after=100, keep=True)
    return made.replace("<w:pPr>", f'<w:pPr><w:pStyle w:val="{style.replace(" ", "")}"/>', 1)


def _block(block: Any, language: str, rtl: bool, marks: _Marks) -> list[str]:
    if isinstance(block, Text):
        if block.heading:
            return [_heading(block.text, 1, rtl)]
        return [paragraph(runs(block.text, _BODY, rtl), rtl, after=120)]
    if isinstance(block, Cards):
        return [
            paragraph(
                runs(f"{card.label}: ", _BODY, rtl)
                + runs(card.value, _BOLD, rtl)
                + (runs(f" ({card.note})", _NOTE, rtl) if card.note else ""),
                rtl,
            )
            for card in block.cards
        ]
    return _table(block, language, rtl, marks)


def _table(block: Table, language: str, rtl: bool, marks: _Marks) -> list[str]:
    parts = [_heading(block.title, 1, rtl)]
    parts += [paragraph(runs(block.note, _NOTE, rtl), rtl, keep=True)] if block.note else []
    if not block.rows:
        return [*parts, paragraph(runs(block.empty, _BODY, rtl), rtl)]
    shares = [_share(block, place) for place in range(len(block.columns))]
    widths = [_WIDTH * share // sum(shares) for share in shares]
    head = "".join(
        cell(paragraph(runs(column.label, _HEAD, rtl), rtl, after=0), width, "1F4E79")
        for column, width in zip(block.columns, widths, strict=True)
    )
    rows = [row(head, header=True)]
    rows += [_row(one, block.columns, widths, language, rtl, marks) for one in block.rows]
    return [*parts, table("".join(rows), widths, rtl), paragraph("", rtl)]


def _share(block: Table, place: int) -> int:
    """How much of the page a column gets: long texts and references more than numbers."""
    column = block.columns[place]
    values = [one.cells[place] for one in block.rows[:50]]
    if any(isinstance(value, tuple) for value in values):
        return 45
    longest = max((len(value) for value in values if isinstance(value, str)), default=0)
    return 60 if longest > 60 else _SHARES.get(column.kind, 20)


def _row(one: Row, columns: tuple[Column, ...], widths: list[int], language: str, rtl: bool, marks: _Marks) -> str:
    cells = []
    for place, (column, width) in enumerate(zip(columns, widths, strict=True)):
        content = _content(one.cells[place], column, language, rtl, marks, one.strong)
        if place == 0 and one.anchor:
            before, after = marks.at(one.anchor)
            content = before + content + after
        side = "right" if column.kind in ("number", "share") and not rtl else "start"
        fill = "FFFBE6" if column.open else "F1F5F9" if one.strong else "FFFFFF"
        cells.append(cell(paragraph(content, rtl, side, after=0), width, fill))
    return row("".join(cells), header=False)


def _content(value: Cell, column: Column, language: str, rtl: bool, marks: _Marks, strong: bool) -> str:
    if isinstance(value, tuple):
        links = [marks.link(link.shown, link.row, rtl) for link in value[:_LINKED]]
        more = [runs(f"+{len(value) - _LINKED}", _SMALL, rtl)] if len(value) > _LINKED else []
        return runs("; ", _SMALL, rtl).join([*links, *more])
    text = cell_text(value, column, language)
    if column.open and column.kind == "choice":
        return choice(text, column.choices, column.label, _SMALL, rtl)
    if column.open and column.kind == "date":
        return day(text, "", column.label, _SMALL, rtl)
    return runs(text, _SMALL_BOLD if strong else _SMALL, rtl)
