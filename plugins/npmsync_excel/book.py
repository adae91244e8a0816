"""The workbook part and the relations between parts (ECMA-376 part 1, 18.2; part 2, 9.3): which sheets there are, in
which parts they lie, which names are defined, which date system counts."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from npmsync.errors import Refused
from npmsync.ports import Visibility
from npmsync_excel.container import Container
from npmsync_excel.markup import as_text, decode, elements, skim, tags, truth, unescape

_STATES = {"hidden": Visibility.HIDDEN, "veryHidden": Visibility.VERY_HIDDEN}


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet's name, its part, and whether it is shown; `kind` is worksheet, chartsheet, dialogsheet, xlMacrosheet."""

    name: str
    part: str
    kind: str
    visibility: Visibility
    sheet_id: str


@dataclass(frozen=True, slots=True)
class DefinedName:
    name: str
    formula: str
    sheet: int | None
    """Index of the sheet it is local to, or None."""


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook without its cells."""

    container: Container
    part: str
    sheets: tuple[SheetPart, ...]
    names: tuple[DefinedName, ...]
    strings: str | None
    styles: str | None
    calc_chain: str | None
    from_1904: bool

    @property
    def file(self) -> str:
        return self.container.path.name

    def text(self, part: str) -> str:
        """A part as checked text."""
        return decode(self.container.part(part), part, self.file)

    def skimmed(self, part: str) -> str:
        """A large part as text that was only looked over."""
        return skim(self.container.part(part), part, self.file)

    def unchecked(self, part: str) -> str:
        """A part as text whose bytes are let go; whoever writes it again checks it then."""
        text = as_text(self.container.part(part), part, self.file)
        self.container.forget(part)
        return text


@dataclass(frozen=True, slots=True)
class Relation:
    kind: str
    """The last word of the relationship type: the same in the transitional and the strict namespaces."""
    target: str


def open_book(container: Container) -> Book:
    """The workbook in a container. Raises Refused where it has none or a part it names is missing."""
    root = relations(container, "")
    part = next((r.target for r in root.values() if r.kind == "officeDocument"), None)
    if part is None or part not in container.members:
        raise Refused(
            "damaged-file",
            f"{container.path.name} is damaged: the workbook part is missing.",
            "Take the file again from where it came, or the last one in backups/.",
        )
    text = decode(container.part(part), part, container.path.name)
    related = relations(container, part)
    sheets = tuple(_sheet(container, tag.attributes, related) for tag in tags(text, "sheet"))
    by_kind = {relation.kind: relation.target for relation in related.values()}
    properties = next(tags(text, "workbookPr"), None)
    names = tuple(
        DefinedName(tag.attributes.get("name", ""), unescape(tag.body), _index(tag.attributes.get("localSheetId")))
        for tag in elements(text, "definedName")
    )
    return Book(
        container=container,
        part=part,
        sheets=sheets,
        names=names,
        strings=by_kind.get("sharedStrings"),
        styles=by_kind.get("styles"),
        calc_chain=by_kind.get("calcChain"),
        from_1904=bool(properties and truth(properties.attributes.get("date1904"))),
    )


def relations(container: Container, part: str) -> Mapping[str, Relation]:
    """Relation id -> what it points to inside the package; external ones are left out. `part` "" is the package."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels not in container.members:
        return {}
    found = {}
    for tag in tags(decode(container.part(rels), rels, container.path.name), "Relationship"):
        given = tag.attributes
        if given.get("TargetMode") == "External":
            continue
        target = given.get("Target", "").replace("\\", "/")
        target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[given.get("Id", "")] = Relation(given.get("Type", "").rpartition("/")[2], _spelled(container, target))
    return found


def _spelled(container: Container, target: str) -> str:
    """Part names are compared without case (part 2, 6.2.2): the member's own spelling."""
    if target in container.members:
        return target
    return next((name for name in container.members if name.lower() == target.lower()), target)


def _sheet(container: Container, given: Mapping[str, str], related: Mapping[str, Relation]) -> SheetPart:
    relation_id = next((value for key, value in given.items() if key.endswith(":id")), "")
    relation = related.get(relation_id)
    name = given.get("name", "")
    if relation is None or relation.target not in container.members:
        raise Refused(
            "damaged-file",
            f"{container.path.name} is damaged: the part of the sheet {name!r} is missing.",
            "Take the file again from where it came, or the last one in backups/.",
        )
    visibility = _STATES.get(given.get("state", ""), Visibility.VISIBLE)
    return SheetPart(name, relation.target, relation.kind, visibility, given.get("sheetId", ""))


def _index(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None
