"""Calendars against Radicale on loopback, beside vdirsyncer and the caldav package: times, and requests counted.

    python tests/bench/caldav.py [--peers FOLDER] [--runs 5]

FOLDER is a virtual environment with vdirsyncer and caldav (default: this one). A calendar of 500 events is npmsync's
own; of 5,000, 500 are, and the others are other people's. Times are the best of the runs: whole commands (vdirsyncer
sync, npmsync sync), and the calendar's part alone, in one process (caldav's sync token, npmsync's cursor).
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from npmsync.ports import CalendarAccess, Method
from npmsync.testing.calendar_rehearsal import CalendarRehearsal, meeting
from npmsync.testing.calendar_servers import PASSWORD, USER, CalendarServer, Spoiling, radicale
from npmsync.testing.samples import sample_event
from npmsync_caldav.adapter import CalDav
from npmsync_ics.adapter import IcsFormat

OURS = 500
OTHER = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Somebody//Else//EN\r
BEGIN:VEVENT\r
UID:other-{number}@elsewhere.example\r
DTSTAMP:20261102T090000Z\r
DTSTART:{start:%Y%m%dT%H%M%S}Z\r
DURATION:PT1H\r
SUMMARY:Something {number}\r
DESCRIPTION:Words about it that are as long as words about such things are.\r
END:VEVENT\r
END:VCALENDAR\r
"""
PEER = """
import sys, time, caldav
url, user, password = sys.argv[1:4]
calendar = caldav.DAVClient(url=url, username=user, password=password).calendar(url=url)
known = calendar.objects_by_sync_token(load_objects=False)
for _ in sys.stdin:
    began, spent = time.perf_counter(), time.process_time()
    assert not list(calendar.objects_by_sync_token(known.sync_token, load_objects=False))
    print(time.perf_counter() - began, time.process_time() - spent, flush=True)
"""


def best(runs: int, act: Callable[[], object]) -> float:
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return min(times)


