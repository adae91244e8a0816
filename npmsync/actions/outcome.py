"""What a sync came to, in the terms of the store and of a person: history, records, base, decisions, sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from npmsync.actions.endpoints import EndpointState
from npmsync.domain import Key
from npmsync.domain.ids import row_id
from npmsync.store import history
from npmsync.store.decisions import OLD_COPY, Decision
from npmsync.store.history import Change
from npmsync.sync.agreed import Agreed, renewed
from npmsync.sync.model import Difference, Fields, HubChange, Plan
from npmsync.sync.names import Directory, near_names
from npmsync.sync.project import Projection, Waiting
from npmsync.vocabulary.levels import suggested_level


@dataclass(frozen=True, slots=True)
class Outcome:
    """A plan with the hub before and after it. `parents`: response id -> (recommendation id, authority id or "")."""

    plan: Plan
    before: Mapping[Key, Fields]
    after: Mapping[Key, Fields]
    directory: Directory
    parents: Mapping[str, tuple[str, str]]
    old_copies: Mapping[str, frozenset[tuple[Key, str]]] = field(default_factory=dict)
    """endpoint -> the fields whose values come out of an old copy of its file."""

    def primary(self, key: Key) -> Key:
        """The record whose row a record stands in."""
        return Key("recommendation", self.parents[key.id][0]) if key.entity == "response" else key

    def new_authorities(self) -> dict[Key, Fields]:
        """The authorities that the trackers named for the first time, with the level their names suggest."""
        places = {str(f["place"]) for key, f in self.after.items() if key.entity == "recommendation" and f.get("place")}
        return {
            Key("authority", identity): {"name": name, "level": suggested_level(name, places).value}
            for identity, name in self.directory.made.items()
        }

    def changed_records(self) -> dict[Key, Fields]:
        """The records to be put into the store, whole."""
        touched = {change.key for change in self.plan.changes if not change.overruled}
        return {**self.new_authorities(), **{key: self.after[key] for key in touched}}

    def history_changes(self) -> Iterator[Change]:
        """The history of this sync: new authorities, then every field in the plan's order. One by one: of a long
        register's first sync there are a million."""
        for key, fields in self.new_authorities().items():
            yield from (Change("authority", key.id, name, None, value) for name, value in fields.items())
        yield from (_recorded(change) for change in self.plan.changes if change.old != change.new)

    def title(self, key: Key) -> str:
        """What a person calls a record: its reference, or the beginning of its text or name."""
        fields = self.after.get(self.primary(key), {})
        return str(fields.get("ref") or fields.get("name") or str(fields.get("text") or "")[:60])

    def sentence(self, item: Waiting) -> str:
        return f"{self.title(item.key)}: {item.field or 'the row'} waits: {item.why}"

    def planned(self, endpoint: str, projection: Projection) -> list[dict[str, Any]]:
        """What would change here, for `--dry-run`: into the hub and out to the endpoint."""
        into = [
            {"to": "hub", "record": self.title(c.key), "field": c.field, "old": c.old, "new": c.new}
            for c in self.plan.changes
            if c.endpoint == endpoint and not c.overruled
        ]
        out = [
            {"to": endpoint, "record": self.title(w.key), "field": w.field, "old": w.old, "new": w.new}
            for w in self.plan.writes.get(endpoint, ())
        ]
        rows = [
            {"to": endpoint, "record": self.title(key), "field": None, "old": None, "new": "a new row"}
            for key in projection.added
        ]
        return into + out + rows


def _recorded(change: HubChange) -> Change:
    """A change as the history keeps it; a word that the master's overruled was never the hub's and stands apart."""
    if not change.overruled:
        return Change(change.key.entity, change.key.id, change.field, change.old, change.new, change.endpoint)
    word = {"field": change.field, "said": change.old, "master": change.new}
    return Change(change.key.entity, change.key.id, history.OVERRULED, None, word, change.endpoint)


