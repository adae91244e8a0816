"""What tells whether an endpoint is as it was: a digest of what npmsync.toml says of it, and one of its cells."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields

from npmsync.ports import Workbook
from npmsync.workspace.settings import EndpointSettings, Settings


def mapping_digest(settings: Settings, endpoint: EndpointSettings) -> str:
    """Changes whenever the file says something else about this endpoint or about authorities."""
    said = [endpoint.model_dump(mode="json"), [authority.model_dump(mode="json") for authority in settings.authority]]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


ROWS_AT_ONCE = 1_000


def content_digest(workbook: Workbook) -> str:
    """SHA-256 of everything that was read: the same for a file that was opened and saved without a change."""
    found = hashlib.sha256(repr(workbook.date1904).encode())
    for sheet in workbook.sheets:
        for start in range(0, len(sheet.rows), ROWS_AT_ONCE):
            found.update(repr(sheet.rows[start : start + ROWS_AT_ONCE]).encode("utf-8", "surrogatepass"))
        others = (getattr(sheet, one.name) for one in fields(sheet) if one.name != "rows")
        found.update(repr([sorted(x) if isinstance(x, frozenset) else x for x in others]).encode())
    return found.hexdigest()
