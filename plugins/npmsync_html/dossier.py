"""A paper as one HTML page that needs nothing else: no script, nothing fetched; it reads on a screen and on paper.

Charts are bars in the rows of their tables: whoever cannot see them reads the numbers beside them, and parts differ by
pattern, not by colour alone.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from npmsync.documents.dossier import Card, Cards, Column, Dossier, Link, Row, Table, Text
from npmsync.documents.dossier_text import page_text
from npmsync_html.bars import Bars, bars_of, patterns

LISTED = 25
"""References shown in a cell; where there are more, all of them fold away below their number."""

_STYLE = """
@page { size: A4 landscape; margin: 14mm 12mm }
body { font-family: "Segoe UI", Tahoma, "Noto Sans", Arial, sans-serif; color: #1f2933; line-height: 1.45;
  margin: 0 auto; max-width: 76rem; padding: 0 1.2rem 3rem }
.banner { background: #9b1c1c; color: #fff; font-weight: 700; text-align: center; padding: .35rem .8rem;
  margin: 0 -1.2rem 1.4rem }
h1 { color: #1f4e79; font-size: 1.7rem; margin: 1.2rem 0 .3rem }
h2 { color: #1f4e79; font-size: 1.2rem; margin: 2.2rem 0 .3rem; break-after: avoid }
p { margin: .25rem 0 }
.note { color: #52606d; max-width: 62rem; font-size: .9rem }
.cards { display: flex; flex-wrap: wrap; gap: .8rem; margin: 1.2rem 0 }
.card { border: 1px solid #d5dae0; border-block-start: 4px solid #1f4e79; padding: .6rem .9rem; min-width: 9rem;
  flex: 1 }
.card b { display: block; font-size: 1.7rem; line-height: 1.2; color: #1f4e79 }
.card span { display: block; font-size: .85rem } .card small { color: #52606d }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-size: .85rem; margin: .5rem 0 }
th, td { border-block-end: 1px solid #d5dae0; padding: .3rem .5rem; text-align: start; vertical-align: top;
  overflow-wrap: break-word; white-space: pre-line }
thead th { border-block-end: 2px solid #1f4e79; vertical-align: bottom; overflow-wrap: normal }
td.n, th.n { text-align: end; font-variant-numeric: tabular-nums }
td.n, td.d, a bdi { white-space: nowrap }
tbody th { text-align: start } th.name { min-width: 9rem }
 td.bar { min-width: 11rem; padding-block: .35rem }
td.refs { font-size: .8rem; min-width: 8rem; max-width: 22rem } td.text { min-width: 16rem }
td.open, tbody th.open { background: #fffbe6; border: 1px solid #d5c36a; min-width: 8rem; height: 1.6rem }
tr.strong td, tr.strong th { font-weight: 700; border-block-start: 2px solid #1f4e79 }
tr:target { background: #fff3bf } th[scope=row] { font-weight: 400 }
a { color: #1f4e79 } svg { display: block } [dir=rtl] td.bar svg { transform: scaleX(-1) }
.key { display: inline-block; vertical-align: baseline; margin-inline-end: .25rem } .key svg { display: inline }
thead { display: table-header-group } section tr { break-inside: avoid }
table.sheet { margin: 0; font-size: inherit; table-layout: fixed }
.sheet > * > tr > td { border: 0; padding: 0; white-space: normal }
.sheet > thead > tr > td { position: sticky; top: 0; z-index: 1 }
@media print { body { max-width: none; padding: 0; font-size: 10pt } .wide { overflow: visible }
  table { font-size: 8pt }
  .banner { position: static; margin: 0 0 3mm; padding: .5mm; font-size: 8pt }
  td, td.text, td.refs, td.bar, th.name { min-width: 0 } td.bar svg { width: 34mm; height: auto }
  td.refs { font-size: inherit; max-width: 45mm } .note { font-size: 8.5pt }
  a { color: inherit; text-decoration: none } .card { break-inside: avoid }
  section.annex { break-before: page } * { -webkit-print-color-adjust: exact; print-color-adjust: exact } }
"""


class HtmlDossier:
    """`npmsync.ports.DossierRenderer` as .html."""

    def render(self, paper: Any, target: Path) -> None:
        """Write the page to `target` in UTF-8."""
        target.write_text(page(paper.content), "utf-8", newline="\n")


def page(paper: Dossier) -> str:
    """The whole page as text."""
    blocks = "\n".join(_block(block, paper) for block in paper.blocks)
    lines = "".join(f"<p>{escape(line)}</p>\n" for line in paper.lines)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(paper.language, quote=True)}"'
        f' dir="{"rtl" if paper.right_to_left else "ltr"}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(paper.title)}{' – ' if paper.banner else ''}{escape(paper.banner)}</title>\n"
        f"<style>{_STYLE}</style>\n</head>\n<body>\n{patterns()}\n"
        + _sheet(
            paper.banner,
            f"<header><h1>{escape(paper.title)}</h1>\n{lines}</header>\n<main>\n{blocks}\n</main>\n",
        )
        + "</body>\n</html>\n"
    )


def _sheet(banner: str, content: str) -> str:
    """The content below its banner, which print repeats on every page: a table's head is all that browsers repeat."""
    if not banner:
        return content
    shown = f'<div class="banner" role="note" dir="auto">{escape(banner)}</div>'
    return (
        f'<table class="sheet" role="presentation"><thead><tr><td>{shown}</td></tr></thead>\n'
        f"<tbody><tr><td>\n{content}</td></tr></tbody></table>\n"
    )


def _block(block: Any, paper: Dossier) -> str:
    if isinstance(block, Cards):
        return f'<div class="cards">{"".join(map(_card, block.cards))}</div>'
    if isinstance(block, Text):
        tag = "h2" if block.heading else "p"
        return "\n".join(f'<{tag} dir="auto">{escape(line)}</{tag}>' for line in block.text.split("\n"))
    return _table(block, paper)


def _card(card: Card) -> str:
    note = f"<small>{escape(card.note)}</small>" if card.note else ""
    return f'<div class="card"><b>{escape(card.value)}</b><span>{escape(card.label)}</span>{note}</div>'


def _table(table: Table, paper: Dossier) -> str:
    annex = ' class="annex"' if table.annex else ""
    note = f'<p class="note">{escape(table.note)}</p>' if table.note else ""
    head = f"<section{annex}>\n<h2>{escape(table.title)}</h2>\n{note}"
    if not table.rows:
        return f"{head}\n<p>{escape(table.empty)}</p>\n</section>"
    bars = bars_of(table)
    headers = "".join(
        ("" if bars is None or n != bars.at else '<th scope="col"></th>') + _header(column, bars)
        for n, column in enumerate(table.columns)
    )
    rows = "\n".join(_row(row, table.columns, bars, paper) for row in table.rows)
    return (
        f'{head}\n<div class="wide"><table>\n<thead><tr>{headers}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n'
        "</table></div>\n</section>"
    )


def _header(column: Column, bars: Bars | None) -> str:
    key = bars.key(column.bar) if bars and column.bar is not None and bars.parts > 1 else ""
    return f'<th scope="col"{_class(column)}>{key}{escape(column.label)}</th>'


def _row(row: Row, columns: tuple[Column, ...], bars: Bars | None, paper: Dossier) -> str:
    cells = []
    for n, (column, value) in enumerate(zip(columns, row.cells, strict=True)):
        if bars is not None and n == bars.at:
            cells.append(f'<td class="bar">{bars.draw(row)}</td>')
        shown = _shown(value, column, paper)
        if n == 0:
            cells.append(f'<th scope="row"{_class(column, value)}><bdi>{shown}</bdi></th>')
        elif isinstance(value, tuple):
            cells.append(f'<td class="refs">{shown}</td>')
        else:
            cells.append(f'<td{_class(column, value)} dir="auto">{shown}</td>' if column.kind == "text" else
                         f"<td{_class(column, value)}>{shown}</td>")  # fmt: skip
    anchor = f' id="{escape(row.anchor, quote=True)}"' if row.anchor else ""
    strong = ' class="strong"' if row.strong else ""
    return f"<tr{anchor}{strong}>{''.join(cells)}</tr>"


def _shown(value: Any, column: Column, paper: Dossier) -> str:
    return _links(value) if isinstance(value, tuple) else escape(page_text(value, column, paper))


def _links(links: tuple[Link, ...]) -> str:
    shown = ", ".join(
        f'<a href="#{escape(link.row, quote=True)}"><bdi>{escape(link.shown)}</bdi></a>'
        if link.row
        else f"<bdi>{escape(link.shown)}</bdi>"
        for link in links
    )
    if len(links) <= LISTED:
        return shown
    return f"<details><summary>{len(links)}</summary>{shown}</details>"


def _class(column: Column, value: Any = None) -> str:
    names = ["n"] if column.kind in ("number", "share") else ["d"] if column.kind == "date" else []
    names += ["open"] if column.open else []
    names += ["name"] if isinstance(value, str) and len(value) > 12 else []
    names += ["text"] if column.kind == "text" and isinstance(value, str) and len(value) > 40 else []
    return f' class="{" ".join(names)}"' if names else ""
