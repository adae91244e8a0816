"""Whose row is this: rows that were edited, matched to the records they were before.

Rows whose cells are all as they were are not looked at here: `matching` knows them already. Steps, each over what the
one before left unmatched:
 1. the same reference and the same text;
 2. the same reference alone, where it is unique on both sides, the texts are not of two minds, and no other record
    claims the row by its exact text (a column of references that has slipped by a row must not move answers along);
 3. the same text and the same other identifying fields; then the same text, where it is unique on both sides and of
    the same visit (the same words after another visit may be a recommendation made again);
 4. nearness: 0.80 of the likeness of the texts and up to 20 points for place, date and addressees, taken where both are
    each other's best by a margin and the rest of the row was left alone, again and again until nothing moves.
What is near but not near enough, or has a rival, is asked; what is far is a new row and a missing record. References
that most untouched texts have not kept are row numbers, filled down anew after a sort, and say nothing.

The thresholds are arguments. The defaults were measured by following every row of synthetic trackers of 300 and 3,000
rows through sorting, copying, inserting, deleting, rewording and renumbering (`tests/bench/identity.py`): none was
taken for another record; at a margin of 6 one in 9,100 was.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from npmsync.domain.record import Key

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a row or a record is known by. Empty strings where a tracker has no such column; texts as written. `rest`
    are its other cells that hold something: column -> what it holds."""

    ref: str
    text: str
    place: str = ""
    date: str = ""
    addressees: str = ""
    rest: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Points of 100. `sure`: matched without asking, if `margin` better than any rival; below `far`: not the same."""

    sure: float = 80
    margin: float = 15
    far: float = 60


@dataclass(frozen=True, slots=True)
class Matched:
    """`rows[i]` is the record of row i. `asked[i]` are the records that row i may be, likeliest first; the row waits.
    Rows in neither are new; records in neither are missing."""

    rows: Mapping[int, Key]
    asked: Mapping[int, tuple[Key, ...]]


def identify(rows: Mapping[int, Mark], known: Mapping[Key, Mark], limits: Thresholds | None = None) -> Matched:
    """Matches rows to known records; each is used at most once."""
    if not _refs_hold(rows.values(), known.values()):
        rows, known = _without_refs(rows), _without_refs(known)
    state = _State(dict(rows), dict(known), {})
    state.pair(lambda mark: (plain(mark.ref), plain(mark.text)) if mark.ref else None)
    claimed = {plain(mark.text) for mark in state.known.values()}
    present = {plain(mark.text) for mark in state.rows.values()}
    state.pair(
        lambda mark: plain(mark.ref) or None,
        unless=lambda row, record: (
            plain(row.text) in claimed
            or (plain(record.text) in present and plain(record.text) != plain(row.text))
            or not _of_one_mind(row, record)
        ),
    )
    state.pair(lambda mark: tuple(map(plain, (mark.text, mark.place, mark.date, mark.addressees))))
    state.pair(lambda mark: plain(mark.text) or None, unless=_two_visits)
    return _near(state, limits or Thresholds())


HOLD = 0.9
"""So many of the rows whose text nobody touched have kept their reference, or references say nothing."""
SAME_REF = 60
"""Of 100: less alike than this, a row with a record's reference has another text, and is asked about."""


def _refs_hold(rows: Iterable[Mark], known: Iterable[Mark]) -> bool:
    now: dict[str, list[str]] = defaultdict(list)
    before: dict[str, list[str]] = defaultdict(list)
    for refs, marks in ((now, rows), (before, known)):
        for mark in marks:
            refs[plain(mark.text)].append(plain(mark.ref))
    pairs = [(refs[0], before[text][0]) for text, refs in now.items() if len(refs) == len(before.get(text, ())) == 1]
    kept = [one == other for one, other in pairs if one and other]
    return sum(kept) >= HOLD * len(kept)


def _without_refs(marks: Mapping[K, Mark]) -> dict[K, Mark]:
    return {key: replace(mark, ref="") for key, mark in marks.items()}


def _of_one_mind(row: Mark, record: Mark) -> bool:
    from rapidfuzz import fuzz

    return fuzz.ratio(plain(row.text), plain(record.text)) >= SAME_REF


def _two_visits(row: Mark, record: Mark) -> bool:
    return bool(row.date and record.date and plain(row.date) != plain(record.date))


def identify_alike(rows: Mapping[int, Mark], known: Mapping[Key, Mark], likely: float = 90) -> Matched:
    """Matches rows to records that their endpoint never held: only what says the same is the same. What is `likely`
    alike (points of 100), or bears the same reference and is near, is asked; two different references are two records.
    """
    state = _State(dict(rows), dict(known), {})
    state.pair(lambda mark: (plain(mark.ref), plain(mark.text)) if mark.ref else None)
    state.pair(lambda mark: tuple(map(plain, (mark.text, mark.place, mark.date, mark.addressees))), unless=_two_refs)
    state.pair(lambda mark: plain(mark.text) or None, unless=_two_refs)
    asked = {}
    for index, options in _scores(state, Thresholds().far).items():
        ref = plain(state.rows[index].ref)
        near = {
            key: score
            for key, score in options.items()
            if score >= likely or (ref and ref == plain(state.known[key].ref))
        }
        if near:
            asked[index] = tuple(key for key, _ in _ranked(near, state.known)[:3])
    return Matched(state.matched, asked)


