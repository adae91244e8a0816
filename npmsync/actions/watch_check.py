"""Whether the workspace is watched, for `doctor`."""

from __future__ import annotations

from datetime import datetime, timedelta

from npmsync.actions.check import Check
from npmsync.actions.opened import Opened
from npmsync.actions.watch_state import read_state

_GRACE = timedelta(hours=1)
"""A computer that was asleep is no fault."""


def watch_check(opened: Opened) -> Check:
    """Says whether a scheduler runs the watch, when it last did, and how that went."""
    state = read_state(opened.workspace)
    kind, last = state.get("kind"), state.get("last") or {}
    looked = _moment(state.get("looked_at"))
    ran = f" It last looked on {looked:%Y-%m-%d at %H:%M} (UTC)." if looked else ""
    if kind is None:
        return Check("watch", True, f"it does not run by itself.{ran} To have it: npmsync watch --install")
    since = looked or _moment(state.get("installed_at")) or opened.now
    late = opened.now - since > timedelta(minutes=int(state.get("every") or 60)) + _GRACE
    if late:
        message = f"registered with {kind}, but it has not run since {since:%Y-%m-%d %H:%M} (UTC)."
        return Check("watch", False, f"{message} Was the computer off? Else: npmsync watch --install")
    if last.get("failed"):
        return Check("watch", False, f"registered with {kind}.{ran} Its last sync failed: {last.get('said')}")
    return Check("watch", True, f"registered with {kind}.{ran}")


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
