"""`replies`: answers to invitations, from .ics and .eml files. An answer counts only from whom it speaks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.archive import archive, read_bounded
from npmsync.actions.meetings import with_answer
from npmsync.actions.opened import Opened
from npmsync.actions.saving import save
from npmsync.actions.world import load_world
from npmsync.documents.replies import Verdict, judge
from npmsync.domain import Meeting
from npmsync.domain.words import Partstat
from npmsync.errors import NpmsyncError
from npmsync.ports import CalendarFormat, CalendarReply, MailFormat
from npmsync.store import decisions
from npmsync.store.decisions import Decision


@dataclass(slots=True)
class Replies:
    """What became of each file."""

    taken: list[dict[str, Any]] = field(default_factory=list)
    waiting: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {"taken": self.taken, "waiting": self.waiting, "refused": self.refused}


def take_replies(opened: Opened, files: Sequence[Path]) -> Replies:
    """Takes in replies; what is in doubt waits as a decision, what is no reply is refused with what it is."""
    done = Replies()
    with opened.store.transaction() as connection:
        for file in files:
            try:
                found = _read(opened, file)
            except NpmsyncError as error:
                done.refused.append({"file": str(file.absolute()), "why": f"{error.message} {error.hint}".strip()})
                continue
            archive(opened, file)
            for reply in found:
                _take(opened, connection, file, reply, done)
    return done


def _read(opened: Opened, file: Path) -> list[CalendarReply]:
    data = read_bounded(file)
    calendars: CalendarFormat = opened.plugin("calendar", "ics")
    if file.suffix.casefold() == ".ics" or data.lstrip()[:15].upper().startswith(b"BEGIN:VCALENDAR"):
        return calendars.replies(data)
    mail: MailFormat = opened.plugin("mail", "email")
    return [
        replace(reply, sender=sender)
        for sender, calendar in mail.calendars(data)
        for reply in calendars.replies(calendar)
    ]


def _take(opened: Opened, connection: Connection, file: Path, reply: CalendarReply, done: Replies) -> None:
    world = load_world(opened, connection)
    meeting = next((m for m in world.meetings if m.uid == reply.uid), None)
    organizer = opened.settings.organiser
    verdict = judge(reply, meeting, organizer.email if organizer else "")
    where = str(file.absolute())
    if verdict.outcome == "taken" and meeting is not None:
        answered = with_answer(meeting, verdict.email, Partstat(verdict.partstat))
        if answered != meeting:
            save(connection, opened.begin(connection, "replies"), [answered])
        shape = {"file": where, "meeting": meeting.id, "attendee": verdict.email, "partstat": verdict.partstat}
        done.taken.append(shape)
        return
    done.waiting.append({"file": where, "why": verdict.why})
    if meeting is not None:
        _wait(opened, connection, meeting, reply, verdict)


def _wait(opened: Opened, connection: Connection, meeting: Meeting, reply: CalendarReply, verdict: Verdict) -> None:
    """Puts a reply in doubt before a person, once. One that no decision could make count is said and not kept."""
    countable = reply.partstat in {p.value for p in Partstat}
    invited = {(p.email or "").casefold() for p in meeting.participants}
    if not countable or reply.attendee.casefold() not in invited or reply.method != "REPLY":
        return
    now = next(
        p.partstat.value for p in meeting.participants if (p.email or "").casefold() == reply.attendee.casefold()
    )
    item = Decision(
        opened.new_id(), "reply", None, "meeting", meeting.id, f"partstat of {reply.attendee}", now, reply.partstat,
        opened.now.isoformat(timespec="seconds"),
        {"attendee": reply.attendee, "partstat": reply.partstat, "why": verdict.why},
    )  # fmt: skip
    if item.about not in {other.about for other in decisions.open_decisions(connection)}:
        decisions.add(connection, item)
