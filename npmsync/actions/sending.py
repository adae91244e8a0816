"""`invite --send`: what lies in the outbox goes out, one message a person, each at most once.

    account = mail_account(opened, via)      from npmsync.toml, its secret from the keyring or the environment
    batch = batch_of(opened, account, None)  what would be sent, to be shown to a person
    send(opened, batch)                      sends it

A message's state is put down before the moment from which it may have been taken, and after the server's answer
(`store.mailings`). A run that dies in between leaves `sending`: nobody knows, so it is not sent again by itself; it
waits for a person as a decision of the kind `mail`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.accounts import smtp_server
from npmsync.actions.lookup import meeting_by_id
from npmsync.actions.opened import Opened
from npmsync.actions.sending_line import Line
from npmsync.actions.world import load_world
from npmsync.domain import Meeting
from npmsync.domain.outgoing import Viewer
from npmsync.domain.world import World
from npmsync.errors import NpmsyncError, Refused, Unreachable
from npmsync.ports import Post
from npmsync.store import decisions, history, mailings, papers
from npmsync.store.decisions import Decision
from npmsync.store.history import Change
from npmsync.store.mailings import Mailing
from npmsync.workspace.mail import MailSettings


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to be sent: its state, the meeting it is about, what stands in the way (`why`, "" for nothing)."""

    mailing: Mailing
    meeting: Meeting | None
    viewer: Viewer
    why: str = ""

    def to_json(self, sent: bool, answer: str | None = None) -> dict[str, Any]:
        one = self.mailing
        return {
            "meeting": one.meeting, "uid": self.meeting.uid if self.meeting else None, "to": one.recipient,
            "method": one.method, "path": one.path, "sent": sent, "message_id": one.message_id, "answer": answer,
        }  # fmt: skip


@dataclass(slots=True)
class Batch:
    """What one run sends: `ready`, in order. `later` are over the limit of a run; `left` are not sent, each with why;
    `unknown` are those of which nobody knows whether they were sent."""

    account: MailSettings
    ready: list[Letter] = field(default_factory=list)
    later: list[Letter] = field(default_factory=list)
    left: list[Letter] = field(default_factory=list)
    unknown: list[Letter] = field(default_factory=list)


