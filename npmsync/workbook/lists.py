"""The two lists at the front: what is to be decided, and what is due. Their rows come and go by themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from npmsync.dialogue.due_item import DueItem
from npmsync.dialogue.said import said_in
from npmsync.workbook.cells import Known, cell_of
from npmsync.workbook.model import SheetSpec
from npmsync.workbook.showing import RECORD_SHEETS

Values = dict[str, Any]
_LONGEST = 2_000
"""Characters of a side that are shown: the whole text stands where it came from."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item that waits for a decision, as `conflicts list` has it, with who last changed our side, and when."""

    id: str
    kind: str
    entity: str
    title: str
    field: str | None
    ours: Any
    theirs: Any
    endpoint: str | None
    since: str
    detail: Any = None
    by: str = ""


def decide_rows(items: Iterable[Waiting], known: Known) -> dict[str, Values]:
    """Item's id -> the line of *To decide*, oldest first."""
    say = known.wording.say
    rows = {}
    for item in items:
        kind = item.kind if known.wording.has(f"book.decide.{item.kind}") else "conflict"
        rows[item.id] = {
            "kind": say(f"book.decide.{kind}"),
            "record": item.title,
            "field": field_label(item.entity, item.field, known),
            "ours": side(item.entity, item.field, item.ours, known),
            "theirs": side(item.entity, item.field, item.theirs, known),
            "by": item.by,
            "where": _where(item),
            "since": datetime.fromisoformat(item.since).date().isoformat(),
            "means": say(f"book.means.{kind}"),
        }
    return rows


def _where(item: Waiting) -> str:
    detail = item.detail if isinstance(item.detail, dict) else {}
    place = [str(detail[name]) for name in ("sheet", "row", "basis") if detail.get(name)]
    return ", ".join(filter(None, (item.endpoint or "", *place)))


def field_label(entity: str, name: str | None, known: Known) -> str:
    """What people call a field of a record: the header of its column."""
    if name is None:
        return ""
    spec = _SHEET_OF.get(entity)
    columns = spec.columns_of(name) if spec else ()
    if spec and columns:
        return known.wording.say(spec.column(columns[0]).label)
    return known.wording.say(f"label.{name}") if known.wording.has(f"label.{name}") else name


def side(entity: str, name: str | None, value: Any, known: Known) -> str | None:
    """One side of what waits, as a cell shows it."""
    if value is None or value == []:
        return None
    if isinstance(value, dict):
        return " → ".join(str(part) for part in (value.get("says"), value.get("should_say")) if part) or str(value)
    if name == "time" and isinstance(value, str):
        return value.replace("T", " ").replace("/", " – ")
    spec = _SHEET_OF.get(entity)
    columns = spec.columns_of(name) if spec and name else ()
    if spec and len(columns) == 1:
        try:
            return _short(str(cell_of(spec.column(columns[0]), value, known)))
        except (ValueError, TypeError, AttributeError):
            pass
    listed = value if isinstance(value, list) else [value]
    return _short("; ".join(known.authorities.get(str(part), str(part)) for part in listed))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


_SHEET_OF: Mapping[str, SheetSpec] = {spec.entity: spec for spec in RECORD_SHEETS}


def due_id(item: DueItem) -> str:
    """The same for the same thing on any day."""
    about = (item.kind, item.authority, item.recommendation, item.meeting, item.about, item.person)
    return hashlib.sha256(repr(tuple(str(part or "") for part in about)).encode()).hexdigest()[:16]


def due_rows(lines: Sequence[tuple[DueItem, str | None]], known: Known) -> dict[str, Values]:
    """The lines of *Due*, with the text to start from where there is one."""
    rows: dict[str, Values] = {}
    for item, text in lines:
        rows.setdefault(
            due_id(item),
            {
                "since": item.since.isoformat() if item.since else None,
                "kind": known.wording.say(f"due.kind.{item.kind.value}"),
                "authority": item.authority,
                "ref": item.recommendation,
                "next": said_in(item.suggestion, known.wording.languages[0]),
                "owner": item.owner,
                "text": text,
            },
        )
    return rows


def in_order(present: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """The order of a list's rows: as wanted, or as a person has sorted them, with what is new at the end."""
    there, all_wanted = set(present), set(wanted)
    kept = [identity for identity in present if identity in all_wanted]
    if kept == [identity for identity in wanted if identity in there]:
        return list(wanted)
    return [*kept, *(identity for identity in wanted if identity not in there)]
