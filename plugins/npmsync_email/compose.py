"""One mail in bytes: `mixed(alternative(plain, html, text/calendar), .ics)`, the calendar twice because some programs
look only among attachments and others only among alternatives (RFC 6047 section 2.4; the evidence is in
docs/decisions/how-an-invitation-is-built.md)."""

from __future__ import annotations

import hashlib
import re
from email.utils import format_datetime

from npmsync.errors import Refused
from npmsync.ports import Attachment, Attendee, Message
from npmsync_email.html import html_body
from npmsync_email.mime import data_part, header, multipart, named_address, text_part
from npmsync_email.plain import plain_body

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+>")
_FILE_NAME = re.compile(r"[A-Za-z0-9._-]{1,60}")
_KIND = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+")
ATTACHED = "invitation.ics"
CALENDAR_MESSAGE = "urn:content-classes:calendarmessage"
"""What Exchange writes as Content-Class on a meeting request; other programs pass it over."""


def compose(message: Message) -> bytes:
    """The message in bytes, one recipient, From = the organizer. It is a person's mail: no header calls it automatic,
    a list's or bulk, so an absence answers it and the NPM learns of it."""
    return b"".join([*_headers(message), b"MIME-Version: 1.0\r\n", _body(message)])


def _headers(message: Message) -> list[bytes]:
    lines = [
        ("Message-ID", _message_id(message.message_id)),
        ("Date", format_datetime(message.date)),
        ("From", _address(message.sender)),
        ("To", _address(message.to)),
        ("Subject", _one_line(message.subject)),
    ]
    references = [_message_id(one) for one in message.references]
    if references:
        # An update stands in the thread of the invitation (RFC 5322 section 3.6.4).
        lines += [("In-Reply-To", references[-1]), ("References", " ".join(references))]
    if message.calendar is not None:
        lines.append(("Content-Class", CALENDAR_MESSAGE))
    lines.append(("Content-Language", message.language if message.language.isalpha() else "en"))
    return [header(name, text) for name, text in lines]


def _body(message: Message) -> bytes:
    texts = [text_part("text/plain", plain_body(message)), text_part("text/html", html_body(message))]
    files = [data_part(_file_head(one), one.data) for one in message.files]
    if message.calendar is None:
        if not files:
            return multipart("multipart/alternative", _boundary(message, 0), texts)
        alternatives = multipart("multipart/alternative", _boundary(message, 1), texts)
        return multipart("multipart/mixed", _boundary(message, 0), [alternatives, *files])
    calendar, method = message.calendar, message.method.value if message.method else ""
    if f"\r\nMETHOD:{method}\r\n".encode() not in calendar:
        # RFC 6047 section 2.4: the parameter and the property must be the same.
        raise Refused("method-mismatch", f"The calendar part's method is not {method}.", "Make the invitation again.")
    # Without a disposition: some programs show what is inside an alternative as a file to be saved otherwise.
    inside = [
        f'Content-Type: text/calendar; method={method}; charset="utf-8"; component=VEVENT',
        f"Content-Class: {CALENDAR_MESSAGE}",
    ]
    attached = [
        f'Content-Type: application/ics; name="{ATTACHED}"',
        f'Content-Disposition: attachment; filename="{ATTACHED}"',
    ]
    alternatives = multipart("multipart/alternative", _boundary(message, 1), [*texts, data_part(inside, calendar)])
    return multipart("multipart/mixed", _boundary(message, 0), [alternatives, data_part(attached, calendar), *files])


def _file_head(file: Attachment) -> list[str]:
    if not _FILE_NAME.fullmatch(file.name) or not _KIND.fullmatch(file.kind):
        raise Refused("bad-attachment", f"{file.name!r} is no name for a file in a mail.", "Report this as a fault.")
    return [
        f'Content-Type: {file.kind};\r\n name="{file.name}"',
        f'Content-Disposition: attachment; filename="{file.name}"',
    ]


def _boundary(message: Message, number: int) -> str:
    """A boundary that follows from the Message-ID; no encoded body can hold it ("=_", RFC 2045 section 6.7)."""
    return "=_" + hashlib.sha256(f"{number} {message.message_id}".encode()).hexdigest()[:40]


def _message_id(text: str) -> str:
    wrapped = text if text.startswith("<") else f"<{text}>"
    if not _MESSAGE_ID.fullmatch(wrapped):
        raise Refused("bad-message-id", f"{text!r} is no Message-ID.", "Report this as a fault.")
    return wrapped


def _address(person: Attendee) -> str:
    if not _ADDRESS.fullmatch(person.email):
        raise Refused(
            "bad-address",
            f"{person.email!r} of {person.name} is no e-mail address.",
            "Correct it in the list of contacts.",
        )
    return named_address(_one_line(person.name), person.email)


def _one_line(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()
