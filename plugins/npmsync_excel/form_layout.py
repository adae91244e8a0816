"""Where everything stands on a form's sheets, and how wide and how high: reckoned from the texts, before any cell is
written, since no program but a spreadsheet itself fits a row's height to its text."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from npmsync.documents.form_model import Form, FormColumn
from npmsync_excel.cellrefs import column_letters

LINE = 13.5
"""Points from one line to the next at the size of the table's letters."""
HIGHEST = 405.0
"""Points; Excel ends at 409 (specifications and limits)."""

_WIDTHS = {
    "ref": 11, "text": 34, "place": 12, "topics": 11, "priority": 10, "status": 13,
    "position": 13, "response": 28, "actions": 20, "reasons": 16, "contact": 12, "comments": 15,
    "paragraph": 14, "says": 34, "should_say": 34, "evidence": 26,
}  # fmt: skip
"""Characters. Narrow, for all of them share the width of one A4 page."""
_DATE_WIDTH = 11
GUIDE_WIDTH = 76


@dataclass(frozen=True, slots=True)
class Layout:
    """Rows count from 1. `head` and `guide` are (text, kind of line); heights are in points, widths in characters;
    `choices` gives the first and last row, on the guide, of the words of a drop-down column."""

    head: tuple[tuple[str, str], ...]
    head_heights: tuple[float, ...]
    header_height: float
    heights: tuple[float, ...]
    widths: Mapping[str, float]
    guide: tuple[tuple[str, str], ...]
    choices: Mapping[str, tuple[int, int]]
    guide_heights: tuple[float, ...]
    columns: int
    progress_formula: str

    @property
    def progress_row(self) -> int:
        return len(self.head) + 1

    @property
    def header_row(self) -> int:
        return len(self.head) + 2

    @property
    def first_row(self) -> int:
        return self.header_row + 1

    @property
    def last_row(self) -> int:
        return self.header_row + len(self.heights)

    @property
    def table(self) -> str:
        return f"A{self.header_row}:{column_letters(self.columns)}{self.last_row}"

    @property
    def print_area(self) -> str:
        return f"A1:{column_letters(self.columns)}{self.last_row + 1}"

    def column_range(self, number: int) -> str:
        return f"{column_letters(number)}{self.first_row}:{column_letters(number)}{self.last_row}"


def layout(form: Form) -> Layout:
    """The layout of a form: head, table and guide."""
    widths = {column_letters(n): _width(c) for n, c in enumerate(form.columns, 1)}
    across = sum(widths.values())
    head = _head(form)
    guide, choices = _guide(form)
    return Layout(
        head=head,
        head_heights=tuple(_head_height(text, kind, across) for text, kind in head),
        header_height=max((_lines(c.label, _width(c) * 0.85) for c in form.columns), default=1) * LINE + 6,
        heights=tuple(_height(form, cells) for cells in (row.cells for row in form.lines)),
        widths=widths,
        guide=guide,
        choices=choices,
        guide_heights=tuple(_head_height(text, kind, GUIDE_WIDTH) for text, kind in guide),
        columns=len(form.columns),
        progress_formula=_progress(form, len(head) + 3),
    )


def _head(form: Form) -> tuple[tuple[str, str], ...]:
    """Few lines, for they stay in sight while the table moves: title, notice, whose form it is, what to do."""
    texts = form.texts
    head = [(texts.title, "title")]
    if texts.notice:
        head.append((texts.notice[0], "notice"))
    head.append(("     ".join(texts.heading[:3]), "heading"))
    head += [(text, "return") for text in texts.heading[3:]]
    head += [(text, "notice_text") for text in texts.notice[1:]]
    if texts.instructions:
        head.append((" ".join(texts.instructions[: len(form.languages)]), "hint"))
    return tuple(head)


def _guide(form: Form) -> tuple[tuple[tuple[str, str], ...], dict[str, tuple[int, int]]]:
    lines = [(form.texts.instructions_title, "title")]
    lines += [(text, "notice_text") for text in form.texts.notice]
    lines += [(f"{n}.  {text}", "guide") for n, text in enumerate(form.texts.instructions, 1)]
    lines += [(text, "return") for text in form.texts.heading[3:]]
    choices = {}
    for column in form.columns:
        if column.choices:
            lines += [("", "guide"), (column.label, "guide_heading")]
            choices[column.field] = (len(lines) + 1, len(lines) + len(column.choices))
            lines += [(word, "choice") for word in column.choices]
    return tuple(lines), choices


def _progress(form: Form, first_row: int) -> str:
    """A formula that counts the rows with an answer; "" for a draft, where nobody has to find an error in every row.
    Every program knows these functions, and none of them needs a dynamic array."""
    telling = {"position", "response"}
    numbers = [n for n, c in enumerate(form.columns, 1) if c.open and c.field in telling]
    if not form.rows or not numbers or not form.texts.progress:
        return ""
    last = first_row + len(form.rows) - 1
    filled = "+".join(f"(LEN({column_letters(n)}{first_row}:{column_letters(n)}{last})>0)" for n in numbers)
    before, _, after = form.texts.progress.partition("{answered}")
    return f"{_quoted(before)}&SUMPRODUCT(--(({filled})>0))&{_quoted(after)}".replace('&""', "")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _width(column: FormColumn) -> float:
    """The usual width, or what the longest word of the header needs in bold: a word is never cut in two."""
    usual = _DATE_WIDTH if column.kind == "date" else _WIDTHS.get(column.field, 16)
    return max(usual, 1.1 * max(map(len, column.label.split()), default=0) + 1.5)


def _height(form: Form, cells: tuple[str | date | None, ...]) -> float:
    """Enough lines for the longest text, and room to write in an empty row; a text beyond a page's height is cut off on
    the screen until its row is made higher, which the protection allows."""
    needed = max(
        (_lines(v, _width(c)) for c, v in zip(form.columns, cells, strict=True) if isinstance(v, str)), default=1
    )
    return min(HIGHEST, max(3, needed) * LINE + 6)


def _head_height(text: str, kind: str, across: float) -> float:
    size = {"title": 26.0, "notice": 20.0, "heading": 17.0}.get(kind, 15.0)
    return size * _lines(text, across * 0.95)


def _lines(text: str, width: float) -> int:
    """Lines that `text` takes when wrapped at words. A tenth is allowed for words that do not fill their line."""
    usable = max(1.0, width - 1.2) * 1.02
    return sum(max(1, math.ceil(len(part) * 1.08 / usable)) for part in text.split("\n"))
