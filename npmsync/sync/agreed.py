"""What an endpoint and the hub last agreed on for one record: canonical values and the cells as they stood.

Raw cells are kept so that a cell that nobody touched is never read anew: a joint reply stays one, and "A: ..., B: ..."
stays what it was written for, whatever happens to the names in the meantime.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from npmsync.ports import CellValue
from npmsync.tables.answers import ANSWER_FIELDS


@dataclass(frozen=True, slots=True)
class Agreed:
    """`values`: field -> value. `answers`: authority id ("" for none) -> response field -> value. `raw`: column field
    -> the cell of each of the record's rows, as it was when the value was agreed. `rows`: (sheet, number) of each row.
    `content` is a digest of all cells as they were last seen, agreed or not ("" where nothing was seen)."""

    values: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    raw: Mapping[str, list[Any]] = field(default_factory=dict)
    rows: tuple[tuple[str, int], ...] = ()
    content: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "values": self.values,
            "answers": self.answers,
            "raw": self.raw,
            "rows": [list(row) for row in self.rows],
            "content": self.content,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Agreed:
        rows = tuple(map(tuple, data["rows"]))
        return cls(data["values"], data["answers"], data["raw"], rows, data["content"])


def content_of(raw: Mapping[str, list[Any]]) -> str:
    """A digest of cells: equal digests, equal cells."""
    return hashlib.sha256(repr(sorted(raw.items())).encode()).hexdigest()[:24]


def raw_json(value: CellValue) -> Any:
    """A cell as JSON, so that equal cells give equal JSON and different kinds never do."""
    if value is None or type(value) is str:  # nearly all of them
        return value
    if isinstance(value, datetime | date | time):
        return {"t": value.isoformat()}
    return value


def confirmed(old: Agreed, meant: Agreed, now: Agreed) -> Agreed:
    """The base where a run died between writing and looking: what was `meant` and stands there now is agreed on."""
    stands = {column for column, cells in meant.raw.items() if now.raw.get(column) == cells}
    values = {**old.values, **{name: value for name, value in meant.values.items() if name in stands}}
    answers = {authority: dict(answer) for authority, answer in old.answers.items()}
    for authority, answer in meant.answers.items():
        told = {field for column, field in ANSWER_FIELDS.items() if column in stands}
        answers.setdefault(authority, {}).update({name: value for name, value in answer.items() if name in told})
    return replace(old, values=values, answers=answers)


def renewed(old: Agreed, now: Agreed, left: Collection[str], answers_left: Mapping[str, frozenset[str]]) -> Agreed:
    """The base after a sync: what the endpoint shows now, but for what still waits, which stays as it was agreed.

    `left` are columns' fields whose cells wait or could not be read; `answers_left`: authority id -> response fields
    that wait.
    """
    if not left and not any(answers_left.values()):  # nearly always
        told = {authority: answer for authority, answer in now.answers.items() if answer}
        return Agreed({**old.values, **now.values}, told, now.raw, now.rows, now.content)
    waiting = {field for held in answers_left.values() for field in held}
    columns = {*left, *(column for column, field in ANSWER_FIELDS.items() if field in waiting)}
    values = {**old.values, **{name: value for name, value in now.values.items() if name not in columns}}
    answers = {}
    for authority in {*old.answers, *now.answers}:
        before, after = old.answers.get(authority, {}), now.answers.get(authority, {})
        held = {*answers_left.get(authority, ()), *(ANSWER_FIELDS.get(column, "") for column in left)}
        answer = {name: value for name, value in after.items() if name not in held}
        answer |= {name: value for name, value in before.items() if name in held}
        if answer:
            answers[authority] = answer
    raw = {name: cells for name, cells in now.raw.items() if name not in columns}
    raw |= {name: cells for name, cells in old.raw.items() if name in columns}
    return Agreed(values, answers, raw, now.rows, now.content)
