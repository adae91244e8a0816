"""One mail or calendar file as read: what it is, and the answers in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from npmsync.actions.arriving import Arrived
from npmsync.actions.opened import Opened
from npmsync.errors import Refused
from npmsync.ports import CalendarFormat, CalendarReply, MailFormat, MailKind, Received

_BY_HAND = "If it is an answer in words, record it: npmsync meetings rsvp ID EMAIL ANSWER."


@dataclass(frozen=True, slots=True)
class Read:
    """`replies` are those of a mail of the kind CALENDAR; `mail` is None for a bare calendar file."""

    kind: MailKind
    replies: tuple[CalendarReply, ...] = ()
    mail: Received | None = None


def read(opened: Opened, one: Arrived, data: bytes, authserv: str | None) -> Read:
    """Raises `Refused` with what it is where nothing in it can be an answer."""
    calendars: CalendarFormat = opened.plugin("calendar", "ics")
    if one.name.casefold().endswith(".ics") or data.lstrip()[:15].upper().startswith(b"BEGIN:VCALENDAR"):
        return Read(MailKind.CALENDAR, tuple(calendars.replies(data)))
    form: MailFormat = opened.plugin("mail", "email")
    mail = form.read(data, authserv or _authserv(opened))
    found = [replace(reply, sender=mail.sender) for calendar in mail.calendars for reply in calendars.replies(calendar)]
    return Read(mail.kind, tuple(_once(found)), mail)


def _authserv(opened: Opened) -> str | None:
    """A mail saved from the NPM's own mailbox has its server's findings in it too."""
    return next((account.authserv for account in opened.settings.mail if account.authserv), None)


def _once(replies: list[CalendarReply]) -> list[CalendarReply]:
    """Each answer once. Raises `Refused` where the parts of one mail say different things."""
    said: dict[tuple[str, str], CalendarReply] = {}
    for reply in replies:
        earlier = said.setdefault((reply.uid, reply.attendee), reply)
        if (earlier.partstat, earlier.method) != (reply.partstat, reply.method):
            raise Refused(
                "not-a-reply",
                f"It contradicts itself: its calendar parts say {earlier.partstat} and {reply.partstat}.",
                "Ask the person, and record the answer: npmsync meetings rsvp ID EMAIL ANSWER.",
            )
    return list(said.values())


def refused_words(mail: Received) -> Refused:
    """For a mail without an answer that is about nothing of ours."""
    if mail.kind is MailKind.AUTOMATIC:
        what = "It is an automatic reply (out of office or the like), and no answer to an invitation."
    elif mail.kind is MailKind.BOUNCE:
        whom = ", ".join(one.recipient for one in mail.bounces[:3])
        what = f"It reports that a mail to {whom} did not arrive, but not which of our messages it was."
    elif mail.kind is MailKind.SEALED:
        what = f"{mail.why}, so no calendar part can be read."
    else:
        what = "It has no calendar part: if it answers in words, a person has to read it."
    return Refused("not-a-reply", what, _BY_HAND)
