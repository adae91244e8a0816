"""Renders a form as one HTML page that needs nothing else: no script, no picture, nothing fetched.

It is for reading and for paper. Answers come back in the Excel form, or by letter, which names the references shown.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from npmsync.documents.form_model import Form, FormColumn, FormRow
from npmsync.documents.paper import Paper
from npmsync.documents.paper_table import title_lines
from npmsync.documents.shown import shown_cell
from npmsync.domain.outgoing import Outgoing
from npmsync.ports import Shows
from npmsync_html.letter import letter_page

_STYLE = """
@page { size: A4 landscape; margin: 12mm }
body { font-family: "Segoe UI", Tahoma, "Noto Sans", Arial, sans-serif; color: #1f2933; line-height: 1.45;
  margin: 2rem auto; max-width: 120rem; padding: 0 1rem }
h1 { color: #1f4e79; font-size: 1.5rem; margin: 0 0 .5rem }
p { margin: .2rem 0 }
.notice { background: #fdecea; color: #9b1c1c; padding: .6rem .8rem; margin: .8rem 0 }
.notice p:first-child { font-weight: 700 }
.wide { overflow-x: auto; margin-top: 1rem }
table { border-collapse: collapse; width: 100%; font-size: .85rem }
th, td { border: 1px solid #d5dae0; padding: .35rem .5rem; text-align: start; vertical-align: top;
  overflow-wrap: break-word; white-space: pre-line }
td { min-width: 4.5rem }
thead th { background: #1f4e79; color: #fff; overflow-wrap: normal }
thead th.open { background: #f4d35e; color: #1f2933 }
td.open { background: #fffbe6; min-width: 6rem }
td.text { min-width: 16rem }
th[scope=row] { white-space: nowrap }
thead { display: table-header-group }
tr { break-inside: avoid }
.marking { color: #9b1c1c; font-weight: 700; text-align: center }
@media print { .marking { position: fixed; top: 0; width: 100% }
  body { margin: 0; max-width: none } .wide { overflow: visible } table { font-size: 8pt } }
"""


class HtmlRenderer:
    """`npmsync.ports.Renderer` for forms and papers as .html."""

    suffix = ".html"
    shows = frozenset({Shows.FORM, Shows.LETTER})

    def render(self, document: Outgoing[Any], target: Path) -> None:
        """Write the page to `target` in UTF-8."""
        content = document.content
        shown = letter_page(content) if isinstance(content, Paper) else page(content)
        target.write_text(shown, "utf-8", newline="\n")


def page(form: Form) -> str:
    """The whole page as text."""
    texts, direction = form.texts, "rtl" if form.right_to_left else "ltr"
    title = "<br>".join(f"<bdi>{escape(line)}</bdi>" for line in title_lines(form))
    # Each line in the direction of its own language, on the side where the page's lines begin.
    heading = "".join(f"<p><bdi>{escape(line)}</bdi></p>\n" for line in texts.heading)
    notice = "".join(f"<p><bdi>{escape(line)}</bdi></p>" for line in texts.notice)
    head = "".join(_header(column) for column in form.columns)
    body = "\n".join(_row(form, row) for row in form.lines)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(form.languages[0], quote=True)}" dir="{direction}">\n<head>\n'
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(texts.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + (f'<p class="marking">{escape(texts.marking)}</p>\n' if texts.marking else "")
        + f"<h1>{title}</h1>\n{heading}"
        + (f'<div class="notice" role="note">{notice}</div>\n' if notice else "")
        + f'<div class="wide"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>\n'
        f"<p>{escape(texts.total)}</p>\n</body>\n</html>\n"
    )


def _header(column: FormColumn) -> str:
    return f'<th scope="col"{_class(column)}>{escape(column.label)}</th>'


def _row(form: Form, row: FormRow) -> str:
    cells = []
    for column, value in zip(form.columns, row.cells, strict=True):
        shown = escape(shown_cell(value, column, form))
        if column.field == "ref":
            # A reference reads from left to right wherever it stands.
            cells.append(f'<th scope="row"><bdi dir="ltr">{shown}</bdi></th>')
        else:
            cells.append(f'<td{_class(column)} dir="auto">{shown}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def _class(column: FormColumn) -> str:
    names = [*(["open"] if column.open else []), *(["text"] if column.field in ("text", "response") else [])]
    return f' class="{" ".join(names)}"' if names else ""
