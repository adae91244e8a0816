"""A workspace with two meetings to invite to, real mail servers on loopback, and the actions run in this process."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from npmsync.actions.opened import Caller, opened
from npmsync.actions.saving import save
from npmsync.actions.world import load_world
from npmsync.domain import Authority, Contact, Meeting, Participant, Recommendation
from npmsync.domain.words import MeetingKind, MeetingStatus, Rank
from npmsync.plugins import Plugins
from npmsync.store import mailings
from npmsync.store.mailings import Mailing
from npmsync.testing.mail_servers import SECRET, USER, Certificates, SmtpServer, imap_server, smtp_server

PLUGINS = Plugins()
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TOML = """\
[workspace]
country = "GE"
timezone = "Asia/Tbilisi"
language = "en"
npm = "NPM of Example"
organiser = "Nino Kapanadze <nino@npm.example>"

[[mail]]
name = "office"
user = "{user}"
ca = "{ca}"
{more}
"""
SMTP = """
[mail.smtp]
host = "localhost"
port = {port}
security = "{security}"
"""
IMAP = """
[mail.imap]
host = "localhost"
port = {port}
security = "{security}"
"""


@dataclass
class Office:
    """The NPM's workspace. `pauses` are the seconds that it would have waited."""

    root: Path
    now: datetime = NOW
    pauses: list[float] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=lambda: {"NPMSYNC_PASSWORD_OFFICE": SECRET})

    def open(self):
        made = Caller(self.now, "nino", PLUGINS, environment=self.environment, pause=self.pauses.append)
        return opened(self.root, made)

    def connect(self, ca: Path, more: str = "", **servers: Any) -> None:
        """Writes npmsync.toml with accounts for these servers: smtp=(port, security), imap=(port, security)."""
        text = TOML.format(user=USER, ca=ca, more=more)
        for kind, (port, security, *lines) in servers.items():
            text += {"smtp": SMTP, "imap": IMAP}[kind].format(port=port, security=security) + "\n".join(lines)
        (self.root / "npmsync.toml").write_text(text, "utf-8")

    def put(self, *records: Any) -> None:
        with self.open() as workspace, workspace.store.transaction() as connection:
            save(connection, workspace.begin(connection, "test"), records)

    def command(self, *words: str, code: int | None = 0) -> Any:
        """Runs the command line in this process, without a terminal, and gives its JSON."""
        from npmsync.cli import frame
        from npmsync.cli.group import npmsync

        self._caller(frame)
        done = CliRunner().invoke(npmsync, ["--workspace", str(self.root), *words, "--json"], catch_exceptions=False)
        assert code is None or done.exit_code == code, (done.exit_code, done.output)
        return json.loads(done.stdout)

    def send(self, *words: str, code: int | None = 0) -> Any:
        return self.command("invite", "--send", "--yes", *words, code=code)

    def meetings(self) -> list[Meeting]:
        with self.open() as workspace, workspace.store.transaction() as connection:
            return list(load_world(workspace, connection).meetings)

    def mailings(self) -> list[Mailing]:
        with self.open() as workspace, workspace.store.transaction() as connection:
            return mailings.mailings(connection)

    def _caller(self, frame: Any) -> None:
        made = Caller(self.now, "nino", PLUGINS, environment=self.environment, pause=self.pauses.append)
        self.monkeypatch.setattr(frame, "caller", lambda: made)
        import npmsync.cli.conflicts
        import npmsync.cli.due
        import npmsync.cli.history
        import npmsync.cli.inviting
        import npmsync.cli.meetings
        import npmsync.cli.receiving

        for module in ("conflicts", "due", "history", "inviting", "meetings", "receiving"):
            self.monkeypatch.setattr(getattr(npmsync.cli, module), "caller", lambda: made)

    monkeypatch: pytest.MonkeyPatch = field(default_factory=pytest.MonkeyPatch)


JUSTICE = Authority(id="a-justice", name="Ministry of Justice")
HEALTH = Authority(id="a-health", name="Ministry of Health", languages=("fr",))


def contact(number: int, authority: str, email: str, rank: Rank = Rank.TECHNICAL) -> Contact:
    return Contact(id=f"c{number}", authority=authority, name=f"Person {number}", email=email, rank=rank)


PEOPLE = (
    contact(1, JUSTICE.id, "one@justice.example"),
    contact(2, JUSTICE.id, "two@justice.example"),
    contact(3, HEALTH.id, "three@health.example"),
)


def meeting(number: int, people: tuple[Contact, ...] = PEOPLE, **more: Any) -> Meeting:
    start = datetime(2027, 1, 10 + number, 10)  # noqa: DTZ001 - wall clock
    participants = [Participant(name=one.name, email=one.email, authority=one.authority) for one in people]
    fields = {
        "id": f"m{number}", "uid": f"m{number}@npmsync", "kind": MeetingKind.ROUNDTABLE,
        "title": f"Roundtable {number}", "topic": "Health care in Central Prison",
        "authorities": (JUSTICE.id, HEALTH.id),
        "participants": (Participant(name="Nino Kapanadze", email="nino@npm.example"), *participants),
        "start": start, "end": start + timedelta(hours=1), "timezone": "Asia/Tbilisi", "place": "Room 2",
        "status": MeetingStatus.PROPOSED, "agenda": ("r1",),
    }  # fmt: skip
    return Meeting.model_validate({**fields, **more})


RECOMMENDATION = Recommendation(
    id="r1", ref="2026/1", text="Open the exercise yard for two hours a day.", addressees=(JUSTICE.id, HEALTH.id)
)


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def smtp(certificates: Certificates):
    with smtp_server(certificates) as server:
        yield server


@pytest.fixture(scope="session")
def imap(certificates: Certificates):
    with imap_server(certificates) as server:
        yield server


@pytest.fixture(scope="session")
def office_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("office") / "npm"
    root.mkdir(mode=0o700)
    office = Office(root)
    office.connect(root / "none.pem")
    office.put(JUSTICE, HEALTH, RECOMMENDATION, *PEOPLE, meeting(1), meeting(2))
    return root


@pytest.fixture(scope="session")
def office_at() -> type[Office]:
    """`office_at(folder)` is the workspace in a folder."""
    return Office


@pytest.fixture
def empty_office(office_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    import shutil

    return Office(Path(shutil.copytree(office_template, tmp_path / "npm")), monkeypatch=monkeypatch)


@pytest.fixture
def office(empty_office: Office, smtp: SmtpServer) -> Office:
    empty_office.connect(smtp.ca, smtp=(smtp.port, "starttls"))
    return empty_office


@pytest.fixture
def make() -> Any:
    """What the tests make records with."""

    class Make:
        contact = staticmethod(contact)
        meeting = staticmethod(meeting)
        people = PEOPLE
        justice, health = JUSTICE, HEALTH
        recommendation = RECOMMENDATION

    return Make
