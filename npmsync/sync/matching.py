"""The rows of one endpoint against what it held before, then against what the hub holds besides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from npmsync.domain.record import Key
from npmsync.sync.agreed import Agreed
from npmsync.sync.compose import mark_of, mark_of_agreed
from npmsync.sync.identity import identify
from npmsync.sync.model import Fields
from npmsync.tables.sources import Source

PRIMARY = ("recommendation", "contact")
"""The entities that have rows of their own; responses live in the rows of their recommendations."""


@dataclass(frozen=True, slots=True)
class Matching:
    """`known[i]` is the record of source i; `new` are sources of records nobody had; `asked[i]` are the records that
    source i may be, likeliest first; `missing` are records that the endpoint held and that no source is."""

    known: Mapping[int, Key]
    new: tuple[int, ...]
    asked: Mapping[int, tuple[Key, ...]]
    missing: frozenset[Key]


def match(
    sources: Sequence[Source],
    base: Mapping[Key, Agreed],
    hub: Mapping[Key, Fields],
    names: Mapping[str, str],
    verdicts: Mapping[str, str | None],
) -> Matching:
    """Matches sources to records. `names`: authority id -> name. `verdicts`: a row's content -> the id of the record
    that a person said it is, None for a new one."""
    known: dict[int, Key] = {}
    new: list[int] = []
    asked: dict[int, tuple[Key, ...]] = {}
    for entity in PRIMARY:
        rows = {index: mark_of(source) for index, source in enumerate(sources) if source.entity == entity}
        held = {key: mark_of_agreed(entity, agreed, names) for key, agreed in base.items() if key.entity == entity}
        decided_new = []
        for index, mark in list(rows.items()):
            if mark.content in verdicts:
                verdict = verdicts[mark.content]
                if verdict is None:
                    decided_new.append(index)
                else:
                    known[index] = Key(entity, verdict)
                    held.pop(Key(entity, verdict), None)
                del rows[index]
        before = identify(rows, held)
        left = {index: mark for index, mark in rows.items() if index not in before.rows and index not in before.asked}
        others = {
            key: mark_of_agreed(entity, Agreed(fields), names)
            for key, fields in hub.items()
            if key.entity == entity and key not in base and key not in known.values()
        }
        besides = identify(left, others)
        known |= {**before.rows, **besides.rows}
        asked |= {**before.asked, **besides.asked}
        new += [*decided_new, *(index for index in left if index not in besides.rows and index not in besides.asked)]
    missing = frozenset(key for key in base if key.entity in PRIMARY and key in hub and key not in set(known.values()))
    return Matching(known, tuple(sorted(new)), asked, missing)
