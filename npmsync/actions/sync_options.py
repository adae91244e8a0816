"""What a sync is asked to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SyncOptions:
    """`only`: the one endpoint that is looked at. `accept_missing`: however many rows are gone, each is asked about.
    `moved_here`: other workspaces that name endpoints of this one are gone for good."""

    dry_run: bool = False
    only: str | None = None
    accept_missing: bool = False
    moved_here: bool = False
