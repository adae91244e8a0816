"""Writing one calendar, event by event, each under the condition that nobody changed it meanwhile."""

from __future__ import annotations

from npmsync.actions.calendar_entries import Entries
from npmsync.actions.calendar_plan import CalendarOutcome
from npmsync.actions.calendar_reading import CalendarState
from npmsync.actions.report import EndpointReport
from npmsync.domain import Key
from npmsync.errors import Locked, NpmsyncError, Refused
from npmsync.ports import CalendarFormat, StoredObject
from npmsync.sync.calendar import Entry


def write_calendar(
    state: CalendarState, outcome: CalendarOutcome, entries: Entries, report: EndpointReport, look: int
) -> bool:
    """Writes what the calendar is to hold; True where an event had changed meanwhile and has to be looked at again.
    What cannot be written waits, and the report says why; once the server does not answer, the rest waits too."""
    writing = _Writing(state, outcome, entries, report, look)
    report.waiting = 0
    before = set(report.written)
    try:
        writing.all()
        _flush(state, report, before)
    except NpmsyncError as error:  # the server is gone: what is left waits
        if error.name == "changed-meanwhile":
            return True
        _say(report, f"{error.message} {error.hint}".strip())
        report.waiting = len(outcome.writes[state.name].keys - report.written)
    return writing.again


def _flush(state: CalendarState, report: EndpointReport, before: set[Key]) -> None:
    try:
        state.store.flush()
    except NpmsyncError:
        report.written.intersection_update(before)
        raise


class _Writing:
    def __init__(
        self, state: CalendarState, outcome: CalendarOutcome, entries: Entries, report: EndpointReport, look: int
    ) -> None:
        self.look = look
        self.state, self.outcome, self.entries, self.report = state, outcome, entries, report
        self.again = False
        self.calendars: CalendarFormat = entries.opened.plugin("calendar", "ics")

    def all(self) -> None:
        if self.entries.organizer is None:
            raise Refused("no-organiser", "Nobody is named who invites.", "Write organiser into [workspace].")
        writes = self.outcome.writes[self.state.name]
        read = self._as_they_stand(writes.over)
        for key, entry in writes.over.items():
            self._one(key, lambda key=key, entry=entry: self._over(key, entry, read))
        for key in writes.add:
            self._one(key, lambda key=key: self._add(key))
        for key, entry in writes.remove.items():
            self._one(key, lambda entry=entry: self.state.store.remove(entry.href, entry.version))

    def _one(self, key: Key, write) -> None:  # type: ignore[no-untyped-def]
        """One event; what is wrong with it alone keeps it alone from being written."""
        try:
            write()
        except Locked:
            self.again = True
            self.report.waiting += 1
        except Refused as error:
            if error.name in ("login-refused", "not-allowed", "server-full", "calendar-gone"):
                raise
            self.report.waiting += 1
            _say(self.report, f"{self.outcome.after[key].title}: {error.message} {error.hint}".strip())
        else:
            self.report.written.add(key)

    def _over(self, key: Key, entry: Entry, read: dict[str, StoredObject]) -> None:
        there = read.get(entry.href)
        if there is None or there.version != entry.version:
            raise Locked("changed-meanwhile", "The event has changed meanwhile.", "It is read again.")
        described = entry.described in ("", entry.description)
        data = self.calendars.stored(self.entries.entry(self.outcome.after[key]), there.data, described)
        self.state.store.put("", entry.href, entry.version, data)

    def _add(self, key: Key) -> None:
        meeting = self.outcome.after[key]
        # Looked at again and still not ours: somebody else's event has the name.
        name = f"{meeting.uid}-{self.look}" if self.look else meeting.uid
        self.state.store.put(name, None, None, self.calendars.stored(self.entries.entry(meeting), None, True))

    def _as_they_stand(self, over: dict[Key, Entry]) -> dict[str, StoredObject]:
        """The objects to be written over: as they were just read, or asked for, all at once."""
        just_read = {one.href: one for one in self.state.changes.changed}
        missing = [entry.href for entry in over.values() if entry.href not in just_read]
        return just_read | {one.href: one for one in self.state.store.objects(missing)} if missing else just_read


def _say(report: EndpointReport, said: str) -> None:
    if said not in report.notes:
        report.notes.append(said)
