"""Authorities by name. Case, accents and spaces aside, a name is one name; anything beyond that is for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from npmsync.vocabulary import fold


@dataclass
class Directory:
    """Names and aliases -> ids. `made` collects the names that were not known, with the ids they were given."""

    ids: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, authorities: Mapping[str, Mapping]) -> Directory:
        """From the hub's authorities: id -> fields."""
        directory = cls()
        for identity, fields in sorted(authorities.items()):
            directory.names[identity] = fields["name"]
            for name in (fields["name"], *fields.get("aliases", ())):
                directory.ids.setdefault(fold(name), identity)
        return directory

    def find(self, name: str) -> str | None:
        """The id of the authority of this name, None when nobody has it."""
        return self.ids.get(fold(name))

    def find_or_make(self, name: str, identity: str) -> str:
        """The id of the authority of this name; an unknown name is given `identity`."""
        known = self.find(name)
        if known is not None:
            return known
        self.ids[fold(name)] = identity
        self.names[identity] = name
        self.made[identity] = name
        return identity


def near_names(name: str, others: Iterable[str]) -> list[str]:
    """The names that this one is probably a misspelling of: one or two letters apart in a long name, with the same
    numbers in it. "Prison No. 1" and "Prison No. 2" are not near."""
    from rapidfuzz.distance import DamerauLevenshtein

    mine = fold(name)
    if len(mine) < 8:
        return []
    found = []
    for other in others:
        theirs = fold(other)
        distance = DamerauLevenshtein.distance(mine, theirs, score_cutoff=2)
        if 0 < distance <= min(2, len(mine) // 8) and _digits(mine) == _digits(theirs):
            found.append(other)
    return sorted(found)


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())
