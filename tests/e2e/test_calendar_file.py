"""A calendar file as a calendar of the NPM's own: another program works on the same file."""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from npmsync.actions.examine import examine
from npmsync.domain.words import MeetingStatus
from npmsync.ports import Method, StoredObject
from npmsync.testing.calendar_rehearsal import HEAD, CalendarRehearsal, meeting, moved_to, text_of
from npmsync.testing.calendar_servers import CalendarServer
from npmsync.testing.samples import sample_event
from npmsync_ics import zones
from npmsync_ics.adapter import IcsFormat
from npmsync_ics.whole_file import spliced, split

# What a program writes that knows nothing of us: no CR, an event without UID, a to-do, a zone of its own, a series.
FILE = """BEGIN:VCALENDAR
PRODID:-//Somebody//Else//EN
VERSION:2.0
X-WR-CALNAME:Team \N{LATIN SMALL LETTER E WITH ACUTE}
BEGIN:VTIMEZONE
TZID:Their Zone
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0400
TZOFFSETTO:+0400
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:dentist@elsewhere.example
DTSTAMP:20261102T090000Z
DTSTART;TZID=Their Zone:20270111T100000
DTEND;TZID=Their Zone:20270111T110000
RRULE:FREQ=WEEKLY;COUNT=3
SUMMARY:Den
 tist
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-PT15M
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:dentist@elsewhere.example
RECURRENCE-ID;TZID=Their Zone:20270118T100000
DTSTART;TZID=Their Zone:20270119T100000
SUMMARY:Dentist
END:VEVENT
BEGIN:VTODO
UID:todo@elsewhere.example
SUMMARY:Buy paper
END:VTODO
BEGIN:VEVENT
DTSTART:20270113
SUMMARY:Nobody's
END:VEVENT
END:VCALENDAR
"""


@dataclass
class FileRehearsal(CalendarRehearsal):
    """The calendar is a file beside the workspace."""

    @property
    def path(self) -> Path:
        return self.root.parent / "team.ics"

    def write_settings(self, more: str = "") -> None:
        endpoint = '[[endpoint]]\nname = "team"\nadapter = "ics"\naddress = "../team.ics"\n'
        (self.root / "npmsync.toml").write_text(f"{HEAD}\n{endpoint}\n{more}", "utf-8")

    def there(self) -> dict[str, StoredObject]:
        found = split(self.path.read_bytes())
        return {text_of(data, "SUMMARY"): StoredObject(uid, "", data) for uid, data in found.items()}

    def save_there(self, href: str, text: str, version: str | None = None) -> None:
        self.path.write_bytes(spliced(self.path.read_bytes(), {href: text.encode()}))

    def delete_there(self, title: str) -> None:
        self.path.write_bytes(spliced(self.path.read_bytes(), {self.there()[title].href: None}))


class NoServer(CalendarServer):
    def make_calendar(self, name: str) -> str:
        return ""


@pytest.fixture
def world(tmp_path):
    return FileRehearsal(tmp_path / "npm", NoServer(0, "/"), "team")


def without_ours(data: bytes) -> bytes:
    return spliced(data, {uid: None for uid in split(data) if uid.endswith("@npmsync")})


