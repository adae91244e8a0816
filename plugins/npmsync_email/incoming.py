"""What a mail that came in is: an answer as a calendar object, a bounce, an automatic reply, a sealed mail or words.

A calendar part says more than any header, for calendar programs mark their answers as automatic too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message as Mail
from email.policy import compat32

from npmsync.ports import MailKind, Received
from npmsync_email.authentic import authentic
from npmsync_email.automatic import is_automatic
from npmsync_email.bounces import bounces
from npmsync_email.parts import bounded, calendar_of, own_parts, sender_of
from npmsync_email.signed import opened

_ID = re.compile(r"<[^<>\s@]{1,120}@[^<>\s@]{1,120}>")
_MOST_IDS = 50
_SEALED = {
    "application/ms-tnef": "It is wrapped in winmail.dat, which only Outlook can open",
    "application/vnd.ms-tnef": "It is wrapped in winmail.dat, which only Outlook can open",
    "application/pkcs7-mime": "It is encrypted or sealed (S/MIME)",
    "application/x-pkcs7-mime": "It is encrypted or sealed (S/MIME)",
    "multipart/encrypted": "It is encrypted (PGP)",
}


def received(data: bytes, authserv: str | None) -> Received:
    """The mail as `npmsync.ports.Received`. Raises `Refused` for what is too large or hides who sent it."""
    bounded(data)
    # The old policy: it leaves headers as they are, where the new one parses them and stops at the worst.
    mail = message_from_bytes(data, policy=compat32)
    subject = _subject(mail)
    reported = tuple(bounces(mail, subject))
    if reported:
        about = _ids(mail, reported_on=True)
        return Received(MailKind.BOUNCE, _sender_or_nobody(mail), subject, refers_to=about, bounces=reported)
    sender = sender_of(mail)
    found = tuple(dict.fromkeys(body for part in own_parts(mail) if (body := calendar_of(part)) is not None))
    why = "" if found else next(_seals(mail), "")
    kind = MailKind.WORDS
    if found:
        kind = MailKind.CALENDAR
    elif is_automatic(mail, subject):
        kind = MailKind.AUTOMATIC
    elif why:
        kind = MailKind.SEALED
    return Received(kind, sender, subject, found, _ids(mail), why=why, authentic=authentic(mail, sender, authserv))


def _seals(mail: Mail) -> Iterator[str]:
    for part in mail.walk():
        name = (part.get_filename() or "").lower()
        if opened(part) is not None:
            continue
        if why := _SEALED.get(part.get_content_type()):
            yield why
        elif name in ("winmail.dat", "win.dat"):
            yield _SEALED["application/ms-tnef"]
        elif name.endswith((".p7m", ".pgp")):
            yield "It is encrypted or sealed"


def _sender_or_nobody(mail: Mail) -> str:
    """A bounce may come from nobody at all."""
    found = re.search(r"[^\s<>\"]{1,120}@[^\s<>\"]{1,120}", str(mail.get("From", "")))
    return found[0].lower() if found else ""


def _subject(mail: Mail) -> str:
    raw = next((str(value) for name, value in mail.raw_items() if name.lower() == "subject"), "")[:1000]
    if not raw.isascii():  # written in bytes, against the rules and often
        raw = raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        text = str(make_header(decode_header(raw)))
    except (LookupError, UnicodeError, ValueError):  # an encoding that is not what it says
        text = raw
    return " ".join(text.split())[:200]


def _ids(mail: Mail, reported_on: bool = False) -> tuple[str, ...]:
    """The Message-IDs that a mail answers; of a report, those of the mails in it, headers alone included."""
    texts = [str(value) for name in ("In-Reply-To", "References") for value in mail.get_all(name, [])]
    if reported_on:
        texts += [str(part.get("Message-ID", "")) for part in mail.walk() if part is not mail]
        texts += [str(mail.get("X-Failed-Message-ID", ""))]
        texts += [_text(part) for part in mail.walk() if part.get_content_type() in _WITH_HEADERS]
    found = (one for text in texts for one in _ID.findall(text[:200_000]))
    return tuple(dict.fromkeys(found))[:_MOST_IDS]


_WITH_HEADERS = ("text/rfc822-headers", "text/plain", "text/html", "message/rfc822-headers")


def _text(part: Mail) -> str:
    body = part.get_payload(decode=True)
    return body[:200_000].decode("latin-1") if isinstance(body, bytes) else ""
