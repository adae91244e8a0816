"""The attachments of an Internet mail (RFC 5322, RFC 2045), those of mails forwarded in it too."""

from __future__ import annotations

from contextlib import suppress
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses
from pathlib import Path

from npmsync.errors import Refused
from npmsync.ports import Enclosed, Opening

MOST = 200
"""Attachments of one mail."""
LARGEST = 60 * 2**20


class InternetMail:
    """`npmsync.ports.Envelope` for .eml."""

    def open(self, source: Path) -> Opening:
        """Raises `Refused` for what is too large or no mail."""
        if source.stat().st_size > LARGEST:
            raise Refused("file-too-large", f"{source.name} is larger than {LARGEST // 2**20} MB.", "Save the forms.")
        data = source.read_bytes()
        # The old policy leaves headers as they are; the new one stops at the worst of them.
        mail = message_from_bytes(data, policy=compat32)
        if not mail.get("From") and not mail.is_multipart():
            raise Refused("not-a-mail", f"{source.name} is no saved mail.", "Save it again as .eml, or save the form.")
        found = [one for part in mail.walk() if (one := _enclosed(part)) is not None]
        if len(found) > MOST:
            raise Refused("too-many-attachments", f"{source.name} has {len(found)} attachments.", "Save the forms.")
        return Opening(_sender(mail), _words(mail.get("Subject", "")), tuple(found))


def _enclosed(part: Message) -> Enclosed | None:
    if part.is_multipart():
        return None
    try:
        name = _words(part.get_filename() or "")
    except (LookupError, TypeError, ValueError, UnicodeError):  # a name in an encoding that it is not in
        name = ""
    body = part.get_payload(decode=True) if name else None
    return Enclosed(name, body) if isinstance(body, bytes) and body else None


def _sender(mail: Message) -> str:
    """The one address in From; "" where there are several or none."""
    found = [address for _, address in getaddresses([str(one) for one in mail.get_all("From", [])]) if "@" in address]
    return found[0].lower() if len(found) == 1 else ""


def _words(raw: object) -> str:
    text = str(raw)[:1000]
    with suppress(LookupError, UnicodeError, ValueError):
        text = str(make_header(decode_header(text)))
    return " ".join(text.split())[:200]
