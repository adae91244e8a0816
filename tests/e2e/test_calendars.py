"""Calendars on real servers, with a second client at work in them: everything that a person may see."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from datetime import datetime

import pytest

from npmsync.domain.words import MeetingKind, MeetingStatus, Partstat
from npmsync.testing.baikal import baikal, baikal_folder
from npmsync.testing.calendar_rehearsal import CalendarRehearsal, meeting, moved_to, text_of
from npmsync.testing.calendar_servers import Spoil, Spoiling, installed, radicale, xandikos
from npmsync.testing.workspaces import register_toml
from npmsync_caldav import wire
from npmsync_caldav.adapter import DavCalendar

pytestmark = pytest.mark.skipif(
    not installed("radicale", "xandikos"), reason="needs radicale and xandikos (extra test)"
)
FOREIGN = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Somebody//Else//EN
BEGIN:VEVENT
UID:dentist@elsewhere.example
DTSTAMP:20261102T090000Z
DTSTART:20270111T100000Z
DTEND:20270111T110000Z
SUMMARY:Dentist
END:VEVENT
END:VCALENDAR
"""


SERVERS = {"radicale": radicale, "xandikos": xandikos, "baikal": baikal}


@contextmanager
def started(name, tmp_path_factory):
    if name == "baikal" and baikal_folder() is None:
        pytest.skip("needs php and a Baïkal, its folder named in NPMSYNC_BAIKAL")
    with SERVERS[name](tmp_path_factory.mktemp(name)) as running:
        yield running


@pytest.fixture(scope="session", params=list(SERVERS))
def any_server(request, tmp_path_factory):
    with started(request.param, tmp_path_factory) as running:
        yield running


@pytest.fixture(scope="session", params=list(SERVERS) if os.environ.get("NPMSYNC_NIGHTLY") else ["radicale"])
def server(request, tmp_path_factory):
    with started(request.param, tmp_path_factory) as running:
        yield running


@pytest.fixture(autouse=True)
def no_patience(monkeypatch):
    monkeypatch.setattr(wire, "PAUSES", (0.0, 0.0, 0.0))


@pytest.fixture
def world(server, tmp_path):
    return CalendarRehearsal(tmp_path / "npm", server, re.sub(r"\W", "", tmp_path.name.lower()))


def test_meetings_and_a_calendar_are_kept_in_step(any_server, tmp_path):
    it = CalendarRehearsal(tmp_path / "npm", any_server, re.sub(r"\W", "", tmp_path.name.lower())).start(
        meeting(1), meeting(2)
    )
    assert it.said(it.sync()) == (0, 2, 0)
    assert it.said(it.sync()) == (0, 0, 0)
    event = it.there()["Review 1"].data
    assert text_of(event, "DTSTART") == "20270112T100000" and b"SCHEDULE-AGENT=CLIENT" in event.replace(b"\r\n ", b"")
    assert b"METHOD" not in event and text_of(event, "CLASS") == "CONFIDENTIAL"

    it.edit("Review 1", *moved_to("14"), (r"^LOCATION:Room 1$", "LOCATION:Room 2"))
    report = it.sync()
    assert (
        it.said(report) == (1, 1, 0)
        and "moved from 2027-01-12 10:00 to 2027-01-12 14:00" in report.endpoints[0].notes[0]
    )
    assert "npmsync invite" in report.endpoints[0].notes[0]
    moved = it.meetings()["Review 1"]
    assert (moved.start, moved.place, moved.sequence) == (datetime(2027, 1, 12, 14), "Room 2", 1)  # noqa: DTZ001
    assert moved.participants[0].partstat is Partstat.NEEDS_ACTION and moved.invited_sequence == 0
    assert text_of(it.there()["Review 1"].data, "SEQUENCE") == "1"

    it.move(2, "2027-01-20T09:00")
    assert it.said(it.sync()) == (0, 1, 0)
    assert text_of(it.there()["Review 2"].data, "DTSTART") == "20270120T090000"
    assert it.said(it.sync()) == (0, 0, 0)


