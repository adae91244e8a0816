"""Recommendations made again: linked, told with their years, counted once, their status their own."""

from __future__ import annotations

from datetime import date
from typing import Any

from npmsync.dialogue.agenda import agenda_of
from npmsync.dialogue.figures import Period, Rules, figures
from npmsync.dialogue.settings import Deadlines
from npmsync.domain import Authority, Recommendation
from npmsync.domain.words import MeetingKind, Stage, Status
from npmsync.domain.world import World
from npmsync.scheduling.settings import Office
from npmsync.scheduling.working_time import working_time

M = Authority(id="m", name="Ministry")


def rec(identity: str, year: int, again: str | None = None, **more: Any) -> Recommendation:
    more = {"addressees": ("m",), "ref": identity.upper(), **more}
    return Recommendation(id=identity, text="t", issued_on=date(year, 3, 1), reiterates=again, **more)


CHAIN = (rec("a", 2021, status=Status.IMPLEMENTED), rec("b", 2023, " a "), rec("c", 2026, "B", status=None))


def test_years_are_told_from_the_first_on_and_no_status_is_taken_over():
    world = World(authorities=(M,), recommendations=CHAIN)
    assert world.made_in(CHAIN[2]) == (2021, 2023, 2026)
    assert world.made_in(CHAIN[0]) == (2021,)
    assert CHAIN[2].status is None and world.earlier == {"b": "a", "c": "b"}


def test_circles_unknown_numbers_and_numbers_of_two_are_no_links():
    circle = (rec("a", 2021, "C"), *CHAIN[1:])
    assert len(World(recommendations=circle).earlier) == 2
    assert World(recommendations=(rec("a", 2021, "2019/7"), rec("b", 2022, "B"))).earlier == {}
    twins = (rec("a", 2020, ref="1"), rec("b", 2020, ref="1", addressees=("h",)), rec("c", 2021, "1"))
    assert World(recommendations=twins).earlier == {"c": "a"}


def test_figures_count_it_once_as_it_stood_and_a_draft_makes_nothing_again_yet():
    world = World(authorities=(M,), recommendations=(*CHAIN, rec("d", 2026, "C", stage=Stage.DRAFT)))

    def counted(year: int) -> dict[str, int | None]:
        rules = Rules(Deadlines(), working_time("FR", Office()))
        figure = figures(world, {}, rules, Period.of_year(year, date(2026, 11, 25))).find("implementation")
        assert figure is not None and figure.whole.total == 1
        (line,) = figure.whole.lines
        assert line.made == ((2021, 2023, 2026) if year == 2026 else ())
        return {part: count for part, count in figure.whole.counts.items() if count}

    assert (counted(2022), counted(2026)) == ({"implemented": 1}, {"not_assessed": 1})


def test_an_agenda_has_it_once():
    opened = (rec("a", 2021), *CHAIN[1:])
    found = agenda_of(World(authorities=(M,), recommendations=opened), MeetingKind.ANNUAL_REVIEW, ("m",), None)
    assert found.recommendations == ("c",) and "made 2021, 2023, 2026" in found.items[0].because
    assert [one.because for one in found.left_out] == ["it was made again as B", "it was made again as C"]
