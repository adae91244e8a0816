"""What is on the desk while answers are taken in: the records as they are, and what becomes of one answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.opened import Opened
from npmsync.documents.departments import beside
from npmsync.documents.form_return import FormKnown, TakenRow
from npmsync.documents.issued import IssuedForm
from npmsync.domain import Key, Response
from npmsync.domain.ids import response_id
from npmsync.domain.world import World
from npmsync.store import decisions, papers, records
from npmsync.store.decisions import Decision
from npmsync.vocabulary import Vocabulary

FACTUAL = "factual correction"
"""The field of an item that proposes one."""
_WORDS = frozenset({"text", "actions", "reasons", "progress", "contact", "comments"})
_SPEAKS = frozenset({"text", "position", "actions", "reasons", "progress"})


@dataclass(slots=True)
class Desk:
    """Read once for all files of a call: `held` are the responses by id, `waiting` what waits already."""

    world: World
    vocabulary: Vocabulary
    issued: dict[str, IssuedForm]
    taken: set[str]
    held: dict[str, Response]
    waiting: set[tuple[Any, str]]
    titles: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: Connection, world: World, vocabulary: Vocabulary) -> Desk:
        forms = papers.forms(connection)
        return cls(
            world,
            vocabulary,
            {code: IssuedForm.from_json(data) for code, _, _, data, _ in forms},
            {code for code, _, _, _, taken in forms if taken},
            {response.id: response for response in world.responses},
            {(item.about, str(item.theirs)) for item in decisions.open_decisions(connection)},
            {r.id: r.ref or r.id for r in world.recommendations},
        )

    @property
    def known(self) -> FormKnown:
        return FormKnown(self.issued, frozenset(self.taken), list(self.held.values()))

    def fields(self, changed: Iterable[Response]) -> dict[Key, dict[str, Any]]:
        """The fields of these responses as they are now."""
        before = (self.held.get(one.id) for one in changed)
        return {Key("response", one.id): records.fields_of(one) for one in before if one is not None}

    def took(self, form: IssuedForm, changed: Iterable[Response]) -> None:
        """Puts down what was taken, for the files that follow."""
        self.taken.add(form.code)
        self.held.update({response.id: response for response in changed})

    def is_new(self, item: Decision) -> bool:
        """Whether nothing like it waits; then it does from now on."""
        key = (item.about, str(item.theirs))
        fresh = key not in self.waiting
        self.waiting.add(key)
        return fresh


@dataclass(slots=True)
class Taken:
    """What one row became. `replaced` names the fields in which an earlier answer gave way (the history keeps it)."""

    response: Response
    replaced: list[str]
    waiting: list[Decision] = field(default_factory=list)


def answered(opened: Opened, desk: Desk, row: TakenRow, authority: str, department: str | None = None) -> Taken:
    """The response with what a row says. An answer without a date was given, as far as anyone knows, today. Of a
    department, words stand beside those of the others; where two differ in a date or a position, a person decides."""
    identity = response_id(row.recommendation, authority)
    held = desk.held.get(identity)
    before = held or Response(id=identity, recommendation=row.recommendation, authority=authority)
    fields = before.model_dump(mode="json")
    waiting, replaced = [], []
    for name, value in row.fields.items():
        known = fields.get(name)
        if department and name in _WORDS:
            fields[name] = beside(known, department, value)
        elif department and known and name != "responded_on":
            detail = {"recommendation": row.recommendation, "authority": authority, "department": department}
            waiting.append(correction(opened, identity, name, known, value, "response", detail))
        else:
            replaced += [name] if known else []
            fields[name] = value
    if not fields.get("responded_on") or ("responded_on" not in row.fields and _SPEAKS & set(row.fields)):
        fields["responded_on"] = opened.today.isoformat()
    return Taken(Response.model_validate(fields), replaced, waiting)


def correction(
    opened: Opened, record: str, name: str, ours: Any, theirs: Any, entity: str = "recommendation", detail: Any = None
) -> Decision:
    """Something that a person decides: what an authority would have otherwise."""
    since = opened.now.isoformat(timespec="seconds")
    return Decision(opened.new_id(), "correction", None, entity, record, name, ours, theirs, since, detail)
