"""WordprocessingML as text: paragraphs, runs, cells, content controls. Every text is escaped here and nowhere else.

The table is written as one piece: python-docx's own way, a call for each cell, took a second for a form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

from npmsync.documents.inert import inert

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PLACEHOLDERS = ("▾", "…")
"""What an empty list or date shows to be clicked on; read back, it is nothing."""


@dataclass(frozen=True, slots=True)
class Look:
    """How letters look: `size` in half points, `colour` six hex digits."""

    size: int = 16
    bold: bool = False
    colour: str = "1F2933"


def runs(text: str, look: Look, rtl: bool) -> str:
    """Runs that show `text`: line feeds are line breaks."""
    lines = inert(text).split("\n")
    shown = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    return f"<w:r>{_run_properties(look, rtl)}{shown}</w:r>"


def field(code: str, look: Look, rtl: bool) -> str:
    """A field that Word reckons itself: PAGE, NUMPAGES."""
    dress = _run_properties(look, rtl)
    return (
        f'<w:r>{dress}<w:fldChar w:fldCharType="begin"/></w:r><w:r>{dress}<w:instrText xml:space="preserve"> {code} '
        f'</w:instrText></w:r><w:r>{dress}<w:fldChar w:fldCharType="separate"/></w:r><w:r>{dress}<w:t>1</w:t></w:r>'
        f'<w:r>{dress}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def paragraph(
    content: str, rtl: bool, align: str = "start", after: int = 60, fill: str = "", keep: bool = False
) -> str:
    """A paragraph around runs. `after` is in twentieths of a point, `fill` a colour behind it; `keep`: on one page with
    the next."""
    properties = "<w:keepNext/>" if keep else ""
    properties += f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    properties += "<w:bidi/>" if rtl else ""
    properties += f'<w:spacing w:before="0" w:after="{after}"/>'
    # "start" and "left" mean the side where lines begin, in a paragraph from right to left too (17.3.1.13).
    properties += f'<w:jc w:val="{"left" if align == "start" else align}"/>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def cell(paragraphs: str, width: int, fill: str) -> str:
    """A cell, `width` in twentieths of a point."""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{paragraphs}</w:tc>'


def row(cells: str, header: bool, least: int = 0) -> str:
    """A row; a header is repeated on each page, and no row is torn in two unless it is longer than a page. `least`
    is its least height."""
    height = f'<w:trHeight w:val="{least}" w:hRule="atLeast"/>' if least else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{'<w:tblHeader/>' if header else ''}</w:trPr>{cells}</w:tr>"


def table(rows: str, widths: list[int], rtl: bool, lines: str = "D5DAE0") -> str:
    """A table; from right to left, its first column stands on the right (`bidiVisual`)."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="{lines}"/>' for s in sides)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl xmlns:w="{NAMESPACE}"><w:tblPr>{"<w:bidiVisual/>" if rtl else ""}<w:tblW w:w="{sum(widths)}" '
        f'w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def words(text: str, label: str, look: Look, rtl: bool) -> str:
    """Words to write, over several lines; `label` is what a screen reader calls it. A control for rich text
    (17.5.2.29): of one for plain text, LibreOffice writes an answer in two scripts out twice."""
    return _control("<w:richText/>", text, PLACEHOLDERS[1], label, look, rtl)


def choice(text: str, choices: tuple[str, ...], label: str, look: Look, rtl: bool) -> str:
    """A list to choose from (17.5.2.15), showing `text` where it is one of the choices."""
    items = "".join(f"<w:listItem w:displayText={_quoted(c)} w:value={_quoted(c)}/>" for c in choices)
    return _control(f"<w:dropDownList>{items}</w:dropDownList>", text, PLACEHOLDERS[0], label, look, rtl)


def day(text: str, iso: str, label: str, look: Look, rtl: bool) -> str:
    """A date to choose; what is chosen is written in ISO 8601, which no country reads otherwise."""
    full = f' w:fullDate="{iso}T00:00:00Z"' if iso else ""
    inner = f'<w:date{full}><w:dateFormat w:val="yyyy-MM-dd"/><w:storeMappedDataAs w:val="dateTime"/>'
    return _control(f'{inner}<w:calendar w:val="gregorian"/></w:date>', text, PLACEHOLDERS[1], label, look, rtl)


_KEPT = '<w:lock w:val="sdtLocked"/>'
"""The control itself cannot be deleted, what stands in it can be changed (17.5.2.23)."""


def _control(kind: str, text: str, placeholder: str, label: str, look: Look, rtl: bool) -> str:
    empty = "" if text else "<w:showingPlcHdr/>"
    shown = runs(text or placeholder, look if text else Look(look.size, False, "8A94A0"), rtl)
    about = f"<w:alias w:val={_quoted(label[:60])}/>{_KEPT}{empty}{kind}"
    return f"<w:sdt><w:sdtPr>{about}</w:sdtPr><w:sdtContent>{shown}</w:sdtContent></w:sdt>"


def _run_properties(look: Look, rtl: bool) -> str:
    bold = "<w:b/><w:bCs/>" if look.bold else ""
    size = f'<w:sz w:val="{look.size}"/><w:szCs w:val="{look.size}"/>'
    return f'<w:rPr>{bold}<w:color w:val="{look.colour}"/>{size}{"<w:rtl/>" if rtl else ""}</w:rPr>'


def _quoted(text: str) -> str:
    return '"' + escape(re.sub(r"\s+", " ", inert(text)), {'"': "&quot;"}) + '"'
