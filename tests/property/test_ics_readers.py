"""Our VTIMEZONEs in the hands of other readers: each gives the moment that the zone database gives.

ical.js and node-ical are looked for in the folder that NPMSYNC_NODE_MODULES names (npm i ical.js node-ical); libical
where the system has it (libical3); vobject and dateutil where they are installed.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib.util
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from icalendar import Calendar

from npmsync_ics.zones import timezone_text, zone_named

NIGHTLY = bool(os.environ.get("NPMSYNC_NIGHTLY"))
DOZEN = (
    "Europe/Paris", "Europe/Dublin", "Europe/Moscow", "Africa/Casablanca", "Africa/Tunis", "Africa/Cairo",
    "America/Santiago", "Asia/Beirut", "Asia/Gaza", "Asia/Tbilisi", "Australia/Lord_Howe", "Pacific/Auckland",
)  # fmt: skip
ODD = {"Factory", "localtime"}
ZONES = tuple(sorted(available_timezones() - ODD)) if NIGHTLY else DOZEN
YEARS = tuple(range(2026, 2041)) if NIGHTLY else (2026, 2033, 2040)
Moments = dict[str, datetime]


def file_of(zone: str, year: int) -> tuple[bytes, Moments]:
    """A calendar with an event at ten on many days of a year, and the moments that they begin at."""
    parts, truth = [timezone_text(zone, year, year).decode()], {}
    for number in range(0, 360, 9 if not NIGHTLY else 12):
        start = datetime(year, 1, 3, 10) + timedelta(days=number)  # noqa: DTZ001
        when = f"DTSTART;TZID={zone}:{start:%Y%m%dT%H%M%S}" if zone_named(zone) else f"DTSTART:{start:%Y%m%dT%H%M%S}Z"
        uid = f"{number}@{zone}"
        parts.append(f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20260101T000000Z\r\n{when}\r\nEND:VEVENT\r\n")
        truth[uid] = start.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//npmsync//test//EN\r\n"
    return f"{head}{''.join(parts)}END:VCALENDAR\r\n".encode(), truth


def by_icalendar(path: Path) -> Moments:
    """With the file's own rules, not with the zone database that it would rather ask."""
    calendar = Calendar.from_ical(path.read_bytes())
    zones = {str(z["TZID"]): z.to_tz(lookup_tzid=False) for z in calendar.walk("VTIMEZONE")}
    found = {}
    for event in calendar.walk("VEVENT"):
        start = event["DTSTART"]
        wall = start.dt.replace(tzinfo=zones.get(start.params.get("TZID"), UTC))
        found[str(event["UID"])] = wall.astimezone(UTC)
    return found


def by_dateutil(path: Path) -> Moments:
    from dateutil.tz import tzical

    text = path.read_text()
    zones = tzical(str(path)) if "BEGIN:VTIMEZONE" in text else None
    found = {}
    for event in Calendar.from_ical(path.read_bytes()).walk("VEVENT"):
        start = event["DTSTART"]
        zone = zones.get(start.params["TZID"]) if zones and "TZID" in start.params else UTC
        found[str(event["UID"])] = start.dt.replace(tzinfo=zone).astimezone(UTC)
    return found


def by_vobject(path: Path) -> Moments:
    import vobject

    vars(vobject.icalendar)["__tzidMap"].clear()  # it believes the first file that it reads for ever
    calendar = vobject.readOne(path.read_text())
    return {event.uid.value: event.dtstart.value.astimezone(UTC) for event in calendar.vevent_list}


class _Libical:
    def __init__(self) -> None:
        name = ctypes.util.find_library("ical") or "libical.so.3"
        self.library = ctypes.CDLL(name)
        for function in ("icalparser_parse_string", "icalcomponent_get_timezone"):
            getattr(self.library, function).restype = ctypes.c_void_p
        self.library.icaltimezone_get_utc_offset.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]

    def __call__(self, path: Path) -> Moments:
        calendar = Calendar.from_ical(path.read_bytes())
        root = ctypes.c_void_p(self.library.icalparser_parse_string(path.read_bytes()))
        found = {}
        for event in calendar.walk("VEVENT"):
            start = event["DTSTART"]
            offset, wall = 0, start.dt.replace(tzinfo=None)
            if "TZID" in start.params:
                tzid = str(start.params["TZID"]).encode()
                zone = ctypes.c_void_p(self.library.icalcomponent_get_timezone(root, tzid))
                # struct icaltimetype: year, month, day, hour, minute, second, is_date, is_daylight, zone
                fields = [wall.year, wall.month, wall.day, wall.hour, wall.minute, wall.second, 0, 0, 0, 0]
                offset = self.library.icaltimezone_get_utc_offset(zone, (ctypes.c_int * 10)(*fields), None)
            found[str(event["UID"])] = (wall - timedelta(seconds=offset)).replace(tzinfo=UTC)
        return found


