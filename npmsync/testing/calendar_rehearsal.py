"""A workspace whose calendars are on a real server, and another client that works on the same calendars."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from npmsync.actions.meetings import move
from npmsync.actions.opened import Caller, Opened, opened
from npmsync.actions.resolve import resolve
from npmsync.actions.saving import save
from npmsync.actions.sync_options import SyncOptions
from npmsync.actions.synchronise import synchronise
from npmsync.domain import Authority, Meeting, Participant
from npmsync.domain.words import MeetingKind, MeetingStatus
from npmsync.plugins import Plugins
from npmsync.ports import CalendarAccess, StoredObject
from npmsync.store import decisions, history, records
from npmsync.testing.calendar_servers import PASSWORD, USER, CalendarServer

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
JUSTICE = Authority(id="01900000-0000-7000-8000-00000000000a", name="Ministry of Justice")
HEAD = """\
[workspace]
timezone = "Asia/Tbilisi"
language = "en"
organiser = "Nino Kapanadze <nino@npm.example>"
"""


def meeting(number: int, **more: Any) -> Meeting:
    """A review on 11 January 2027 plus `number` days, at ten, to which the ministry was invited."""
    start = datetime(2027, 1, 11, 10) + timedelta(days=number)  # noqa: DTZ001 - wall clock
    person = Participant(name="Focal point", email="focal@justice.example", authority=JUSTICE.id)
    fields: dict[str, Any] = {
        "id": f"01900000-0000-7000-8000-0000000001{number:02x}",
        "uid": f"01900000-0000-7000-8000-0000000001{number:02x}@npmsync",
        "kind": MeetingKind.ANNUAL_REVIEW,
        "title": f"Review {number}",
        "authorities": (JUSTICE.id,),
        "participants": (person,),
        "start": start,
        "end": start + timedelta(hours=2),
        "timezone": "Asia/Tbilisi",
        "place": "Room 1",
        "status": MeetingStatus.INVITED,
        "sequence": 0,
        "invited_sequence": 0,
    }
    return Meeting.model_validate({**fields, **more})


@dataclass
class CalendarRehearsal:
    """`root` is the workspace. `settings` are the endpoints as npmsync.toml has them."""

    root: Path
    server: CalendarServer
    calendar: str
    port: int | None = None
    role: str = "npm"
    plugins: Plugins = field(default_factory=Plugins)

    def start(self, *meetings: Meeting, more: str = "") -> CalendarRehearsal:
        self.root.mkdir(exist_ok=True)
        self.server.make_calendar(self.calendar)
        self.write_settings(more)
        with self.opened() as workspace, workspace.store.transaction() as connection:
            save(connection, workspace.begin(connection, "test"), [JUSTICE, *meetings])
        return self

    def write_settings(self, more: str = "") -> None:
        address = f"http://127.0.0.1:{self.port or self.server.port}{self.server.home}{self.calendar}/"
        user = f'user = "{USER}"\n' if self.server.password else ""
        whose = f'role = "authority"\nauthority = "{JUSTICE.name}"\n' if self.role == "authority" else ""
        endpoint = f'[[endpoint]]\nname = "team"\nadapter = "caldav"\naddress = "{address}"\n{user}{whose}'
        (self.root / "npmsync.toml").write_text(f"{HEAD}\n{endpoint}\n{more}", "utf-8")

    @contextmanager
    def opened(self) -> Iterator[Opened]:
        password = self.server.password or PASSWORD
        environment = {"NPMSYNC_PASSWORD_TEAM": password, "NPMSYNC_PASSWORD_SECOND": password}
        with opened(self.root, Caller(NOW, "test", self.plugins, environment=environment)) as workspace:
            yield workspace

    def sync(self, **options: Any) -> Any:
        with self.opened() as workspace:
            return synchronise(workspace, SyncOptions(**options), lambda text: None)

    def said(self, report: Any) -> tuple[int, int, int]:
        """(changed here, written out, waiting) of the calendar."""
        (endpoint,) = report.endpoints
        return endpoint.changed_in, endpoint.written_out, endpoint.waiting

    def move(self, number: int, start: str) -> None:
        with self.opened() as workspace:
            move(workspace, meeting(number).id, datetime.fromisoformat(start))

    def put(self, *meetings: Meeting) -> None:
        with self.opened() as workspace, workspace.store.transaction() as connection:
            save(connection, workspace.begin(connection, "test"), meetings)

    def meetings(self) -> dict[str, Meeting]:
        with self.opened() as workspace, workspace.store.transaction() as connection:
            assert history.broken_link(connection) is None
            return {one.title: one for one in records.load(connection, Meeting)}

    def waiting(self) -> list[Any]:
        with self.opened() as workspace, workspace.store.transaction() as connection:
            return decisions.open_decisions(connection)

    def resolve(self, take: Any) -> None:
        with self.opened() as workspace:
            resolve(workspace, None, take, None)

    # --- the other client

    def there(self) -> dict[str, StoredObject]:
        """Every object of the calendar by its title."""
        access = CalendarAccess(
            self.server.url(self.calendar), USER if self.server.password else None, self.server.password
        )
        store = self.plugins.load("calendars", "caldav").open(access)
        found = store.changes(None).changed
        store.close()
        return {text_of(one.data, "SUMMARY"): one for one in found}

    def edit(self, title: str, *changes: tuple[str, str]) -> None:
        """Changes an event there: pairs of a pattern and what to put in its place, over unfolded lines."""
        one = self.there()[title]
        text = one.data.decode().replace("\r\n", "\n").replace("\n ", "")
        for pattern, new in changes:
            text, count = re.subn(pattern, new, text, flags=re.MULTILINE)
            assert count, (pattern, text)
        self.save_there(one.href, text, one.version)

    def save_there(self, href: str, text: str, version: str | None = None) -> None:
        condition = {"If_Match": version} if version else {}
        self.server.ask("PUT", href, text, Content_Type="text/calendar; charset=utf-8", **condition)

    def delete_there(self, title: str) -> None:
        self.server.ask("DELETE", self.there()[title].href)


def moved_to(hour: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """The changes that move a review to another hour of its day."""
    until = f"{int(hour) + 2:02d}"
    return (r"^(DTSTART.*T)\d\d(0000)$", rf"\g<1>{hour}\2"), (r"^(DTEND.*T)\d\d(0000)$", rf"\g<1>{until}\2")


def text_of(data: bytes, name: str) -> str:
    """A property's value as it stands, unfolded."""
    lines = data.decode().replace("\r\n", "\n").replace("\n ", "").split("\n")
    event = lines[lines.index("BEGIN:VEVENT") :]
    return next((line.partition(":")[2] for line in event if re.match(rf"{name}[;:]", line)), "")
