"""A column that a sort left behind is known by holding its old cells beside other records."""

from __future__ import annotations

import pytest

from npmsync.domain import Key
from npmsync.sync.agreed import Agreed
from npmsync.sync.left_behind import left_behind

DAYS = [f"2026-01-{day:02d}" for day in range(1, 21)]


def held(cells: list[str]) -> dict[Key, Agreed]:
    return {Key("recommendation", str(n)): Agreed(raw={"response_due": [cell]}) for n, cell in enumerate(cells)}


def shown(cells: list[str]) -> dict[Key, dict[str, list[str]]]:
    return {Key("recommendation", str(n)): {"response_due": [cell]} for n, cell in enumerate(cells)}


@pytest.mark.parametrize(
    ("now", "fields"),
    [
        (DAYS, set()),
        (DAYS[::-1], {"response_due"}),  # all of them stand with others
        (DAYS[1:] + DAYS[:1], {"response_due"}),  # slid by a row
        (DAYS[5:10][::-1] + DAYS[5:], set()),  # some copied over others: not the cells that were there
        ([DAYS[1], DAYS[0], *DAYS[2:]], set()),  # two exchanged by hand
        ([*DAYS[:10], *(["2027-01-01"] * 10)], set()),  # half of them set anew
    ],
)
def test_only_a_column_of_exchanged_cells_was_left_behind(now: list[str], fields: set[str]) -> None:
    assert left_behind(shown(now), held(DAYS)) == {"recommendation": fields}


def test_references_and_texts_are_for_identity_to_judge() -> None:
    base = {Key("recommendation", str(n)): Agreed(raw={"ref": [str(n)]}) for n in range(20)}
    now = {Key("recommendation", str(n)): {"ref": [str(19 - n)]} for n in range(20)}
    assert left_behind(now, base) == {"recommendation": frozenset()}
