"""Which spreadsheet an address means, and which server keeps it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from npmsync.errors import Refused

_ID = re.compile(r"/spreadsheets/(?:u/\d+/)?d/([A-Za-z0-9_-]{5,})")
_HERE = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Place:
    """`server` is "" for Google itself, else the root of a server on this computer that speaks the same API."""

    id: str
    server: str = ""

    @property
    def address(self) -> str:
        """As a browser shows it."""
        return f"{self.server or 'https://docs.google.com'}/spreadsheets/d/{self.id}/edit"


def server_of(address: str) -> str:
    """The server on this computer that `address` names without a spreadsheet, "" for Google. Raises Refused."""
    parts = urlsplit(address)
    if parts.scheme == "http" and parts.hostname in _HERE and parts.path in ("", "/"):
        return f"http://{parts.hostname}:{parts.port or 80}"
    place_of(address)
    return ""


def place_of(address: str) -> Place:
    """Raises Refused for what is no address of a spreadsheet."""
    try:
        parts = urlsplit(address)
        found, host, port = _ID.match(parts.path), parts.hostname, parts.port
    except ValueError:
        parts, found, host, port = urlsplit(""), None, None, None
    if found and parts.scheme == "https" and host == "docs.google.com":
        return Place(found[1])
    if found and parts.scheme == "http" and host in _HERE:
        return Place(found[1], f"http://{host}:{port or 80}")
    raise Refused(
        "not-a-sheet-address",
        f"{address} is not the address of a Google sheet.",
        "Open the sheet in your browser and copy the address: https://docs.google.com/spreadsheets/d/...",
    )