def test_what_is_no_event_of_ours_is_never_touched_and_what_people_add_stays(world):
    world.start(meeting(1), meeting(2))
    href = f"{world.server.home}{world.calendar}/dentist.ics"
    world.save_there(href, FOREIGN)
    # A file under the name that ours would have, with somebody else's event in it.
    taken = f"{world.server.home}{world.calendar}/{meeting(2).uid}.ics"
    world.save_there(taken, FOREIGN.replace("dentist@", "optician@").replace("Dentist", "Optician"))
    before = world.there()
    report = world.sync()
    assert world.said(report) == (0, 2, 0)
    extra = "CATEGORIES:Red\nBEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:x\nTRIGGER:-PT15M\nEND:VALARM\nEND:VEVENT"
    world.edit("Review 1", (r"^END:VEVENT$", "DESCRIPTION:Bring the file\n" + extra))
    world.sync()
    world.move(1, "2027-01-20T09:00")
    world.sync()
    after = world.there()
    assert [after[t].data for t in ("Dentist", "Optician")] == [before[t].data for t in ("Dentist", "Optician")]
    event = after["Review 1"].data
    assert text_of(event, "DTSTART") == "20270120T090000" and text_of(event, "CATEGORIES") == "Red"
    assert text_of(event, "DESCRIPTION") == "Bring the file" and b"TRIGGER:-PT15M" in event


def test_an_event_that_is_deleted_waits_for_a_person(world):
    world.start(meeting(1), meeting(2), meeting(3, start="2026-10-01T10:00", end="2026-10-01T12:00"))
    world.sync()
    world.delete_there("Review 1")
    assert (world.sync().vanished, world.sync().vanished) == (1, 1)
    assert world.meetings()["Review 1"].status is MeetingStatus.INVITED and "Review 1" not in world.there()
    world.move(2, "2027-01-20T09:00")
    assert world.sync().vanished == 1
    world.resolve("ours")
    assert world.said(world.sync()) == (0, 1, 0) and "Review 1" in world.there()
    world.delete_there("Review 1")
    world.sync()
    world.resolve("theirs")
    assert world.meetings()["Review 1"].status is MeetingStatus.CANCELLED
    assert world.meetings()["Review 1"].sequence == 1, "those invited get a CANCEL"
    world.sync()
    assert "Review 1" not in world.there() and not world.sync().waits


@pytest.mark.parametrize(("take", "hour"), [("ours", 15), ("theirs", 8)])
def test_a_meeting_that_both_moved_waits(world, take, hour):
    world.start(meeting(1))
    world.sync()
    world.edit("Review 1", *moved_to("08"))
    world.move(1, "2027-01-12T15:00")
    assert world.sync().conflicts == 1
    (item,) = world.waiting()
    assert (item.field, item.ours[:16], item.theirs[:16]) == ("time", "2027-01-12T15:00", "2027-01-12T08:00")
    assert world.said(world.sync()) == (0, 0, 0), "nothing is overwritten meanwhile"
    world.resolve(take)
    world.sync()
    assert world.meetings()["Review 1"].start.hour == hour
    assert text_of(world.there()["Review 1"].data, "DTSTART") == f"20270112T{hour:02d}0000"
    assert not world.sync().waits


def test_called_off_a_whole_day_or_a_series_is_for_a_person(world):
    world.start(meeting(1), meeting(2), meeting(3))
    world.sync()
    world.edit("Review 1", (r"^STATUS:CONFIRMED$", "STATUS:CANCELLED"))
    world.edit(
        "Review 2", (r"^DTSTART;.*$", "DTSTART;VALUE=DATE:20270112"), (r"^DTEND.*$", "DTEND;VALUE=DATE:20270113")
    )
    world.edit("Review 3", (r"^END:VEVENT$", "RRULE:FREQ=WEEKLY;COUNT=3\nEND:VEVENT"))
    report = world.sync()
    assert {item.field for item in world.waiting()} == {"called_off", "time"}
    assert any("repeats in the calendar" in note for note in report.endpoints[0].notes)
    assert all(one.status is MeetingStatus.INVITED for one in world.meetings().values())
    world.move(3, "2027-01-20T09:00")
    report = world.sync()
    assert report.endpoints[0].waiting == 1 and "repeating event" in " ".join(report.endpoints[0].notes)
    world.resolve("theirs")
    assert world.meetings()["Review 1"].status is MeetingStatus.CANCELLED
    assert [item.field for item in world.waiting()] == ["time"], "a whole day cannot be taken"


def test_proposals_are_tentative_and_dropped_ones_go_while_cancelled_ones_say_so(world):
    world.start(meeting(1, status="proposed", invited_sequence=None), meeting(2))
    world.sync()
    assert text_of(world.there()["Review 1"].data, "STATUS") == "TENTATIVE"
    world.put(*(one.model_copy(update={"status": MeetingStatus.CANCELLED}) for one in world.meetings().values()))
    world.sync()
    assert list(world.there()) == ["Review 2"]
    assert text_of(world.there()["Review 2"].data, "STATUS") == "CANCELLED"
    assert world.said(world.sync()) == (0, 0, 0)