@dataclass(slots=True)
class Sent:
    """What became of a batch; `notes` are sentences for a person."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    waiting: int = 0


def try_line(opened: Opened, account: MailSettings) -> None:
    """Connects, logs in and hangs up, so that a wrong password is said before anything is written. Raises `Refused` or
    `Unreachable` in words."""
    post: Post = opened.plugin("post", "internet")
    with post.sending(smtp_server(opened, account)):
        pass


def batch_of(opened: Opened, account: MailSettings, identity: str | None, passages_read: bool = False) -> Batch:
    """The messages that lie in the outbox, those first that call off or are soon. Changes no message's state but for
    files that are gone (a person dealt with them) and, with `passages_read`, those held back."""
    batch = Batch(account)
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
        meetings = {meeting.id: meeting for meeting in world.meetings}
        only = meeting_by_id(world, identity).id if identity else None
        found = []
        for one in mailings.mailings(connection, only, ("written", "held", "sending")):
            if not Path(one.path).is_relative_to(opened.workspace.outbox):
                continue  # another workspace on the same store wrote it, and sends it
            meeting = meetings.get(one.meeting)
            why = _obstacle(opened, one, meeting, passages_read)
            letter = Letter(one, meeting, _viewer(meeting, world), why)
            if one.state == "sending":
                _wait(opened, connection, one)
                batch.unknown.append(letter)
            elif letter.why == _GONE:
                mailings.moved_on(connection, [one.message_id], "by_hand", opened.now)
            elif letter.why:
                batch.left.append(letter)
            else:
                found.append(letter)
    found.sort(key=_urgency)
    batch.ready, batch.later = found[: account.most_a_run], found[account.most_a_run :]
    return batch


_GONE = "its file is gone from the outbox"


def _urgency(letter: Letter) -> tuple[bool, datetime, str]:
    assert letter.meeting is not None
    return (letter.mailing.method != "CANCEL", letter.meeting.start, letter.mailing.recipient)


def _obstacle(opened: Opened, one: Mailing, meeting: Meeting | None, passages_read: bool) -> str:
    """What stands in the way of sending a message, "" for nothing."""
    why = ""
    if not Path(one.path).is_file():
        why = _GONE
    elif meeting is None:
        why = "its meeting is not known any more"
    elif meeting.sequence != one.version:
        why = "its meeting has changed since: npmsync invite"
    elif meeting.live and meeting.start.date() < opened.today:
        why = "its meeting is over"
    elif one.recipient.casefold() not in _addresses(opened, meeting):
        why = f"{one.recipient} is not asked to the meeting any more"
    elif one.state == "held" and not passages_read:
        words = ", ".join(repr(words) for words, _ in (one.passages or [])[:5])
        why = f"it may point to a person ({words}): read it, then --passages-read"
    return why


def _addresses(opened: Opened, meeting: Meeting) -> set[str]:
    """Of those asked, and of rooms that book themselves."""
    known = (*(p.email for p in meeting.participants), *(room.email for room in opened.settings.room))
    return {address.casefold() for address in known if address}


def send(opened: Opened, batch: Batch) -> Sent:
    """Sends what is ready. What fails is said, and a server that does not answer ends the batch; what it may have taken
    without saying so waits for a person."""
    done = Sent(waiting=len(batch.later) + len(batch.left) + len(batch.unknown))
    server = smtp_server(opened, batch.account)
    run: list[str] = []
    with Line(opened, batch.account, server, _sent_in_the_last_minute(opened)) as line:
        for number, letter in enumerate(batch.ready):
            try:
                answer = _send_one(opened, line, letter, run)
            except NpmsyncError as error:
                done.waiting += 1
                done.notes.append(f"{letter.mailing.recipient}: {error.message} {error.hint}".strip())
                done.messages.append(letter.to_json(False, error.message))
                if _ends_the_batch(error):
                    rest = batch.ready[number + 1 :]
                    done.waiting += len(rest)
                    done.messages += [other.to_json(False) for other in rest]
                    break
                continue
            done.messages.append(letter.to_json(True, answer))
        done.notes += line.keep_copies()
    return done


def _ends_the_batch(error: NpmsyncError) -> bool:
    """Whether the next message would fare no better."""
    own = ("recipient-refused", "message-refused", "answer-lost", "outbox-changed")
    return not error.name.startswith(own)


def _send_one(opened: Opened, line: Line, letter: Letter, run: list[str]) -> str:
    one = letter.mailing

    def before() -> None:
        with opened.store.transaction() as connection:
            mailings.moved_on(connection, [one.message_id], "sending", opened.now, via=line.account.name)

    try:
        answer = line.send(one, letter.viewer, before)
    except Refused as error:
        state = "refused" if error.name in ("recipient-refused", "message-refused") else "written"
        _note(opened, one, state, error.message)
        raise
    except Unreachable as error:
        if error.name == "answer-lost":
            with opened.store.transaction() as connection:
                _wait(opened, connection, one)
        else:
            _note(opened, one, "written", error.message)
        raise
    with opened.store.transaction() as connection:
        mailings.moved_on(connection, [one.message_id], "sent", opened.now, answer=answer, via=line.account.name)
        if not run:
            run.append(opened.begin(connection, "invite --send"))
        _remember(opened, connection, run[0], one, answer, line.account.name)
    return answer


def _note(opened: Opened, one: Mailing, state: str, answer: str) -> None:
    with opened.store.transaction() as connection:
        mailings.moved_on(connection, [one.message_id], state, opened.now, answer=answer)


def _remember(opened: Opened, connection: Connection, run: str, one: Mailing, answer: str, via: str) -> None:
    """Into the history and the log of what left."""
    what = {
        "to": one.recipient, "method": one.method, "sequence": one.version, "message_id": one.message_id,
        "digest": one.digest, "via": via, "answer": answer,
    }  # fmt: skip
    history.append(connection, run, [Change("meeting", one.meeting, history.SENT, None, what)])
    row = {
        "run": run, "at": opened.now.isoformat(timespec="seconds"), "kind": "invitation", "record": one.meeting,
        "recipient": one.recipient, "version": one.version, "path": one.path, "digest": one.digest, "sent": True,
    }  # fmt: skip
    papers.put_outgoing(connection, [row])


def _wait(opened: Opened, connection: Connection, one: Mailing) -> None:
    """Puts before a person that nobody knows whether a message was sent."""
    why = (
        f"The run that was sending the {one.method} to {one.recipient} ended before the server's answer was put down. "
        "Look into the folder of sent mail or ask the person. theirs: it was sent; ours: it was not, send it again."
    )
    item = Decision(
        opened.new_id(), "mail", None, "meeting", one.meeting, f"{one.method} to {one.recipient}", "not sent", "sent",
        opened.now.isoformat(timespec="seconds"), {"message_id": one.message_id, "why": why},
    )  # fmt: skip
    if item.about not in {other.about for other in decisions.open_decisions(connection)}:
        decisions.add(connection, item)


def _sent_in_the_last_minute(opened: Opened) -> int:
    since = (opened.now - timedelta(minutes=1)).isoformat(timespec="seconds")
    with opened.store.transaction() as connection:
        return sum(one.changed_at > since for one in mailings.mailings(connection, states=("sent",)))


def _viewer(meeting: Meeting | None, world: World) -> Viewer:
    """For whose eyes the message was made: those of the authorities at the meeting."""
    participants = meeting.participants if meeting else ()
    return Viewer(frozenset(world.name(person.authority) for person in participants if person.authority))
