"""Mails that did not arrive: reports as RFC 3464 has them, and the common ones of other forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message as Mail

from npmsync.ports import Bounce

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,250}\.[A-Za-z]{2,63}")
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_CODE = re.compile(r"\b(5\d\d|4\d\d)\b[ -]")
_MOST = 20
_LONGEST = 300

_DAEMON = re.compile(r"mailer-daemon|postmaster@|mail delivery (?:sub)?system|microsoftexchange|mail-?daemon", re.I)
_FAILED = re.compile(
    r"undeliver|returned mail|delivery (?:status|failure|has failed|incomplete)|mail delivery failed|failure notice"
    r"|could not be delivered|delivery notification|non remis|échec de (?:la )?(?:remise|distribution)"
    r"|no se puede entregar|no entregad|devuelto|não (?:foi )?entreg|falha na entrega"
    r"|не доставлен|не удалось доставить|возврат"
    r"|تعذر (?:التسليم|تسليم)|لم يتم تسليم|فشل التسليم|unzustellbar",
    re.I,
)
_DELAYED = re.compile(r"delayed|still trying|will retry|warning:|retard|demorad|atrasad|задерж|تأخر", re.I)


def bounces(mail: Mail, subject: str) -> Iterator[Bounce]:
    """Every recipient whom a mail reports as not reached; nothing where it is no such report."""
    if mail.get_content_type() == "multipart/report" or _has(mail, "message/delivery-status"):
        yield from _of_a_report(mail)
    elif _from_a_daemon(mail) and (_FAILED.search(subject) or mail.get("X-Failed-Recipients")):
        yield from _of_another_form(mail, subject)


def _has(mail: Mail, kind: str) -> bool:
    return any(part.get_content_type() == kind for part in mail.walk())


def _from_a_daemon(mail: Mail) -> bool:
    sender = str(mail.get("From", ""))
    return str(mail.get("Return-Path", "")).strip() == "<>" or not sender or bool(_DAEMON.search(sender))


def _of_a_report(mail: Mail) -> Iterator[Bounce]:
    """The groups of a message/delivery-status part, one a recipient (RFC 3464 section 2.3)."""
    groups = [
        group
        for part in mail.walk()
        if part.get_content_type() == "message/delivery-status" and isinstance(part.get_payload(), list)
        for group in part.get_payload()
        if isinstance(group, Mail)
    ]
    for group in groups[: _MOST + 1]:
        action = str(group.get("Action", "")).strip().lower()
        if action not in ("failed", "delayed"):
            continue
        named = str(group.get("Original-Recipient") or group.get("Final-Recipient") or "")
        final = str(group.get("Final-Recipient") or named)
        found = _ADDRESS.search(named.partition(";")[2] or named) or _ADDRESS.search(final)
        if found:
            said = " ".join(str(group.get("Diagnostic-Code", "")).partition(";")[2].split())[:_LONGEST]
            yield Bounce(found[0].lower(), str(group.get("Status", "")).strip()[:12], said, action == "failed")


def _of_another_form(mail: Mail, subject: str) -> Iterator[Bounce]:
    text = "\n".join(_texts(mail))[:20_000]
    # What follows is the mail itself that came back, with addresses of its own.
    own = re.split(r"(?im)^-{3,}.*(?:original|copy|message|returned).*$|^(?:return-path|received|message-id):", text)[0]
    named = [_ADDRESS.findall(str(mail.get("X-Failed-Recipients", ""))), _ADDRESS.findall(own)]
    ours = set(_ADDRESS.findall(str(mail.get("To", ""))))
    found = [one for one in dict.fromkeys(named[0] or named[1]) if one not in ours and not _DAEMON.search(one)]
    line = next((one for one in own.splitlines() if _STATUS.search(one) or _CODE.search(one)), "")
    status = _STATUS.search(line)
    for_good = not _DELAYED.search(subject) and not (status and status[1] == "4")
    for recipient in found[:_MOST]:
        yield Bounce(recipient.lower(), status[0] if status else "", " ".join(line.split())[:_LONGEST], for_good)


def _texts(mail: Mail) -> Iterator[str]:
    for part in mail.walk():
        if part.get_content_maintype() != "text":
            continue
        body = part.get_payload(decode=True)
        if isinstance(body, bytes):
            text = body[:20_000].decode("utf-8", "replace")
            yield re.sub(r"<[^<>@]*>", " ", text) if part.get_content_subtype() == "html" else text
