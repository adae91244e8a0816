"""Whether a file of the NPM's own lies where an authority would see it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from npmsync.actions.check import Check
from npmsync.actions.opened import Opened
from npmsync.errors import Refused
from npmsync.workspace.settings import EndpointSettings


def shared_with(opened: Opened, path: Path) -> str | None:
    """The authority with which the folder of `path`, or one above it, is shared, as far as npmsync.toml says; None for
    a place that is the NPM's own."""
    folder = path.parent.resolve()
    for endpoint in opened.workspace.files:
        if not endpoint.own and folder.is_relative_to(opened.workspace.address(endpoint).parent.resolve()):
            return endpoint.authority or endpoint.name
    return None


def refuse_where_others_read(opened: Opened, endpoint: EndpointSettings) -> None:
    """Raises `Refused` where an internal file lies in a folder that is shared with an authority."""
    path = opened.workspace.address(endpoint)
    other = shared_with(opened, path)
    if other is not None:
        raise Refused(
            "internal-file-shared",
            f"{path} is internal, and its folder is shared with {other}. Nothing was written there.",
            "Move the file into the workspace and put its new address into npmsync.toml.",
        )


def internal_places(opened: Opened) -> Iterator[Check]:
    """A check that fails for each file of the NPM's own that an authority would see."""
    for endpoint in opened.workspace.files:
        path = opened.workspace.address(endpoint)
        if endpoint.own and (other := shared_with(opened, path)):
            said = f"{path} is internal, and its folder is shared with {other}: move it away from there."
            yield Check(f"place of {endpoint.name}", False, said)
