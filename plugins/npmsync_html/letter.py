"""A paper on the NPM's letterhead as one HTML page."""

from __future__ import annotations

from base64 import b64encode
from html import escape

from npmsync.documents.inert import inert
from npmsync.documents.paper import Paper

_STYLE = """
@page { size: A4; margin: 22mm }
body { font-family: "Segoe UI", Tahoma, "Noto Sans", Arial, sans-serif; color: #1f2933; line-height: 1.5;
  margin: 2rem auto; max-width: 46rem; padding: 0 1rem }
p { margin: .2rem 0 } .head p:first-child { font-weight: 700 } .text p { margin: .9rem 0; white-space: pre-line }
h1 { color: #1f4e79; font-size: 1.15rem } img { height: 20mm }
.marking { color: #9b1c1c; font-weight: 700; text-align: center }
table { border-collapse: collapse; width: 100%; font-size: .85rem }
th, td { border: 1px solid #d5dae0; padding: .35rem .5rem; text-align: start; vertical-align: top;
  white-space: pre-line }
thead { display: table-header-group } thead th { background: #1f4e79; color: #fff } tr { break-inside: avoid }
.sign { margin-top: 2.5rem }
@media print { body { margin: 0; max-width: none } .marking { position: fixed; top: 0; width: 100% } }
"""


def letter_page(paper: Paper) -> str:
    """The whole page as text."""
    direction = "rtl" if paper.right_to_left else "ltr"
    image = _image(paper.logo, paper.npm) if paper.logo else ""
    facts = "".join(f"<p>{_e(label)}: <bdi>{_e(value)}</bdi></p>" for label, value in paper.facts)
    enclosed = "".join(f"<li>{_e(text)}</li>" for text in paper.enclosures)
    return (
        f'<!DOCTYPE html>\n<html lang="{_e(paper.language)}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        f'img-src data:">\n<title>{_e(paper.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n'
        + (f'<p class="marking">{_e(paper.marking)}</p>\n' if paper.marking else "")
        + f'<div class="head">{image}{_lines(paper.letterhead)}</div>\n{facts}\n<div>{_lines(paper.addressee)}</div>\n'
        + (f"<h1>{_subject(paper.subject)}</h1>\n" if paper.subject else "")
        + f'<div class="text">{_paragraphs(paper.paragraphs)}</div>\n{_table(paper.table)}'
        + (f"<p>{_e(paper.total)}</p>\n" if paper.total else "")
        + f'<div class="sign">{_lines(paper.closing)}</div>\n'
        + (f"<p><strong>{_e(paper.enclosures_title)}</strong></p><ol>{enclosed}</ol>\n" if enclosed else "")
        + "</body>\n</html>\n"
    )


def _table(table: tuple[tuple[str, ...], ...]) -> str:
    if not table:
        return ""
    head = "".join(f'<th scope="col">{_e(text)}</th>' for text in table[0])
    rows = "".join("<tr>" + "".join(f'<td dir="auto">{_e(t)}</td>' for t in row) + "</tr>\n" for row in table[1:])
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"


def _lines(texts: tuple[str, ...]) -> str:
    return "".join(f"<p><bdi>{_e(text)}</bdi></p>" for text in texts)


def _subject(text: str) -> str:
    return "<br>".join(f"<bdi>{_e(line)}</bdi>" for line in text.split("\n"))


def _paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f'<p dir="auto">{_e(text)}</p>' for text in texts)


def _image(data: bytes, name: str) -> str:
    kind = "png" if data.startswith(b"\x89PNG") else "jpeg"
    return f'<img alt="{_e(name)}" src="data:image/{kind};base64,{b64encode(data).decode()}">'


def _e(text: str) -> str:
    return escape(inert(text), quote=True)
