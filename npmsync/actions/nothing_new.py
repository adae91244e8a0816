"""A sync that has nothing to do, found out with as little reading as can be: mostly none at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from npmsync.actions.neighbours import neighbours
from npmsync.actions.opened import Opened
from npmsync.actions.putting_down import count_decisions
from npmsync.actions.report import EndpointReport, SyncReport
from npmsync.actions.trackers import content_digest, file_digest, mapping_digest, read_workbook
from npmsync.errors import NpmsyncError
from npmsync.ports import Workbook
from npmsync.store import agreements, decisions, history
from npmsync.store.agreements import LastRead
from npmsync.workspace.settings import EndpointSettings


def nothing_new(opened: Opened, endpoints: Sequence[EndpointSettings], books: dict[str, Workbook]) -> SyncReport | None:
    """The report of a sync that has nothing to do: no cell, no setting and nothing in the hub has changed. None where
    something has; what had to be read to tell is put into `books` then."""
    digests = {endpoint.name: file_digest(opened.workspace.address(endpoint)) for endpoint in endpoints}
    with opened.store.transaction() as connection:
        length = history.length(connection)
        known: dict[str, LastRead] = {}
        for endpoint in endpoints:
            last = agreements.last_read(connection, endpoint.name)
            now = (mapping_digest(opened.settings, endpoint), length)
            if last is None or last.waiting or now != (last.mapping, last.history) or not digests[endpoint.name]:
                return None
            known[endpoint.name] = last
        waiting = decisions.open_decisions(connection)
        around = neighbours(opened, connection)
        if not around.signed_in or {item.endpoint for item in waiting} - {None, *around.named}:
            return None
        saved = [endpoint for endpoint in endpoints if known[endpoint.name].digest != digests[endpoint.name]]
        if not all(_only_saved(opened, endpoint, known[endpoint.name], books) for endpoint in saved):
            return None
        for endpoint in saved:
            digest = books[endpoint.name].digest
            agreements.put_versions(connection, endpoint.name, {digest})
            agreements.put_last_read(connection, endpoint.name, replace(known[endpoint.name], digest=digest))
        report = SyncReport(None, [EndpointReport(endpoint.name, known[endpoint.name].read) for endpoint in endpoints])
        count_decisions(report, waiting)
        return report


def _only_saved(opened: Opened, endpoint: EndpointSettings, last: LastRead, books: dict[str, Workbook]) -> bool:
    """The file is another one and its cells are the same: somebody opened it and saved it."""
    if last.content is None:
        return False
    try:
        books[endpoint.name] = read_workbook(opened, endpoint)
    except NpmsyncError:
        return False  # whoever reads it next says what is wrong
    return content_digest(books[endpoint.name]) == last.content
