"""`receive LETTER --authority NAME --answers REF,...`: how most ministries answer. The letter goes into the archive, a
response is opened for each recommendation it answers, and what its words say is proposed, for a person to confirm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from npmsync.actions.archive import archive, read_bounded
from npmsync.actions.lookup import authority_by_name, recommendation_by_ref
from npmsync.actions.opened import Opened
from npmsync.actions.receipts import write_receipt
from npmsync.actions.receiving import Received
from npmsync.actions.saving import save
from npmsync.actions.taking import Desk, correction
from npmsync.actions.words import vocabulary_of
from npmsync.actions.world import load_world
from npmsync.documents.quoting import Asked, proposed
from npmsync.documents.receipt import Understood
from npmsync.domain import Authority, Key, Letter, Recommendation, Response
from npmsync.domain.ids import response_id
from npmsync.domain.letter import LetterState
from npmsync.domain.words import Stage
from npmsync.errors import Refused, UnknownName
from npmsync.ports import LetterFormat
from npmsync.store import decisions, records


@dataclass(frozen=True, slots=True)
class LetterOptions:
    """`answers` are references; `number` is the authority's own number of the letter."""

    authority: str
    answers: tuple[str, ...]
    dated: date
    number: str | None = None
    receipt: bool = False


def file_letter(opened: Opened, file: Path, options: LetterOptions) -> Received:
    """Files one letter. Raises `UnknownName` for an authority or a reference nobody knows, `Refused` for a letter that
    was filed before, one from the future, and a file that cannot be read."""
    data = read_bounded(file)
    if options.dated > opened.today:
        raise Refused("letter-from-the-future", f"{options.dated} is still to come.", "Which day does the letter bear?")
    paragraphs, note = _paragraphs(opened, file)
    done = Received(str(file.absolute()), notes=[note] if note else [])
    with opened.store.transaction() as connection:
        desk = Desk.of(connection, load_world(opened, connection), vocabulary_of(opened.workspace))
        authority = authority_by_name(desk.world.authorities, options.authority)
        addressed = desk.world.recommendations_to(authority.id)
        asked = [recommendation_by_ref(addressed, ref, authority.name) for ref in options.answers]
        asked = list({one.id: one for one in asked}.values())
        digest = sha256(data).hexdigest()
        before = _filed(connection, digest, file)
        done.authority = authority.name
        run = opened.begin(connection, "receive")
        responses = _open(desk, asked, authority, options.dated, done)
        # The archive comes last of all but the commit: a refused letter leaves nothing there.
        path = archive(opened, file)
        letter = Letter(
            id=before.id if before else opened.new_id(),
            incoming=True,
            authority=authority.id,
            their_number=options.number,
            dated=options.dated,
            state=LetterState.RECEIVED,
            received_on=(before and before.received_on) or opened.today,
            means=before.means if before else None,
            recommendations=tuple(one.id for one in asked),
            path=str(path),
            digest=digest,
        )
        held = desk.fields(responses)
        if before is not None:
            held[Key("letter", before.id)] = records.fields_of(before)
        save(connection, run, [letter, *responses], hub=held)
        desk.held.update({one.id: one for one in responses})
        _propose(opened, connection, desk, paragraphs, asked, authority, letter, done)
        done.unanswered = _still_open(desk, addressed, authority)
        if options.receipt:
            understood = Understood(opened.today, frozenset(one.id for one in asked))
            to = (desk.world, authority, tuple(desk.held.values()))
            done.receipt = write_receipt(opened, connection, run, to, understood, Stage.FINAL.value, "")
    return done


def _paragraphs(opened: Opened, file: Path) -> tuple[tuple[str, ...], str]:
    """(the letter's paragraphs, a note where it has none that can be read)."""
    scan = f"{file.name} is a picture or of a kind whose words cannot be read: the answers are quoted by hand."
    try:
        reader: LetterFormat = opened.caller.plugins.for_path("letter", file)[1]
    except UnknownName:
        return (), scan
    found = reader.paragraphs(file)
    return found, "" if found else scan


def _filed(connection: Connection, digest: str, file: Path) -> Letter | None:
    """The letter as it came out of the mailbox, before anybody said what it answers; None for a new one."""
    for letter in records.load(connection, Letter):
        if letter.incoming and letter.digest == digest and not letter.recommendations:
            return letter
        if letter.incoming and letter.digest == digest:
            raise Refused(
                "letter-filed-before",
                f"{file.name} was filed before, as the letter of {letter.dated}: {letter.path}.",
                "To add a recommendation that it answers, undo that run and file it again: npmsync history",
            )
    return None


def _open(
    desk: Desk, asked: Iterable[Recommendation], authority: Authority, dated: date, done: Received
) -> list[Response]:
    """A response for each recommendation, with the letter's date, to be quoted. One of a later date stays as it is."""
    opened = []
    for one in asked:
        identity = response_id(one.id, authority.id)
        held = desk.held.get(identity)
        shape = {"row": None, "reference": one.ref, "recommendation": desk.titles[one.id]}
        if held is not None and held.responded_on is not None and held.responded_on > dated:
            done.notes.append(
                f"{desk.titles[one.id]}: an answer of {held.responded_on} is held, later than the letter."
            )
            continue
        before = held or Response(id=identity, recommendation=one.id, authority=authority.id)
        opened.append(before.model_copy(update={"responded_on": dated}))
        done.accepted.append({**shape, "fields": {"responded_on": dated.isoformat()}, "interim": False})
    return opened


def _propose(
    opened: Opened,
    connection: Connection,
    desk: Desk,
    paragraphs: Sequence[str],
    asked: Sequence[Recommendation],
    authority: Authority,
    letter: Letter,
    done: Received,
) -> None:
    """Lets what the letter seems to say wait beside each recommendation; taking `theirs` quotes it."""
    found = proposed(paragraphs, [Asked(one.id, one.ref, one.text) for one in asked])
    for one in asked:
        said = found.get(one.id)
        title = desk.titles[one.id]
        if said is None:
            if paragraphs:
                done.notes.append(
                    f"{title}: no paragraph of the letter names it or repeats its words; quote it by hand."
                )
            continue
        identity = response_id(one.id, authority.id)
        held = desk.held.get(identity)
        ours = held.text if held else None
        if ours == said:
            continue
        detail = {"recommendation": one.id, "authority": authority.id, "letter": letter.id, "asked": one.text}
        item = correction(opened, identity, "text", ours, said, "response", detail)
        if desk.is_new(item):
            decisions.add(connection, item)
        done.corrections.append(
            {"id": item.id, "row": None, "reference": one.ref, "recommendation": title, "field": "text",
             "asked": one.text, "ours": ours, "theirs": said}
        )  # fmt: skip


def _still_open(desk: Desk, addressed: Iterable[Recommendation], authority: Authority) -> list[str]:
    """What the authority has not answered yet, for the letter of thanks."""
    return [
        desk.titles[one.id]
        for one in addressed
        if one.open and one.stage is not Stage.DRAFT
        if (held := desk.held.get(response_id(one.id, authority.id))) is None or not held.given
    ]
