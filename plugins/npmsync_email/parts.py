"""The calendar parts of a mail from outside. Size, number and nesting of parts are bounded before it is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import compat32
from email.utils import getaddresses

from npmsync.errors import Refused
from npmsync_email.signed import opened

LARGEST = 10_000_000
"""Bytes; a reply has a few thousand, and may carry an office's signature with pictures."""
MOST_PARTS = 100
DEEPEST = 10

_METHOD = re.compile(r"^METHOD[^:\r\n]*:(.*)$", re.IGNORECASE | re.MULTILINE)
_CALENDARS = ("text/calendar", "application/ics")
_PART = re.compile(rb"^content-type\s*:", re.IGNORECASE | re.MULTILINE)
_BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\\\"]*@[^\s<>()\[\],;:\\\"]*")
_NESTED = re.compile(rb"message/rfc822", re.IGNORECASE)


def calendars(data: bytes) -> list[tuple[str, bytes]]:
    """(sender, calendar object) of each distinct calendar part. Raises `Refused` with what the mail is instead."""
    bounded(data)
    # The old policy: it leaves headers as they are, where the new one parses them and stops at the worst.
    mail = message_from_bytes(data, policy=compat32)
    sender = sender_of(mail)
    found = list(dict.fromkeys(body for part in own_parts(mail) if (body := calendar_of(part)) is not None))
    if found:
        return [(sender, body) for body in found]
    if str(mail.get("Auto-Submitted", "no")).strip().lower() != "no":
        raise _refused("It is an automatic reply (out of office or the like), and no answer to an invitation.")
    raise _refused("It has no calendar part: if it answers in words, a person has to read it.")


def bounded(data: bytes) -> None:
    """Raises `Refused` for what is empty or too much: size, parts, nesting."""
    if not data.strip():
        raise _refused(f"It is empty ({len(data)} bytes).")
    if len(data) > LARGEST:
        raise _refused(f"It is too large: {len(data)} bytes, the limit is {LARGEST}.")
    parts = sum(1 for _ in _PART.finditer(data))
    if parts > MOST_PARTS:
        raise _refused(f"It has {parts} parts, too many: the limit is {MOST_PARTS}.")
    depth = max(sum(1 for _ in _BOUNDARY.finditer(data)), sum(1 for _ in _NESTED.finditer(data)))
    if depth > DEEPEST * 2:
        raise _refused(f"Its parts are nested too deep: the limit is {DEEPEST}.")


def sender_of(mail: Mail) -> str:
    """The one address of the one From line (RFC 5322 section 3.6: exactly one). The display name says nothing."""
    lines = [str(line) for line in mail.get_all("From", [])]
    if len(lines) != 1:
        raise _refused(f"It has {len(lines)} From lines instead of one, so the sender is unknown.")
    addresses = [address for _, address in getaddresses(lines) if address]
    # Programs disagree on what a line with comments, routes and two addresses means, and a forger chooses such a line
    # so that the servers on the way check one address and we read the other. Outside of quotation marks one may stand.
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "", lines[0])
    seen = {found.lower() for found in _ADDRESS.findall(bare)}
    if len(addresses) != 1 or seen != {addresses[0].lower()} or bare.count("<") > 1:
        raise _refused("Its From line does not name one sender.")
    return addresses[0].strip().lower()


def own_parts(mail: Mail, depth: int = 0) -> Iterator[Mail]:
    """The parts of this message; not those of messages that it forwards."""
    if depth > DEEPEST:
        raise _refused(f"Its parts are nested too deep: the limit is {DEEPEST}.")
    if mail.get_content_maintype() == "multipart":
        payload = mail.get_payload()
        for part in payload if isinstance(payload, list) else []:
            if isinstance(part, Mail):
                yield from own_parts(part, depth + 1)
    elif mail.get_content_maintype() != "message":
        inside = opened(mail)
        if inside is not None:
            yield from own_parts(inside, depth + 1)
        else:
            yield mail


def calendar_of(part: Mail) -> bytes | None:
    """A calendar part's content in UTF-8, None for another part. A charset nobody knows is read as what most are."""
    name = part.get_filename() or ""
    if part.get_content_type() not in _CALENDARS and not name.lower().endswith(".ics"):
        return None
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes):
        return None
    charset = part.get_content_charset() or "utf-8"
    with suppress(LookupError, UnicodeError):
        body = body.decode(charset).encode()
    _refuse_two_methods(part, body)
    return body


def _refuse_two_methods(part: Mail, body: bytes) -> None:
    """RFC 6047 section 2.4: the part's method and the calendar's are one, else programs show the one and do the
    other."""
    outside = str(part.get_param("method") or "").strip().upper()
    inside = {found.strip().upper() for found in _METHOD.findall(body.decode("latin-1"))}
    if len(inside) > 1 or (outside and inside and inside != {outside}):
        said = " and ".join(sorted({*inside, *([outside] if outside else [])}))
        raise _refused(f"It contradicts itself: it says to be {said[:60]}.")


def _refused(what: str) -> Refused:
    return Refused(
        "not-a-reply", what, "If it is an answer in words, record it: npmsync meetings rsvp ID EMAIL ANSWER."
    )
