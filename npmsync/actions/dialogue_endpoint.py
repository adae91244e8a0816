"""Whether the dialogue workbook has to be looked at: found out with as little as can be, for mostly it has not."""

from __future__ import annotations

import hashlib
import json

from npmsync.actions.opened import Opened
from npmsync.actions.report import EndpointReport
from npmsync.replace import digest
from npmsync.store import reading
from npmsync.store.reading import LastRead, Reader
from npmsync.workspace.settings import EndpointSettings

DIALOGUE, MAPPED = "dialogue", "mapping"
"""The adapters' names in npmsync.toml: the dialogue workbook, and the file of its own in which the mapping's attitude
and influence lie."""
FILE_NAMES = {DIALOGUE: "dialogue.xlsx", MAPPED: "mapping.xlsx"}
MADE_FOR = 1
"""Raised when npmsync shows something else in the workbook: then each one is brought up to date once."""


def is_dialogue(endpoint: EndpointSettings) -> bool:
    """Whether an endpoint is the dialogue workbook, or the mapping's."""
    return endpoint.adapter in FILE_NAMES


def mark(opened: Opened, reader: Reader) -> str:
    """Changes whenever the workbook would show something else although the history is the same: with the day, the
    settings, and what waits."""
    columns = ("id", "ours", "theirs", "take")
    items = [list(map(str, row)) for row in reading.rows(reader, "decision", columns, ("id",))]
    mailed = [list(map(str, row)) for row in reading.rows(reader, "mailing", ("message_id", "state"), ("message_id",))]
    said = [MADE_FOR, opened.today.isoformat(), opened.settings.model_dump(mode="json"), items, mailed]
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def untouched(opened: Opened, endpoint: EndpointSettings) -> bool:
    """Whether its file is the one that was left."""
    last = _last(opened, endpoint)
    try:
        return last is not None and digest(opened.workspace.address(endpoint)) == last.digest
    except OSError:
        return False


def up_to_date(opened: Opened, endpoint: EndpointSettings) -> EndpointReport | None:
    """The report of a workbook that shows what is so; None where it may not."""
    with opened.store.reading() as reader:
        last = reading.last_reads(reader).get(endpoint.name)
        now = (mark(opened, reader), reading.history_length(reader))
    if last is None or last.waiting or (last.mapping, last.history) != now:
        return None
    return EndpointReport(endpoint.name, last.read)


def _last(opened: Opened, endpoint: EndpointSettings) -> LastRead | None:
    with opened.store.reading() as reader:
        return reading.last_reads(reader).get(endpoint.name)
