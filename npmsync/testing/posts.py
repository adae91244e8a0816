"""What every way to mail servers must keep (`npmsync.ports.Post`): run `CHECKS` on your adapter, with real servers on
loopback (`npmsync.testing.mail_servers` has some).

    check(Subject(SmtpAndImap(), sending, mailbox, lambda: [one.data for one in smtp.taken], imap.deliver))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from npmsync.documents import gate
from npmsync.domain.outgoing import Outgoing
from npmsync.ports import Post, Server
from npmsync.testing.promises import accepts_only_outgoing, refused
from npmsync.testing.samples import sample_message

SENDER, RECIPIENT = "npm@npm.example", "focal@justice.example"
ANSWER = (
    b"From: <focal@justice.example>\r\nTo: <npm@npm.example>\r\nSubject: Re\r\nMessage-ID: <%d@justice.example>\r\n"
    b"In-Reply-To: <1.meeting-1@npm.example>\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\n\r\nYes.\r\n"
)
ABOUT = ("<1.meeting-1@npm.example>",)


@dataclass(frozen=True, slots=True)
class Subject:
    """The adapter under test and servers that answer: `taken()` is what the one for sending has taken so far, in
    bytes; `deliver(mail)` puts one into the INBOX of the other."""

    post: Post
    sending: Server
    mailbox: Server
    taken: Callable[[], Sequence[bytes]]
    deliver: Callable[[bytes], None]


def what_is_handed_over_arrives_to_the_byte(subject: Subject) -> None:
    before = len(subject.taken())
    mail = b"Subject: x\r\n\r\n.one dot\r\n..two\r\nFrom here\r\n"
    with subject.post.sending(subject.sending) as line:
        line.offer(SENDER, RECIPIENT)
        assert len(subject.taken()) == before, "an offer sends nothing"
        assert line.hand_over(_passed(mail)), "the server's answer is given back"
    assert list(subject.taken()[before:]) == [mail]


def only_what_passed_the_gate_is_handed_over(subject: Subject) -> None:
    before = len(subject.taken())
    bare: Any = b"Subject: x\r\n\r\nx\r\n"
    with subject.post.sending(subject.sending) as line:
        line.offer(SENDER, RECIPIENT)
        accepts_only_outgoing(lambda: line.hand_over(bare))
    assert len(subject.taken()) == before


def a_wrong_login_is_said(subject: Subject) -> None:
    for way, server in ((subject.post.sending, subject.sending), (subject.post.mailbox, subject.mailbox)):
        wrong = replace(server, secret="not this one")

        def enter(way: Any = way, wrong: Server = wrong) -> None:
            with way(wrong):
                pass

        assert "not this one" not in refused(enter).message


def a_server_that_is_not_there_is_said(subject: Subject) -> None:
    def enter() -> None:
        with subject.post.mailbox(replace(subject.mailbox, port=1)):
            pass

    refused(enter)


def new_mail_is_found_once_and_stays_as_it_was(subject: Subject) -> None:
    subject.deliver(ANSWER % 1)
    with subject.post.mailbox(subject.mailbox) as box:
        stands = box.validity("INBOX")
        found = _newer(box, 0)
        assert any(data and b"<1@justice.example>" in data for _, data in found)
        last = max(uid for uid, _ in found)
        assert [uid for uid, data in _newer(box, last) if data] == []
    subject.deliver(ANSWER % 2)
    with subject.post.mailbox(subject.mailbox) as box:
        assert box.validity("INBOX") == stands
        (new,) = [data for uid, data in _newer(box, last) if uid > last]
        assert new is not None and b"<2@justice.example>" in new
        again = [uid for uid, data in _newer(box, 0) if data]
        assert len(again) >= 2, "reading takes nothing away"


def a_mail_larger_than_asked_for_is_left_there(subject: Subject) -> None:
    subject.deliver(ANSWER % 3 + b"x" * 5_000)
    with subject.post.mailbox(subject.mailbox) as box:
        box.validity("INBOX")
        found = [one for lot in box.newer(0, date(2020, 1, 1), ABOUT, 1_000) for one in lot]
        assert all(one.data is None or len(one.data) <= 1_000 for one in found)
        assert any(one.data is None for one in found)


CHECKS: tuple[Callable[[Subject], None], ...] = (
    what_is_handed_over_arrives_to_the_byte,
    only_what_passed_the_gate_is_handed_over,
    a_wrong_login_is_said,
    a_server_that_is_not_there_is_said,
    new_mail_is_found_once_and_stays_as_it_was,
    a_mail_larger_than_asked_for_is_left_there,
)


def _passed(data: bytes) -> Outgoing[bytes]:
    return gate.shaped(sample_message(None, None), lambda content: data)


def _newer(box: Any, uid: int) -> list[tuple[int, bytes | None]]:
    return [(one.uid, one.data) for lot in box.newer(uid, date(2020, 1, 1), ABOUT, 10_000_000) for one in lot]
