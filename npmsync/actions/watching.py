"""`watch`: a sync when a tracker was saved, and every so often. It never releases anything to an authority."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from npmsync.actions.opened import Caller, opened
from npmsync.actions.synchronise import synchronise
from npmsync.actions.watch_state import read_state, write_state
from npmsync.errors import ConfigError, NpmsyncError
from npmsync.workspace.folder import FILE, Workspace, open_workspace
from npmsync.workspace.watching import Stamp, Watched, due_now, looked, synced

LOOK_SECONDS = 3.0
"""Between two looks at the files while a window is left open."""


@dataclass(frozen=True, slots=True)
class Ran:
    """One sync of a watch. `said` is a line for a person, "" where nothing happened; `waiting` counts what waits for
    one; `failed` where it could not be done."""

    at: datetime
    changed: int
    written: int
    waiting: int
    said: str
    failed: bool = False


def watch(
    root: Path, make_caller: Callable[[], Caller], every: int, sleep: Callable[[float], None] = time.sleep
) -> Iterator[Ran]:
    """Looks at the workspace's files for as long as it is asked, and yields each sync that it ran."""
    remembered = Watched({}, {})
    while True:
        seen = _seen(root)
        if due_now(remembered, seen, time.monotonic(), every * 60):
            yield run_once(root, make_caller())
            remembered = synced(_seen(root), time.monotonic())
        else:
            remembered = looked(remembered, seen)
        sleep(LOOK_SECONDS)


def look_once(root: Path, caller: Caller, every: int, sleep: Callable[[float], None] = time.sleep) -> Ran | None:
    """One look, as a scheduler has it done: a sync where files changed since the last one, or where it is time; None
    where there is nothing to do."""
    workspace = open_workspace(root)
    state = read_state(workspace)
    last = state.get("synced_at")
    settled = {name: (int(a), int(b)) for name, (a, b) in (state.get("stamps") or {}).items()}
    now = caller.now.timestamp()
    since = datetime.fromisoformat(last).timestamp() if last else None
    seen = _seen(root)
    before = Watched(settled, seen, since if since is None or since <= now else None)
    if not due_now(before, seen, now, every * 60):
        write_state(workspace, {**state, "looked_at": caller.now.isoformat(timespec="seconds")})
        return None
    if seen != settled and last:
        sleep(LOOK_SECONDS)  # somebody may be saving just now
    return run_once(root, caller)


def run_once(root: Path, caller: Caller) -> Ran:
    """One sync, and a note of how it went. What goes wrong is said, and the watch goes on."""
    try:
        with opened(root, caller) as workspace:
            report = synchronise(workspace, progress=lambda text: None)
    except ConfigError:
        raise
    except NpmsyncError as error:
        ran = Ran(caller.now, 0, 0, 0, f"{error.message} {error.hint}".strip(), failed=True)
    else:
        changed = sum(endpoint.changed_in for endpoint in report.endpoints)
        written = sum(endpoint.written_out for endpoint in report.endpoints)
        held = sum(endpoint.waiting for endpoint in report.endpoints)
        asked = report.conflicts + report.corrections + report.vanished + report.near_names + report.replies
        ran = Ran(caller.now, changed, written, asked + held, _said(changed, written, asked, held))
    _note(open_workspace(root), ran, _seen(root))
    return ran


def _said(changed: int, written: int, asked: int, held: int) -> str:
    parts = [f"records changed here: {changed}"] if changed else []
    parts += [f"written to trackers: {written}"] if written else []
    parts += [f"waiting for you: {asked} (npmsync conflicts list)"] if asked else []
    parts += [f"waiting for a tracker to be closed: {held}"] if held else []
    return ", ".join(parts)


def _note(workspace: Workspace, ran: Ran, stamps: dict[str, Stamp]) -> None:
    at = ran.at.isoformat(timespec="seconds")
    result = {**asdict(ran), "at": at}
    state: dict[str, Any] = {
        **read_state(workspace),
        "looked_at": at,
        "synced_at": at,
        "stamps": stamps,
        "last": result,
    }
    write_state(workspace, state)


def _seen(root: Path) -> dict[str, Stamp]:
    """The stamps of the settings and of every endpoint's file."""
    paths = [root / FILE]
    try:
        workspace = open_workspace(root)
        paths += [workspace.address(endpoint) for endpoint in workspace.settings.endpoint]
    except NpmsyncError:
        pass  # a mistake in the settings is said by the sync, once they are saved anew
    return {str(path): _stamp(path) for path in paths}


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size
