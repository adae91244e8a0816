"""The internal and the public edition of a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from npmsync.dialogue.figures.implementation import Past, status_on
from npmsync.dialogue.figures.model import Figure, Figures
from npmsync.documents import gate
from npmsync.documents.dossier import Block, Card, Cards, Dossier, Table, Text, inside
from npmsync.documents.report.tables import Annexes, annex, figure_table, regressed_table
from npmsync.documents.report.words import value_text
from npmsync.documents.wording import Wording
from npmsync.domain.outgoing import Inside, Outgoing
from npmsync.domain.world import World
from npmsync.locale import number_text, right_to_left

_CARDS = (
    ("contact", ""),
    ("answers", "share"),
    ("time", "days"),
    ("implementation", "share"),
    ("commitments", "share"),
)
_ORDER = ("contact", "answers", "time", "positions", "implementation", "regressed", "commitments")
"""Real contact before paper."""
_ANNEXED = ("contact", "answers", "implementation", "commitments")


@dataclass(frozen=True, slots=True)
class Issue:
    """What a report says of itself: of which year (None: all there is), in what words, from whom, made when."""

    year: int | None
    wording: Wording
    npm: str
    today: date


def internal_report(figures: Figures, world: World, past: Past, issue: Issue) -> Inside[Dossier]:
    """Everything, with the rows of each figure; for the NPM alone."""
    annexed = [annex(figure, issue.wording) for key in _ANNEXED if (figure := figures.find(key, _first_by(key)))]
    keys = [key for key in _ANNEXED if figures.find(key)]
    anchors = {key: found for key, (_, found) in zip(keys, annexed, strict=True)}
    annexes = Annexes({**anchors, "regressed": anchors["implementation"]})
    statuses = {
        one.id: status.value if (status := status_on(one, past, figures.period.as_of)[0]) else "not_assessed"
        for one in world.recommendations
    }

    def table(figure: Figure) -> Table:
        if figure.key == "regressed":
            return regressed_table(figure, statuses, issue.wording, annexes)
        return figure_table(figure, issue.wording, annexes)

    blocks = [*_head(figures, issue), *map(table, _ordered(figures)), *(made for made, _ in annexed)]
    return inside(_paper(figures, issue, blocks), issue.wording)


def public_report(figures: Outgoing[Figures], issue: Issue, released: bool) -> Outgoing[Dossier]:
    """What the public may see. Until somebody has decided that it may, it says so at its head."""

    def made(shown: Figures) -> Dossier:
        tables = [figure_table(figure, issue.wording, None) for figure in _ordered(shown)]
        banner = "" if released else issue.wording.say("paper.to_release")
        note = Text(issue.wording.say("report.note.suppressed"))
        traced = Text(issue.wording.say("report.note.traced", date=shown.period.as_of))
        return _paper(shown, issue, [*_head(shown, issue), note, *tables, traced], banner)

    return gate.shaped(figures, made)


def report_title(year: int | None, wording: Wording) -> str:
    """How a report is called."""
    return wording.say("report.title", year=year) if year else wording.say("report.title_all")


def _first_by(key: str) -> str:
    return "authority" if key != "implementation" else "year"


def _ordered(figures: Figures) -> list[Figure]:
    return [figure for key in _ORDER for figure in figures.figures if figure.key == key]


def _paper(figures: Figures, issue: Issue, blocks: list[Block], banner: str = "") -> Dossier:
    language = issue.wording.languages[0]
    lines = (issue.npm, issue.wording.say("report.generated_on", date=figures.period.as_of))
    title = report_title(issue.year, issue.wording)
    page = issue.wording.say("report.page")
    return Dossier(title, language, right_to_left(language), issue.npm, lines, tuple(blocks), banner, page)


def _head(figures: Figures, issue: Issue) -> list[Block]:
    cards = [card for key, measure in _CARDS if (card := _card(figures, key, measure, issue))]
    notes = [Text(issue.wording.say(key, **gaps)) for key, gaps in figures.notes]
    return [Cards(tuple(cards)), *notes]


def _card(figures: Figures, key: str, measure: str, issue: Issue) -> Card | None:
    figure = figures.find(key)
    if figure is None:
        return None
    value = _shown(figure, measure, issue)
    earlier = figures.before
    before = earlier.find(key) if earlier else None
    note = ""
    # Where the history does not reach back, last year's statuses would be this year's in disguise.
    if (
        earlier
        and before
        and not (key == "implementation" and earlier.notes and earlier.notes[0][0].endswith("unreached"))
    ):
        shown = _shown(before, measure, issue)
        year = str(earlier.period.as_of.year)
        note = issue.wording.say("paper.before", year=year, value=shown) if shown != "–" else ""
    return Card(value, issue.wording.say(f"report.card.{key if key != 'time' else 'days'}"), note)


def _shown(figure: Figure, measure: str, issue: Issue) -> str:
    language = issue.wording.languages[0]
    if measure:
        return value_text(figure.whole, measure, language)
    held = figure.whole.counts["meeting"]
    return "–" if held is None else number_text(held, language)
