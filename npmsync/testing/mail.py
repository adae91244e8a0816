"""What every mail format must keep (`npmsync.ports.MailFormat`): run `CHECKS` on your adapter, as for tables.

check(Subject(EmailFormat()))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from npmsync.documents import gate
from npmsync.domain.outgoing import Outgoing
from npmsync.errors import NpmsyncError
from npmsync.ports import MailFormat, MailKind, Message, Method
from npmsync.testing.promises import NOISE, accepts_only_outgoing, refused
from npmsync.testing.samples import ORGANIZER, SECRET, sample_message

CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nX-NOTE:\xd8\xb9\r\nEND:VCALENDAR\r\n"


@dataclass(frozen=True, slots=True)
class Subject:
    """The adapter under test."""

    format: MailFormat


def the_same_message_gives_the_same_bytes(subject: Subject) -> None:
    assert subject.format.compose(_invitation()) == subject.format.compose(_invitation())


def a_calendar_rides_along_to_the_letter(subject: Subject) -> None:
    assert subject.format.calendars(subject.format.compose(_invitation())) == [(ORGANIZER.email, CALENDAR)]


def a_mail_without_a_calendar_is_words(subject: Subject) -> None:
    data = subject.format.compose(sample_message(None, None))
    read = subject.format.read(data)
    assert (read.kind, read.sender, read.calendars) == (MailKind.WORDS, ORGANIZER.email, ())
    refused(lambda: subject.format.calendars(data))


def a_mail_with_a_calendar_is_one(subject: Subject) -> None:
    read = subject.format.read(subject.format.compose(_invitation()))
    assert (read.kind, read.calendars) == (MailKind.CALENDAR, (CALENDAR,))


def a_message_refers_to_the_ones_before(subject: Subject) -> None:
    before = ("<1@npm.example>", "<2@npm.example>")
    read = subject.format.read(subject.format.compose(_with(sample_message(None, None), references=before)))
    assert set(before) <= set(read.refers_to)


def every_language_comes_through(subject: Subject) -> None:
    for language in ("en", "ar", "ru"):
        message = sample_message(None, None, language)
        assert subject.format.read(subject.format.compose(message)).subject == message.content.subject


def no_text_becomes_a_header(subject: Subject) -> None:
    for field, value in (
        ("subject", "Review\r\nBcc: mallory@evil.example"),
        ("message_id", "<1@npm.example>\r\nBcc: mallory@evil.example"),
    ):
        try:
            data = subject.format.compose(_with(sample_message(None, None), **{field: value}))
        except NpmsyncError:
            continue
        head = data.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
        assert not any(line.lower().startswith(b"bcc:") for line in head.split(b"\n")), f"{field} forged a header"


def nothing_internal_comes_out(subject: Subject) -> None:
    data = subject.format.compose(_with(sample_message(None, None), right_to_left=True))
    assert SECRET.encode() not in data


def only_what_passed_the_gate_is_taken(subject: Subject) -> None:
    bare: Any = sample_message(None, None).content
    accepts_only_outgoing(lambda: subject.format.compose(bare))


def what_is_no_mail_is_refused(subject: Subject) -> None:
    for data in NOISE:
        refused(lambda data=data: subject.format.calendars(data))  # type: ignore[misc]
        refused(lambda data=data: subject.format.read(data))  # type: ignore[misc]


CHECKS: tuple[Callable[[Subject], None], ...] = (
    the_same_message_gives_the_same_bytes,
    a_calendar_rides_along_to_the_letter,
    a_mail_without_a_calendar_is_words,
    a_mail_with_a_calendar_is_one,
    a_message_refers_to_the_ones_before,
    every_language_comes_through,
    no_text_becomes_a_header,
    nothing_internal_comes_out,
    only_what_passed_the_gate_is_taken,
    what_is_no_mail_is_refused,
)


def _invitation() -> Outgoing[Message]:
    return sample_message(CALENDAR, Method.REQUEST)


def _with(message: Outgoing[Message], **changes: Any) -> Outgoing[Message]:
    return gate.shaped(message, lambda content: replace(content, **changes))
