"""Whose row is this, after people have worked in a tracker. Run: python tests/bench/identity.py [ROWS ...]

A synthetic tracker is read, changed as people change trackers, and read again; every row is followed. An outcome is
  right   the row is the record it was, or a new one where it was put in
  asked   the row waits for a person
  anew    a row that was heavily reworded counts as a new one; its old record is asked about
  twin    the row was put in as a reworded copy of one that was deleted in the same go, with the same visit, place,
          addressee and status: nobody could tell it from that row reworded, and nothing moves that would be different
  wrong   the row is taken for another record: must be 0, for then a response moves to another recommendation
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from npmsync.domain import Key
from npmsync.ports import Sheet, Workbook
from npmsync.sync.compose import compose, raw_cells
from npmsync.sync.matching import Held, match
from npmsync.tables.recognise import recognise
from npmsync.tables.rows import read_table
from npmsync.tables.sources import Source, gather
from npmsync.vocabulary import builtin_vocabulary

OUTCOMES = ("right", "asked", "anew", "twin", "wrong")
VERBS = (
    "Ensure", "Provide", "Guarantee", "Improve", "Review", "Stop", "Introduce", "Repair", "Train staff on", "Record",
    "Inspect", "Extend", "Reduce", "Publish rules on", "Fund", "Monitor",
)  # fmt: skip
OBJECTS = (
    "access to a lawyer", "medical examination on arrival", "the heating of the cells", "solitary confinement",
    "the use of handcuffs during transfers", "family visits", "education of juveniles", "the complaints mechanism",
    "hot meals for persons in police custody", "interpretation at hearings", "body searches", "natural light in cells",
    "the register of incidents", "psychological support", "telephone calls", "outdoor exercise", "separation of minors",
    "treatment of drug dependence", "video recording of interviews", "ventilation of the isolation unit",
    "suicide prevention", "the supply of hygiene products", "staffing at night", "information on rights",
)  # fmt: skip
MANNERS = (
    "without delay", "in every wing", "before the end of the year", "in line with the Nelson Mandela Rules",
    "as recommended after the previous visit", "with a plan and a budget", "and report on it every three months",
    "for women and for men alike", "also at weekends", "by order of the director", "in a language that they understand",
    "under medical supervision", "with the participation of civil society", "as the law already provides",
)  # fmt: skip
TOWNS, KINDS = (
    ("North", "Harbour", "Valley", "Hill", "Old Town", "Lake", "Border"),
    ("Prison", "Police Station", "Clinic"),
)
PLACES = tuple(f"{town} {kind}" for town in TOWNS for kind in KINDS)
AUTHORITIES = ("Ministry of Justice", "Ministry of Health", "National Police", "Prison Service", "Ministry of Interior")
STATUSES = ("Implemented", "In progress", "Not implemented", "")


@dataclass(frozen=True)
class Line:
    """A row of the tracker; `origin` is the row it was at first, None for one that was put in."""

    ref: str
    text: str
    place: str
    date: str
    whom: str
    status: str
    origin: int | None


def make(rows: int, refs: bool, dice: random.Random) -> list[Line]:
    """A tracker of so many rows; one in ten is a near-copy of an earlier one (another place, a word or two changed)."""
    lines: list[Line] = []
    for at in range(rows):
        ref = f"{2020 + at % 6}/{at + 1:04}" if refs else ""
        text = " ".join(f"{dice.choice(VERBS)} {dice.choice(OBJECTS)} {dice.choice(MANNERS)}.".split())
        if lines and dice.random() < 0.1:
            text = reworded(dice.choice(lines).text, 0.1, dice)
        day = f"20{20 + at % 6}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        lines.append(Line(ref, text, dice.choice(PLACES), day, dice.choice(AUTHORITIES), dice.choice(STATUSES), at))
    return lines


def reworded(text: str, share: float, dice: random.Random) -> str:
    """The text with this share of its words, one at least, replaced or dropped."""
    words = text.split()
    for at in dice.sample(range(len(words)), max(1, round(share * len(words)))):
        words[at] = dice.choice(("", "all", "persons", "immediately", words[at].upper()))
    return " ".join(word for word in words if word)


def sort(lines: list[Line], dice: random.Random) -> list[Line]:
    return sorted(lines, key=lambda line: (line.whom, line.place, dice.random()))


def take_part(lines: list[Line], dice: random.Random) -> list[Line]:
    """A filter was on when the rows were copied."""
    return [line for line in lines if line.whom != AUTHORITIES[0]]


def insert(lines: list[Line], dice: random.Random) -> list[Line]:
    """New rows anywhere, half of them copied from another row and reworded, as people do."""
    out = list(lines)
    for at in range(max(1, len(lines) // 30)):
        model = dice.choice(lines)
        text = reworded(model.text, 0.2, dice) if at % 2 else f"{dice.choice(VERBS)} {dice.choice(OBJECTS)} at once."
        ref = f"new/{at}" if model.ref else ""
        out.insert(dice.randrange(len(out)), replace(model, ref=ref, text=text, status="", origin=None))
    return out


def delete(lines: list[Line], dice: random.Random) -> list[Line]:
    return [line for line in lines if dice.random() > 0.02]


def edit(lines: list[Line], dice: random.Random) -> list[Line]:
    """One text in twenty is reworded (5 to 40 % of its words), one of five with its place; statuses change freely."""
    out = []
    for line in lines:
        status = dice.choice(STATUSES) if dice.random() < 0.2 else line.status
        if dice.random() < 0.05:
            place = dice.choice(PLACES) if dice.random() < 0.2 else line.place
            line = replace(line, text=reworded(line.text, dice.uniform(0.05, 0.4), dice), place=place)
        out.append(replace(line, status=status))
    return out


def renumber(lines: list[Line], dice: random.Random) -> list[Line]:
    """The numbers are filled down anew: all of them belong to other rows now."""
    refs = [f"{2020 + at % 6}/{at + 1:04}" for at in range(len(lines))]
    return [replace(line, ref=ref if line.ref else "") for line, ref in zip(lines, refs, strict=True)]


def make_again(lines: list[Line], dice: random.Random) -> list[Line]:
    """Rows are deleted, and each is made again after a later visit, in nearly the same words, sometimes elsewhere."""
    out = list(lines)
    for at in range(max(1, len(lines) // 50)):
        gone = out.pop(dice.randrange(len(out)))
        ref, place = f"again/{at}" if gone.ref else "", gone.place if at % 2 else dice.choice(PLACES)
        text = reworded(gone.text, 0.1, dice) if at % 3 else gone.text
        again = Line(ref, text, place, f"2027-05-{1 + at % 28:02}", gone.whom, "", None)
        out.insert(dice.randrange(len(out)), again)
    return out


Change = Callable[[list[Line], random.Random], list[Line]]
MIXTURES: dict[str, Sequence[Change]] = {
    "sorted": (sort,),
    "part copied": (take_part, sort),
    "rows put in": (insert,),
    "rows deleted": (delete, sort),
    "edited": (edit, sort),
    "all of these": (insert, delete, edit, sort),
    "all, numbers filled down anew": (insert, delete, edit, sort, renumber),
    "deleted and made again": (make_again, sort),
}


def read(lines: Sequence[Line], refs: bool) -> list[Source]:
    head = ["No."] * refs + ["Recommendation", "Place visited", "Date of visit", "Addressed to", "Status", "Notes"]
    cells = [[line.ref] * refs + [line.text, line.place, line.date, line.whom, line.status, ""] for line in lines]
    workbook = Workbook((Sheet("Register", [head, *cells]),), "")
    vocabulary = builtin_vocabulary()
    return gather([read_table(workbook, table, vocabulary) for table in recognise(workbook, vocabulary).tables])


def follow(rows: int, refs: bool, changes: Sequence[Change], dice: random.Random) -> tuple[Counter[str], float]:
    """(outcome -> how many rows, seconds that the matching took)."""
    before = make(rows, refs, dice)
    after = before
    for change in changes:
        after = change(after, dice)
    names = {name: name for name in AUTHORITIES}
    base = {
        Key("recommendation", f"{at:06}"): compose(source, raw_cells(source), [], names.__getitem__).now
        for at, source in enumerate(read(before, refs))
    }
    hub = {key: agreed.values for key, agreed in base.items()}
    sources = read(after, refs)
    assert len(base) == len(before) and len(sources) == len(after)
    start = time.perf_counter()
    found = match(sources, Held(base), hub, names)
    took = time.perf_counter() - start
    counts: Counter[str] = Counter()
    for at, line in enumerate(after):
        key = found.known.get(at)
        if at in found.asked:
            counts["asked"] += 1
        elif key is None:
            counts["right" if line.origin is None else "anew"] += 1
        else:
            counts[taken(before, after, line, int(key.id))] += 1
    return counts, took


def taken(before: Sequence[Line], after: Sequence[Line], line: Line, record: int) -> str:
    """The outcome for a row that was taken for a record."""
    if line.origin is not None and (record == line.origin or alike(before, record, line.origin)):
        return "right"
    copied = line.origin is None and replace(before[record], ref="", text="", origin=None)
    gone = all(other.origin != record for other in after)
    return "twin" if gone and copied == replace(line, ref="", text="") else "wrong"


def alike(lines: Sequence[Line], one: int, other: int) -> bool:
    """Two rows that did not differ in any cell cannot be told apart, and nothing is lost if they change places."""
    return replace(lines[one], origin=0) == replace(lines[other], origin=0)


def main(sizes: Sequence[int]) -> None:
    print("| rows | references | what was done | rows followed | right | asked | anew | twin | wrong | seconds |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for rows in sizes:
        runs = 10 if rows < 1000 else 3
        for refs in (True, False):
            for name, changes in MIXTURES.items():
                if renumber in changes and not refs:
                    continue
                total: Counter[str] = Counter()
                took = 0.0
                for seed in range(runs):
                    counts, seconds = follow(rows, refs, changes, random.Random(seed))
                    total += counts
                    took = max(took, seconds)
                shown = " | ".join(str(total[outcome]) for outcome in OUTCOMES)
                kind = "yes" if refs else "no"
                print(f"| {rows} | {kind} | {name} | {total.total()} | {shown} | {took:.2f} |", flush=True)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [300, 3000])
