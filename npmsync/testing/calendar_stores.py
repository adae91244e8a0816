"""What every calendar on a server must keep (`npmsync.ports.CalendarServer`, `CalendarStore`): run `CHECKS` on your
adapter, with a real server on loopback (`npmsync.testing.calendar_servers` has some).

    check(Subject(CalDav(), access))

One that only reads says so (`writes = False`), refuses the rest in words and keeps the promises of reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from npmsync.documents import gate
from npmsync.domain.outgoing import Outgoing
from npmsync.errors import Locked
from npmsync.ports import CalendarAccess, CalendarServer, CalendarStore
from npmsync.testing.promises import accepts_only_outgoing, refused
from npmsync.testing.samples import sample_message

EVENT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//npmsync//contract//EN\r\nBEGIN:VEVENT\r\nUID:{uid}\r\n"
    "DTSTAMP:20261102T090000Z\r\nDTSTART:20270115T100000Z\r\nDTEND:20270115T110000Z\r\nSUMMARY:{summary}\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """The adapter under test, and an empty calendar (for one that only reads: with an event on 15 January 2027)."""

    server: CalendarServer
    access: CalendarAccess


def an_object_is_written_once_found_changed_and_taken_out(subject: Subject) -> None:
    with _open(subject) as store:
        start = store.changes(None)
        href = store.put("a@npm.example", None, None, _passed("a@npm.example", "First"))
        seen = store.changes(start.cursor)
        assert [one.href for one in seen.changed] == [href] and not seen.gone and not seen.whole
        assert b"SUMMARY:First" in seen.changed[0].data
        store.put("a@npm.example", href, seen.changed[0].version, _passed("a@npm.example", "Second"))
        (now,) = store.objects([href])
        assert b"SUMMARY:Second" in now.data and now.version != seen.changed[0].version
        store.remove(href, now.version)
        assert href in store.changes(seen.cursor).gone and store.objects([href]) == []


def nobody_s_change_is_written_over(subject: Subject) -> None:
    with _open(subject) as store:
        href = store.put("b@npm.example", None, None, _passed("b@npm.example", "First"))
        (first,) = store.objects([href])
        store.put("b@npm.example", href, first.version, _passed("b@npm.example", "Theirs"))
        for act in (
            lambda: store.put("b@npm.example", href, first.version, _passed("b@npm.example", "Ours")),
            lambda: store.remove(href, first.version),
        ):
            error = refused(act)
            assert isinstance(error, Locked) and error.name == "changed-meanwhile"
        refused(lambda: store.put("b@npm.example", None, None, _passed("b@npm.example", "New")))
        (now,) = store.objects([href])
        assert b"SUMMARY:Theirs" in now.data
        store.remove(href, now.version)


def where_nothing_changed_nothing_is_told(subject: Subject) -> None:
    with _open(subject) as store:
        told = store.changes(store.changes(None).cursor)
        assert (told.changed, told.gone, told.whole) == ((), frozenset(), False)


def a_cursor_that_nobody_knows_gives_the_whole(subject: Subject) -> None:
    with _open(subject) as store:
        assert store.changes(None).whole


def a_calendar_is_found_again_where_it_was(subject: Subject) -> None:
    from dataclasses import replace

    with _open(subject) as store:
        place = store.place
    again = subject.server.open(replace(subject.access, remembered=place))
    try:
        assert again.place == place
    finally:
        again.close()


def only_what_passed_the_gate_is_written(subject: Subject) -> None:
    bare: Any = EVENT.format(uid="c@npm.example", summary="x").encode()
    with _open(subject) as store:
        before = store.changes(None).cursor
        accepts_only_outgoing(lambda: store.put("c@npm.example", None, None, bare))
        assert store.changes(before).changed == ()


def the_days_asked_for_are_given(subject: Subject) -> None:
    with _open(subject) as store:
        href = store.put("d@npm.example", None, None, _passed("d@npm.example", "There")) if _writes(subject) else None
        found = b"".join(store.between(date(2027, 1, 15), date(2027, 1, 15)))
        assert b"20270115T100000Z" in found
        if href is not None:
            (now,) = store.objects([href])
            store.remove(href, now.version)


def one_that_only_reads_says_so(subject: Subject) -> None:
    with _open(subject) as store:
        refused(lambda: store.changes(None))
        refused(lambda: store.objects(["x"]))
        refused(lambda: store.put("x", None, None, _passed("x@npm.example", "x")))
        refused(lambda: store.remove("x", "1"))


_WRITING = (
    an_object_is_written_once_found_changed_and_taken_out,
    nobody_s_change_is_written_over,
    where_nothing_changed_nothing_is_told,
    a_cursor_that_nobody_knows_gives_the_whole,
    a_calendar_is_found_again_where_it_was,
    only_what_passed_the_gate_is_written,
)


def checks(server: CalendarServer) -> tuple[Callable[[Subject], None], ...]:
    """The promises of an adapter that writes, or of one that only reads."""
    return (*(_WRITING if server.writes else (one_that_only_reads_says_so,)), the_days_asked_for_are_given)


def _writes(subject: Subject) -> bool:
    return subject.server.writes


@contextmanager
def _open(subject: Subject) -> Iterator[CalendarStore]:
    store = subject.server.open(subject.access)
    try:
        yield store
    finally:
        store.close()


def _passed(uid: str, summary: str) -> Outgoing[bytes]:
    return gate.shaped(sample_message(None, None), lambda content: EVENT.format(uid=uid, summary=summary).encode())
