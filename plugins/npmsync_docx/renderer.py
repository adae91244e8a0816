"""Renders a response form, or another paper, as a Word document.

The form is one table across A4: its header stands on every page, the yellow cells are to be filled in (lists and dates
to choose from), and `reading` takes it back. It prints as an annex that can be answered with a pen.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from npmsync.documents.form_model import Form, FormColumn
from npmsync.documents.packages import steady
from npmsync.documents.paper import Paper
from npmsync.documents.paper_table import DETAILS, PaperRow, PaperTable, instruction_lines, paper_table, title_lines
from npmsync.documents.shown import shown_right_to_left, shown_text
from npmsync.domain.outgoing import Outgoing
from npmsync.ports import Shows
from npmsync_docx import page
from npmsync_docx.letter import letter_document
from npmsync_docx.markup import Look, cell, choice, day, paragraph, row, runs, table, words

_ROOM = int(1.4 * page.TWIPS)
"""The least height of a row: room for a pen."""
_ACROSS = int(27.7 * page.TWIPS)
_BODY, _BOLD = Look(15), Look(15, bold=True)
_WHITE = Look(15, bold=True, colour="FFFFFF")
_SMALL, _SMALL_BOLD = Look(14, colour="5F6B7A"), Look(14, bold=True, colour="5F6B7A")
_FILLS = {"head": "1F4E79", "open_head": "F4D35E", "open": "FFFBE6", "locked": "FFFFFF", "notice": "FDECEA"}


class DocxRenderer:
    """`npmsync.ports.Renderer` for forms and papers as .docx."""

    suffix = ".docx"
    shows = frozenset({Shows.FORM, Shows.LETTER})

    def __init__(self) -> None:
        import docx  # noqa: F401 - a missing extra is said before anything is made

    def render(self, document: Outgoing[Any], target: Path) -> None:
        """Write the document to `target`."""
        content = document.content
        made = letter_document(content) if isinstance(content, Paper) else _form_document(content)
        made.save(str(target))
        steady(target, content.made_at)


def _form_document(form: Form) -> Any:
    rtl, texts = form.right_to_left, form.texts
    document = page.new_document(form.languages[0], rtl, landscape=True, size=_BODY.size)
    page.head_and_foot(document, texts.marking, f"{form.npm} · {form.code}", texts.page, rtl)
    page.said_of_itself(document, texts.title, form.npm, form.made_at, form.languages[0])
    lines = []
    for text in title_lines(form):
        own = shown_right_to_left(text, rtl)
        side = "start" if own == rtl or not rtl else "right"
        lines.append(paragraph(runs(text, Look(30, True, "1F4E79"), own), own, side, after=100, keep=True))
    for text in texts.heading:
        own = shown_right_to_left(text, rtl)
        lines.append(paragraph(runs(text, Look(18), own), own, "start" if own == rtl or not rtl else "right", 20))
    lines += [paragraph(runs(t, Look(17, not n, "9B1C1C"), rtl), rtl, after=0, fill=_FILLS["notice"])
              for n, t in enumerate(texts.notice)]  # fmt: skip
    for text in instruction_lines(form):
        own = shown_right_to_left(text, rtl)
        lines.append(paragraph(runs(text, Look(16, colour="5F6B7A"), own), own, after=80))
    lines.append(_table(paper_table(form), form))
    lines.append(paragraph(runs(texts.total, Look(16, True, "5F6B7A"), rtl), rtl))
    page.add(document, "".join(lines))
    page.only_to_fill_in(document)
    return document


def _table(paper: PaperTable, form: Form) -> str:
    whole = sum(paper.shares)
    widths = [_ACROSS * share // whole for share in paper.shares]
    rtl = form.right_to_left
    head = "".join(
        cell(
            paragraph(runs(c.label, _BOLD if c.open else _WHITE, rtl), rtl, "center", 0),
            width,
            _FILLS["open_head" if c.open else "head"],
        )
        for c, width in zip(paper.columns, widths, strict=True)
    )
    rows = [row(head, header=True)]
    for line in paper.rows:
        cells = "".join(
            cell(_content(c, line, place, form), width, _FILLS["open" if c.open else "locked"])
            for place, (c, width) in enumerate(zip(paper.columns, widths, strict=True))
        )
        rows.append(row(cells, header=False, least=_ROOM))
    return table("".join(rows), widths, rtl)


def _content(column: FormColumn, line: PaperRow, place: int, form: Form) -> str:
    rtl, language = form.right_to_left, form.languages[0]
    if column.field == DETAILS:
        pairs = line.details or (("", ""),)
        return "".join(
            paragraph((runs(f"{label}: ", _SMALL_BOLD, rtl) if label else "") + runs(text, _SMALL, rtl), rtl, after=0)
            for label, text in pairs
        )
    value = line.cells[place]
    text = shown_text(value, language)
    if column.field == "ref":
        return paragraph(runs(text, _BOLD, False), False, "center", 0)
    if column.kind == "choice" and column.open:
        return paragraph(choice(text, column.choices, column.label, _BODY, rtl), rtl, after=0)
    if column.kind == "date" and column.open:
        iso = value.isoformat() if value is not None and not isinstance(value, str) else ""
        return paragraph(day(text, iso, column.label, _BODY, rtl), rtl, after=0)
    own = shown_right_to_left(text, rtl)
    if column.open:
        return paragraph(words(text, column.label, _BODY, own), own, after=0)
    return paragraph(runs(text, _BODY, own), own, after=0)