def test_a_visit_is_in_no_calendar_and_no_feed(world):
    secret = meeting(7, kind=MeetingKind.VISIT_EXIT, title="Visit nobody knows of", place="Northgate Prison")
    world.start(meeting(1), secret)
    world.sync()
    from npmsync.actions.inviting import invite

    with world.opened() as workspace:
        invite(workspace, None)
        written = b"".join(p.read_bytes() for p in workspace.workspace.outbox.rglob("*") if p.is_file())
    world.sync()
    objects = b"".join(one.data for one in world.there().values())
    for trace in (b"Visit nobody", b"Northgate", secret.uid.encode(), b"20270118T"):
        assert trace not in (objects + written).replace(b"\r\n ", b"").replace(b"=\r\n", b"")
    assert b"Review 1" in objects


def test_an_authoritys_calendar_gets_what_it_was_invited_to_and_only_proposes(server, tmp_path):
    it = CalendarRehearsal(tmp_path / "npm", server, re.sub(r"\W", "", tmp_path.name.lower()), role="authority")
    it.start(meeting(1), meeting(2, status="proposed", invited_sequence=None), meeting(3, authorities=()))
    it.sync()
    ((title, one),) = it.there().items()
    assert text_of(one.data, "UID") == meeting(1).uid and "Review" not in title
    it.edit(title, *moved_to("16"))
    report = it.sync()
    assert (report.corrections, it.said(report)[:2]) == (1, (0, 0))
    assert it.meetings()["Review 1"].start.hour == 10
    it.resolve("theirs")
    it.sync()
    assert it.meetings()["Review 1"].start.hour == 16


@pytest.mark.parametrize("how", [*Spoil])
def test_whatever_happens_on_the_way_the_next_sync_puts_it_right(world, how):
    with Spoiling(world.server.port) as proxy:
        world.port = proxy.port
        world.start(meeting(1), meeting(2))
        for method in ("PUT", "REPORT"):
            proxy.spoil(method, how)
        world.sync()
        world.sync()
        world.edit("Review 1", *moved_to("14"))
        world.move(2, "2027-01-20T09:00")
        for method, times in (("REPORT", 4), ("PUT", 1)):
            proxy.spoil(method, how, times)
        report = world.sync()
        assert report.waits and "team" in [one.name for one in report.endpoints if one.notes]
        world.sync()
        assert not world.sync().waits and world.said(world.sync()) == (0, 0, 0)
    assert {t: text_of(one.data, "DTSTART") for t, one in world.there().items()} == {
        "Review 1": "20270112T140000", "Review 2": "20270120T090000",
    }  # fmt: skip
    assert [one.start.hour for one in world.meetings().values()] == [14, 9]


def test_a_calendar_out_of_reach_is_said_and_the_others_are_served(world, tmp_path):
    world.start(meeting(1))
    (world.root / "list.csv").write_text(
        "No.,Recommendation,Addressees\n1,Open the yard.,Ministry of Justice\n", "utf-8"
    )
    columns = {"ref": "No.", "text": "Recommendation", "addressees": "Addressees"}
    tracker = "\n" + register_toml("list", "csv", "list.csv", columns, sheet="list")
    with Spoiling(1) as nobody:  # port 1 answers nobody
        world.port = nobody.port
        world.write_settings(tracker)
        report = world.sync()
    by_name = {one.name: one for one in report.endpoints}
    assert report.waits and by_name["list"].changed_in == 1
    assert by_name["team"].waiting == 1 and "does not answer" in by_name["team"].notes[0]
    world.port = None
    world.write_settings(tracker)
    report = world.sync()
    assert not report.waits and {one.name: one.written_out for one in report.endpoints} == {"list": 0, "team": 1}


def test_a_server_without_tokens_serves_as_well(world, monkeypatch):
    monkeypatch.setattr(DavCalendar, "_by_token", lambda self, token: None)
    world.start(meeting(1), meeting(2))
    world.sync()
    assert world.said(world.sync()) == (0, 0, 0)
    world.edit("Review 1", *moved_to("14"))
    world.delete_there("Review 2")
    report = world.sync()
    assert (world.said(report), report.vanished) == ((1, 1, 0), 1)


def test_few_requests(world):
    with Spoiling(world.server.port) as proxy:
        world.port = proxy.port
        world.start(*(meeting(number) for number in range(20)))
        world.sync()
        proxy.seen.clear()
        world.sync()
        assert proxy.seen == ["REPORT"]
        for number in range(12):
            world.move(number, f"2027-02-{number + 1:02d}T10:00")
        proxy.seen.clear()
        world.sync()
    assert proxy.seen.count("PUT") == 12 and len(proxy.seen) <= 12 + 5


