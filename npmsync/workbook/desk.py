"""What taking a row in needs to know, and how a record is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from pydantic import ValidationError

from npmsync.documents.wording import Wording
from npmsync.domain import Record
from npmsync.domain.world import World
from npmsync.workbook.model import NotTaken

R = TypeVar("R", bound=Record)
Changes = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """What taking a row in needs to know: the records, the day, who works here, where, and how ids are made."""

    world: World
    wording: Wording
    today: date
    timezone: str
    by: str
    new_id: Callable[[], str]


def with_changes(record: R, changes: Changes) -> R:
    """The record with fields changed; None makes one empty."""
    fields = {name: value for name, value in {**record.model_dump(mode="json"), **changes}.items() if value is not None}
    try:
        return type(record).model_validate(fields)
    except ValidationError as error:
        raise NotTaken("book.say.refused", why=error.errors()[0]["msg"]) from error


def one_of(records: Iterable[R], identity: str) -> R:
    found = next((record for record in records if record.id == identity), None)
    if found is None:
        raise NotTaken("book.say.gone")
    return found
