"""The one door: what leaves the NPM is an `Outgoing`, and only the gate can make one.

Renderers, calendars and mail accept nothing else, so a value that was not filtered for its viewer cannot reach them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
_KEY = object()


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whose eyes: the names of the authorities that will all read it; none of them means the public."""

    authorities: frozenset[str]
    stage: str = "final"


class Outgoing(Generic[T]):
    """A value that has passed the gate for one viewer. Constructed by `npmsync.documents.gate` alone."""

    __slots__ = ("content", "viewer")

    def __init__(self, content: T, viewer: Viewer, *, key: object) -> None:
        if key is not _KEY:
            raise TypeError("an Outgoing is made by the gate (npmsync.documents.gate), nowhere else")
        self.content = content
        self.viewer = viewer


class Inside(Generic[T]):
    """A value for the NPM's own eyes, marked as such in its own text. Made by `npmsync.documents.dossier.inside` and
    `npmsync.documents.deadline_feed` alone, so that nothing internal is written without saying that it is."""

    __slots__ = ("content",)

    def __init__(self, content: T, *, key: object) -> None:
        if key is not _KEY:
            raise TypeError("an Inside is made where its banner is put on (npmsync.documents), nowhere else")
        self.content = content
