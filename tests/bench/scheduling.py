"""How good and how fast plans are: against the proven optimum, OR-Tools CP-SAT and plain greedy, on the same instances.

    python tests/bench/scheduling.py              # 60, 300 and 1,000 meetings
    python tests/bench/scheduling.py 300 --seeds 5 --no-cp-sat

Prints for each instance: what greedy, our own search, CP-SAT (60 s, one worker) and HiGHS come to, the bound that each
proved, and the seconds of processor time; then what 5 declines move. Instances are made, not recorded: a year of an NPM
with its reviews bunched in spring and autumn, roundtables after them, short windows for follow-ups, absences, part-time
members and busy calendars.
"""

from __future__ import annotations

import argparse
import random
import sys
import time as clock
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from npmsync.domain import Absence, Meeting, Member, Participant, Weekday
from npmsync.domain.words import MeetingKind, MeetingStatus, Partstat
from npmsync.domain.world import World
from npmsync.scheduling.constraints import Limits, Office
from npmsync.scheduling.exact import highs
from npmsync.scheduling.meetings import meeting_of
from npmsync.scheduling.need import Need
from npmsync.scheduling.options import LEFT_OUT
from npmsync.scheduling.planning import Request, replan
from npmsync.scheduling.problem import Problem, problem
from npmsync.scheduling.search import Search
from npmsync.scheduling.settings import Planning
from npmsync.scheduling.solver import _days, _first_served, solve
from npmsync.scheduling.surroundings import Busy, Surroundings
from npmsync.scheduling.working_time import working_time

TODAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)
SIZES = {  # meetings: members, authorities, meetings a day, a week
    60: (4, 20, 2, 4),
    300: (12, 80, 4, 9),
    1000: (40, 250, 10, 28),
}


def instance(count: int, seed: int) -> tuple[list[Need], Surroundings]:
    """A year's needs and what they have to fit into, the same for the same numbers."""
    rng = random.Random(count * 1000 + seed)
    members, authorities, a_day, a_week = SIZES[count]
    team = tuple(_member(rng, n) for n in range(members))
    busy = tuple(
        Busy(f"a{rng.randrange(authorities)}@gov.example", start, start + timedelta(hours=rng.choice((2, 4, 30))))
        for start in (
            datetime.combine(FIRST + timedelta(days=rng.randrange(365)), time(rng.randrange(8, 15)))
            for _ in range(authorities * 3)
        )
    )
    kinds = [MeetingKind.ANNUAL_REVIEW] * authorities
    rest = [MeetingKind.ROUNDTABLE, MeetingKind.FOLLOW_UP, MeetingKind.FOLLOW_UP, MeetingKind.INTRODUCTION]
    kinds += [rng.choice(rest) for _ in range(count - authorities)]
    needs = [_need(rng, n, kind, team, authorities) for n, kind in enumerate(kinds)]
    reviews = {need.authorities[0]: need.ideal for need in needs if need.kind is MeetingKind.ANNUAL_REVIEW}
    needs = [_after_reviews(rng, need, reviews) if need.follows else need for need in needs]
    limits = Limits(meetings_a_day=a_day, meetings_a_week=a_week, meetings_a_month=None)
    return needs, Surroundings(working_time("GE", Office()), limits, TODAY, (), busy, team)


def _after_reviews(rng: random.Random, need: Need, reviews: dict[str, date]) -> Need:
    """A roundtable would best be held some weeks after the reviews of those at it, as the rule for roundtables has
    it."""
    after = min(max(reviews[seat] for seat in need.follows) + timedelta(days=14), LAST)
    return replace(need, ideal=after + timedelta(days=rng.randrange((LAST - after).days + 1)))


def _member(rng: random.Random, n: int) -> Member:
    first = FIRST + timedelta(days=rng.randrange(300))
    leave = (Absence(first=first, last=first + timedelta(days=rng.randrange(7, 28))),)
    part = (Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY) if n % 6 == 5 else ()
    return Member(name=f"Member {n}", email=f"m{n}@npm.example", absences=leave, works_on=part)


def _need(rng: random.Random, n: int, kind: MeetingKind, team: tuple[Member, ...], authorities: int) -> Need:
    table = kind is MeetingKind.ROUNDTABLE
    seats = rng.sample(range(authorities), rng.randrange(3, 7)) if table else [n % authorities]
    bunch = rng.choice((date(2027, 3, 20), date(2027, 10, 20), None))
    ideal = FIRST + timedelta(days=rng.randrange(365))
    if bunch and kind is MeetingKind.ANNUAL_REVIEW:
        ideal = bunch + timedelta(days=round(rng.gauss(0, 20)))
    around = 45 if kind is MeetingKind.FOLLOW_UP else 365
    lead = team[rng.randrange(len(team))]
    with_them = [Participant(name=f"A{seat}", email=f"a{seat}@gov.example", authority=f"a{seat}") for seat in seats]
    deputy = team[rng.randrange(len(team))]
    stands_in = Participant(name=deputy.name, email=deputy.email) if deputy != lead and n % 2 else None
    return Need(
        key=f"{kind.value} {n:04}",
        kind=kind,
        authorities=tuple(f"a{seat}" for seat in seats),
        names=tuple(f"A{seat}" for seat in seats),
        ideal=min(max(ideal, FIRST), LAST),
        earliest=max(FIRST, ideal - timedelta(days=around)),
        latest=min(LAST, ideal + timedelta(days=around)),
        duration_minutes={MeetingKind.ROUNDTABLE: 180, MeetingKind.ANNUAL_REVIEW: 120}.get(kind, 60),
        weight={MeetingKind.FOLLOW_UP: 3, MeetingKind.ANNUAL_REVIEW: 3}.get(kind, 2),
        because="because.",
        participants=(Participant(name=lead.name, email=lead.email), *with_them),
        political=rng.random() < 0.2,
        follows=tuple(f"a{seat}" for seat in seats) if table else (),
        urgency=rng.randrange(300),
        lead=lead.email,
        deputy=stands_in,
    )


