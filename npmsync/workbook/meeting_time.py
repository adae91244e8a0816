"""A meeting's time in three cells: the day, from, to. As one value it is a span, as calendars have it
(`sync/calendar.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from npmsync.workbook.model import NotTaken

USUAL = timedelta(minutes=90)


def span(parts: Mapping[str, Any], before: Any) -> str:
    """`2027-01-15T10:00/2027-01-15T11:30`. A day that was moved keeps the hours. An end that nobody touched while the
    beginning was changed, or that is not after it, is left to how long the meeting was. Raises `NotTaken` without a
    day, or without an hour where none was before."""
    day, first, last = parts.get("day"), parts.get("from"), parts.get("to")
    if day is None:
        raise NotTaken("book.say.no_day")
    old = tuple(map(datetime.fromisoformat, before.split("/"))) if before else None
    if first is None and old is None:
        raise NotTaken("book.say.no_hour")
    start = datetime.fromisoformat(f"{day}T{first or (old[0].strftime('%H:%M') if old else '')}")
    end = datetime.fromisoformat(f"{day}T{last}") if last else None
    left_alone = old is not None and last == old[1].strftime("%H:%M") and first != old[0].strftime("%H:%M")
    if end is None or end <= start or left_alone:
        end = start + (old[1] - old[0] if old else USUAL)
    return f"{start.isoformat(timespec='minutes')}/{end.isoformat(timespec='minutes')}"


def parts_of(value: Any) -> dict[str, Any]:
    """The three cells of a span."""
    if not value:
        return {"day": None, "from": None, "to": None}
    start, end = map(datetime.fromisoformat, value.split("/"))
    return {"day": start.date().isoformat(), "from": start.strftime("%H:%M"), "to": end.strftime("%H:%M")}
