"""Ports for documents: what is made for a reader, and what came in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from npmsync.domain.outgoing import Inside, Outgoing


class DossierRenderer(Protocol):
    """Makes a dossier (`npmsync.documents.dossier.Dossier`) as a file at `target`: one that has passed the gate, or one
    that stays inside, whose banner stands at the head of every page."""

    def render(self, paper: Outgoing[Any] | Inside[Any], target: Path) -> None: ...


class WorkbookRenderer(Protocol):
    """Makes the dialogue workbook (`npmsync.documents.dialogue_book.Book`) as a new file at `target`, such that the
    table format of the same name reads its sheets and patches them."""

    def render(self, paper: Inside[Any], target: Path) -> None: ...


class Shows(StrEnum):
    """What a renderer can make of what leaves the house; the core asks this, never which renderer it has."""

    FORM = "form"
    """`npmsync.documents.form_model.Form`: an authority's form."""
    LETTER = "letter"
    """`npmsync.documents.paper.Paper`: a covering letter, a list of corrections."""


class Renderer(Protocol):
    """Makes one document as a file at `target` (a temporary path given by the core). One that works outside Python's
    lock may say so (`beside = True`): it is then called in a thread, while another format is made."""

    suffix: str
    shows: frozenset[Shows]

    def render(self, document: Outgoing[Any], target: Path) -> None: ...


class LetterFormat(Protocol):
    """A kind of document whose words can be read."""

    def paragraphs(self, source: Path) -> tuple[str, ...]:
        """The paragraphs that have words in them, in order; none where the document is a picture. Raises `Refused` for
        what cannot be read."""
        ...


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that came inside another, under the name it had there."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Opening:
    """What an envelope held. `sender` is the address it came from, "" where it names none or is not to be believed."""

    sender: str
    subject: str
    enclosed: tuple[Enclosed, ...]


class Envelope(Protocol):
    """A kind of file that holds other files."""

    def open(self, source: Path) -> Opening:
        """What it holds, bounded in number and size. Raises `Refused` for what is no such file."""
        ...


class Seal(Protocol):
    """A way to close documents with a password."""

    def close(self, data: bytes, password: str) -> bytes: ...

    def open(self, data: bytes, password: str, name: str) -> bytes:
        """The document without its password; `name` is the file's, for messages. Raises `Refused` for a wrong one."""
        ...