def new_base(outcome: Outcome, state: EndpointState) -> dict[Key, Agreed]:
    """What the endpoint and the hub agree on from now, where that is news: what it shows, but for what waits for a
    person."""
    left: dict[Key, set[str]] = {}
    answers_left: dict[Key, dict[str, set[str]]] = {}
    for difference in (*outcome.plan.conflicts, *outcome.plan.corrections):
        if difference.endpoint != state.name:
            continue
        if difference.key.entity == "response":
            recommendation, authority = outcome.parents[difference.key.id]
            held = answers_left.setdefault(Key("recommendation", recommendation), {})
            held.setdefault(authority, set()).add(difference.field)
        else:
            left.setdefault(difference.key, set()).add(difference.field)
    bases = {}
    for key, record in state.composed.items():
        before = state.held.base.get(key, Agreed())
        if record.now == before:
            continue
        waiting = {authority: frozenset(fields) for authority, fields in answers_left.get(key, {}).items()}
        bases[key] = renewed(before, record.now, left.get(key, set()) | record.unread, waiting)
    return bases


def decided(
    outcome: Outcome, states: Sequence[EndpointState], since: str, make_id: Callable[[], str]
) -> list[Decision]:
    """Everything that waits for a person after this sync, one item for each endpoint that differs."""
    items = []
    for kind, differences in (("conflict", outcome.plan.conflicts), ("correction", outcome.plan.corrections)):
        items += [_of_difference(outcome, kind, d, since, make_id()) for d in differences]
    items = [_marked(item, outcome.old_copies.get(str(item.endpoint), frozenset())) for item in items]
    for state in states:
        in_doubt = set()
        for index, options in sorted(state.matching.asked.items()):
            source = state.tracker.sources[index]
            key, row = options[0], source.places[0].row
            in_doubt.add(key)
            kind = "vanished" if key in state.held.base else "conflict"
            text = row.values.get("text") or row.values.get("name")
            detail = {"content": state.matching.contents[index], "sheet": row.sheet, "row": row.number}
            field_name = "text" if kind == "conflict" else None
            ours = outcome.after.get(key, {}).get("text") or outcome.title(key)
            items.append(
                Decision(make_id(), kind, state.name, key.entity, key.id, field_name, ours, text, since, detail)
            )
        items += [_added_by_authority(state, index, since, make_id()) for index in state.strange]
        for key in sorted(state.matching.missing - in_doubt):
            items.append(
                Decision(make_id(), "vanished", state.name, key.entity, key.id, None, outcome.title(key), None, since)
            )
    items += _near(outcome, states, since, make_id)
    return items


def _of_difference(outcome: Outcome, kind: str, d: Difference, since: str, identity: str) -> Decision:
    detail = None
    if d.key.entity == "response":
        # The response may not be in the hub yet: two trackers may give it for the first time, and apart.
        recommendation, authority = outcome.parents[d.key.id]
        detail = {"recommendation": recommendation, "authority": authority or None}
    return Decision(identity, kind, d.endpoint, d.key.entity, d.key.id, d.field, d.ours, d.theirs, since, detail)


def _marked(item: Decision, old: frozenset[tuple[Key, str]]) -> Decision:
    """The item, with a mark where it waits because of an old copy of the file."""
    if item.kind != "conflict" or (Key(item.entity, item.record), item.field) not in old:
        return item
    return replace(item, detail={**(item.detail or {}), OLD_COPY: True})


def _added_by_authority(state: EndpointState, index: int, since: str, identity: str) -> Decision:
    """A row that an authority wrote into its sheet: the NPM may make a recommendation of it."""
    content, row = state.matching.contents[index], state.tracker.sources[index].places[0].row
    fields = {name: row.values[name] for name in ("text", "ref", "place") if row.values.get(name)}
    detail = {"content": content, "sheet": row.sheet, "row": row.number, "fields": fields}
    record = row_id(state.name, content)
    entity = state.tracker.sources[index].entity
    return Decision(identity, "correction", state.name, entity, record, "text", None, fields.get("text"), since, detail)


def _near(outcome: Outcome, states: Sequence[EndpointState], since: str, make_id: Callable[[], str]) -> list[Decision]:
    """New names that are probably misspellings of names known before."""
    directory, items = outcome.directory, []
    for identity, name in sorted(directory.made.items(), key=lambda pair: pair[1]):
        others = {other: known for known, other in directory.names.items() if known != identity and known < identity}
        near = near_names(name, others)
        if near:
            items.append(
                Decision(
                    make_id(), "near_name", states[0].name, "authority", identity, "name", near[0], name, since,
                    {"same_as": others[near[0]]},
                )
            )  # fmt: skip
    return items
