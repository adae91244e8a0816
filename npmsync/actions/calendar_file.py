"""A calendar in a file (.ics) as a calendar store: one that a calendar program keeps on this computer, or that lies in
a folder which several computers share. It goes through the same engine as a calendar on a server.

What is put is gathered and written at once: nothing is written over a file that changed since it was read, the file of
before is kept in `backups/`, and one that another program holds open waits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from npmsync.domain.outgoing import Outgoing
from npmsync.errors import Locked, Refused
from npmsync.paths import refuse_unless_file
from npmsync.ports import CalendarChanges, CalendarFormat, StoredObject
from npmsync.replace import replace, write_new
from npmsync.syncedcopies import refuse_placeholder


class CalendarFile:
    """`npmsync.ports.CalendarStore` of one file. A href is a UID, a version the digest of an object, a cursor that of
    the file."""

    def __init__(self, path: Path, calendars: CalendarFormat, backups: Path, now: datetime) -> None:
        self._path, self._calendars, self._backups, self._now = path, calendars, backups, now
        self.place = str(path)
        self._read: bytes | None = None
        self._put: dict[str, bytes | None] = {}

    def close(self) -> None:
        """What was put and not flushed is not written."""

    def changes(self, since: str | None) -> CalendarChanges:
        data = self._data(new=since is None)
        cursor = _digest(data)
        if cursor == since:
            return CalendarChanges((), frozenset(), cursor, False)
        return CalendarChanges(tuple(self._objects(data).values()), frozenset(), cursor, True)

    def objects(self, hrefs: Sequence[str]) -> list[StoredObject]:
        found = self._objects(self._data())
        return [found[href] for href in hrefs if href in found]

    def put(self, name: str, href: str | None, version: str | None, data: Outgoing[bytes]) -> str:
        (uid,) = self._calendars.split(data.content)
        there = self._objects(self._data(new=True)).get(uid)
        if (href is None) != (there is None) or (there is not None and there.version != version):
            raise Locked("changed-meanwhile", "The event has changed meanwhile.", "It is read again.")
        self._put[uid] = data.content
        return uid

    def remove(self, href: str, version: str) -> None:
        there = self._objects(self._data()).get(href)
        if there is not None and there.version != version:
            raise Locked("changed-meanwhile", "The event has changed meanwhile.", "It is read again.")
        self._put[href] = None

    def flush(self) -> None:
        if not self._put:
            return
        before = self._data(new=True)
        after = self._calendars.spliced(before, self._put)
        if self._path.exists():
            expected = _digest(before)
            replace(
                self._path,
                lambda target: target.write_bytes(after),
                expected_digest=expected,
                backups=self._backups,
                now=self._now,
            )
        else:
            write_new(self._path, after)
        self._put, self._read = {}, None

    def between(self, first: date, last: date) -> list[bytes]:
        return [one.data for one in self._objects(self._data()).values()]

    def _objects(self, data: bytes) -> dict[str, StoredObject]:
        return {uid: StoredObject(uid, _digest(one), one) for uid, one in self._calendars.split(data).items()}

    def _data(self, new: bool = False) -> bytes:
        """The file as it was first read. `new`: one that is not there yet is an empty calendar."""
        if self._read is None:
            refuse_placeholder(self._path)
            if new and self._path.parent.is_dir() and not self._path.exists():
                return self._calendars.spliced(b"", {})
            refuse_unless_file(self._path, f"the calendar {self._path}", "Was it moved or renamed?")
            try:
                self._read = self._path.read_bytes()
            except OSError as error:
                raise Refused(
                    "cannot-read", f"{self._path} cannot be read ({error}).", "Close it elsewhere."
                ) from error
        return self._read


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
