"""A sync that has nothing to do, found out with as little reading as can be: mostly none at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from npmsync.actions.digests import content_digest, mapping_digest
from npmsync.actions.neighbours import neighbours
from npmsync.actions.opened import Opened
from npmsync.actions.report import EndpointReport, SyncReport, count_decisions
from npmsync.actions.tables import EndpointTables
from npmsync.errors import NpmsyncError
from npmsync.store import reading
from npmsync.store.reading import LastRead
from npmsync.workspace.settings import EndpointSettings


def nothing_new(
    opened: Opened, endpoints: Sequence[EndpointSettings], tables: Mapping[str, EndpointTables]
) -> SyncReport | None:
    """The report of a sync that has nothing to do: no cell, no setting and nothing in the hub has changed. None where
    something has; what had to be read to tell is kept by `tables` for whoever reads next."""
    digests = {endpoint.name: tables[endpoint.name].glance() for endpoint in endpoints}
    with opened.store.reading() as reader:
        length = reading.history_length(reader)
        known = reading.last_reads(reader)
        waiting = reading.open_items(reader)
        around = neighbours(opened, reader)
    for endpoint in endpoints:
        last = known.get(endpoint.name)
        now = (mapping_digest(opened.settings, endpoint), length)
        if last is None or last.waiting or now != (last.mapping, last.history) or not digests[endpoint.name]:
            return None
    if not around.signed_in or {item.endpoint for item in waiting} - {None, *around.named}:
        return None
    saved = [endpoint for endpoint in endpoints if known[endpoint.name].digest != digests[endpoint.name]]
    if not all(_only_saved(tables[endpoint.name], known[endpoint.name]) for endpoint in saved):
        return None
    if saved:
        with opened.store.noting() as writer:
            for endpoint in saved:
                reading.note_digest(writer, endpoint.name, tables[endpoint.name].peek().digest)
    report = SyncReport(None, [EndpointReport(endpoint.name, known[endpoint.name].read) for endpoint in endpoints])
    count_decisions(report, waiting)
    return report


def _only_saved(tables: EndpointTables, last: LastRead) -> bool:
    """The file is another one and its cells are the same: somebody opened it and saved it."""
    if last.content is None:
        return False
    try:
        return content_digest(tables.peek()) == last.content
    except NpmsyncError:
        return False  # whoever reads it next says what is wrong
