"""VTIMEZONEs give the hour that the zone database gives, read by an implementation of its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Timezone

from npmsync_ics.zones import timezone_component

ZONES = (
    "Europe/Paris", "Europe/Dublin", "Europe/Moscow", "Africa/Casablanca", "Africa/Tunis", "Africa/Cairo",
    "America/Santiago", "America/Asuncion", "America/Sao_Paulo", "Asia/Beirut", "Asia/Gaza", "Asia/Tehran",
    "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Auckland",
)  # fmt: skip


def offset_read(component: Timezone, wall: datetime) -> timedelta:
    """The offset that RFC 5545 section 3.6.5 gives for a wall-clock time: that of the latest onset before it."""
    latest: tuple[datetime, timedelta] | None = None
    for part in component.subcomponents:
        start, offset = part["DTSTART"].dt, part["TZOFFSETTO"].td
        onset = start
        if "RRULE" in part:
            rule = rrulestr(part["RRULE"].to_ical().decode(), dtstart=start)
            onset = rule.before(wall, inc=True) or start
        if onset <= wall and (latest is None or onset > latest[0]):
            latest = (onset, offset)
    assert latest is not None, "no observance covers this time"
    return latest[1]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.datetimes(min_value=datetime(2015, 1, 1), max_value=datetime(2045, 12, 31)),  # noqa: DTZ001
)
def test_a_meeting_s_hour_is_right_in_every_zone(name: str, wall: datetime) -> None:
    zone = ZoneInfo(name)
    component = timezone_component(name, wall.year, wall.year)
    assert component is not None
    one, other = wall.replace(tzinfo=zone), wall.replace(tzinfo=zone, fold=1)
    if one.utcoffset() == other.utcoffset():  # a time that exists once: no meeting is put into the hour of change
        assert offset_read(component, wall) == one.utcoffset()


def test_rules_are_written_where_a_zone_has_them_and_lists_of_dates_nowhere() -> None:
    written = {name: timezone_component(name, 2027, 2027) for name in ZONES}
    texts = {name: c.to_ical().decode() for name, c in written.items() if c is not None}
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in texts["Europe/Paris"]
    assert "RRULE" not in texts["Africa/Casablanca"] and texts["Africa/Casablanca"].count("BEGIN:DAYLIGHT") > 1
    assert not any("RDATE" in text for text in texts.values())
    assert len(texts["Europe/Paris"]) < 400
