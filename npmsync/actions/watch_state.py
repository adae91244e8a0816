"""What a watch leaves for `doctor` and for its next look: a small file in the workspace; it may go at any time."""

from __future__ import annotations

import contextlib
import json
from typing import Any

from npmsync.errors import NpmsyncError
from npmsync.replace import write_new
from npmsync.workspace.folder import Workspace

NAME = "watch.json"


def read_state(workspace: Workspace) -> dict[str, Any]:
    """What is there; empty where nothing is or nobody can read it."""
    try:
        found = json.loads((workspace.root / NAME).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_state(workspace: Workspace, state: dict[str, Any]) -> None:
    """A watch that cannot note down when it ran runs all the same."""
    with contextlib.suppress(NpmsyncError, OSError):
        write_new(workspace.root / NAME, json.dumps(state, indent=1).encode("utf-8"))
