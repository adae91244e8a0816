"""One recommendation after the other, each column a line."""

from pathlib import Path
from typing import Any

from npmsync.documents.form_model import Form
from npmsync.documents.shown import shown_text
from npmsync.domain.outgoing import Outgoing
from npmsync.ports import Shows


class PlainRenderer:
    suffix = ".txt"
    shows = frozenset({Shows.FORM})

    def render(self, document: Outgoing[Any], target: Path) -> None:
        form: Form = document.content
        texts = form.texts
        lines = [texts.marking, texts.title, *texts.notice, *texts.heading, *texts.instructions, ""]
        for row in form.lines:
            lines += [
                f"{column.label}: {shown_text(cell, form.languages[0])}"
                for column, cell in zip(form.columns, row.cells, strict=True)
            ]
            lines.append("")
        target.write_text("\n".join([*lines, texts.total, ""]), "utf-8", newline="\n")
