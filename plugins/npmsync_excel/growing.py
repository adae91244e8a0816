"""Areas that ended at a table's last data row grow with it: named tables, filters, drop-downs, conditional formats,
print areas and other names, and the formulas that counted it. What went on further, or ended elsewhere, stays."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from npmsync.ports import Area
from npmsync_excel.cellrefs import area, area_name
from npmsync_excel.draft import Draft
from npmsync_excel.edits import Edit, Edited
from npmsync_excel.formulagrowth import grow_formulas
from npmsync_excel.formulas import range_grown
from npmsync_excel.guards import Guards
from npmsync_excel.markup import elements, escape, unescape
from npmsync_excel.opensheet import OpenSheet

_REF = re.compile(r"""(<(?:[\w.-]+:)?(?:autoFilter|sortState|table)\s[^>]*?\bref\s*=\s*["'])([A-Za-z0-9:$]+)""")
_SQREF = re.compile(
    r"""(<(?:[\w.-]+:)?(?:dataValidation|conditionalFormatting|ignoredError|protectedRange)\s[^>]*?\bsqref\s*=\s*["'])"""
    r"""([A-Za-z0-9:$ ]+)"""
)
_X14 = re.compile(r"<(?:[\w.-]+:)?(dataValidations|conditionalFormattings)(?=[\s>]).*?</(?:[\w.-]+:)?\1\s*>", re.DOTALL)
_X14_SQREF = re.compile(r"(<(?:[\w.-]+:)?sqref>)([^<]+)")


def grow(sheet: OpenSheet, last: int, count: int) -> None:
    """Lets the areas of the sheet that end at row `last` end `count` rows lower."""

    def grown(place: Area) -> Area:
        single = place.first_row == last and not _is_first_data_row(sheet.guards, last)
        return place if place.last_row != last or single else replace(place, last_row=last + count)

    draft, guards = sheet.draft, sheet.guards
    text = draft.text(sheet.part)
    tail = text.rindex("sheetData")
    draft.put(sheet.part, Edited(text, (Edit(tail, len(text), _with_areas(text[tail:], grown)),)))
    for table in guards.tables:
        if table.place.last_row == last:
            draft.put(table.part, _REF.sub(lambda found: found[1] + _each(found[2], grown), draft.text(table.part)))
    _grow_names(draft, sheet.name, last, count)
    grow_formulas(sheet, last, count)


def _is_first_data_row(guards: Guards, last: int) -> bool:
    headers = [table.place.first_row + table.header_rows - 1 for table in guards.tables]
    if guards.autofilter is not None:
        headers.append(guards.autofilter.first_row)
    return last - 1 in headers


def _with_areas(text: str, grown: Callable[[Area], Area]) -> str:
    """Sparklines, too, have an `xm:sqref`: those outside the lists of rules are their places, and stay."""
    text = _REF.sub(lambda found: found[1] + _each(found[2], grown), text)
    text = _SQREF.sub(lambda found: found[1] + _each(found[2], grown), text)
    return _X14.sub(lambda block: _X14_SQREF.sub(lambda found: found[1] + _each(found[2], grown), block[0]), text)


def _each(sqref: str, grown: Callable[[Area], Area]) -> str:
    words = []
    for word in sqref.split():
        try:
            old = area(word)
        except ValueError:
            words.append(word)
            continue
        new = grown(old)
        words.append(word if new == old else area_name(new))
    return " ".join(words)


def _grow_names(draft: Draft, sheet: str, last: int, count: int) -> None:
    text = draft.text(draft.book.part)
    out, at = [], 0
    for found in elements(text, "definedName"):
        local = found.attributes.get("localSheetId", "")
        own = draft.book.sheets[int(local)].name if local.isdigit() and int(local) < len(draft.book.sheets) else ""
        old = unescape(found.body)
        new = range_grown(old, own, sheet, last, count)
        if new != old:
            begin = text.index(">", found.start) + 1
            out += [text[at:begin], escape(new)]
            at = begin + len(found.body)
    draft.put(draft.book.part, "".join(out) + text[at:])
