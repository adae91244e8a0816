"""What the parts, groups and values of figures are called."""

from __future__ import annotations

from npmsync.dialogue.figures.model import Figure, Group
from npmsync.documents.wording import Wording
from npmsync.locale import number_text, share_text


def part_label(figure: Figure, part: str, wording: Wording) -> str:
    """A part's name: the words of a form for positions and statuses, the report's own for the rest."""
    axis = {"positions": "position", "implementation": "status", "regressed": "status"}.get(figure.key)
    if axis is None:
        return wording.say(f"report.part.{part}")
    key = f"choice.{axis}.{part}"
    text = wording.say(key) if wording.has(key) else wording.vocabulary.word(axis, part, wording.languages[0])
    # A choice may carry an instruction in brackets ("under consideration (until a date)"): that is for forms.
    return text.partition("(")[0].strip() or text


NUMBERS = {
    ("contact", ""): "1", ("answers", ""): "2", ("time", ""): "3", ("positions", ""): "4",
    ("implementation", "authority"): "5.1", ("implementation", "topic"): "5.2", ("implementation", "year"): "5.3",
    ("implementation", "place"): "5.4", ("implementation", ""): "5", ("regressed", ""): "6", ("commitments", ""): "7",
}  # fmt: skip
"""The number that a figure has in every edition and every year: by it, whoever reads one finds its rows."""


def number(figure: Figure) -> str:
    """The figure's number."""
    return NUMBERS.get((figure.key, figure.by)) or NUMBERS[figure.key, ""]


def definition(figure: Figure, wording: Wording) -> str:
    """The figure's number, and what it counts."""
    return f"{wording.say('report.number', number=number(figure))} {wording.say(f'report.{figure.key}.definition')}"


def title(figure: Figure, wording: Wording) -> str:
    if not figure.by:
        return wording.say(f"report.{figure.key}.title_whole")
    own = f"report.{figure.key}.title.{figure.by}"
    return wording.say(own if wording.has(own) else f"report.{figure.key}.title")


def group_label(by: str, wording: Wording) -> str:
    """What heads the column of the groups' names."""
    own = {"topic": "label.topic", "place": "label.place", "year": "paper.year"}
    return wording.say(own.get(by, "paper.authority"))


def value_text(group: Group, measure: str, language: str) -> str:
    """A group's value as people of the language write it; "–" where there is none."""
    if group.value is None:
        return "–"
    return share_text(group.value, language) if measure == "share" else number_text(round(group.value), language)
