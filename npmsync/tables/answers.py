"""Several addressees, one cell.

A cell with one plain reply and several addressees is a joint reply: it counts for each. Where their answers differ, a
text cell holds "Authority: text", one a line. A position or a date has no room for names: it goes into the cell only
when all addressees agree, else it waits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from npmsync.tables.model import Value
from npmsync.vocabulary import fold

ANSWER_FIELDS: Mapping[str, str] = {
    "responded_on": "responded_on",
    "position": "position",
    "response_text": "text",
    "actions": "actions",
    "reasons": "reasons",
    "progress": "progress",
    "planned_on": "planned_on",
    "contact": "contact",
    "comments": "comments",
}
"""A column's field -> the field of the response it holds."""

NAMED_FIELDS = frozenset({"response_text", "actions", "reasons", "progress", "contact", "comments"})
"""The columns whose cells have room for "Authority: text"."""


def split_answers(field: str, value: Value, addressees: Sequence[str]) -> dict[str, Value]:
    """What each addressee answered according to one cell. Names are `addressees`; those without an answer are absent.

    >>> split_answers("response_text", "Works are done.", ["Health", "Justice"])
    {'Health': 'Works are done.', 'Justice': 'Works are done.'}
    >>> split_answers("response_text", "Justice: A bill is drafted.\\nIt goes to parliament.", ["Health", "Justice"])
    {'Justice': 'A bill is drafted.\\nIt goes to parliament.'}
    """
    if value is None or value == ():
        return {}
    if field in NAMED_FIELDS and isinstance(value, str) and len(addressees) > 1:
        named = _named(value, addressees)
        if named is not None:
            return named
    return dict.fromkeys(addressees, value)


def join_answers(field: str, answers: Mapping[str, Value], addressees: Sequence[str]) -> tuple[Value, bool]:
    """(what the cell is to hold, whether it can): the inverse of `split_answers`. The second is False for a position or
    a date on which the addressees do not all agree."""
    values = [answers.get(name) for name in addressees]
    if all(value == values[0] for value in values):
        return values[0], True
    if field not in NAMED_FIELDS:
        return None, False
    lines = [f"{name}: {answers[name]}" for name in addressees if answers.get(name) is not None]
    return "\n".join(lines), True


def _named(text: str, addressees: Sequence[str]) -> dict[str, Value] | None:
    """The text by speaker, or None where its first line names none of them."""
    known = {fold(name): name for name in addressees}
    spoken: dict[str, list[str]] = {}
    speaker: str | None = None
    for line in text.split("\n"):
        name, colon, rest = line.partition(":")
        if colon and fold(name) in known:
            speaker = known[fold(name)]
            spoken.setdefault(speaker, []).append(rest.strip())
        elif speaker is None:
            return None
        else:
            spoken[speaker].append(line)
    return {name: "\n".join(lines).strip() for name, lines in spoken.items()}
