"""Authorities by name. Case, accents and spaces aside, a name is one name; anything beyond that is for a person."""

from __future__ import annotations

import re
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


SHORTEST = 4
"""Letters of a word that can be misspelt: "Ministry A" and "Ministry B" are two ministries."""


def near_names(name: str, others: Iterable[str]) -> list[str]:
    """The names that this one is probably a misspelling of: one word is one or two letters apart (a fifth of it at
    most), or the words are run together or apart, and nothing else differs. Numbers are never misspelt: "Prison No. 1"
    and "Prison No. 2" are not near.

    >>> near_names("Minstry of Health", ["Ministry of Health", "Ministry of Wealth"])
    ['Ministry of Health']
    """
    mine = _words(name)
    return sorted(other for other in others if _near(mine, _words(other)))


def _words(name: str) -> list[str]:
    return re.findall(r"[\w']+", fold(name))


def _near(mine: list[str], theirs: list[str]) -> bool:
    from rapidfuzz.distance import DamerauLevenshtein

    if mine == theirs or len("".join(mine)) < 8:
        return False
    if "".join(mine) == "".join(theirs):
        return True
    if len(mine) != len(theirs):
        return False
    apart = [(one, other) for one, other in zip(mine, theirs, strict=True) if one != other]
    if len(apart) != 1 or any(letter.isdigit() for word in apart[0] for letter in word):
        return False
    shorter = min(map(len, apart[0]))
    return shorter >= SHORTEST and DamerauLevenshtein.distance(*apart[0]) <= min(2, max(1, shorter // 5))
