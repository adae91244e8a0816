"""`receive`: response forms that came back, row by row. The trackers follow with the next `sync`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.archive import archive, read_bounded
from npmsync.actions.arrivals import MAY_BE_LETTERS, Arrival, arrivals
from npmsync.actions.form_passwords import opened_copy
from npmsync.actions.opened import Opened
from npmsync.actions.receipts import write_receipt
from npmsync.actions.saving import save
from npmsync.actions.taking import FACTUAL, Desk, answered, correction
from npmsync.actions.words import vocabulary_of
from npmsync.actions.world import load_world
from npmsync.documents.form_return import FormReturn
from npmsync.documents.receipt import Understood
from npmsync.documents.receive import read_form
from npmsync.documents.senders import doubt
from npmsync.domain.words import Position, Stage
from npmsync.errors import NpmsyncError, Refused
from npmsync.ports import TableFormat
from npmsync.store import decisions, papers
from npmsync.store.decisions import Decision


@dataclass(frozen=True, slots=True)
class ReceiveOptions:
    """`department` of the authority that filled the forms in, where several answer beside each other; `password` of
    forms that were sent out with one; `receipt`: lay a receipt for the authority into the outbox."""

    department: str | None = None
    password: str | None = None
    receipt: bool = False


@dataclass(slots=True)
class Received:
    """What one file gave. `accepted` rows are in the store, `corrections` wait for a person, `refused` say why."""

    file: str
    authority: str | None = None
    accepted: list[dict[str, Any]] = field(default_factory=list)
    corrections: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    receipt: str | None = None
    unanswered: list[str] = field(default_factory=list)
    waiting: str | None = None
    """Why a person has to look before anything is taken, and what to do then."""
    whole: bool = False
    """The file as a whole was refused."""
    form: str | None = None
    """The code of the form that it is."""

    @property
    def says_something(self) -> bool:
        """A form that was sent back empty says nothing."""
        return bool(self.accepted or self.corrections or self.refused or self.waiting)

    def to_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "authority": self.authority,
            "accepted": self.accepted,
            "corrections": self.corrections,
            "refused": self.refused,
            "notes": self.notes,
            "receipt": self.receipt,
            "unanswered": self.unanswered,
            "waiting": self.waiting,
        }


def receive(
    opened: Opened,
    files: Sequence[Path],
    options: ReceiveOptions | None = None,
    progress: Callable[[str], None] = lambda text: None,
) -> list[Received]:
    """Takes in forms: files, the files of folders, the attachments of saved mails. One that cannot be known is refused
    as a whole and changes nothing; the others are still read."""
    options = options or ReceiveOptions()
    done = []
    kept: list[Path] = []
    with tempfile.TemporaryDirectory(prefix="npmsync-") as folder:
        with opened.store.transaction() as connection:
            desk = Desk.of(connection, load_world(opened, connection), vocabulary_of(opened.workspace))
            for arrival in arrivals(opened, files, Path(folder)):
                progress(f"reading {arrival.name}")
                one = receive_one(opened, connection, desk, arrival, options)
                done.append(one)
                kept += [] if one.whole else [arrival.path]
        for path in kept:
            archive(opened, path)
    return done


def receive_one(
    opened: Opened, connection: Connection, desk: Desk, arrival: Arrival, options: ReceiveOptions
) -> Received:
    """Takes in one form. One that came by mail from somebody who is no contact of its authority waits."""
    done = Received(arrival.shown)
    try:
        if arrival.trouble is not None:
            raise arrival.trouble
        read_bounded(arrival.path)
        _refuse_unread(opened, arrival)
        with opened_copy(opened, arrival.path, options.password) as path:
            adapter: TableFormat = opened.caller.plugins.for_path("table", path)[1]
            workbook = adapter.read(path)
        came = read_form(workbook, arrival.name, desk.known, opened.today, desk.vocabulary)
    except NpmsyncError as error:
        done.whole = True
        done.refused.append({"row": None, "reference": None, "why": f"{error.message} {error.hint}".strip()})
        return done
    done.authority, done.form = desk.world.name(came.form.authority), came.form.code
    done.waiting = _doubted(desk, came, arrival)
    if done.waiting is not None:
        return done
    run = _take(opened, connection, desk, came, options, done)
    if options.receipt and run is not None:
        _acknowledge(opened, connection, desk, came, run, arrival.sender, done)
    return done


def _refuse_unread(opened: Opened, arrival: Arrival) -> None:
    """Says of a kind of file that an office may well make of a form what can be done with it."""
    suffix = arrival.path.suffix.lower()
    if suffix in MAY_BE_LETTERS and suffix not in opened.caller.plugins.suffixes("table"):
        raise Refused(
            "not-read-row-by-row",
            f"{arrival.name} is a file ({suffix}) whose rows cannot be read.",
            "Open it, save it as .docx, .xlsx or .ods and hand that in; or file it as a letter: npmsync receive "
            f'"{arrival.name}" --authority NAME --answers REF,... --dated DATE',
        )


def _doubted(desk: Desk, came: FormReturn, arrival: Arrival) -> str | None:
    """Why a form out of a mailbox is not taken yet; None for one that a person handed in, and one without answers."""
    mailed = arrival.mailed
    if mailed is None or not (came.taken or came.edits or came.refused):
        return None
    contacts = desk.world.contacts_by_authority.get(came.form.authority, ())
    known = [contact.email for contact in contacts if contact.email]
    why = doubt(mailed.sender, known, desk.world.name(came.form.authority), mailed.way)
    return why or None


def _take(
    opened: Opened, connection: Connection, desk: Desk, came: FormReturn, options: ReceiveOptions, done: Received
) -> str | None:
    """Puts down what a form gave; returns the run, None where it gave nothing."""
    run = opened.begin(connection, "receive") if came.taken or came.edits else None
    form = came.form
    changed = []
    items: list[Decision] = []
    for row in came.taken:
        shape = {"row": row.row, "reference": row.reference, "recommendation": desk.titles.get(row.recommendation)}
        if form.stage == Stage.DRAFT:
            detail = {"authority": form.authority, "form": form.code}
            said = dict(row.fields)
            items.append(correction(opened, row.recommendation, FACTUAL, None, said, detail=detail))
            done.corrections.append({**shape, "fields": dict(row.fields)})
            continue
        taken = answered(opened, desk, row, form.authority, options.department)
        changed.append(taken.response)
        items += taken.waiting
        interim = taken.response.position is Position.UNDER_CONSIDERATION
        waits = {item.field for item in taken.waiting}
        fields = {name: value for name, value in row.fields.items() if name not in waits}
        done.accepted.append({**shape, "fields": fields, "interim": interim, "replaced": taken.replaced})
        done.corrections += [
            {**shape, "field": item.field, "ours": item.ours, "theirs": item.theirs} for item in taken.waiting
        ]
    for edit in came.edits:
        items.append(correction(opened, edit.recommendation, edit.field, edit.ours, edit.theirs))
        shape = {"row": edit.row, "reference": edit.reference, "recommendation": desk.titles.get(edit.recommendation)}
        done.corrections.append({**shape, "field": edit.field, "ours": edit.ours, "theirs": edit.theirs})
    done.refused += [
        {"row": r.row, "cell": r.cell, "reference": r.reference, "found": r.found, "why": r.why} for r in came.refused
    ]
    done.notes += came.notes
    if form.stage == Stage.DRAFT and form.reply_by and form.reply_by < opened.today and came.taken:
        done.notes.append(f"The time for corrections ended on {form.reply_by}; they wait for you all the same.")
    if run is not None:
        save(connection, run, changed, hub=desk.fields(changed))
        papers.mark_taken(connection, form.code, {"run": run, "at": opened.now.isoformat(timespec="seconds")})
        desk.took(form, changed)
    for item in items:
        if desk.is_new(item):
            decisions.add(connection, item)
    return run


def _acknowledge(
    opened: Opened, connection: Connection, desk: Desk, came: FormReturn, run: str, sender: str, done: Received
) -> None:
    form, draft = came.form, came.form.stage == Stage.DRAFT
    read = frozenset(row.recommendation for row in came.taken)
    asked = {ref: item.recommendation for ref, item in form.items.items()}
    unread = frozenset(asked[r.reference] for r in came.refused if r.reference in asked)
    understood = Understood(opened.today, read, unread, len(came.taken) if draft else 0)
    authority = desk.world.authority_by_id[form.authority]
    to = (desk.world, authority, tuple(desk.held.values()))
    done.receipt = write_receipt(opened, connection, run, to, understood, form.stage, sender)
    if done.receipt is None:
        done.notes.append("No receipt was written: no organiser, or no contact of the authority with an address.")
