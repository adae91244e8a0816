"""Baïkal on loopback for tests, under PHP's own server. Nextcloud and ownCloud serve calendars with the same sabre/dav.

Needs php with sqlite3, and a Baïkal with its vendor/ folder in the folder that NPMSYNC_BAIKAL names: what its releases
hold, or its sources after `composer install`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from npmsync.testing.calendar_servers import USER, CalendarServer, free_port, running

PASSWORD = "app password"
"""In ASCII: the client of Python's library, which stands for another program here, sends nothing else by Digest."""
REALM = "BaikalDAV"
_SETTINGS = """\
system:
    configured_version: '99.0'
    timezone: 'Asia/Tbilisi'
    card_enabled: false
    cal_enabled: true
    invite_from: ''
    dav_auth_type: '{login}'
    admin_passwordhash: none
    failed_access_message: ''
    auth_realm: {realm}
    base_uri: ''
database:
    encryption_key: none
    backend: 'sqlite'
    sqlite_file: "{database}"
"""
_MKCOL = (
    '<d:mkcol xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop><d:resourcetype><d:collection/>'
    "<c:calendar/></d:resourcetype><d:displayname>{name}</d:displayname></d:prop></d:set></d:mkcol>"
)


@dataclass(frozen=True, slots=True)
class Baikal(CalendarServer):
    """A Baïkal that runs."""

    def make_calendar(self, name: str) -> str:
        # PHP's own server does not know MKCALENDAR; RFC 5689 says the same in another word.
        self.ask("MKCOL", f"{self.home}{name}/", _MKCOL.format(name=name))
        return self.url(name)

    def opener(self, request: urllib.request.Request) -> urllib.request.OpenerDirector:
        known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        known.add_password(None, self.root, USER, self.password or "")
        by_digest = urllib.request.HTTPDigestAuthHandler(known)
        return urllib.request.build_opener(by_digest, urllib.request.HTTPBasicAuthHandler(known))


def baikal_folder() -> Path | None:
    """Where Baïkal lies; None where it, or PHP, is missing."""
    folder = Path(os.environ.get("NPMSYNC_BAIKAL", ""))
    there = (folder / "vendor" / "autoload.php").is_file() and (folder / "html" / "dav.php").is_file()
    return folder if there and shutil.which("php") else None


@contextmanager
def baikal(folder: Path, login: str = "Digest") -> Iterator[Baikal]:
    """Baïkal with one user; `login` is "Digest" as it is installed, or "Basic"."""
    program = baikal_folder()
    assert program is not None, "there is no Baïkal"
    database = folder / "db.sqlite"
    schema = (program / "Core/Resources/Db/SQLite/db.sql").read_text("utf-8")
    secret = hashlib.md5(f"{USER}:{REALM}:{PASSWORD}".encode(), usedforsecurity=False).hexdigest()
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(schema)
        connection.execute("INSERT INTO users (username, digesta1) VALUES (?, ?)", (USER, secret))
        person = (f"principals/{USER}", "nino@npm.example", USER)
        connection.execute("INSERT INTO principals (uri, email, displayname) VALUES (?, ?, ?)", person)
        connection.commit()
    settings = _SETTINGS.format(login=login, realm=REALM, database=database)
    (folder / "baikal.yaml").write_text(settings, "utf-8")
    port = free_port()
    environment = {**os.environ, "BAIKAL_PATH_CONFIG": f"{folder}/", "BAIKAL_PATH_SPECIFIC": f"{folder}/"}
    words = ["php", "-d", "opcache.enable_cli=1", "-S", f"127.0.0.1:{port}", "-t", str(program / "html")]
    with running(words, port, environment, program / "html"):
        yield Baikal(port, f"/dav.php/calendars/{USER}/", PASSWORD, "dav.php/")
