"""A paper on the NPM's letterhead as a Word document: to be read, changed and signed."""

from __future__ import annotations

import io
from typing import Any

from npmsync.documents.paper import Paper
from npmsync.documents.shown import shown_right_to_left
from npmsync_docx import page
from npmsync_docx.markup import Look, cell, paragraph, row, runs, table

_TEXT, _BOLD, _SOFT = Look(21), Look(21, bold=True), Look(18, colour="5F6B7A")
_CELL, _CELL_HEAD = Look(17), Look(17, bold=True, colour="FFFFFF")
_ACROSS = int(16.4 * page.TWIPS)


def letter_document(paper: Paper) -> Any:
    """The document; a paper with a wide table lies across."""
    rtl = paper.right_to_left
    wide = bool(paper.table) and len(paper.table[0]) > 4
    document = page.new_document(paper.language, rtl, landscape=wide)
    page.head_and_foot(document, paper.marking, paper.npm, paper.page, rtl)
    page.said_of_itself(document, paper.title, paper.npm, paper.made_at, paper.language)
    if paper.logo is not None:
        _logo(document, paper.logo, rtl)
    lines = [_line(t, _BOLD if not n else _SOFT, rtl, 0) for n, t in enumerate(paper.letterhead)]
    lines.append(paragraph("", rtl, after=120))
    for label, value in paper.facts:
        own = shown_right_to_left(value, rtl)
        lines.append(paragraph(runs(f"{label}: ", _SOFT, rtl) + runs(value, _TEXT, own), rtl, after=20))
    lines.append(paragraph("", rtl, after=120))
    lines += [_line(text, _TEXT, rtl, 20) for text in paper.addressee]
    lines.append(paragraph("", rtl, after=120))
    if paper.subject:
        said = paper.subject.split("\n")
        lines += [_line(text, Look(23, True, "1F4E79"), rtl, 200 if text == said[-1] else 20) for text in said]
    lines += [_paragraph(text, _TEXT, rtl, 160) for text in paper.paragraphs]
    if paper.table:
        lines.append(_table(paper, int(27.7 * page.TWIPS) if wide else _ACROSS))
    if paper.total:
        lines.append(paragraph(runs(paper.total, _SOFT, rtl), rtl, after=160))
    lines += [_line(text, _TEXT, rtl, 480 if not n else 20) for n, text in enumerate(paper.closing)]
    if paper.enclosures:
        lines.append(paragraph("", rtl, after=120))
        lines.append(paragraph(runs(paper.enclosures_title, _BOLD, rtl), rtl, after=20))
        lines += [paragraph(runs(f"{n}. {t}", _TEXT, rtl), rtl, after=0) for n, t in enumerate(paper.enclosures, 1)]
    page.add(document, "".join(lines))
    return document


def _line(text: str, look: Look, rtl: bool, after: int) -> str:
    """A paragraph on the side where the paper's lines begin, its words in the direction of their own language."""
    own = shown_right_to_left(text, rtl)
    return paragraph(runs(text, look, own), own, "start" if own == rtl else ("right" if rtl else "left"), after)


def _paragraph(text: str, look: Look, rtl: bool, after: int) -> str:
    """A paragraph in the direction of its own language, on the side where that begins."""
    own = shown_right_to_left(text, rtl)
    return paragraph(runs(text, look, own), own, after=after)


def _table(paper: Paper, across: int) -> str:
    rtl = paper.right_to_left
    widths = [across // len(paper.table[0])] * len(paper.table[0])
    rows = []
    for number, texts in enumerate(paper.table):
        look, fill = (_CELL_HEAD, "1F4E79") if not number else (_CELL, "FFFFFF")
        cells = (cell(_line(t, look, rtl, 0), w, fill) for t, w in zip(texts, widths, strict=True))
        rows.append(row("".join(cells), header=not number))
    return table("".join(rows), widths, rtl)


def _logo(document: Any, data: bytes, rtl: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    document.add_picture(io.BytesIO(data), height=Cm(2.0))
    if rtl:
        document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.RIGHT
