"""What every calendar format must keep (`npmsync.ports.CalendarFormat`): run these checks on your adapter.

    @pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
    def test_contract(check):
        check(Subject(IcsFormat(), an_answer))

Each check is one promise that the core relies on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from npmsync.documents import gate
from npmsync.domain.outgoing import Outgoing
from npmsync.ports import CalendarEvent, CalendarFormat, Method
from npmsync.testing.promises import NOISE, accepts_only_outgoing, refused
from npmsync.testing.samples import SECRET, sample_event

FORGED = "Review\r\nATTENDEE:mailto:mallory@evil.example\r\nX:"


@dataclass(frozen=True, slots=True)
class Subject:
    """The adapter under test. `answer(event, attendee, partstat)` writes, without it, what an attendee's program sends
    back for an event."""

    format: CalendarFormat
    answer: Callable[[CalendarEvent, str, str], bytes]


def an_invitation_is_read_back(subject: Subject) -> None:
    event = sample_event().content
    (item,) = subject.format.items(subject.format.invitation(sample_event(), Method.REQUEST)).items
    assert (item.uid, item.summary, item.location) == (event.uid, event.summary, event.location)
    assert item.sequence == event.sequence and not item.cancelled and not item.repeats
    assert _wall(item.start) == event.start and _wall(item.end) == event.end


def the_same_event_gives_the_same_bytes(subject: Subject) -> None:
    for method in (Method.REQUEST, Method.CANCEL):
        made = {subject.format.invitation(sample_event(), method) for _ in range(2)}
        assert len(made) == 1
    assert subject.format.feed([sample_event()], "All") == subject.format.feed([sample_event()], "All")


def a_cancellation_says_so(subject: Subject) -> None:
    (item,) = subject.format.items(subject.format.invitation(sample_event(), Method.CANCEL)).items
    assert item.cancelled and item.uid == sample_event().content.uid


def a_feed_holds_every_event_and_names_nobody_invited(subject: Subject) -> None:
    second = _with(sample_event(), uid="meeting-2@npm.example")
    data = subject.format.feed([sample_event(), second], "All")
    assert {one.uid for one in subject.format.items(data).items} == {sample_event().content.uid, second.content.uid}
    for person in sample_event().content.attendees:
        assert person.email.encode() not in data, "who subscribes to a feed must not invite anybody again"


def an_answer_is_read_as_it_stands(subject: Subject) -> None:
    event = sample_event().content
    for partstat in ("accepted", "declined", "tentative"):
        (reply,) = subject.format.replies(subject.answer(event, "focal@justice.example", partstat))
        assert (reply.uid, reply.attendee, reply.partstat) == (event.uid, "focal@justice.example", partstat)
        assert reply.method == Method.REPLY


def a_text_is_a_text(subject: Subject) -> None:
    event = _with(sample_event(), summary=FORGED)
    data = subject.format.invitation(event, Method.REQUEST)
    (item,) = subject.format.items(data).items
    assert "mallory" in item.summary, "the words are still there, as words"
    assert data.count(b"\nATTENDEE") == len(event.content.attendees)


def nothing_internal_comes_out(subject: Subject) -> None:
    for data in (subject.format.invitation(sample_event(), Method.REQUEST), subject.format.feed([sample_event()], "x")):
        assert SECRET.encode() not in data


def only_what_passed_the_gate_is_taken(subject: Subject) -> None:
    bare: Any = sample_event().content
    accepts_only_outgoing(lambda: subject.format.invitation(bare, Method.REQUEST))
    accepts_only_outgoing(lambda: subject.format.feed([bare], "All"))
    accepts_only_outgoing(lambda: subject.format.stored(bare, None, True))


def what_others_wrote_stays(subject: Subject) -> None:
    first = subject.format.stored(sample_event(), None, True)
    assert isinstance(first, Outgoing) and first.viewer == sample_event().viewer
    moved = sample_event().content.start + timedelta(hours=2)
    event = _with(sample_event(), start=moved, end=moved + timedelta(hours=1), description="Ours.")
    after = subject.format.stored(event, first.content, False).content
    (before,), (item,) = subject.format.items(first.content).items, subject.format.items(after).items
    assert _wall(item.start) == moved and item.description == before.description
    assert subject.format.stored(event, after, False).content == after, "laid over itself, nothing changes"


def busy_times_say_when_and_never_why(subject: Subject) -> None:
    event = sample_event().content
    data = subject.format.feed([sample_event()], "All")
    found = subject.format.busy(data, date(2027, 1, 1), date(2027, 1, 31), event.timezone)
    assert found.busy == ((event.start, event.end),) and not found.items
    assert not subject.format.busy(data, date(2027, 2, 1), date(2027, 2, 28), event.timezone).busy
    own = subject.format.busy(data, date(2027, 1, 1), date(2027, 1, 31), event.timezone, {event.uid})
    assert not own.busy, "the NPM's own meeting keeps it from nothing"


def what_is_no_calendar_is_refused(subject: Subject) -> None:
    for data in NOISE:
        refused(lambda data=data: subject.format.replies(data))  # type: ignore[misc]
        refused(lambda data=data: subject.format.items(data))  # type: ignore[misc]
        refused(lambda data=data: subject.format.busy(data, date(2027, 1, 1), date(2027, 1, 2), "UTC"))  # type: ignore[misc]
    refused(lambda: subject.format.replies(subject.format.feed([sample_event()], "All")))


CHECKS: tuple[Callable[[Subject], None], ...] = (
    an_invitation_is_read_back,
    the_same_event_gives_the_same_bytes,
    a_cancellation_says_so,
    a_feed_holds_every_event_and_names_nobody_invited,
    an_answer_is_read_as_it_stands,
    a_text_is_a_text,
    nothing_internal_comes_out,
    only_what_passed_the_gate_is_taken,
    what_others_wrote_stays,
    busy_times_say_when_and_never_why,
    what_is_no_calendar_is_refused,
)


def _with(event: Outgoing[CalendarEvent], **changes: Any) -> Outgoing[CalendarEvent]:
    return gate.shaped(event, lambda content: replace(content, **changes))


def _wall(moment: datetime | date) -> datetime:
    assert isinstance(moment, datetime)
    return moment.replace(tzinfo=None)
