"""The other workspaces that use the same store: what they name is not gone, and one name is one file to all of them."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from npmsync.actions.opened import Opened
from npmsync.errors import Refused
from npmsync.location import locate
from npmsync.store import reading
from npmsync.store.reading import Place, Reader
from npmsync.syncedcopies import conflict_copies
from npmsync.workspace.settings import EndpointSettings

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Neighbours:
    """`mine`: this workspace's endpoints, name -> file. `others` are those of the other workspaces."""

    workspace: str
    mine: dict[str, str]
    others: tuple[Place, ...]
    signed_in: bool

    @property
    def named(self) -> frozenset[str]:
        """The endpoints that some workspace names."""
        return frozenset(self.mine) | {place.endpoint for place in self.others}

    @property
    def workspaces(self) -> frozenset[str]:
        """The other workspaces."""
        return frozenset(place.workspace for place in self.others)


def neighbours(opened: Opened, reader: Reader) -> Neighbours:
    """Who else uses the store. A store in the workspace is used by nobody else."""
    if not opened.store.shared:
        return Neighbours("", {endpoint.name: "" for endpoint in opened.settings.endpoint}, (), signed_in=True)
    workspace = locate(opened.workspace.root).name
    mine = {e.name: _file_of(opened, e) for e in opened.settings.endpoint}
    known = reading.places(reader)
    before = {place.endpoint: place.file for place in known if place.workspace == workspace}
    others = tuple(place for place in known if place.workspace != workspace)
    return Neighbours(workspace, mine, others, signed_in=before == mine)


def _file_of(opened: Opened, endpoint: EndpointSettings) -> str:
    """Where an endpoint is, for every computer alike."""
    return endpoint.address if endpoint.remote else locate(opened.workspace.address(endpoint)).name


def refuse_two_files(around: Neighbours) -> None:
    """Raises `Refused` where another workspace calls another file by the name of an endpoint of this one: what one file
    and the hub agreed on must never be taken for what another did."""
    for place in around.others:
        here = around.mine.get(place.endpoint, place.file)
        if here != place.file and not _moved(place, around):
            raise Refused(
                "endpoint-elsewhere",
                f"The endpoint {place.endpoint!r} is {here} here, but {place.file} for the workspace in "
                f"{place.workspace}, which uses the same store (last seen {place.seen}, {place.by}).",
                "If these are two files, give the one here a name of its own in npmsync.toml. If that workspace is "
                "gone for good and this one stands in its place: npmsync sync --moved-here",
            )


def _moved(place: Place, around: Neighbours) -> bool:
    """It was a workspace of this computer that is not there any more, nor its file."""
    here = f"{platform.node()}:"
    return all(
        name.startswith(here) and not Path(name.removeprefix(here)).exists() for name in (place.workspace, place.file)
    )


def sign_in(opened: Opened, connection: Connection, around: Neighbours) -> None:
    """Puts down what this workspace names, in the place of workspaces that were moved here."""
    if not opened.store.shared:
        return
    from npmsync.store import places

    gone = {place.workspace for place in around.others if place.endpoint in around.mine and _moved(place, around)}
    places.drop_workspaces(connection, gone)
    places.put_places(connection, around.workspace, around.mine, opened.today.isoformat(), opened.caller.by)


def take_the_place(opened: Opened) -> list[str]:
    """Forgets the other workspaces that name endpoints of this one: it was moved here, and they are gone for good.
    Returns which."""
    from npmsync.store import places

    with opened.store.transaction() as connection:
        around = neighbours(opened, connection)
        gone = sorted({place.workspace for place in around.others if place.endpoint in around.mine})
        places.drop_workspaces(connection, set(gone))
    return gone


def refuse_two_copies(opened: Opened) -> None:
    """Raises `Refused` where a program that keeps folders in step has left a second copy of the store beside it: two
    computers have worked at once, and nobody but a person knows which copy counts."""
    path = opened.workspace.own_store
    copies = () if opened.store.shared else conflict_copies(path)
    if copies:
        raise Refused(
            "store-copies",
            f"Two computers have worked in this workspace at once: beside {path.name} lies "
            + ", ".join(copy.name for copy in copies)
            + ". Nothing was read or written.",
            "See with npmsync history on both computers which copy has what counts, keep it as npmsync.sqlite, and "
            "move the other one into backups/. The trackers are taken in from where they are.",
        )


def about_the_folder(opened: Opened) -> Iterator[str]:
    """Sentences on where the workspace lies, where that is worth knowing."""
    location = locate(opened.workspace.root)
    if location.cloud and not opened.store.shared:
        yield (
            f"the workspace lies in a folder that {location.cloud} copies elsewhere: use it from one computer at a "
            "time, or give several a store of their own (docs/several-machines.md), and be sure that its confidential "
            "texts may lie there"
        )
    elif location.share and not opened.store.shared:
        yield (
            f"the workspace lies on the share {location.share}: npmsync takes care there, but is slower, and a share "
            "that is lost in mid-run stops it; a store in PostgreSQL is safer (docs/several-machines.md)"
        )
