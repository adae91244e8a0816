"""Mails without a calendar answer that are about an invitation of ours: bounces, absences, answers in words. They are
known by the Message-ID that they answer or report on; what they say is put down beside that message."""

from __future__ import annotations

from sqlalchemy import Connection

from npmsync.actions.opened import Opened
from npmsync.actions.replies_read import Read, refused_words
from npmsync.actions.replies_result import Result
from npmsync.actions.world import load_world
from npmsync.ports import Bounce, MailKind, Received
from npmsync.store import mailings
from npmsync.store.mailings import Mailing


class Mailings:
    """Which of our messages a mail is about, the newest first."""

    def __init__(self, connection: Connection, read: Read, handed_in: bool) -> None:
        mail = read.mail
        ids = mail.refers_to if mail else ()
        known = (mailings.mailing(connection, identity) for identity in ids)
        self.found = sorted((one for one in known if one is not None), key=lambda one: one.written_at, reverse=True)
        if mail and mail.kind is MailKind.AUTOMATIC and not self.found and not handed_in:
            # Some absences name no message; the sender was written to.
            written = mailings.mailings(connection, states=("sent", "sending", "by_hand"))
            self.found = [one for one in reversed(written) if one.recipient.casefold() == mail.sender][:1]


def about(opened: Opened, connection: Connection, read: Read, ours: Mailings) -> list[Result | None]:
    """What such a mail comes to. Raises `Refused` for one that is about nothing of ours."""
    mail = read.mail
    assert mail is not None
    if not ours.found:
        raise refused_words(mail)
    if mail.kind is MailKind.BOUNCE:
        results = [_bounced(opened, connection, one, ours) for one in mail.bounces]
        if not any(results):
            raise refused_words(mail)
        return results
    return [_noted(opened, connection, mail, ours.found[0])]


def _bounced(opened: Opened, connection: Connection, bounce: Bounce, ours: Mailings) -> Result | None:
    one = next((m for m in ours.found if m.recipient.casefold() == bounce.recipient), None)
    if one is None:
        return None
    said = " ".join(part for part in (bounce.status, bounce.said) if part) or "no reason given"
    what = f"The {one.method} to {one.recipient}, {_title(opened, connection, one)}"
    if not bounce.for_good:
        mailings.mark(connection, [one.message_id], note=f"{opened.today}: delayed, the servers still try ({said})")
        return "noted", {"meeting": one.meeting, "attendee": one.recipient, "why": f"{what}, is delayed: {said}."}
    mailings.moved_on(connection, [one.message_id], "bounced", opened.now, answer=said)
    why = f"{what}, did not arrive: {said}. Call, correct the address in the list of contacts, then: npmsync invite."
    return "waiting", {"meeting": one.meeting, "attendee": one.recipient, "why": why}


def _noted(opened: Opened, connection: Connection, mail: Received, one: Mailing) -> Result:
    title = _title(opened, connection, one)
    sender = mail.sender if mail.sender == one.recipient.casefold() else f"{mail.sender} (not {one.recipient})"
    if mail.kind is MailKind.AUTOMATIC:
        mailings.mark(connection, [one.message_id], note=f"{opened.today}: automatic reply, {mail.subject[:100]}")
        why = f"{sender} answers automatically ({mail.subject[:100]}): noted, not counted as an answer."
        return "noted", {"meeting": one.meeting, "attendee": one.recipient, "why": why}
    how = "in words" if mail.kind is MailKind.WORDS else f"in a form that cannot be read: {mail.why}"
    mailings.moved_on(connection, [one.message_id], "answered", opened.now, note=f"from {mail.sender}, {how}")
    record = f"npmsync meetings rsvp {one.meeting} {one.recipient} accepted|declined|tentative"
    if one.method == "LETTER":
        record = f"npmsync meetings agree {one.meeting} --by NAME (another date first: npmsync meetings move)"
    why = f"{sender} answers {title} {how}. Read it, then: {record}"
    return "waiting", {"meeting": one.meeting, "attendee": one.recipient, "why": why}


def _title(opened: Opened, connection: Connection, one: Mailing) -> str:
    meeting = next((m for m in load_world(opened, connection).meetings if m.id == one.meeting), None)
    return f"{meeting.title} ({meeting.start:%Y-%m-%d})" if meeting else "a meeting that is gone"