def greedy(asked: Problem) -> int:
    """What a first-come plan costs: each need, in order of importance, on its best free day."""
    search = Search(asked)
    search.fill()
    search.place_out_of_order()
    return search.cost


def cp_sat(asked: Problem, seconds: float) -> tuple[int, int, int] | None:
    """The cost and the bound of CP-SAT on the same days and costs, and how many of its days cannot be arranged: it is
    not told of hours, so that its cost flatters it."""
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        return None
    model = cp_model.CpModel()
    at = [{day: model.new_bool_var("") for day in costs} for costs in asked.costs]
    for mine in at:
        model.add_exactly_one(mine.values())
    for room in asked.rooms:
        groups = defaultdict(list)
        for mine in at:
            for day, var in mine.items():
                if day != LEFT_OUT:
                    groups[room.group(day)].append(var)
        for group, here in groups.items():
            model.add(sum(here) <= max(room.left(group), 0))
    terms = [cost * at[i][day] for i, costs in enumerate(asked.costs) for day, cost in costs.items()]
    held = [sum(day * var for day, var in mine.items()) for mine in at]
    for late, before in enumerate(asked.before):
        loose = model.new_bool_var("")
        terms.append(asked.out_of_order[late] * loose)
        for early in before:
            order = model.add(held[early] + 1 <= held[late])
            order.only_enforce_if(loose.negated(), at[late][LEFT_OUT].negated(), at[early][LEFT_OUT].negated())
    model.minimize(sum(terms))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = seconds
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    on: dict[int, list[int]] = defaultdict(list)
    for index, mine in enumerate(at):
        on[next(day for day, var in mine.items() if solver.value(var))].append(index)
    full = [day for day, here in on.items() if day != LEFT_OUT and asked.packing.arrange(day, here) is None]
    return round(solver.objective_value), int(-(-solver.best_objective_bound // 1)), len(full)


def declines(count: int, seed: int) -> str:
    """Five invited meetings of a full plan are declined: how many of them, and of all others, move."""
    needs, given = instance(count, seed)
    meetings = [
        meeting_of(one, NOW, "Asia/Tbilisi", lambda need: need.key).model_copy(
            update={"id": one.need.key, "status": MeetingStatus.INVITED}
        )
        for one in solve(needs, given).placed
    ]
    chosen = {one.id for one in random.Random(seed).sample(meetings, 5)}
    meetings = [_declined(one) if one.id in chosen else one for one in meetings]
    world = World(members=given.members, meetings=tuple(meetings))
    planning = Planning(limits=given.limits)
    began = clock.process_time()
    result = replan(world, planning, given.working_time, Request(TODAY, FIRST, LAST, given.busy))
    moved = {one.id for one, _ in result.moved}
    return (
        f"{count} invited meetings, 5 declined: {len(moved & chosen)} of them moved, {len(moved - chosen)} others, "
        f"in {clock.process_time() - began:.1f} s"
    )


def _declined(meeting: Meeting) -> Meeting:
    people = [
        one.model_copy(update={"partstat": Partstat.DECLINED}) if one.authority else one for one in meeting.participants
    ]
    return meeting.model_copy(update={"participants": tuple(people)})


def run(count: int, seed: int, with_cp_sat: bool, with_highs: bool) -> None:
    needs, given = instance(count, seed)
    began = clock.process_time()
    plan = solve(needs, given)
    seconds = clock.process_time() - began
    asked = problem(sorted(needs, key=_first_served), given)
    first = greedy(asked)
    row = [f"{count} meetings, seed {seed}", f"greedy {first}"]
    row.append(
        f"ours {plan.cost} in {seconds:.1f} s (bound {plan.cost - plan.gap_days}, {len(plan.unplaced)} left out)"
    )
    best = plan.cost - plan.gap_days
    if with_highs:
        began = clock.process_time()
        days, bound = highs(asked, _days(asked)[0], best)
        best = bound
        proven = "proven" if asked.total(days) == bound else f"bound {bound}"
        row.append(f"highs {asked.total(days)} {proven} in {clock.process_time() - began:.1f} s")
    if with_cp_sat:
        found = cp_sat(asked, 60)
        row.append(
            f"cp-sat {found[0]} (bound {found[1]}, {found[2]} days that no hours fit)" if found else "cp-sat none"
        )
    row.append(f"ours is {100 * (plan.cost - best) / max(best, 1):.2f} % over the best bound")
    row.append(f"greedy {100 * (first - best) / max(best, 1):.0f} %")
    print("; ".join(row), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", type=int, nargs="*", default=[])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--no-cp-sat", action="store_true")
    parser.add_argument("--no-highs", action="store_true")
    given_ = parser.parse_args()
    for count_ in given_.counts or SIZES:
        for seed_ in range(given_.seeds):
            run(count_, seed_, not given_.no_cp_sat, not given_.no_highs)
            if count_ <= 300:
                print(declines(count_, seed_), flush=True)
    sys.exit(0)
