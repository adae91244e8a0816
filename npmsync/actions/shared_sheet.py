"""A sheet for an authority as it is made: in Google, or as a workbook in a synced folder; and how it is read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from npmsync.actions.file_names import slug
from npmsync.actions.opened import Opened
from npmsync.actions.stores import store_of
from npmsync.actions.tables import tables_of
from npmsync.actions.words import vocabulary_of
from npmsync.documents.form_grid import find_grid
from npmsync.documents.form_model import Form
from npmsync.documents.wording import Wording
from npmsync.domain.outgoing import Outgoing
from npmsync.domain.words import Position, Priority, Role, Status
from npmsync.errors import Refused, UsageError
from npmsync.paths import at_home
from npmsync.ports import Renderer
from npmsync.replace import write_new
from npmsync.workspace.adding import add_endpoint
from npmsync.workspace.folder import FILE
from npmsync.workspace.settings import LANGUAGES, EndpointSettings, TableSettings

TABLE_FIELD = {"response": "response_text"}
"""A form's field -> the table's, where they are called differently."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where a new sheet goes: `via` an adapter; `into` an empty sheet's address, a folder or a file; `share_with`
    e-mail addresses."""

    via: str | None = None
    into: str | None = None
    share_with: Sequence[str] = ()

    @property
    def adapter(self) -> str:
        """Raises `UsageError` where nothing says it."""
        if self.via is not None:
            return self.via
        if self.into is None:
            raise UsageError(
                "where-to",
                "Say where the sheet is to be.",
                "--via gsheets makes one in Google; --into FOLDER makes a workbook in a synced folder.",
            )
        return "gsheets" if "://" in self.into else "xlsx"


def make_sheet(opened: Opened, document: Outgoing[Form], where: Where) -> str:
    """Makes the sheet and returns its address. Raises `Refused` where something is in the way."""
    if where.adapter in opened.caller.plugins.names("store"):
        maker: Any = store_of(opened.caller, where.adapter)  # npmsync.ports.SheetMaker
        return maker.make(document, where.into, where.share_with)
    if where.into is None:
        raise UsageError("where-to", "Say in which folder the workbook is to lie.", "--into FOLDER")
    renderer: Renderer = opened.plugin("renderer", where.adapter)
    path = (opened.workspace.root / at_home(Path(where.into))).absolute()
    if path.suffix.lower() != renderer.suffix:
        path /= f"{slug(document.content.addressee)}{renderer.suffix}"
    _refuse_inside(opened, path)
    if path.exists():
        raise Refused(
            "file-exists",
            f"{path} exists already, so nothing was written.",
            "Move it away, or give another name with --into.",
        )
    write_new(path, lambda target: renderer.render(document, target))
    return str(path)


def _refuse_inside(opened: Opened, path: Path) -> None:
    """An authority's folder is none of the workspace's: what is in there is seen by others."""
    if path.resolve().is_relative_to(opened.workspace.root.resolve()):
        raise Refused(
            "inside-workspace",
            f"{path} lies in the workspace, which nobody else may see.",
            "Choose a folder outside it that is synced with the authority.",
        )
    files = [opened.workspace.address(one) for one in opened.workspace.files if one.own]
    if own := next((file for file in files if file.parent.resolve() == path.parent.resolve()), None):
        raise Refused(
            "own-tracker-beside",
            f"{path.parent} holds your own tracker {own.name}: the authority would see it.",
            "Choose a folder with nothing else in it.",
        )


def settings_for(opened: Opened, form: Form, name: str, adapter: str, address: str) -> EndpointSettings:
    """The endpoint as npmsync.toml will name it; the sheet is read to see where its table stands."""
    endpoint = EndpointSettings(
        name=name, adapter=adapter, address=address, role=Role.AUTHORITY, authority=form.addressee, new_rows=False
    )
    grid = find_grid(tables_of(opened, endpoint).read(), vocabulary_of(opened.workspace))
    if grid is None:
        raise Refused(
            "sheet-not-found", f"{address} was made and its table is not found in it.", "Report this, please."
        )
    table = TableSettings(
        sheet=grid.sheet.name,
        entity="recommendation",
        header_rows=(grid.header_row,),
        language=form.languages[0],
        columns={TABLE_FIELD.get(column.field, column.field): column.label for column in form.columns},
        fixed={"addressees": (form.addressee,)},
        words=_words(opened, form) if set(form.languages[1:]) or form.languages[0] not in LANGUAGES else {},
    )
    return endpoint.model_copy(update={"table": (table,)})


def _words(opened: Opened, form: Form) -> dict[str, dict[str, str]]:
    """What the words of a sheet mean that is in two languages, or in one that the NPM has added."""
    wording = Wording(form.languages, vocabulary_of(opened.workspace))
    axes = {"position": Position, "status": Status, "priority": Priority}
    return {
        axis: {wording.say(f"choice.{axis}.{one}"): one.value for one in words if wording.has(f"choice.{axis}.{one}")}
        for axis, words in axes.items()
    }


def keep_endpoint(opened: Opened, endpoint: EndpointSettings) -> None:
    """Writes it into npmsync.toml."""
    said = f"The sheet of {endpoint.authority}: sync reads it, and only `npmsync share --release` writes it."
    add_endpoint(opened.workspace.root / FILE, endpoint, said)


def free_name(opened: Opened, addressee: str) -> str:
    """A name for the endpoint that no other has."""
    taken, stem = {endpoint.name for endpoint in opened.settings.endpoint}, slug(addressee)
    return next(name for name in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if name not in taken)
