"""WebDAV's XML: what is asked (RFC 4918, RFC 4791, RFC 6578) and what comes back, as plain values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from npmsync.errors import Unreachable

D, C, CS = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{http://calendarserver.org/ns/}"
_SPACES = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:cs="http://calendarserver.org/ns/"'
XML = {"Content-Type": "application/xml; charset=utf-8"}

_ABOUT = (
    "<d:resourcetype/><d:displayname/><d:current-user-principal/><d:supported-report-set/><cs:getctag/>"
    "<c:calendar-home-set/><c:supported-calendar-component-set/><d:current-user-privilege-set/>"
)


@dataclass(slots=True)
class Resource:
    """One `response`: where, its own status (None where it has properties), and the properties that were found."""

    href: str
    status: int | None = None
    found: dict[str, ElementTree.Element] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        element = self.found.get(name)
        return element.text if element is not None and element.text else None

    def href_in(self, name: str) -> str | None:
        element = self.found.get(name)
        inner = element.find(f"{D}href") if element is not None else None
        return inner.text.strip() if inner is not None and inner.text else None

    def has(self, name: str, inner: str) -> bool:
        element = self.found.get(name)
        return element is not None and element.find(f".//{inner}") is not None


@dataclass(frozen=True, slots=True)
class Multistatus:
    resources: tuple[Resource, ...]
    token: str | None = None


def about() -> bytes:
    """Which of the things that we look for a resource is."""
    return _document(f"<d:propfind {_SPACES}><d:prop>{_ABOUT}</d:prop></d:propfind>")


def ctag() -> bytes:
    return _document(f"<d:propfind {_SPACES}><d:prop><cs:getctag/></d:prop></d:propfind>")


def versions() -> bytes:
    return _document(f"<d:propfind {_SPACES}><d:prop><d:getetag/><d:resourcetype/></d:prop></d:propfind>")


def since(token: str | None) -> bytes:
    """What changed since a token, with the objects themselves where the server gives them at once."""
    return _document(
        f"<d:sync-collection {_SPACES}><d:sync-token>{escape(token or '')}</d:sync-token><d:sync-level>1</d:sync-level>"
        "<d:prop><d:getetag/><c:calendar-data/></d:prop></d:sync-collection>"
    )


def these(hrefs: Sequence[str]) -> bytes:
    listed = "".join(f"<d:href>{escape(href)}</d:href>" for href in hrefs)
    return _document(
        f"<c:calendar-multiget {_SPACES}><d:prop><d:getetag/><c:calendar-data/></d:prop>{listed}</c:calendar-multiget>"
    )


def touching(start: str, end: str) -> bytes:
    """The events that touch a time (RFC 4791 section 7.8); the two in UTC, as iCalendar writes them."""
    return _document(
        f"<c:calendar-query {_SPACES}><d:prop><d:getetag/><c:calendar-data/></d:prop><c:filter>"
        '<c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">'
        f'<c:time-range start="{start}" end="{end}"/></c:comp-filter></c:comp-filter></c:filter></c:calendar-query>'
    )


def free_busy(start: str, end: str) -> bytes:
    """RFC 4791 section 7.10."""
    return _document(f'<c:free-busy-query {_SPACES}><c:time-range start="{start}" end="{end}"/></c:free-busy-query>')


def multistatus(body: bytes, host: str) -> Multistatus:
    """The answer read. Raises `Unreachable` for half an answer or none of this kind: asked again, it may do better."""
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", body[:4096]):
        raise Unreachable(
            "answer-strange", f"{host} answers with a document that we do not open.", "Check the address."
        )
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError:
        raise Unreachable("answer-broken", f"{host} sent half an answer.", "The next sync tries again.") from None
    if root.tag != f"{D}multistatus":
        raise Unreachable("answer-strange", f"{host} does not answer as a calendar server does.", "Check the address.")
    resources = tuple(_resource(element) for element in root.iter(f"{D}response"))
    token = root.findtext(f"{D}sync-token")
    return Multistatus(resources, token.strip() if token else None)


def path_of(href: str) -> str:
    """An href as a path that can be compared: servers quote the same path in different ways."""
    return quote(unquote(urlsplit(href.strip()).path), safe="/~!$&'()*+,;=:@-._")


def _resource(element: ElementTree.Element) -> Resource:
    href = (element.findtext(f"{D}href") or "").strip()
    resource = Resource(href, _status(element.findtext(f"{D}status")))
    for propstat in element.iter(f"{D}propstat"):
        if _status(propstat.findtext(f"{D}status")) == 200:
            properties = propstat.find(f"{D}prop")
            resource.found |= {each.tag: each for each in (properties if properties is not None else ())}
    return resource


def _status(line: str | None) -> int | None:
    """HTTP/1.1 200 OK."""
    found = re.search(r"\b(\d{3})\b", (line or "").partition(" ")[2])
    return int(found[1]) if found else None


def _document(text: str) -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode()
