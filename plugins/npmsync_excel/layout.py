"""What a sheet part says around its cells: merges, filter, frozen rows, hidden columns, drop-down lists."""

from __future__ import annotations

from dataclasses import dataclass

from npmsync.ports import Area
from npmsync_excel.cellrefs import LAST_COLUMN, area, area_name, areas, cell
from npmsync_excel.markup import elements, tags, truth, unescape


@dataclass(frozen=True, slots=True)
class DropDown:
    """A list validation: the cells it covers and its source as written, a literal list or a reference."""

    places: tuple[Area, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Layout:
    merges: tuple[Area, ...]
    autofilter: Area | None
    frozen_rows: int
    hidden_columns: frozenset[int]
    right_to_left: bool
    protected: bool
    drop_downs: tuple[DropDown, ...]


def read_layout(head: str, tail: str) -> Layout:
    """From the text before and after the cells of a sheet."""
    view = next(tags(head, "sheetView"), None)
    merges = tuple(area(tag.attributes["ref"]) for tag in tags(tail, "mergeCell") if _is_area(tag.attributes))
    filters = [tag.attributes for tag in tags(tail, "autoFilter") if _is_area(tag.attributes)]
    return Layout(
        merges=merges,
        autofilter=area(filters[0]["ref"]) if filters else None,
        frozen_rows=_frozen_rows(head),
        hidden_columns=_hidden_columns(head),
        right_to_left=bool(view and truth(view.attributes.get("rightToLeft"))),
        protected=any(truth(tag.attributes.get("sheet")) for tag in tags(tail, "sheetProtection")),
        drop_downs=tuple(_drop_downs(tail)),
    )


def overlapping(merges: tuple[Area, ...]) -> tuple[str, str] | None:
    """Two merged areas that overlap, by name: Excel repairs such a file. None where there are none."""
    live: list[Area] = []
    for place in sorted(merges, key=lambda one: (one.first_row, one.first_column)):
        live = [one for one in live if one.last_row >= place.first_row]
        for one in live:
            if one.first_column <= place.last_column and place.first_column <= one.last_column:
                return area_name(one), area_name(place)
        live.append(place)
    return None


def _is_area(given: object) -> bool:
    try:
        area(given["ref"])  # type: ignore[index]
    except (KeyError, ValueError):
        return False
    return True


def _frozen_rows(head: str) -> int:
    """Rows above a frozen pane. `ySplit` counts those in sight, from the first one shown on (18.3.1.66)."""
    pane = next(tags(head, "pane"), None)
    if pane is None or pane.attributes.get("state") not in ("frozen", "frozenSplit"):
        return 0
    shown = next(tags(head, "sheetView")).attributes.get("topLeftCell", "A1")
    try:
        return cell(shown)[0] - 1 + int(float(pane.attributes.get("ySplit", "0")))
    except ValueError:
        return 0


def _hidden_columns(head: str) -> frozenset[int]:
    hidden: set[int] = set()
    for tag in tags(head, "col"):
        given = tag.attributes
        if truth(given.get("hidden")) and given.get("min", "").isdigit() and given.get("max", "").isdigit():
            hidden.update(range(int(given["min"]), min(int(given["max"]), LAST_COLUMN) + 1))
    return frozenset(hidden)


def _drop_downs(tail: str) -> list[DropDown]:
    found = []
    for rule in elements(tail, "dataValidation"):
        if rule.attributes.get("type") != "list":
            continue
        source = next(elements(rule.body, "formula1"), None)
        where = rule.attributes.get("sqref") or next((one.body for one in elements(rule.body, "sqref")), "")
        if source is None:
            continue
        inner = next(elements(source.body, "f"), source)
        found.append(DropDown(areas(where), unescape(inner.body).strip()))
    return found
