"""Renders a response form, or another paper, as a tagged PDF on A4, Arabic right: for reading and for paper.

typst lays it out; what is said goes in as data, never as markup, and nothing is fetched.
"""

from __future__ import annotations

import json
import re
import tempfile
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from npmsync.documents.form_model import Form
from npmsync.documents.inert import inert
from npmsync.documents.paper import Paper
from npmsync.documents.paper_table import DETAILS, instruction_lines, paper_table, title_lines
from npmsync.documents.shown import shown_right_to_left, shown_text
from npmsync.domain.outgoing import Outgoing
from npmsync.errors import Refused
from npmsync.ports import Shows

FONTS = (
    "Noto Sans", "Segoe UI", "Arial", "Liberation Sans", "DejaVu Sans", "Noto Sans Arabic", "Noto Naskh Arabic",
    "Tahoma", "Geeza Pro", "Times New Roman",
)  # fmt: skip
"""Those of Linux, Windows and macOS; the first that is there and has the letter shows it."""


class PdfRenderer:
    """`npmsync.ports.Renderer` for forms and papers as .pdf."""

    suffix = ".pdf"
    shows = frozenset({Shows.FORM, Shows.LETTER})
    beside = True

    def __init__(self) -> None:
        import typst  # noqa: F401 - a missing extra is said before anything is made

    def render(self, document: Outgoing[Any], target: Path) -> None:
        """Write the document to `target`."""
        content = document.content
        shown = _paper(content) if isinstance(content, Paper) else _form(content)
        shown["fonts"] = self._present
        logo = content.logo if isinstance(content, Paper) else None
        if logo is None:
            target.write_bytes(self._compiled(self._compiler, shown, content.made_at))
            return
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "logo").write_bytes(logo)
            (Path(folder) / "paper.typ").write_bytes(_TEMPLATE.read_bytes())
            target.write_bytes(self._compiled(self._made(Path(folder) / "paper.typ"), shown, content.made_at))

    @staticmethod
    def _compiled(compiler: Any, shown: dict[str, Any], made_at: datetime) -> bytes:
        """The PDF's bytes: PDF/UA-1 (ISO 14289-1), or tagged alone where a text has a sign that no font here can show.
        Raises `Refused` where no font has the letters of the paper's own language."""
        from typst import TypstError

        # The clock of whoever makes it is nobody's business: the paper's own time stands in it.
        stamp = int(made_at.astimezone(UTC).replace(microsecond=0).timestamp())
        given = {"format": "pdf", "sys_inputs": {"data": json.dumps(shown, ensure_ascii=False)}, "timestamp": stamp}
        try:
            made: bytes = compiler.compile(**given, pdf_standards=["ua-1"])
        except TypstError as error:
            if any(_unshown(str(error)) & set(shown[name]) for name in ("title", "page")):
                raise Refused(
                    "no-font",
                    f"No font on this machine has the letters of the language {shown['language']!r}.",
                    "Install Noto Sans for it, or export it as docx.",
                ) from error
            made = compiler.compile(**given)
        return made

    @cached_property
    def _compiler(self) -> Any:
        return self._made(_TEMPLATE)

    def _made(self, template: Path) -> Any:
        import typst

        return typst.Compiler(str(template), root=str(template.parent), font_paths=self._fonts)

    @cached_property
    def _fonts(self) -> Any:
        """Looking through a system's fonts takes longer than a page: it is done once."""
        import typst

        return typst.Fonts()

    @cached_property
    def _present(self) -> list[str]:
        known = {name.lower() for name in self._fonts.families()}
        return [name for name in FONTS if name.lower() in known] or ["Libertinus Serif"]


_ONE_PIECE = 1200
"""Characters up to which a row is kept on one page; one longer than a page would run off it."""
_UNSHOWN = re.compile(r'the text `"(.*?)"` could not be displayed')
_TEMPLATE = Path(__file__).with_name("paper.typ")


def _form(form: Form) -> dict[str, Any]:
    paper = paper_table(form)
    language = form.languages[0]
    rows: list[list[Any]] = [[column.label for column in paper.columns]]
    for line in paper.rows:
        cells: list[Any] = []
        for column, value in zip(paper.columns, line.cells, strict=True):
            if column.field == DETAILS:
                cells.append({"details": line.details})
            elif column.field == "ref":
                cells.append({"ref": shown_text(value, language)})
            else:
                text = shown_text(value, language)
                cells.append({"text": text, "rtl": shown_right_to_left(text, form.right_to_left)})
        rows.append(cells)
    texts = form.texts
    whole = [sum(len(shown_text(v, language)) for v in line.cells) < _ONE_PIECE for line in paper.rows]
    return _clean({
        "form": True, "whole": whole, "wide": True, "title": texts.title, "npm": form.npm, "language": language,
        "rtl": form.right_to_left, "marking": texts.marking, "page": texts.page, "foot": f"{form.npm} · {form.code}",
        "facts": [["", _isolated(line)] for line in texts.heading], "notice": list(map(_isolated, texts.notice)),
        "titles": list(map(_isolated, title_lines(form))),
        "paragraphs": [_sided(line, form.right_to_left) for line in instruction_lines(form)],
        "table": rows, "open": [c.open for c in paper.columns],
        "shares": list(paper.shares), "total": texts.total,
    })  # fmt: skip


def _paper(paper: Paper) -> dict[str, Any]:
    columns = len(paper.table[0]) if paper.table else 0
    return _clean({
        **{name: getattr(paper, name) for name in _SAID},
        "letterhead": list(map(_isolated, paper.letterhead)), "addressee": list(map(_isolated, paper.addressee)),
        "facts": [(label, _isolated(value)) for label, value in paper.facts],
        "paragraphs": [_sided(text, paper.right_to_left) for text in paper.paragraphs],
        "subjects": list(map(_isolated, paper.subject.split("\n"))), "closing": list(map(_isolated, paper.closing)),
        "form": False, "whole": [True] * len(paper.table), "wide": columns > 4, "rtl": paper.right_to_left,
        "foot": paper.npm, "logo": paper.logo is not None, "open": [False] * columns, "shares": [1] * columns,
    })  # fmt: skip


_SAID = (
    "title", "npm", "language", "marking", "page", "letterhead", "facts", "addressee", "subject", "paragraphs", "table",
    "total", "closing", "enclosures", "enclosures_title",
)  # fmt: skip


def _unshown(message: str) -> set[str]:
    """The signs that typst says no font has."""
    named = _UNSHOWN.search(message)
    text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), named[1]) if named else ""
    return {character for character in text if character.isalpha()}


def _sided(text: str, otherwise: bool) -> dict[str, Any]:
    return {"text": text, "rtl": shown_right_to_left(text, otherwise)}


def _isolated(text: str) -> str:
    """A text that keeps the direction of its own first letter wherever it stands (UAX 9, FSI and PDI)."""
    return f"\u2068{text}\u2069" if text else ""


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return inert(value)
    if isinstance(value, dict):
        return {key: _clean(one) for key, one in value.items()}
    return [_clean(one) for one in value] if isinstance(value, list | tuple) else value
