"""`watch`, on real files; its registration, on systems that are played."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from npmsync.actions.opened import Caller, opened
from npmsync.actions.registering import System, install, uninstall
from npmsync.actions.watching import look_once, watch
from npmsync.errors import Refused
from npmsync.plugins import Plugins
from npmsync_excel import patch

START = datetime(2026, 11, 25, 9, tzinfo=UTC)


class Played:
    """A computer whose commands are played: what was run, and a table of cron."""

    def __init__(self, home: Path, platform: str, known: str) -> None:
        self.ran: list[tuple[str, ...]] = []
        self.table: str | None = None
        self.known = known
        self.system = System(platform, home, 501, ("/usr/bin/python3", "-m", "npmsync"), self.run)

    def run(self, command, given):
        self.ran.append(tuple(command))
        if command[0] not in self.known.split():
            return 127, "not found"
        if command[:2] == ("crontab", "-l"):
            return (0, self.table) if self.table is not None else (1, "no crontab for nino")
        if command[:2] == ("crontab", "-"):
            self.table = given
        return 0, ""


def caller(minutes: float = 0) -> Caller:
    return Caller(START + timedelta(minutes=minutes), "nino", Plugins())


def save(tracker: Path, value: str) -> None:
    changed = tracker.with_name("changed.xlsx")
    patch(tracker, changed, cells={"Follow-up register": {"A1": value}})
    changed.replace(tracker)


def test_one_look_syncs_what_was_saved_and_only_that(english):
    tracker = english.root / "en_register.xlsx"

    def look(minutes: float):
        return look_once(english.root, caller(minutes), 60, sleep=lambda seconds: None)

    assert look(0) is not None and look(5) is None
    save(tracker, "Register of follow-up")
    ran = look(10)
    assert ran is not None and not ran.failed and look(15) is None
    assert look(71) is not None, "and it is time anyway"
    tracker.write_bytes(b"no workbook")
    broken = look(75)
    assert broken is not None and broken.failed and "en_register.xlsx" in broken.said


def test_an_open_window_syncs_a_saved_tracker_within_two_looks(english):
    tracker = english.root / "en_register.xlsx"
    looks = 0

    def sleep(seconds: float) -> None:
        nonlocal looks
        looks += 1
        if looks == 3:
            save(tracker, "Register of follow-up")

    ran = watch(english.root, caller, 60, sleep)
    next(ran)
    assert looks == 0
    next(ran)
    assert looks == 4, "saved after the third look, seen at the next, still at the one after"


@pytest.mark.parametrize(
    ("platform", "known", "kind"),
    [("linux", "systemctl", "systemd"), ("linux", "crontab", "cron"), ("darwin", "launchctl", "launchd")],
)
def test_it_is_registered_once_for_this_user_and_taken_back(english, tmp_path, platform, known, kind):
    played = Played(tmp_path / "home", platform, known)
    with opened(english.root, caller()) as workspace:
        assert install(workspace, played.system, 30)["kind"] == kind
        install(workspace, played.system, 30)
    checks = {check["name"]: check for check in english.json("doctor", code=None)["checks"]}
    assert f"registered with {kind}" in checks["watch"]["message"]
    files = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert files or (played.table or "").count("watch --once --every 30") == 1
    with opened(english.root, caller(5)) as workspace:
        assert uninstall(workspace, played.system)["kind"] == kind
        assert uninstall(workspace, played.system)["kind"] is None
    assert [path for path in (tmp_path / "home").rglob("*") if path.is_file()] == [] and not played.table
    assert not [command for command in played.ran if "sudo" in command]


def test_without_any_scheduler_nothing_is_left_behind_and_the_way_out_is_said(english, tmp_path):
    played = Played(tmp_path / "home", "darwin", "")
    with opened(english.root, caller()) as workspace, pytest.raises(Refused) as refused:
        install(workspace, played.system, 60)
    assert "npmsync watch" in refused.value.hint
    assert not [path for path in (tmp_path / "home").rglob("*") if path.is_file()]


def test_doctor_says_when_a_registered_watch_has_not_run(english, tmp_path):
    played = Played(tmp_path / "home", "linux", "crontab")
    long_ago = Caller(datetime.now(UTC) - timedelta(days=3), "nino", Plugins())
    with opened(english.root, long_ago) as workspace:
        install(workspace, played.system, 60)
    (check,) = [c for c in english.json("doctor", code=3)["checks"] if c["name"] == "watch"]
    assert not check["ok"] and "has not run since" in check["message"]
