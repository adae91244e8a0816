"""`papers`: what was made for authorities, what went to whom, and exactly what each of them has seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.leaving import handed_over
from npmsync.actions.lookup import authority_by_name
from npmsync.actions.opened import Opened
from npmsync.actions.saving import save
from npmsync.actions.world import load_world
from npmsync.dialogue.deadlines import allowed
from npmsync.documents.reference import find_form_code
from npmsync.domain import Letter, Recommendation
from npmsync.domain.letter import LetterState
from npmsync.domain.words import Stage
from npmsync.domain.world import World
from npmsync.errors import Refused, UnknownName
from npmsync.store import history, papers, records


@dataclass(frozen=True, slots=True)
class Step:
    """What became of a paper: approved, signed `by`, `sent` on a day `to` somebody by some `means`, `received`."""

    approved: bool = False
    by: str | None = None
    sent: date | None = None
    received: date | None = None
    to: str | None = None
    means: str | None = None


def listed(opened: Opened, authority: str | None) -> list[dict[str, Any]]:
    """Every paper that was made, oldest first, with the state of letters; of one authority where named."""
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
        only = authority_by_name(world.authorities, authority).id if authority else None
        letters = {_stem(one.path): one for one in records.load(connection, Letter)}
        named: set[str] = set()
        shown = []
        for line in papers.outgoing(connection):
            if only not in (None, line["record"]):
                continue
            letter = letters.get(_stem(line["path"]))
            named |= {letter.id} if letter else set()
            shown.append({**_line(line), "number": letter.number if letter else None,
                          "state": letter.state.value if letter else None})  # fmt: skip
        came = (one for one in letters.values() if one.incoming and one.id not in named)
        return shown + [_incoming(world, one) for one in came if only in (None, one.authority)]


def seen(opened: Opened, authority: str) -> dict[str, Any]:
    """Exactly what an authority has been shown: each form with the words and values it showed, each letter and other
    paper, with their digests, and what became of them."""
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
        found = authority_by_name(world.authorities, authority)
        own = {c.email.lower() for c in world.contacts_by_authority.get(found.id, ()) if c.email}
        lines = [
            line
            for line in papers.outgoing(connection)
            if line["record"] == found.id or (line["recipient"] or "").lower() in own
        ]
        forms = []
        for code, of, made_at, data, taken in papers.forms(connection):
            if of == found.id:
                files = [_line(line) for line in lines if code in line["path"]]
                rows = [{"reference": ref, **item} for ref, item in data["items"].items()]
                head = {"code": code, "made_at": made_at, "stage": data["stage"], "languages": data["languages"]}
                forms.append({**head, "came_back": bool(taken), "files": files, "recommendations": rows})
        in_forms = {file["path"] for form in forms for file in form["files"]}
        went = [
            {"at": entry.at, **entry.change.new}
            for entry in history.entries(connection, {found.id})
            if entry.change.field == history.SENT and isinstance(entry.change.new, dict)
        ]
        others = [_line(line) for line in lines if line["path"] not in in_forms]
        return {"authority": found.name, "forms": forms, "papers": others, "sent": went}


def step(opened: Opened, paper: str, what: Step) -> dict[str, Any]:
    """Puts down what became of a form (by its code) or a letter (by its number). The time to answer runs from receipt,
    else dispatch: final recommendations of a letter without a deadline get theirs. Raises `UnknownName` for a paper
    nobody knows, `Refused` for a letter sent before it was signed, or signed by someone who may not."""
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
        letter = _letter(connection, paper)
        code = letter.form if letter else find_form_code(paper)
        owner = letter.authority if letter else _owner(connection, code, paper)
        run = opened.begin(connection, "papers sent")
        changed: list[Letter | Recommendation] = []
        if letter is not None:
            after = _moved(opened, letter, what)
            changed = [after, *_deadlines(opened, world, letter, after)]
            save(connection, run, changed)
        elif what.approved or what.by:
            raise Refused("not-a-letter", f"{paper} is a form: only a letter is approved and signed.", "")
        if what.sent or what.received:
            more = {"on": (what.sent or what.received), "to": what.to, "means": what.means}
            said = {k: v.isoformat() if isinstance(v, date) else v for k, v in more.items() if v is not None}
            said |= {"received": what.received.isoformat()} if what.received else {}
            history.append(connection, run, [handed_over(owner, paper, **said)])
            papers.mark_sent(connection, [word for word in (code, letter.path if letter else None) if word])
        due = {one.ref or one.id: str(one.response_due) for one in changed if isinstance(one, Recommendation)}
        state = next((one.state.value for one in changed if isinstance(one, Letter)), None)
        return {"paper": paper, "authority": world.name(owner), "state": state, "deadlines": due}


def _line(line: dict[str, Any]) -> dict[str, Any]:
    names = ("at", "kind", "recipient", "version", "path", "digest", "sent")
    return {**{name: line[name] for name in names}, "there": Path(line["path"]).exists()}


def _stem(path: str | None) -> str:
    """A letter in several formats is one letter."""
    return str(Path(path).with_suffix("")) if path else ""


def _incoming(world: World, letter: Letter) -> dict[str, Any]:
    return {
        "at": letter.received_on.isoformat() if letter.received_on else None,
        "kind": "letter_in",
        "recipient": world.name(letter.authority),
        "version": None,
        "path": letter.path,
        "digest": letter.digest,
        "sent": False,
        "there": bool(letter.path and Path(letter.path).exists()),
        "number": letter.their_number,
        "state": letter.state.value,
    }


def _letter(connection: Connection, paper: str) -> Letter | None:
    found = [one for one in records.load(connection, Letter) if not one.incoming and one.number == paper]
    if len(found) > 1:
        raise Refused("ambiguous-letter", f"{len(found)} letters have the number {paper!r}.", "See [papers] number.")
    return found[0] if found else None


def _owner(connection: Connection, code: str | None, paper: str) -> str:
    for known, authority, *_ in papers.forms(connection):
        if known == code:
            return authority
    raise UnknownName("unknown-paper", f"No letter or form goes by {paper!r}.", "See: npmsync papers list")


_ORDER = list(LetterState)


def _moved(opened: Opened, letter: Letter, what: Step) -> Letter:
    state = letter.state
    signed_by = letter.signed_by
    if what.approved:
        state = max(state, LetterState.APPROVED, key=_ORDER.index)
    if what.by:
        may = opened.settings.papers.signatories
        if may and what.by not in may:
            raise Refused(
                "may-not-sign", f"{what.by} signs no letters: {', '.join(may)} may.", "See [papers] signatories."
            )
        state, signed_by = max(state, LetterState.SIGNED, key=_ORDER.index), what.by
    if (what.sent or what.received) and signed_by is None:
        raise Refused(
            "letter-not-signed",
            f"The letter {letter.number} has not been signed yet, so it was not sent.",
            f'Who signed it? npmsync papers sent {letter.number} --signed-by "NAME" ...',
        )
    if what.sent:
        state = max(state, LetterState.SENT, key=_ORDER.index)
    if what.received:
        state = LetterState.RECEIVED
    update = {"state": state, "signed_by": signed_by, "sent_on": what.sent or letter.sent_on}
    update |= {"received_on": what.received or letter.received_on, "means": what.means or letter.means}
    return letter.model_copy(update=update)


def _deadlines(opened: Opened, world: World, before: Letter, after: Letter) -> list[Recommendation]:
    """The recommendations of a letter with the deadline that runs from its receipt or dispatch: those without one, and
    those whose deadline ran from its dispatch, now that its receipt is known."""
    start, settings = after.period_from, opened.settings
    if start is None:
        return []

    def due(one: Recommendation, day: date | None) -> date | None:
        time = allowed(world, settings.deadlines, after.authority, one.priority)
        return time.ends(day, settings.working_days) if time and day else None

    known = (world.recommendation_by_id.get(identity) for identity in after.recommendations)
    return [
        one.model_copy(update={"response_due": now})
        for one in known
        if one is not None and one.stage is not Stage.DRAFT and (now := due(one, start)) is not None
        if one.response_due in (None, due(one, before.period_from)) and one.response_due != now
    ]