def test_meetings_and_a_file_are_kept_in_step_and_nothing_else_in_it_is_touched(world):
    world.path.write_bytes(FILE.encode())
    world.start(meeting(1), meeting(2))
    assert world.said(world.sync()) == (0, 2, 0)
    written = world.path.read_bytes()
    assert b"\r" not in written and written.count(b"BEGIN:VTIMEZONE") == 2
    assert len(Calendar.from_ical(written).walk("VEVENT")) == 5
    theirs = without_ours(written)
    zone = rb"BEGIN:VTIMEZONE\nTZID:Asia/Tbilisi\n.*?END:VTIMEZONE\n"
    assert re.sub(zone, b"", theirs, flags=re.DOTALL) == FILE.encode()
    assert [p.read_bytes() for p in (world.root / "backups").glob("team.*.ics")] == [FILE.encode()]

    before = world.path.stat().st_mtime_ns
    assert world.said(world.sync()) == (0, 0, 0) and world.path.stat().st_mtime_ns == before
    world.edit("Review 1", *moved_to("14"), (r"^LOCATION:Room 1$", "LOCATION:Room 2\nCATEGORIES:Red"))
    report = world.sync()
    assert world.said(report) == (1, 1, 0) and "moved from 2027-01-12 10:00" in report.endpoints[0].notes[0]
    moved = world.meetings()["Review 1"]
    assert (moved.start, moved.place, moved.sequence) == (datetime(2027, 1, 12, 14), "Room 2", 1)  # noqa: DTZ001
    world.move(2, "2027-01-20T09:00")
    world.move(1, "2027-01-21T09:00")
    assert world.said(world.sync()) == (0, 2, 0)
    there = world.there()
    assert text_of(there["Review 2"].data, "DTSTART") == "20270120T090000"
    assert text_of(there["Review 1"].data, "CATEGORIES") == "Red"
    assert without_ours(world.path.read_bytes()) == theirs
    assert world.said(world.sync()) == (0, 0, 0)


def test_a_new_file_is_made_and_one_that_is_gone_is_not(world):
    world.start(meeting(1), meeting(2))
    assert world.said(world.sync()) == (0, 2, 0)
    assert len(Calendar.from_ical(world.path.read_bytes()).walk("VEVENT")) == 2
    world.path.unlink()
    report = world.sync()
    assert report.waits and "does not exist" in report.endpoints[0].notes[0] and not world.path.exists()


def test_what_is_deleted_called_off_or_moved_on_both_sides_waits(world):
    world.start(meeting(1), meeting(2), meeting(3), meeting(4))
    world.sync()
    world.delete_there("Review 1")
    world.edit("Review 2", (r"^STATUS:CONFIRMED$", "STATUS:CANCELLED"))
    world.edit("Review 3", *moved_to("08"))
    world.move(3, "2027-01-14T15:00")
    report = world.sync()
    assert (report.vanished, report.conflicts) == (1, 2)
    assert {one.status for one in world.meetings().values()} == {MeetingStatus.INVITED}
    world.resolve("theirs")
    world.sync()
    after = world.meetings()
    assert after["Review 1"].status is after["Review 2"].status is MeetingStatus.CANCELLED
    assert after["Review 3"].start.hour == 8 and not world.sync().waits


def test_a_file_that_another_program_changes_while_we_write_is_read_again(world, monkeypatch):
    from npmsync.actions.calendar_file import CalendarFile

    world.start(meeting(1))
    world.sync()
    world.move(1, "2027-01-20T09:00")
    flush = CalendarFile.flush
    meanwhile = iter([lambda: world.edit("Review 1", (r"^LOCATION:Room 1$", "LOCATION:Room 9"))])

    def late(self):
        next(meanwhile, lambda: None)()
        flush(self)

    monkeypatch.setattr(CalendarFile, "flush", late)
    world.sync()
    event = world.there()["Review 1"].data
    assert (text_of(event, "DTSTART"), text_of(event, "LOCATION")) == ("20270120T090000", "Room 9")
    assert world.meetings()["Review 1"].place == "Room 9" and not world.sync().waits


@pytest.mark.parametrize("spoil", [
    lambda data: data.decode().encode("utf-16"), lambda data: data[:-20], lambda data: b"PK\x03\x04",
    lambda data: data.replace("é".encode(), b"\xe9"),
])  # fmt: skip
def test_a_file_that_could_not_be_written_as_it_was_is_left_alone(world, spoil):
    world.start(meeting(1))
    world.path.write_bytes(spoil(FILE.encode()))
    before = world.path.read_bytes()
    report = world.sync()
    assert report.waits and "cannot be kept as a calendar" in report.endpoints[0].notes[0]
    assert world.path.read_bytes() == before


