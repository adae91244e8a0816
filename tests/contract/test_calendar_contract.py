"""The calendar format and the calendars on servers keep their contracts."""

from __future__ import annotations

import functools
import http.server
import threading

import pytest

from npmsync.ports import CalendarAccess
from npmsync.testing import calendar_servers, calendar_stores
from npmsync.testing.calendar_servers import PASSWORD, USER, installed
from npmsync.testing.calendars import CHECKS, Subject
from npmsync_caldav.adapter import CalDav
from npmsync_caldav.web import WebCalendars
from npmsync_ics.adapter import IcsFormat

REPLY = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Ministry//Mail//EN\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:{uid}\r\n"
    "DTSTAMP:20261102T100000Z\r\nSEQUENCE:{sequence}\r\nORGANIZER:mailto:npm@npm.example\r\n"
    "ATTENDEE;PARTSTAT={partstat}:mailto:{attendee}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def answer(event, attendee, partstat):
    text = REPLY.format(uid=event.uid, sequence=event.sequence, partstat=partstat.upper(), attendee=attendee)
    return text.encode()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_ics_keeps_the_contract(check):
    check(Subject(IcsFormat(), answer))


@pytest.fixture(scope="module")
def radicale(tmp_path_factory):
    if not installed("radicale"):
        pytest.skip("needs radicale (extra test)")
    with calendar_servers.radicale(tmp_path_factory.mktemp("radicale")) as running:
        running.make_calendar("contract")
        yield running


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    folder = tmp_path_factory.mktemp("published")
    (folder / "all.ics").write_text(calendar_stores.EVENT.format(uid="a@npm.example", summary="There"), newline="")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/all.ics"
        server.shutdown()


@pytest.mark.parametrize("check", calendar_stores.checks(CalDav()), ids=lambda check: check.__name__)
def test_caldav_keeps_the_contract(check, radicale):
    check(calendar_stores.Subject(CalDav(), CalendarAccess(radicale.url("contract"), USER, PASSWORD)))


@pytest.mark.parametrize("check", calendar_stores.checks(WebCalendars()), ids=lambda check: check.__name__)
def test_a_published_calendar_keeps_the_contract(check, published):
    check(calendar_stores.Subject(WebCalendars(), CalendarAccess(published)))