def of_number(number: int):  # type: ignore[no-untyped-def]
    start = datetime(2027, 1, 4, 9) + timedelta(hours=2 * (number % 4), days=number // 4)  # noqa: DTZ001
    identity = f"01900000-0000-7000-8000-{number:012x}"
    return meeting(
        1, id=identity, uid=f"{identity}@npmsync", title=f"Review {number}", start=start, end=start + timedelta(hours=1)
    )


def command(it: CalendarRehearsal) -> subprocess.CompletedProcess[bytes]:
    words = [Path(sys.executable).with_name("npmsync"), "--workspace", it.root, "sync"]
    env = {**os.environ, "NPMSYNC_PASSWORD_TEAM": PASSWORD}
    return subprocess.run(words, env=env, check=True, capture_output=True, stdin=subprocess.DEVNULL)


def vdirsyncer(folder: Path, url: str, peers: Path) -> Callable[[], object]:
    folder.mkdir(exist_ok=True)
    (folder / "files").mkdir(exist_ok=True)
    (folder / "config").write_text(
        f'[general]\nstatus_path = "{folder}/status"\n[pair p]\na = "files"\nb = "server"\ncollections = null\n'
        f'[storage files]\ntype = "filesystem"\npath = "{folder}/files"\nfileext = ".ics"\n'
        f'[storage server]\ntype = "caldav"\nurl = "{url}"\nusername = "{USER}"\npassword = "{PASSWORD}"\n',
        "utf-8",
    )
    words = [peers / "bin" / "vdirsyncer", "-c", folder / "config"]

    def sync() -> object:
        return subprocess.run([*words, "sync"], check=True, capture_output=True, stdin=subprocess.DEVNULL)

    discover(folder, peers)
    sync()
    return sync


def discover(folder: Path, peers: Path) -> None:
    words = [peers / "bin" / "vdirsyncer", "-c", folder / "config", "discover"]
    subprocess.run(words, capture_output=True, input=b"y\n" * 9)


def measure(folder: Path, count: int, peers: Path, runs: int) -> None:
    folder.mkdir()
    with radicale(folder) as server:
        it = CalendarRehearsal(folder / "npm", server, "team").start(*map(of_number, range(OURS)))
        began = time.perf_counter()
        it.sync()
        print(f"  first sync, {OURS} events written: {time.perf_counter() - began:.1f} s")
        place = folder / "data" / "collection-root" / USER / "team"
        for number in range(count - OURS):
            start = datetime(2026, 1, 1, 8, tzinfo=UTC) + timedelta(hours=3 * number)
            (place / f"other-{number}.ics").write_text(OTHER.format(number=number, start=start), newline="")
        began = time.perf_counter()
        it.sync()
        print(f"  a sync in which {count - OURS} events of others are new: {time.perf_counter() - began:.1f} s")
        it.sync()

        print(f"  npmsync sync, no change:    {best(runs, lambda: command(it)):.3f} s as a command")
        print(f"  npmsync sync, no change:    {best(runs, it.sync):.3f} s from opening the workspace to closing it")
        with Spoiling(server.port) as proxy:
            it.port = proxy.port
            it.write_settings()
            it.sync()
            proxy.seen.clear()
            it.sync()
            print(f"    requests: {len(proxy.seen)} {proxy.seen}")
            for number in range(6):
                it.put(of_number(number).model_copy(update={"place": "Room 77"}))
            there = it.there()
            for number in range(6, 12):
                one = there[f"Review {number}"]
                it.save_there(one.href, one.data.decode().replace("LOCATION:Room 1", "LOCATION:Room 88"))
            proxy.seen.clear()
            report = it.sync()
            beyond = [each for each in proxy.seen if each != "PUT"]
            print(f"  12 changes (6 here, 6 there): {it.said(report)}; {proxy.seen.count('PUT')} PUT, beyond: {beyond}")
        it.port = None
        it.write_settings()
        it.sync()
        peer = vdirsyncer(folder / "vdirsyncer", server.url(), peers)
        print(f"  vdirsyncer sync, no change: {best(runs, peer):.3f} s as a command")
        start = best(runs, lambda: subprocess.run([peers / "bin" / "vdirsyncer", "--version"], capture_output=True))
        print(f"  vdirsyncer --version:       {start:.3f} s, to be taken off for the sync alone")
        with Spoiling(server.port) as proxy:
            text = (folder / "vdirsyncer" / "config").read_text("utf-8")
            (folder / "vdirsyncer" / "config").write_text(text.replace(str(server.port), str(proxy.port)), "utf-8")
            discover(folder / "vdirsyncer", peers)
            peer()
            proxy.seen.clear()
            peer()
            print(f"    requests: {len(proxy.seen)} {proxy.seen}")
        by_token(server, peers, 5 * runs)


def by_token(server: CalendarServer, peers: Path, runs: int) -> None:
    """The two clients by turns, so that a busy machine is busy for both."""
    store = CalDav().open(CalendarAccess(server.url(), USER, PASSWORD))
    cursor = store.changes(None).cursor
    words = [peers / "bin" / "python", "-W", "ignore", "-c", PEER, server.url(), USER, PASSWORD]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as peer:
        assert peer.stdin is not None and peer.stdout is not None
        times: dict[str, list[tuple[float, float]]] = {"npmsync's cursor": [], "caldav's sync token": []}
        for _ in range(runs):
            began, spent = time.perf_counter(), time.process_time()
            store.changes(cursor)
            times["npmsync's cursor"].append((time.perf_counter() - began, time.process_time() - spent))
            print("again", file=peer.stdin, flush=True)
            took, own = map(float, peer.stdout.readline().split())
            times["caldav's sync token"].append((took, own))
        peer.stdin.close()
    for name, taken in times.items():
        wall, own = ([round(1000 * each, 1) for each in column] for column in zip(*taken, strict=True))
        print(
            f"  {name:20} {min(wall)} ms, median {statistics.median(wall)} ms; of its own {statistics.median(own)} ms"
        )


def invitations() -> None:
    ics, event = IcsFormat(), sample_event()
    took = best(5, lambda: [ics.invitation(event, Method.REQUEST) for _ in range(300)])
    print(f"300 invitations made: {took:.2f} s")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--peers", type=Path, default=Path(sys.prefix))
    words.add_argument("--runs", type=int, default=5)
    given = words.parse_args()
    invitations()
    with tempfile.TemporaryDirectory() as folder:
        for count in (500, 5_000):
            print(f"{count} events")
            measure(Path(folder) / str(count), count, given.peers, given.runs)


if __name__ == "__main__":
    main()
