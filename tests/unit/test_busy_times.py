"""Busy times from calendars reach the plan; a calendar that cannot be read is said."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from npmsync.actions.opened import Caller, opened
from npmsync.actions.planning import make_plan
from npmsync.actions.saving import save
from npmsync.domain import Authority, Meeting, Recommendation
from npmsync.plugins import Plugins
from npmsync.store import records

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TOML = """\
[workspace]
country = "GE"
timezone = "Asia/Tbilisi"
language = "en"
organiser = "Nino Kapanadze <nino@npm.example>"
[meetings]
place = "Our office"
conference = "https://meet.npm.example/room"
[[busy]]
name = "nino"
email = "nino@npm.example"
address = "nino.ics"
"""
AWAY = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:visit@elsewhere.example
DTSTART:{start}
DTEND:{end}
SUMMARY:Unannounced visit of Northgate Prison
CLASS:PRIVATE
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def plan(tmp_path):
    (tmp_path / "npmsync.toml").write_text(TOML, "utf-8")

    def run(start: str, end: str):
        (tmp_path / "nino.ics").write_text(AWAY.format(start=start, end=end), "utf-8")
        with opened(tmp_path, Caller(NOW, "test", Plugins())) as workspace:
            with workspace.store.transaction() as connection:
                justice = Authority(id="01900000-0000-7000-8000-00000000000a", name="Ministry of Justice")
                one = Recommendation(id="01900000-0000-7000-8000-00000000000b", text="Open.", addressees=(justice.id,))
                if not records.load(connection, Authority):
                    save(connection, workspace.begin(connection, "test"), [justice, one])
            return make_plan(workspace, None, None, dry_run=False)

    return run


def test_a_plan_keeps_clear_of_busy_times_and_says_nothing_of_them(plan, tmp_path):
    first = plan("20250101T000000Z", "20250101T010000Z")
    (meeting,) = first.meetings
    start, end = (datetime.fromisoformat(meeting[name]) for name in ("start", "end"))
    assert (meeting["place"], meeting["conference"]) == ("Our office", "https://meet.npm.example/room")
    # The visit is in the private calendar, at that very time: the proposal goes elsewhere.
    again = plan(f"{start:%Y%m%dT080000}", f"{end:%Y%m%dT200000}")
    (moved,) = again.meetings
    assert moved["start"][:10] != meeting["start"][:10]
    with opened(tmp_path, Caller(NOW, "test", Plugins())) as workspace, workspace.store.transaction() as connection:
        kept = repr(records.load(connection, Meeting))
    assert "Northgate" not in repr(again) + kept and "visit" not in kept.casefold()


def test_a_meeting_of_ours_in_somebodys_calendar_stands_in_nobodys_way(plan, tmp_path):
    (meeting,) = plan("20250101T000000Z", "20250101T010000Z").meetings
    start, end = (datetime.fromisoformat(meeting[name]) for name in ("start", "end"))
    text = AWAY.replace("visit@elsewhere.example", meeting["uid"])
    (tmp_path / "nino.ics").write_text(text.format(start=f"{start:%Y%m%dT%H%M%S}", end=f"{end:%Y%m%dT%H%M%S}"), "utf-8")
    with opened(tmp_path, Caller(NOW, "test", Plugins())) as workspace:
        assert make_plan(workspace, None, None, dry_run=False).meetings[0]["start"] == meeting["start"]


def test_a_calendar_that_cannot_be_read_is_said_and_the_plan_is_made(plan, tmp_path):
    plan("20250101T000000Z", "20250101T010000Z")
    (tmp_path / "nino.ics").write_text("no calendar", "utf-8")
    with opened(tmp_path, Caller(NOW, "test", Plugins())) as workspace:
        made = make_plan(workspace, None, None, dry_run=True)
    assert made.waits and "nino@npm.example is busy is not known" in made.notes[0] and len(made.meetings) == 1
