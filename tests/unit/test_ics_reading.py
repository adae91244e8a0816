"""Calendars as other programs write them: what can be read is, what cannot is named."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from npmsync.errors import Refused
from npmsync_ics.adapter import IcsFormat
from npmsync_ics.zone_names import zone_name

ICS = IcsFormat()
WALL = datetime(2027, 1, 11, 10)  # noqa: DTZ001


def calendar(*lines: str, before: str = "") -> str:
    text = "\n".join(
        ["BEGIN:VEVENT", "UID:1", "DTSTART:20270111T100000", "DTEND:20270111T110000", *lines, "END:VEVENT"]
    )
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{before}{text}\nEND:VCALENDAR\n"


def times(text: str | bytes, last: date = date(2027, 1, 31)) -> list[tuple[datetime, datetime]]:
    return list(ICS.busy(text.encode() if isinstance(text, str) else text, date(2027, 1, 1), last, "Europe/Paris").busy)


@pytest.mark.parametrize(("tzid", "zone"), [
    ("Europe/Paris", "Europe/Paris"), ("europe/paris", "Europe/Paris"), ("W. Europe Standard Time", "Europe/Berlin"),
    ("Georgian Standard Time", "Asia/Tbilisi"), ("/freeassociation.sourceforge.net/Tzfile/Europe/Paris",
     "Europe/Paris"),
    ("/freeassociation.sourceforge.net/America/Argentina/Ushuaia", "America/Argentina/Ushuaia"),
    ("/mozilla.org/20050126_1/Africa/Tunis", "Africa/Tunis"),
    ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome", "Europe/Berlin"),
    ("(GMT-05:00) Eastern Time (US & Canada)", "America/New_York"), ("Mars/Olympus", None), ("", None),
])  # fmt: skip
def test_what_a_zone_is_called(tzid, zone):
    assert zone_name(tzid) == zone


def test_a_zone_that_the_file_describes_is_taken_whatever_stands_beside_it():
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Customized Time Zone\nTZUNTIL:20300101T000000Z\nX-ODD:1\nBEGIN:STANDARD\n"
        "DTSTART:16010101T000000\nTZOFFSETFROM:+0300\nTZOFFSETTO:+0300\nCOMMENT:no\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    text = calendar(before=zone).replace(":20270111T", ";TZID=Customized Time Zone:20270111T")
    (item,) = ICS.items(text.encode()).items
    assert item.start.astimezone(UTC) == datetime(2027, 1, 11, 7, tzinfo=UTC)  # type: ignore[union-attr]


@pytest.mark.parametrize("data", [
    calendar("SUMMARY:Réunion").encode("cp1252"), calendar("SUMMARY:Réunion").encode("utf-16"),
    b"\xef\xbb\xbf" + calendar("SUMMARY:R\u00e9union").encode(), calendar("SUMMARY:R\u00e9u", " nion").encode(),
    calendar("SUMMARY:R\u00e9union", "SUMMARY:Again").replace("\n", "\r\n").encode(),
    calendar("SUMMARY:R\u00e9", "union").encode(), calendar("item1.SUMMARY;X-A=\"a:b;c\":R\u00e9union").encode(),
    calendar("SUMMARY:R\u00e9union", "BEGIN:VALARM", "TRIGGER:rubbish", "END:VALARM", "; nonsense").encode(),
    calendar("SUMMARY:R\u00e9union").replace("END:VEVENT\nEND:VCALENDAR\n", "").encode(),
])  # fmt: skip
def test_charsets_folding_and_rubbish(data):
    (item,) = ICS.items(data).items
    assert item.summary == "Réunion" and item.start == WALL


def test_what_cannot_be_read_is_named_and_the_rest_is_taken():
    broken = "BEGIN:VEVENT\nUID:2\nSUMMARY:Bad\nDTSTART:Next Year\nEND:VEVENT\n"
    read = ICS.items(calendar(before=broken).encode())
    assert [item.uid for item in read.items] == ["1"]
    assert len(read.notes) == 1 and "line 3 (Bad)" in read.notes[0]
    with pytest.raises(Refused, match="not a calendar"):
        ICS.items(b"Dear all")
    with pytest.raises(Refused, match="nested"):
        ICS.items(("BEGIN:VCALENDAR\n" + "BEGIN:X\n" * 50).encode())


@pytest.mark.parametrize(("lines", "lasts", "said"), [
    (["DTSTART:20270111T100000", "DURATION:P99999999999999W"], 1, "line 3 cannot be read"),
    (["DTSTART:20270111T100000", "DTEND:soon"], 1, "line 3 cannot be read"),
    (["DTSTART:20270111T100000", "SUMMARY=a line without a colon", "DTEND:20270111T120000"], 2, ""),
])  # fmt: skip
def test_who_begins_something_is_busy_even_if_nobody_can_read_for_how_long(lines, lasts, said):
    text = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:1", *lines, "END:VEVENT", "END:VCALENDAR"])
    assert times(text) == [(WALL, WALL + timedelta(hours=lasts))]
    assert said in " ".join(ICS.items(text.encode()).notes)


def test_the_first_of_a_series_is_the_meeting_as_it_was_moved():
    lines = ["BEGIN:VEVENT", "UID:1", "RECURRENCE-ID:20270111T100000", "DTSTART:20270111T140000", "DURATION:PT1H"]
    moved = "\n".join([*lines, "END:VEVENT", ""])
    (item,) = ICS.items(calendar("RRULE:FREQ=WEEKLY", before=moved).encode()).items
    assert item.repeats and item.start == WALL + timedelta(hours=4)


def test_busy_is_when_and_nothing_else():
    lines = ("SUMMARY:Visit of Northgate Prison", "LOCATION:Northgate", "CLASS:PRIVATE", "DESCRIPTION:unannounced")
    read = ICS.busy(calendar(*lines).encode(), date(2027, 1, 1), date(2027, 1, 31), "Europe/Paris")
    assert read.busy == ((WALL, WALL + timedelta(hours=1)),)
    assert "Northgate" not in repr(read)


@pytest.mark.parametrize("line", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"])
def test_what_takes_no_time(line):
    assert times(calendar(line)) == []


@pytest.mark.parametrize(("change", "hours"), [
    (["DTSTART:20270118T140000", "DTEND:20270118T160000"], [(11, 10, 1), (18, 14, 2), (25, 14, 2)]),
    (["DTSTART:20270118T100000", "DTEND:20270118T110000", "STATUS:CANCELLED"], [(11, 10, 1)]),
    (["DTSTART:20270119T100000", "DTEND:20270119T110000"], [(11, 10, 1), (19, 10, 1), (26, 10, 1)]),
])  # fmt: skip
def test_a_series_that_was_moved_from_one_day_on(change, hours):
    moved = ["BEGIN:VEVENT", "UID:1", "RECURRENCE-ID;RANGE=THISANDFUTURE:20270118T100000", *change]
    text = calendar("RRULE:FREQ=WEEKLY;COUNT=3", "END:VEVENT", *moved)
    expected = [(datetime(2027, 1, day, hour), timedelta(hours=lasts)) for day, hour, lasts in hours]  # noqa: DTZ001
    assert times(text) == [(start, start + lasts) for start, lasts in expected]


def test_ours_are_in_nobodys_way():
    assert ICS.busy(calendar().encode(), date(2027, 1, 1), date(2027, 1, 31), "Europe/Paris", {"1"}).busy == ()


@pytest.mark.parametrize(("lines", "starts"), [
    (["RRULE:FREQ=WEEKLY;COUNT=3"], [11, 18, 25]),
    (["RRULE:FREQ=WEEKLY;UNTIL=20270118T235959Z"], [11, 18]),
    (["RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20270118T100000"], [11, 25]),
    (["RDATE:20270113T100000,20270114T100000"], [11, 13, 14]),
    (["RRULE:FREQ=WEEKLY;BYDAY=MO,;COUNT=2"], [11, 18]),
    (["RRULE:FREQ=SECONDLY"], [11]),
    (["RRULE:rubbish"], [11]),
    (["RRULE:FREQ=DAILY;INTERVAL=0"], None),
])  # fmt: skip
def test_repetitions_are_expanded_within_bounds(lines, starts):
    found = times(calendar(*lines))
    assert starts is None or [start.day for start, _ in found] == starts


def test_a_series_keeps_the_hour_of_its_own_zone_and_a_day_is_a_day():
    text = calendar("RRULE:FREQ=MONTHLY;COUNT=7").replace(":20270111T", ";TZID=America/New_York:20270111T")
    assert {start.hour for start, _ in times(text, date(2027, 7, 31))} == {16}
    # Where summer time begins on other days, the hour on our wall differs for those weeks.
    weekly = text.replace("MONTHLY;COUNT=7", "WEEKLY;COUNT=12")
    assert {start.hour for start, _ in times(weekly, date(2027, 3, 31))} == {16, 15}
    day = calendar().replace("DTSTART:20270111T100000\nDTEND:20270111T110000", "DTSTART;VALUE=DATE:20270111")
    assert times(day) == [(WALL.replace(hour=0), WALL.replace(hour=0) + timedelta(days=1))]


def test_free_busy_of_a_server():
    text = (
        "BEGIN:VCALENDAR\nBEGIN:VFREEBUSY\nFREEBUSY:20270111T090000Z/PT1H,20270112T090000Z/20270112T100000Z\n"
        "FREEBUSY;FBTYPE=FREE:20270113T090000Z/PT1H\nEND:VFREEBUSY\nEND:VCALENDAR\n"
    )
    assert [start for start, _ in times(text)] == [WALL, WALL + timedelta(days=1)]
