"""The copies that a synced folder has laid beside an authority's workbook, as endpoints of their own. What becomes of
what they say stands in `conflict_copies`."""

from __future__ import annotations

from collections.abc import Iterable

from npmsync.actions.opened import Opened
from npmsync.domain.words import Role
from npmsync.syncedcopies import conflict_copies
from npmsync.workspace.settings import EndpointSettings


class ConflictCopy(EndpointSettings):
    """A copy as an endpoint of its own; `original` is the name of the one that it is a copy of."""

    original: str


def with_copies(opened: Opened, endpoints: Iterable[EndpointSettings]) -> list[EndpointSettings]:
    """The endpoints, each authority's workbook followed by the copies that lie beside it."""
    found: list[EndpointSettings] = []
    for endpoint in endpoints:
        found.append(endpoint)
        if endpoint.remote or endpoint.role is not Role.AUTHORITY:
            continue
        path = opened.workspace.address(endpoint)
        for copy in conflict_copies(path):
            name = f"{endpoint.name}: {copy.stem.removeprefix(path.stem).strip(' -._')}"[:100]
            said = endpoint.model_dump() | {"name": name, "address": str(copy), "new_rows": False}
            found.append(ConflictCopy(**said, original=endpoint.name))
    return found