def by_node(reader: str, paths: list[Path]) -> dict[Path, Moments]:
    script = Path(__file__).with_name("readers.cjs")
    done = subprocess.run(
        ["node", script, reader], input=json.dumps([str(path) for path in paths]), capture_output=True, text=True,
        env={**os.environ, "NODE_PATH": os.environ["NPMSYNC_NODE_MODULES"], "TZ": "UTC"}, check=True, timeout=3600,
    )  # fmt: skip
    said = json.loads(done.stdout)
    return {Path(p): {uid: datetime.fromisoformat(at) for uid, at in found.items()} for p, found in said.items()}


def by_pytz(zone: str, year: int) -> bool:
    """vobject takes a zone for UTC that had no summer time yet in 2020, as far as the file says, and is at Greenwich's
    hour in winter; it then asks pytz for its name, whose tables end in 2037."""
    offsets = {datetime(year, month, 1, tzinfo=ZoneInfo(zone)).utcoffset() for month in range(1, 13)}
    return year > 2037 and len(offsets) > 1 and timedelta(0) in offsets


def check(
    tmp_path: Path,
    read: Callable[[list[Path]], dict[Path, Moments]],
    last: int = 2040,
    but: Callable[[str, int], bool] = lambda zone, year: False,
) -> None:
    truth = {}
    for zone in ZONES:
        for year in (year for year in YEARS if year <= last and not but(zone, year)):
            path = tmp_path / f"{zone.replace('/', '_')}-{year}.ics"
            data, truth[path] = file_of(zone, year)
            path.write_bytes(data)
    found = read(list(truth))
    wrong = {
        path.stem: [(uid, at, found[path].get(uid)) for uid, at in moments.items() if found[path].get(uid) != at][:2]
        for path, moments in truth.items()
        if found[path] != moments
    }
    assert not wrong, f"{len(wrong)} of {len(truth)} files are read otherwise: {dict(list(wrong.items())[:8])}"


def each(read: Callable[[Path], Moments]) -> Callable[[list[Path]], dict[Path, Moments]]:
    return lambda paths: {path: read(path) for path in paths}


def test_icalendar_reads_our_zones(tmp_path):
    check(tmp_path, each(by_icalendar))


def test_dateutil_reads_our_zones(tmp_path):
    check(tmp_path, each(by_dateutil))


@pytest.mark.skipif(importlib.util.find_spec("vobject") is None, reason="vobject is not installed")
def test_vobject_reads_our_zones(tmp_path):
    check(tmp_path, each(by_vobject), but=by_pytz)


def test_libical_reads_our_zones(tmp_path):
    try:
        read = _Libical()
    except OSError:
        pytest.skip("libical is not installed (apt install libical3)")
    check(tmp_path, each(read))


@pytest.mark.parametrize("reader", ["ical.js", "node-ical"])
def test_node_reads_our_zones(tmp_path, reader):
    folder = os.environ.get("NPMSYNC_NODE_MODULES")
    if not folder or shutil.which("node") is None or not (Path(folder) / reader).is_dir():
        pytest.skip(f"{reader} is not there: npm i {reader}, and name the folder in NPMSYNC_NODE_MODULES")
    # node-ical passes VTIMEZONEs by and asks the engine for the zone of that name, whose tables end in 2037 and are of
    # the engine's age: for all zones they say nothing about ours.
    if reader == "node-ical" and NIGHTLY:
        pytest.skip("node-ical reads the engine's zones, not ours")
    check(tmp_path, lambda paths: by_node(reader, paths), 2037 if reader == "node-ical" else 2040)


def test_a_country_that_changes_its_rules_keeps_its_hours():
    """A meeting is kept in local time; only the moment follows the rules of the day."""
    from npmsync.ports import Method
    from npmsync.testing.samples import sample_event
    from npmsync_ics.adapter import IcsFormat

    data = IcsFormat().invitation(sample_event(timezone="Africa/Casablanca"), Method.REQUEST)
    assert b"DTSTART;TZID=Africa/Casablanca:20270115T100000" in data
    (item,) = IcsFormat().items(data).items
    assert item.start.replace(tzinfo=None).hour == 10  # type: ignore[union-attr]
