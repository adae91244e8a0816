"""One figure as one table, and the rows that it counts as an annex to which its references lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from npmsync.dialogue.figures.model import NOT_STATED, Figure, Group, Line
from npmsync.documents.dossier import Cell, Column, Link, Row, Table
from npmsync.documents.report.words import definition, group_label, part_label, title
from npmsync.documents.wording import Wording

Anchors = Mapping[tuple[str, str | None], str]
"""(record, authority or None) -> the row of the annex that stands for it."""
WITHHELD = "–"
"""Stands for a count that is not published."""
_PATTERN = {
    "rejected": 3,
    "under_consideration": 2,
    "not_assessed": 6,
    "no_longer_relevant": 5,
    "interim": 2,
    "awaited": 6,
}
"""What looks alike means the like: green is good, red is not."""
_ANNEX_OF = {"answers": "answers", "time": "answers", "positions": "answers"}


@dataclass(frozen=True, slots=True)
class Annexes:
    """Where the rows of each figure stand."""

    anchors: Mapping[str, Anchors]

    def links(self, figure: Figure, lines: tuple[Line, ...]) -> tuple[Link, ...]:
        known = self.anchors.get(annex_of(figure.key), {})
        found = [
            (line.known_as, known.get((line.record, line.authority)) or known.get((line.record, None)))
            for line in lines
        ]
        return tuple(Link(shown, row or "") for shown, row in found)


def annex_of(key: str) -> str:
    """The figure whose rows hold those of this one."""
    return _ANNEX_OF.get(key, key)


def figure_table(figure: Figure, wording: Wording, annexes: Annexes | None) -> Table:
    """A figure's groups, its total last. Without annexes (the public edition) no row is named. Parts that nothing was
    counted in, anywhere, are left out."""
    shown = [part for part in figure.parts if any(g.counts[part] != 0 for g in (*figure.groups, figure.whole))]
    values = figure.measure != "none"
    columns = [Column(group_label(figure.by, wording) if figure.by else "")]
    # Where a value is a length of time, that is drawn, not how many there were.
    timed = figure.measure == "days"
    for part in shown:
        bar = None if timed else _PATTERN.get(part, figure.parts.index(part))
        columns.append(Column(part_label(figure, part, wording), "number", bar=bar))
    columns += [Column(wording.say("paper.total"), "number")] if len(shown) != 1 else []
    if values:
        label = wording.say(f"report.value.{figure.measure}")
        columns.append(Column(label, "number", bar=0) if timed else Column(label, "share"))
    columns += [Column(wording.say("paper.rows"))] if annexes else []

    def row(group: Group, strong: bool = False) -> Row:
        name = wording.say("paper.total") if strong else group.name or wording.say("paper.not_stated")
        cells: list[Cell] = [name, *(_count(group.counts[part]) for part in shown)]
        cells += [_count(group.total)] if len(shown) != 1 else []
        cells += [_value(group, figure.measure)] if values else []
        if annexes:
            cells.append(None if strong and figure.groups else annexes.links(figure, group.lines))
        return Row(tuple(cells), strong=strong)

    rows = [row(group) for group in figure.groups] + ([row(figure.whole, True)] if figure.whole.total != 0 else [])
    return Table(
        title=title(figure, wording),
        columns=tuple(columns),
        rows=tuple(rows),
        sheet=title(figure, wording),
        note=definition(figure, wording),
        empty=wording.say("paper.none"),
    )


def regressed_table(figure: Figure, statuses: Mapping[str, str], wording: Wording, annexes: Annexes) -> Table:
    """What has become worse, row by row: `statuses` maps a recommendation to the status that it has now."""
    labels = [
        wording.say("label.recommendation"),
        wording.say("report.regressed.once"),
        wording.say("report.regressed.now"),
    ]
    columns = (Column(wording.say("label.ref")), *map(Column, labels), Column(wording.say("paper.day"), "date"))
    rows = [
        Row((annexes.links(figure, (line,)), line.about, part_label(figure, line.part, wording),
             part_label(figure, statuses[line.record], wording), line.on))
        for line in figure.whole.lines
    ]  # fmt: skip
    name = title(figure, wording)
    note, none = definition(figure, wording), wording.say("paper.none")
    return Table(name, columns, tuple(rows), name, note, none)


def annex(figure: Figure, wording: Wording) -> tuple[Table, Anchors]:
    """Every record that the figure counts, once, in the order of the groups, and where each stands."""
    lines = list(_once(figure))
    anchors = {(line.record, line.authority): f"{figure.key}-{n}" for n, line in enumerate(lines, 1)}
    for line in lines:
        anchors.setdefault((line.record, None), anchors[line.record, line.authority])
    who = any(line.authority for line in lines)
    took = any(line.days is not None for line in lines)
    columns = [Column(wording.say("label.ref"))]
    columns += [Column(wording.say("paper.authority"))] if who else []
    columns += [Column(wording.say("paper.what")), Column(wording.say("report.as"))]
    columns += [Column(wording.say("paper.day"), "date")]
    columns += [Column(wording.say("report.time.title_whole"), "number")] if took else []
    rows = []
    for line in lines:
        cells: list[Cell] = [line.known_as, *([line.authority or ""] if who else []), _about(line, wording)]
        cells += [part_label(figure, line.part, wording), line.on, *([line.days] if took else [])]
        rows.append(Row(tuple(cells), anchors[line.record, line.authority]))
    name = wording.say("report.annex", title=wording.say(f"report.{figure.key}.title_whole"))
    sheet = f"{wording.say('paper.rows')} {wording.say(f'report.{figure.key}.title_whole')}"
    return Table(name, tuple(columns), tuple(rows), sheet, empty=wording.say("paper.none"), annex=True), anchors


def _about(line: Line, wording: Wording) -> str:
    """The words of a record; of a recommendation that was made again, with the years in which it was made."""
    years = ", ".join(map(str, line.made))
    return f"{line.about} ({wording.say('report.made', years=years)})" if years else line.about


def _once(figure: Figure) -> list[Line]:
    """The lines of the whole; where they name an authority, in the order of the groups."""
    if figure.by != "authority" or not all(line.authority for line in figure.whole.lines):
        return list(figure.whole.lines)
    return [line for group in figure.groups for line in group.lines if group.name != NOT_STATED]


def _count(count: int | None) -> Cell:
    return WITHHELD if count is None else count


def _value(group: Group, measure: str) -> Cell:
    if group.value is None:
        return None
    return round(group.value, 4) if measure == "share" else round(group.value)
