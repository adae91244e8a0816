"""One thing that `doctor` looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """`message` says how it stands and, where `ok` is False, what to do."""

    name: str
    ok: bool
    message: str
