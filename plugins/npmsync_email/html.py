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

_WHOLE = ";white-space:nowrap"


def html_body(message: Message) -> str:
    """The whole document, written from right to left where the language is."""
    direction = "rtl" if message.right_to_left else "ltr"
    content = _paragraphs(message.paragraphs) + _table(message.table) + _paragraphs(message.closing)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(message.language, quote=True)}" dir="{direction}">\n<head>'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(message.subject)}</title></head>\n"
        f'<body style="{_BODY}"><div dir="{direction}" style="{_PAGE}">\n{content}\n'
        "</div></body>\n</html>\n"
    )


def _paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f'<p style="margin:0 0 1em">{_lines(text)}</p>' for text in texts if text.strip())


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    if len(rows) < 2:
        return ""
    head = "".join(f'<th scope="col" style="{_CELL};font-weight:600">{_lines(cell)}</th>' for cell in rows[0])
    body = "".join(
        "<tr>"
        # The first column holds references: a broken one cannot be read out over the telephone.
        + "".join(
            f'<td dir="auto" style="{_CELL}{_WHOLE if n == 0 else ""}">{_lines(cell)}</td>'
            for n, cell in enumerate(row)
        )
        + "</tr>\n"
        for row in rows[1:]
    )
    return (
        '<table style="border-collapse:collapse;width:100%;font-size:15px;margin:0 0 1em">'
        f"<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>"
    )


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
