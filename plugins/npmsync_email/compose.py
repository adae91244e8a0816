"""One mail in bytes: `mixed(alternative(plain, html, text/calendar), .ics)` as RFC 6047 section 4 has it, the calendar
twice because some programs look only among attachments and others only among alternatives."""

from __future__ import annotations

import hashlib
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from npmsync.errors import Refused
from npmsync.ports import Attendee, Message
from npmsync_email.html import html_body
from npmsync_email.plain import plain_body

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+>")
ATTACHED = "invitation.ics"


def compose(message: Message) -> bytes:
    """The message in bytes, one recipient, From = the organizer."""
    mail = EmailMessage(policy=SMTP)
    mail["Message-ID"] = _message_id(message.message_id)
    mail["Date"] = format_datetime(message.date)
    mail["From"] = _address(message.sender)
    mail["To"] = _address(message.to)
    mail["Subject"] = _CONTROL.sub(" ", message.subject).strip()
    references = [_message_id(one) for one in message.references]
    if references:
        # An update stands in the thread of the invitation (RFC 5322 section 3.6.4).
        mail["In-Reply-To"] = references[-1]
        mail["References"] = " ".join(references)
    if message.calendar is not None:
        # Exchange writes it so, and treats the mail as a meeting by it; other programs pass it over.
        mail["Content-Class"] = "urn:content-classes:calendarmessage"
    mail["Content-Language"] = message.language if message.language.isalpha() else "en"
    mail.set_content(plain_body(message), cte="quoted-printable")
    mail.add_alternative(html_body(message), subtype="html", cte="quoted-printable")
    if message.calendar is not None:
        _add_calendar(mail, message)
    _fix_boundaries(mail, message.message_id)
    return mail.as_bytes()


def _add_calendar(mail: EmailMessage, message: Message) -> None:
    calendar = message.calendar or b""
    method = message.method.value if message.method else ""
    if f"\r\nMETHOD:{method}\r\n".encode() not in calendar:
        # RFC 6047 section 2.4: the parameter and the property must be the same.
        raise Refused("method-mismatch", f"The calendar part's method is not {method}.", "Make the invitation again.")
    part = {"method": method, "charset": "utf-8", "component": "VEVENT"}
    mail.add_alternative(calendar, maintype="text", subtype="calendar", params=part, cte="base64")
    mail.add_attachment(calendar, maintype="application", subtype="ics", filename=ATTACHED, cte="base64")
    # What is inside an alternative is no file to be saved; some programs show a disposition as one.
    for one in mail.walk():
        if one.get_content_type() == "text/calendar":
            del one["Content-Disposition"]


def _message_id(text: str) -> str:
    wrapped = text if text.startswith("<") else f"<{text}>"
    if not _MESSAGE_ID.fullmatch(wrapped):
        raise Refused("bad-message-id", f"{text!r} is no Message-ID.", "Report this as a fault.")
    return wrapped


def _address(person: Attendee) -> Address:
    if not _ADDRESS.fullmatch(person.email):
        raise Refused(
            "bad-address",
            f"{person.email!r} of {person.name} is no e-mail address.",
            "Correct it in the list of contacts.",
        )
    return Address(_CONTROL.sub(" ", person.name).strip(), addr_spec=person.email)


def _fix_boundaries(mail: EmailMessage, message_id: str) -> None:
    """Boundaries that follow from the Message-ID: the library would draw them by lot."""
    for number, part in enumerate(one for one in mail.walk() if one.is_multipart()):
        part.set_boundary("=_" + hashlib.sha256(f"{number} {message_id}".encode()).hexdigest()[:40])