def test_a_run_that_died_after_writing_is_no_conflict(world, monkeypatch):
    from npmsync.actions import calendar_round

    world.start(meeting(1))
    world.sync()
    world.move(1, "2027-01-20T09:00")
    with monkeypatch.context() as patched:
        patched.setattr(calendar_round, "_settle", lambda *a: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            world.sync()
    world.move(1, "2027-01-21T09:00")
    report = world.sync()
    assert report.conflicts == 0 and text_of(world.there()["Review 1"].data, "DTSTART") == "20270121T090000"


def test_an_event_changed_while_we_write_is_looked_at_again(world, monkeypatch):
    world.start(meeting(1))
    world.sync()
    world.move(1, "2027-01-20T09:00")
    put = DavCalendar.put
    meanwhile = iter([lambda: world.edit("Review 1", (r"^LOCATION:Room 1$", "LOCATION:Room 9"))])

    def late(self, *words):
        next(meanwhile, lambda: None)()
        return put(self, *words)

    monkeypatch.setattr(DavCalendar, "put", late)
    world.sync()
    event = world.there()["Review 1"].data
    assert (text_of(event, "DTSTART"), text_of(event, "LOCATION")) == ("20270120T090000", "Room 9")
    assert world.meetings()["Review 1"].place == "Room 9" and not world.sync().waits


def test_a_calendar_that_was_emptied_is_not_believed(world):
    world.start(*(meeting(number) for number in range(4)))
    world.sync()
    for title in world.there():
        world.delete_there(title)
    report = world.sync()
    assert report.waits and report.vanished == 0 and "--accept-missing" in report.endpoints[0].notes[0]
    assert world.sync(accept_missing=True).vanished == 4


def test_a_dry_run_says_everything_and_does_nothing(world):
    world.start(meeting(1))
    report = world.sync(dry_run=True)
    assert report.endpoints[0].planned[0]["record"] == "Review 1" and not world.there()
    assert world.said(world.sync()) == (0, 1, 0)


def test_busy_times_of_a_server_and_what_doctor_says(world):
    from datetime import date

    from npmsync.actions.busy_times import busy_times
    from npmsync.actions.examine import examine

    more = f"""
[[busy]]
name = "team"
email = "nino@npm.example"
adapter = "caldav"
address = "{world.server.root}"
user = "nino"
calendar = "{world.calendar}"
[[busy]]
name = "nowhere"
email = "sandro@npm.example"
address = "{world.server.root}nothing.ics"
"""
    world.start(meeting(1), more=more)
    world.sync()
    world.save_there(f"{world.server.home}{world.calendar}/dentist.ics", FOREIGN)
    with world.opened() as workspace:
        found, notes = busy_times(workspace, date(2027, 1, 1), date(2027, 1, 31), {meeting(1).uid})
        checks = {check.name: check for check in examine(workspace)}
    assert [(one.email, one.start) for one in found] == [("nino@npm.example", datetime(2027, 1, 11, 14))]  # noqa: DTZ001
    assert len(notes) == 1 and "sandro@npm.example" in notes[0]
    assert checks["calendar team"].ok and checks["busy times team"].ok and not checks["busy times nowhere"].ok


def test_a_wrong_password_is_said_with_what_to_do(world):
    if world.server.password is None:
        pytest.skip("this server asks for none")
    world.start(meeting(1))
    (world.root / "npmsync.toml").write_text(
        (world.root / "npmsync.toml").read_text("utf-8").replace('name = "team"', 'name = "other"'), "utf-8"
    )
    report = world.sync()
    assert report.waits and "NPMSYNC_PASSWORD_OTHER" in report.endpoints[0].notes[0]


def test_two_calendars_follow_each_other_and_undo_takes_a_move_back(world):
    from npmsync.actions.undoing import undo

    second = f"{world.calendar}second"
    more = f"""
[[endpoint]]
name = "second"
adapter = "caldav"
address = "{world.server.make_calendar(second)}"
user = "nino"
"""
    world.start(meeting(1), more=more)
    assert [one.written_out for one in world.sync().endpoints] == [1, 1]
    world.edit("Review 1", *moved_to("14"))
    report = world.sync()
    assert [(one.name, one.changed_in, one.written_out) for one in report.endpoints] == [
        ("second", 0, 1),
        ("team", 1, 1),
    ]
    assert not world.sync().waits
    with world.opened() as workspace:
        undo(workspace, report.run)
    world.sync()
    event = world.there()["Review 1"].data
    assert (text_of(event, "DTSTART"), text_of(event, "SEQUENCE")) == ("20270112T100000", "1"), "never back"
    world.calendar = second
    assert text_of(world.there()["Review 1"].data, "DTSTART") == "20270112T100000"
