"""Letters that go out with forms: numbered, on the NPM's paper, prepared for signature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.file_names import slug
from npmsync.actions.leaving import left, written
from npmsync.actions.opened import Opened
from npmsync.actions.saving import save
from npmsync.actions.templates import templates_for
from npmsync.actions.words import vocabulary_of
from npmsync.documents.cover import Head, cover_letter
from npmsync.documents.form_model import Form
from npmsync.domain import Authority, Letter, Recommendation
from npmsync.domain.outgoing import Outgoing
from npmsync.errors import MissingExtra, Refused
from npmsync.ports import Renderer, Shows
from npmsync.replace import write_new
from npmsync.store import history, papers, records

LETTER_KINDS = ("docx", "pdf", "html")
"""Formats that a letter can have, the first one that can be made leads."""
LARGEST_LOGO = 5_000_000


@dataclass(slots=True)
class Lettering:
    """Writes the letters of one call; `count` is the last number given in the year."""

    opened: Opened
    folder: Path
    renderers: Mapping[str, Renderer]
    logo: bytes | None
    count: int

    @classmethod
    def of(cls, opened: Opened, connection: Connection, folder: Path, renderers: Mapping[str, Renderer]) -> Lettering:
        """Letters are made in those of the form's formats that a letter can have; else as Word, else as a page."""
        chosen = {name: renderers[name] for name in LETTER_KINDS if name in renderers}
        year = opened.today.year
        ours = [one for one in records.load(connection, Letter) if not one.incoming and one.dated.year == year]
        return cls(opened, folder, chosen or letter_renderers(opened), letter_logo(opened), len(ours))

    def write(
        self,
        connection: Connection,
        run: str,
        form: Outgoing[Form],
        recommendations: Sequence[Recommendation],
        authority: Authority,
    ) -> dict[str, Any]:
        """Writes the letter that goes with a form and remembers it; returns how `export` lists it."""
        opened, content = self.opened, form.content
        self.count += 1
        number = opened.settings.papers.numbered(self.count, opened.today.year, opened.today.month)
        head = letter_head(opened, number, self.logo)
        templates = templates_for(opened.workspace, content.languages)
        paper = cover_letter(form, head, vocabulary_of(opened.workspace, authority), templates)
        lines = []
        for renderer in self.renderers.values():
            path = self.folder / f"letter-{slug(number)}-{slug(content.addressee)}{renderer.suffix}"
            write_new(path, lambda target, renderer=renderer: renderer.render(paper, target))  # type: ignore[misc]
            to = (content.authority, content.addressee)
            lines.append(left(opened, run, "letter", to, path, path.read_bytes()))
        papers.put_outgoing(connection, lines)
        letter = Letter(
            id=opened.new_id(),
            incoming=False,
            authority=content.authority,
            number=number,
            dated=opened.today,
            recommendations=tuple(r.id for r in recommendations),
            form=content.code,
            path=lines[0]["path"],
            digest=lines[0]["digest"],
        )
        save(connection, run, [letter], hub={})
        history.append(connection, run, [written(line, number) for line in lines])
        return {"authority": content.addressee, "number": number, "path": lines[0]["path"], "form": content.code,
                "paths": [line["path"] for line in lines]}  # fmt: skip


def letter_head(opened: Opened, number: str, logo: bytes | None = None) -> Head:
    """The NPM's own paper as `[papers]` says; with its logo where none is given."""
    settings = opened.settings.papers
    signatory = settings.signatories[0] if settings.signatories else ""
    return Head(number, opened.settings.paper_contact, settings.letterhead, logo or letter_logo(opened), signatory)


def letter_renderers(opened: Opened, formats: Sequence[str] = ()) -> dict[str, Renderer]:
    """What a letter is written with: the formats asked for, else Word where it is installed, else a page."""
    if formats:
        found: dict[str, Renderer] = {name: opened.plugin("renderer", name) for name in dict.fromkeys(formats)}
        for name, renderer in found.items():
            if Shows.LETTER not in renderer.shows:
                raise Refused("not-for-letters", f"{name} is for forms, not for letters.", "Take docx, pdf or html.")
        return found
    for name in ("docx", "html"):
        try:
            return {name: opened.plugin("renderer", name)}
        except MissingExtra:
            continue
    raise Refused("no-letter-format", "No plugin can write a letter.", "See: npmsync plugins list")


def letter_logo(opened: Opened) -> bytes | None:
    """The logo's bytes. Raises `Refused` where there is none at its path, or it is no picture that papers can show."""
    if opened.settings.papers.logo is None:
        return None
    path = opened.workspace.root / opened.settings.papers.logo
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refused("no-logo", f"The logo {path} cannot be read: {error.strerror}.", "See [papers] logo.") from error
    if not data.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff")) or len(data) > LARGEST_LOGO:
        raise Refused("no-logo", f"The logo {path} is no PNG or JPEG picture of up to 5 MB.", "Save it as PNG.")
    return data