def test_a_file_that_is_open_elsewhere_waits(world):
    world.path.write_bytes(FILE.encode())
    world.start(meeting(1))
    lock = world.path.with_name(".~lock.team.ics#")
    lock.write_text(",nino,office,02.11.2026 09:00;", "utf-8")
    report = world.sync()
    assert (
        report.waits and world.said(report)[1:] == (0, 1) and "is open in LibreOffice" in report.endpoints[0].notes[0]
    )
    lock.unlink()
    assert world.said(world.sync()) == (0, 1, 0)
    with world.opened() as workspace:
        checks = {check.name: check for check in examine(workspace)}
    assert checks["calendar team"].ok, checks["calendar team"]


def test_the_zones_of_a_file_know_the_years_of_all_its_events():
    """Morocco's clocks follow the moon: each change is written for itself, and a rule begins in some year."""
    for name in ("Africa/Casablanca", "Europe/Paris"):
        data = b""
        for year in (2030, 2035, 2027):
            start = datetime(year, 7, 1, 10)  # noqa: DTZ001
            event = sample_event(uid=f"{year}@npmsync", timezone=name, start=start, end=start + timedelta(hours=1))
            data = spliced(data, {f"{year}@npmsync": IcsFormat().stored(event, None, True).content})
        assert data.count(b"BEGIN:VTIMEZONE") == 1
        assert data.count(b"TZNAME") == 0 or data.count(b"RRULE") == 2
        described = Calendar.from_ical(data).walk("VTIMEZONE")[0].to_tz(lookup_tzid=False)
        for year in (2027, 2030, 2035):
            for month in (2, 7):
                wall = datetime(year, month, 1, 10)  # noqa: DTZ001
                assert wall.replace(tzinfo=described).utcoffset() == wall.replace(tzinfo=ZoneInfo(name)).utcoffset()


@pytest.fixture
def other_rules(tmp_path):
    """`other_rules("Asia/Tbilisi", "Asia/Tashkent")`: from now on the first has the hours of the second."""

    def changed(zone: str, like: str) -> None:
        folder = tmp_path / "zones" / zone.partition("/")[0]
        folder.mkdir(parents=True, exist_ok=True)
        with resources.files("tzdata").joinpath("zoneinfo", *like.split("/")).open("rb") as file:
            (tmp_path / "zones" / zone).write_bytes(file.read())
        zoneinfo.reset_tzpath(to=[str(tmp_path / "zones"), *zoneinfo.TZPATH])
        _forget()

    yield changed
    zoneinfo.reset_tzpath()
    _forget()


def _forget():
    zoneinfo.ZoneInfo.clear_cache()
    zones.timezone_text.cache_clear()
    zones._onsets.cache_clear()


def test_where_a_country_changes_its_rules_the_hour_on_the_wall_stays(world, other_rules):
    world.start(meeting(1))
    world.sync()
    assert b"TZOFFSETTO:+0400" in world.there()["Review 1"].data
    other_rules("Asia/Tbilisi", "Asia/Tashkent")
    report = world.sync()
    assert world.said(report) == (0, 0, 0), "nobody changed anything yet"
    world.edit("Review 1", (r"^LOCATION:Room 1$", "LOCATION:Room 2"))
    world.sync()
    one = world.meetings()["Review 1"]
    assert (one.start.hour, one.place, one.sequence) == (10, "Room 2", 1)
    event = world.there()["Review 1"].data
    assert text_of(event, "DTSTART") == "20270112T100000"
    (item,) = IcsFormat().items(event).items
    assert item.start.utcoffset() == timedelta(hours=5)  # type: ignore[union-attr]
    sent = IcsFormat().invitation(sample_event(timezone="Asia/Tbilisi"), Method.REQUEST)
    assert b"TZOFFSETTO:+0500" in sent and b"DTSTART;TZID=Asia/Tbilisi:20270115T100000" in sent
