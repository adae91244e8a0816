"""A paper on the NPM's own letterhead as plain content: a covering letter, a list of corrections. Renderers show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Paper:
    """From top to bottom. `letterhead` are the sender's lines, `logo` a PNG or JPEG; `facts` are label and value (our
    number, date, deadline); `subject` has a line for each language; `table` has its headings first; `enclosures` are
    named under `enclosures_title`; `marking` stands on every page, "" for none; `page` has the gaps `{page}` and
    `{pages}`."""

    title: str
    npm: str
    language: str
    right_to_left: bool
    made_at: datetime
    page: str
    letterhead: tuple[str, ...] = ()
    logo: bytes | None = None
    marking: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    addressee: tuple[str, ...] = ()
    subject: str = ""
    paragraphs: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    total: str = ""
    closing: tuple[str, ...] = ()
    enclosures_title: str = ""
    enclosures: tuple[str, ...] = ()
