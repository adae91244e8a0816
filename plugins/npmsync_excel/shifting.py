"""Rows below a table moved down to make room, where it can be shown that nothing is lost by it.

Moved with them: merged cells, drop-downs, conditional formats, hyperlinks, the formulas of the sheet that refer there,
defined names, the calculation chain. Anything else that stands below or refers there from elsewhere (a chart, another
sheet, a comment, a picture, a table) is a reason not to move: `shift_down` returns it and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from npmsync.ports import Area
from npmsync_excel.book import relations
from npmsync_excel.cellrefs import LAST_ROW, area, area_name, name
from npmsync_excel.cellrefs import cell as cell_place
from npmsync_excel.draft import Draft
from npmsync_excel.formulas import Unclear, refers_between, rows_inserted
from npmsync_excel.markup import elements, escape, tags, unescape
from npmsync_excel.opensheet import OpenSheet
from npmsync_excel.scan import Scan

_UNSURE = {
    "brk": "page breaks",
    "cellWatch": "watched cells",
    "control": "form controls",
    "customSheetView": "custom views",
    "dataConsolidate": "a consolidation",
    "oleObject": "embedded objects",
    "scenario": "scenarios",
    "sparkline": "sparklines",
}
_PLACES = re.compile(
    r"""(<(?:[\w.-]+:)?(?:mergeCell|hyperlink|dataValidation|conditionalFormatting|ignoredError|protectedRange)"""
    r"""\s[^>]*?\b(?:ref|sqref)\s*=\s*["'])([A-Za-z0-9:$ ]+)"""
)
_X14_SQREF = re.compile(r"(<(?:[\w.-]+:)?sqref>)([^<]+)")
_CELL_TAG = re.compile(r"""(<(?:[\w.-]+:)?(?:c|row)\s(?:[^>]*?\s)?r\s*=\s*["'])([A-Z]*)(\d+)""")
_FORMULA = re.compile(r"(<(?:[\w.-]+:)?(?:f|formula|formula1|formula2)(?:\s[^>]*)?>)([^<]+)(?=<)")
_OUTSIDE = re.compile(r"<(?:[\w.-]+:)?f(?:\s[^>]*)?>([^<]+)<|\b(?:textlink|fmla\w*|location)\s*=\s*[\"']([^\"']+)[\"']")


def shift_down(opened: OpenSheet, first: int, count: int) -> str | None:
    """Moves the rows from `first` on down by `count`. Returns None when done, else the reason why nothing was."""
    draft, sheet, scan = opened.draft, opened.name, opened.scan
    reason = _in_the_way(draft, sheet, scan, first)
    if reason:
        return reason
    try:
        if reason := _referred_from_elsewhere(opened, first, max(scan.rows) + count):
            return reason
        for link in tags(scan.text, "hyperlink", scan.last):
            place = link.attributes.get("location", "")
            if rows_inserted(place, sheet, sheet, first, count) != place:
                return "a link on the sheet leads there"
        text = _moved_rows(scan, first, count)
        text = _moved_places(text, scan.prefix, lambda place: _moved(place, first, count))
        text = _FORMULA.sub(lambda found: found[1] + _formula(found[2], sheet, first, count), text)
        names = _moved_names(draft, sheet, first, count)
    except Unclear:
        return "a formula refers to several sheets at once"
    draft.put(draft.sheet(sheet).part, text)
    draft.put(draft.book.part, names)
    _move_chain(draft, sheet, first, count)
    return None


def _in_the_way(draft: Draft, sheet: str, scan: Scan, first: int) -> str | None:
    for number in scan.rows:
        if number < first:
            continue
        row = scan.row_text(number)
        if re.search(r"""<(?:[\w.-]+:)?f\s[^>]*\bt\s*=\s*["'](?:shared|array|dataTable)""", row):
            return f"row {number} holds a formula that is shared with other cells"
        if any("r" not in cell.attributes for cell in scan.cells(number)):
            return f"row {number} holds cells without their names"
    last = max(scan.rows, default=0)
    if last + 1 > LAST_ROW:
        return "the sheet is full"
    around = scan.text[: scan.first] + scan.text[scan.last :]
    for kind, words in _UNSURE.items():
        if next(tags(around, kind), None):
            return f"the sheet has {words}"
    if any(area(tag.attributes.get("ref", "A1")).last_row >= first for tag in tags(around, "autoFilter")):
        return "a filter reaches that far down"
    return _anchored_below(draft, sheet, first)


def _anchored_below(draft: Draft, sheet: str, first: int) -> str | None:
    """Pictures and charts, comments, tables and pivots that stand in the rows to be moved."""
    for relation in relations(draft.book.container, draft.sheet(sheet).part).values():
        if relation.kind not in ("drawing", "vmlDrawing", "comments", "threadedComment", "table", "pivotTable"):
            continue
        text = draft.text(relation.target)
        if relation.kind == "drawing":
            starts = [elements(anchor.body, "row") for anchor in elements(text, "from")]
            rows = [int(row.body) + 1 for found in starts for row in found if row.body.strip().isdigit()]
        elif relation.kind == "vmlDrawing":
            rows = [int(row.body) + 1 for row in elements(text, "Row") if row.body.strip().isdigit()]
        elif relation.kind in ("comments", "threadedComment"):
            word = "comment" if relation.kind == "comments" else "threadedComment"
            rows = [cell_place(tag.attributes["ref"])[0] for tag in tags(text, word) if "ref" in tag.attributes]
        else:
            word = "table" if relation.kind == "table" else "location"
            rows = [area(tag.attributes["ref"]).last_row for tag in tags(text, word)]
        if any(row >= first for row in rows):
            return f"a {relation.kind} stands there"
    return None


def _referred_from_elsewhere(opened: OpenSheet, first: int, last: int) -> str | None:
    """What on another sheet, or in a chart, a shape or a pivot table, refers to rows `first` to `last`."""
    draft, sheet = opened.draft, opened.name
    for part, own in _other_parts(draft, sheet):
        text = draft.text(part)
        for found in _OUTSIDE.finditer(text):
            if refers_between(unescape(found[1] or found[2]), own, sheet, first, last):
                return f"{f'the sheet {own!r}' if own else 'a chart or a shape'} refers to it"
        for source in tags(text, "worksheetSource"):
            given = source.attributes
            if given.get("sheet") == sheet and first <= area(given.get("ref", "A1")).last_row <= last:
                return "a pivot table is made from it"
    return None


def _other_parts(draft: Draft, sheet: str) -> Iterator[tuple[str, str]]:
    """The parts that may hold a formula referring to the sheet, and the name of the sheet they are, if they are one."""
    by_part = {one.part: one.name for one in draft.book.sheets}
    own = draft.sheet(sheet).part
    for part in draft.book.container.members:
        if part == own or not part.endswith((".xml", ".vml")):
            continue
        if part in by_part or part.startswith(("xl/charts/", "xl/drawings/", "xl/pivotCache/", "xl/ctrlProps/")):
            yield part, by_part.get(part, "")


def _moved(place: Area, first: int, count: int) -> Area:
    if place.last_row >= LAST_ROW:
        return place
    return replace(
        place,
        first_row=place.first_row + (count if place.first_row >= first else 0),
        last_row=place.last_row + (count if place.last_row >= first else 0),
    )


def _moved_rows(scan: Scan, first: int, count: int) -> str:
    start = scan.rows.start_of_next(first)
    start = scan.last if start is None else start
    rows = _CELL_TAG.sub(lambda found: f"{found[1]}{found[2]}{int(found[3]) + count}", scan.text[start : scan.last])
    return scan.text[:start] + rows + scan.text[scan.last :]


def _moved_places(text: str, prefix: str, moved: Callable[[Area], Area]) -> str:
    at = text.index(f"</{prefix}sheetData")
    tail = _PLACES.sub(lambda found: found[1] + _each(found[2], moved), text[at:])
    return text[:at] + _X14_SQREF.sub(lambda found: found[1] + _each(found[2], moved), tail)


def _each(sqref: str, moved: Callable[[Area], Area]) -> str:
    words = []
    for word in sqref.split():
        old = area(word)
        new = moved(old)
        words.append(word if new == old else area_name(new))
    return " ".join(words)


def _formula(markup: str, sheet: str, first: int, count: int) -> str:
    old = unescape(markup)
    new = rows_inserted(old, sheet, sheet, first, count)
    return markup if new == old else escape(new)


def _moved_names(draft: Draft, sheet: str, first: int, count: int) -> str:
    text = draft.text(draft.book.part)
    out, at = [], 0
    for found in elements(text, "definedName"):
        old = unescape(found.body)
        new = rows_inserted(old, "", sheet, first, count)
        if new != old:
            begin = text.index(">", found.start) + 1
            out += [text[at:begin], escape(new)]
            at = begin + len(found.body)
    return "".join(out) + text[at:]


def _move_chain(draft: Draft, sheet: str, first: int, count: int) -> None:
    """The calculation chain names each formula cell; one that names a cell without a formula damages the file."""
    part = draft.book.calc_chain
    if part is None or part not in draft.book.container.members:
        return
    text, out, at, current = draft.text(part), [], 0, ""
    own = draft.sheet(sheet).sheet_id
    for tag in tags(text, "c"):
        current = tag.attributes.get("i", current)  # left out where it is the one before's (18.6.1)
        row, column = cell_place(tag.attributes["r"])
        if current == own and row >= first:
            whole = text[tag.start : tag.end]
            out += [text[at : tag.start], whole.replace(f'"{name(row, column)}"', f'"{name(row + count, column)}"', 1)]
            at = tag.end
    draft.put(part, "".join(out) + text[at:])
