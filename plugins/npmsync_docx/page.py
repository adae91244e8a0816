"""The sheet of paper: size, margins, what stands at its head and foot, and what the file says of itself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from npmsync_docx.markup import NAMESPACE, Look, field, paragraph, runs

if TYPE_CHECKING:
    from docx.document import Document

TWIPS = 567
"""Twentieths of a point in a centimetre."""
SOFT = Look(16, colour="5F6B7A")
RED = Look(20, bold=True, colour="9B1C1C")


def new_document(language: str, rtl: bool, landscape: bool, size: int = 22) -> Document:
    """An empty document on A4, without what python-docx's own template says of its making; letters are `size` half
    points where nothing else is said."""
    from docx import Document as make
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    document = make()
    _without_traces(document)
    section = document.sections[0]
    long, short = Cm(29.7), Cm(21.0)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    section.left_margin = section.right_margin = Cm(1.0 if landscape else 2.3)
    section.top_margin, section.bottom_margin = Cm(1.6), Cm(1.6)
    section.header_distance = section.footer_distance = Cm(0.7)
    if rtl:
        _child(section._sectPr, "bidi")
    normal = document.styles["Normal"]
    normal.font.name = "Arial"
    normal.font.size = Pt(size / 2)
    properties = normal.element.get_or_add_rPr()
    _child(properties, "szCs").set(f"{{{NAMESPACE}}}val", str(size))
    fonts = properties.rFonts
    fonts.set(f"{{{NAMESPACE}}}cs", "Arial")
    _child(properties, "lang").set(f"{{{NAMESPACE}}}{'bidi' if rtl else 'val'}", language)
    return document


def only_to_fill_in(document: Document) -> None:
    """Content controls alone can be changed (17.15.1.29), without a password: whoever has to put something else right
    can take the protection off."""
    from docx.oxml import OxmlElement

    guard = OxmlElement("w:documentProtection")
    guard.set(f"{{{NAMESPACE}}}edit", "forms")
    guard.set(f"{{{NAMESPACE}}}enforcement", "1")
    # The settings are a sequence (17.15.1.78): what stands after the protection begins with the tab stops here.
    settings = document.settings.element
    settings.insert(settings.index(settings.find(f"{{{NAMESPACE}}}defaultTabStop")), guard)


def _without_traces(document: Document) -> None:
    """Nothing tells of the file's making: no editing sessions (rsids), no id, no preview, no program."""
    settings = document.settings.element
    for name in (f"{{{NAMESPACE}}}rsids", f"{{{NAMESPACE}}}savePreviewPicture", f"{{{NAMESPACE}}}proofState", _DOC_ID):
        for element in settings.findall(name):
            settings.remove(element)
    for style in document.styles.element.iter(f"{{{NAMESPACE}}}style"):
        for mark in style.findall(f"{{{NAMESPACE}}}rsid"):
            style.remove(mark)
    section = document.sections[0]._sectPr
    for name in [name for name in section.attrib if "rsid" in name]:
        del section.attrib[name]
    package = document.part.package
    for rels in (package.rels, document.part.rels):
        for key in [k for k, rel in rels.items() if rel.reltype.rsplit("/", 1)[1] in _LEFT_OUT]:
            del rels[key]


_DOC_ID = "{http://schemas.microsoft.com/office/word/2010/wordml}docId"
_LEFT_OUT = frozenset({"thumbnail", "extended-properties", "customXml", "stylesWithEffects"})
"""Parts of the template that hold its maker's program, a picture of it, and styles for Word 2007 alone."""


def head_and_foot(document: Document, marking: str, left: str, page: str, rtl: bool) -> None:
    """`marking` on the head of each page; at its foot `left` and the page's number, in the words of `page`, which has
    the gaps `{page}` and `{pages}`."""
    section = document.sections[0]
    if marking:
        _fill(section.header, paragraph(runs(marking, RED, rtl), rtl, "center", 0))
    numbered = "".join(
        field(part[1], SOFT, rtl) if isinstance(part, tuple) else runs(part, SOFT, rtl) for part in _parts(page)
    )
    apart = runs("   ·   ", SOFT, rtl)
    _fill(section.footer, paragraph(runs(left, SOFT, rtl) + apart + numbered, rtl, "center", 0))


def said_of_itself(document: Document, title: str, author: str, made_at: datetime, language: str) -> None:
    """Nothing but the NPM's name and the title: no user, no program, no company, no earlier version."""
    about = document.core_properties
    about.author, about.title, about.language = author[:255], title[:255], language
    about.last_modified_by = about.comments = about.keywords = about.subject = about.category = ""
    about.created = about.modified = made_at.replace(tzinfo=None, microsecond=0)
    about.revision = 1


def add(document: Document, markup: str) -> None:
    """Puts markup at the end of the document's body."""
    body = document.element.body
    for element in _parsed(markup):
        body.insert(len(body) - 1, element)  # the section's properties stay last


def _fill(part: Any, markup: str) -> None:
    part.is_linked_to_previous = False
    for old in list(part._element):
        part._element.remove(old)
    for element in _parsed(markup):
        part._element.append(element)


def _parsed(markup: str) -> list[Any]:
    from docx.oxml import parse_xml

    return list(parse_xml(f'<w:body xmlns:w="{NAMESPACE}">{markup}</w:body>'))


def _parts(page: str) -> list[str | tuple[str, str]]:
    found: list[str | tuple[str, str]] = []
    for number, piece in enumerate(page.split("{page}")):
        if number:
            found.append(("field", "PAGE"))
        for count, rest in enumerate(piece.split("{pages}")):
            if count:
                found.append(("field", "NUMPAGES"))
            if rest:
                found.append(rest)
    return found


def _child(parent: Any, name: str) -> Any:
    from docx.oxml import OxmlElement

    element = OxmlElement(f"w:{name}")
    parent.append(element)
    return element
