"""From the headings of a block of columns to its fields: one column a field, each with its certainty.

What stays open is left unmapped and said. Nothing is guessed: an unmapped column is never touched, a wrongly mapped
one may leak.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from npmsync.tables.address import column_letter
from npmsync.tables.date_columns import PLAIN, Dates, plain_date_columns
from npmsync.tables.fit import fit
from npmsync.tables.header_words import Match
from npmsync.tables.model import Column
from npmsync.tables.readings import NPM_STATUS, Candidate, is_npm_status, narrowed
from npmsync.vocabulary import Vocabulary, fold

THRESHOLD = 0.65
"""Below this certainty a column is left unmapped and its best guess is said."""
_SURE = 0.85


@dataclass(frozen=True, slots=True)
class Assignment:
    """field -> column, the labels of the columns taken for nothing, and a sentence for each that nearly was."""

    fields: Mapping[str, Column]
    unknown_headers: tuple[str, ...]
    notes: tuple[str, ...]


def assign(columns: Sequence[Candidate], dates: Mapping[int, Dates], vocabulary: Vocabulary) -> Assignment:
    """The field of every column. `dates` holds, row by row, the dates of each column headed by "Date" alone or by a
    sure date field."""
    possible = _possible_fields(columns, dates, vocabulary)
    claims: dict[str, list[tuple[float, Candidate]]] = defaultdict(list)
    notes: dict[int, str] = {}
    for column in columns:
        fields = possible[column.heading.index]
        if len(fields) != 1:
            if column.match.fields:
                notes[column.heading.index] = _open(column, fields or column.match.fields)
            continue
        certainty = min(1.0, max(0.0, column.match.certainty + fit(fields[0], column.profile)))
        if certainty < THRESHOLD:
            notes[column.heading.index] = _open(column, fields)
        else:
            claims[fields[0]].append((certainty, column))
    taken: dict[str, Column] = {}
    for field, claimants in claims.items():
        winner = _winner(claimants)
        for certainty, column in claimants:
            if column is winner:
                taken[field] = Column(column.heading.index, column.heading.label, round(certainty, 2))
            elif winner is None:
                notes[column.heading.index] = _twice(column)
            else:
                notes[column.heading.index] = _second(column, winner, field)
    mapped = {column.index for column in taken.values()}
    return Assignment(
        fields=dict(sorted(taken.items(), key=lambda pair: pair[1].index)),
        unknown_headers=tuple(c.heading.label for c in columns if c.heading.index not in mapped),
        notes=tuple(notes[index] for index in sorted(notes)),
    )


def with_ticks(found: Assignment, ticks: Mapping[str, Column]) -> Assignment:
    """The same, with the columns of which one is ticked: `ticks` is field -> column. A field that a column of words
    holds already stays with it."""
    fields, unknown, notes = dict(found.fields), list(found.unknown_headers), list(found.notes)
    for field, column in ticks.items():
        if field in fields:
            unknown += [header for _, header in column.ticks]
            notes.append(f'the columns "{column.header}" were left alone, for "{fields[field].header}" holds {field}.')
        else:
            fields[field] = column
    in_order = dict(sorted(fields.items(), key=lambda pair: pair[1].index))
    return Assignment(in_order, tuple(unknown), tuple(notes))


def _possible_fields(
    columns: Sequence[Candidate], dates: Mapping[int, Dates], vocabulary: Vocabulary
) -> dict[int, tuple[str, ...]]:
    """Column -> what it may be: first the headers that mean one field, then the shared ones in their light."""
    sure = {c.heading.index: c.match.fields[0] for c in columns if _is_sure(c.match)}
    npm_status = {c.heading.index for c in columns if is_npm_status(c, vocabulary)}
    possible: dict[int, tuple[str, ...]] = {}
    for several in (False, True):
        for column in columns:
            index = column.heading.index
            if (len(column.match.fields) > 1) is several and frozenset(column.match.fields) != PLAIN:
                others = {field for at, field in sure.items() if at != index}
                if npm_status - {index}:
                    others.add(NPM_STATUS)
                possible[index] = narrowed(column, frozenset(others), vocabulary)
                sure.pop(index, None)
                if len(possible[index]) == 1 and column.match.certainty >= _SURE:
                    sure[index] = possible[index][0]
    return possible | plain_date_columns(columns, sure, dates)


def _is_sure(match: Match) -> bool:
    return len(match.fields) == 1 and match.certainty >= _SURE


def _winner(claimants: Sequence[tuple[float, Candidate]]) -> Candidate | None:
    """The column that gets the field: the most certain, no mere row number, the more long text, the leftmost. None
    where two of the best are headed by the same words."""
    best = max(certainty for certainty, _ in claimants)
    ranked = sorted(
        (column for certainty, column in claimants if certainty == best),
        key=lambda column: (column.profile.running, -column.profile.long, column.heading.index),
    )
    heads = [(fold(column.heading.text), fold(column.heading.group)) for column in ranked]
    return None if len(heads) > 1 and heads[0] in heads[1:] else ranked[0]


def _named(column: Candidate) -> str:
    return f'column {column_letter(column.heading.index)} "{column.heading.label}"'


def _open(column: Candidate, fields: Sequence[str]) -> str:
    return f"{_named(column)} was left alone; it may be {' or '.join(fields)}."


def _twice(column: Candidate) -> str:
    return f"{_named(column)} was left alone, for these words head more than one column."


def _second(column: Candidate, winner: Candidate, field: str) -> str:
    return f"{_named(column)} was left alone, for {_named(winner)} is already taken for {field}."
