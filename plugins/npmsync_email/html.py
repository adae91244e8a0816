"""The HTML of a mail: one column, styles in the elements, nothing fetched from anywhere."""

from __future__ import annotations

from html import escape

from npmsync.ports import Message

_BODY = "margin:0;padding:0;background:#f4f6f8"
_PAGE = (
    "max-width:40em;margin:0 auto;padding:1.5em 1.25em;background:#ffffff;color:#1f2933;"
    "font-family:'Segoe UI',Tahoma,Arial,sans-serif;font-size:16px;line-height:1.5"
)
_CELL = "padding:.4em .6em;border-bottom:1px solid #d5dae0;vertical-align:top;text-align:start"


def html_body(message: Message) -> str:
    """The whole document, written from right to left where the language is."""
    direction = "rtl" if message.right_to_left else "ltr"
    paragraphs = "".join(f'<p style="margin:0 0 1em">{_lines(text)}</p>' for text in message.paragraphs if text.strip())
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(message.language, quote=True)}" dir="{direction}">\n<head>'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(message.subject)}</title></head>\n"
        f'<body style="{_BODY}"><div dir="{direction}" style="{_PAGE}">\n{paragraphs}{_table(message.table)}\n'
        "</div></body>\n</html>\n"
    )


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    if len(rows) < 2:
        return ""
    head = "".join(f'<th scope="col" style="{_CELL};font-weight:600">{_lines(cell)}</th>' for cell in rows[0])
    body = "".join(
        "<tr>" + "".join(f'<td style="{_CELL}">{_lines(cell)}</td>' for cell in row) + "</tr>\n" for row in rows[1:]
    )
    return (
        '<table style="border-collapse:collapse;width:100%;font-size:15px;margin:0 0 1em">'
        f"<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>"
    )


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