def _two_refs(row: Mark, record: Mark) -> bool:
    return bool(row.ref and record.ref and plain(row.ref) != plain(record.ref))


def plain(text: str) -> str:
    """A text without regard to case and blanks."""
    return " ".join(text.split()).casefold()


def words_of(fields: Mapping[str, Any]) -> tuple[str, str]:
    """Reference and text of a row or a record, as they are compared."""
    return plain(str(fields.get("ref") or "")), plain(str(fields.get("text") or ""))


@dataclass(slots=True)
class _State:
    rows: dict[int, Mark]
    known: dict[Key, Mark]
    matched: dict[int, Key]

    def pair(
        self, by: Callable[[Mark], Hashable | None], unless: Callable[[Mark, Mark], bool] = lambda row, record: False
    ) -> None:
        """Pairs what is alike under `by` and unique on both sides."""
        left, right = defaultdict(list), defaultdict(list)
        for index, mark in self.rows.items():
            left[by(mark)].append(index)
        for key, mark in self.known.items():
            right[by(mark)].append(key)
        for value, indexes in left.items():
            keys = right.get(value, [])
            if value is None or len(indexes) != 1 or len(keys) != 1:
                continue
            index, key = indexes[0], keys[0]
            if not unless(self.rows[index], self.known[key]):
                self.take(index, key)

    def take(self, index: int, key: Key) -> None:
        self.matched[index] = key
        del self.rows[index], self.known[key]


def _near(state: _State, limits: Thresholds) -> Matched:
    scores = _scores(state, limits.far)
    moved = True
    while moved:
        moved = False
        for index in sorted(state.rows):
            options = _ranked(scores.get(index, {}), state.known)
            if not options or options[0][1] < limits.sure or _margin(options) < limits.margin:
                continue
            key = options[0][0]
            row, record = state.rows[index], state.known[key]
            if not _an_edit(row, record) or _two_visits(row, record):
                continue
            rivals = _ranked({i: scores[i].get(key, 0.0) for i in scores if key in scores[i]}, state.rows)
            if rivals[0][0] == index and _margin(rivals) >= limits.margin:
                state.take(index, key)
                moved = True
    asked = {}
    for index in sorted(state.rows):
        options = _ranked(scores.get(index, {}), state.known)
        if options:
            asked[index] = tuple(key for key, _ in options[:3])
    return Matched(state.matched, asked)


def _an_edit(row: Mark, record: Mark) -> bool:
    """Whoever rewords a row leaves most of its other cells alone, and its numbers. A row that is only worded alike has
    cells of its own; "wing 2" and "wing 9" are two wings."""
    columns = {*row.rest, *record.rest}
    kept = sum(row.rest.get(column) == record.rest.get(column) for column in columns)
    if _digits(row.text) != _digits(record.text):
        return 0 < len(columns) == kept
    return kept * 2 >= len(columns)


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def _ranked(scores: Mapping, among: Mapping) -> list:
    return sorted(
        ((item, score) for item, score in scores.items() if item in among), key=lambda pair: (-pair[1], pair[0])
    )


def _margin(ranked: list) -> float:
    return ranked[0][1] - ranked[1][1] if len(ranked) > 1 else 100.0


def _scores(state: _State, far: float) -> dict[int, dict[Key, float]]:
    """Only what is at least `far` alike. Two rows that both carry a reference, and different ones, are not the same,
    unless their texts are."""
    if not state.rows or not state.known:
        return {}
    from rapidfuzz import fuzz, process

    pool = _Pool(state.known)
    found: dict[int, dict[Key, float]] = {}
    for index, row in state.rows.items():
        keys, texts = pool.candidates(row)
        # Without the other fields a text must reach (far - 20) / 0.8 to come to `far` at all.
        near = process.extract(plain(row.text), texts, scorer=fuzz.ratio, score_cutoff=(far - 20) / 0.8, limit=None)
        for _, likeness, position in near:
            record = state.known[keys[position]]
            if likeness < 100 and _two_refs(row, record):
                continue
            score = 0.80 * likeness + 8 * (row.place == record.place) + 7 * (row.date == record.date)
            score += 5 * (row.addressees == record.addressees)
            if score >= far:
                found.setdefault(index, {})[keys[position]] = score
    return found


class _Pool:
    """Records that a row may be, so that a row with a reference is not held against all those with another one: of a
    hundred thousand that would be everything."""

    def __init__(self, known: Mapping[Key, Mark]) -> None:
        self.keys = list(known)
        self.texts = [plain(known[key].text) for key in self.keys]
        self.by: dict[tuple[str, str], list[int]] = defaultdict(list)
        for position, key in enumerate(self.keys):
            self.by["ref", plain(known[key].ref)].append(position)
            self.by["text", self.texts[position]].append(position)

    def candidates(self, row: Mark) -> tuple[list[Key], list[str]]:
        """The records with the row's reference, with none, or with its very text; all, where the row has none."""
        if not row.ref:
            return self.keys, self.texts
        of = (("ref", ""), ("ref", plain(row.ref)), ("text", plain(row.text)))
        positions = sorted({position for word in of for position in self.by.get(word, ())})
        return [self.keys[n] for n in positions], [self.texts[n] for n in positions]
