"""One run of `plan`: what stands stays, what is missing is placed, what cannot stay is placed anew.

An invited or confirmed meeting never moves here. A proposed one is placed anew if its day has become a holiday or a
closure, if one of the NPM's people is absent or if somebody would be in two places; not if a person chose its time
(then it has no ideal date any more) or has agreed to it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from npmsync.dialogue.agenda import fold_topic
from npmsync.domain.meeting import Meeting
from npmsync.domain.member import Member
from npmsync.domain.words import MeetingKind, MeetingStatus, Stage
from npmsync.domain.world import World, stands
from npmsync.errors import UsageError
from npmsync.scheduling.clashes import double_bookings
from npmsync.scheduling.diary import Busy, Surroundings
from npmsync.scheduling.need import Need
from npmsync.scheduling.needs import needs
from npmsync.scheduling.participants import identity
from npmsync.scheduling.settings import Planning
from npmsync.scheduling.shared_topics import shared_topics
from npmsync.scheduling.solver import Placement, Plan, solve
from npmsync.scheduling.working_time import WorkingTime

_LONGEST = 5 * 366
"""Days."""


@dataclass(frozen=True, slots=True)
class Replanned:
    """What a run of `plan` comes to. `plan.placed` holds new placements only, without those in `moved`; `kept` the
    meetings of the period that stand as they are, `moved` proposed meetings with the time they should have instead,
    `without_place` those for which no other time was found (they stay where they are, and the sentence says why that is
    bad), `not_needed` proposed meetings whose reason is gone and why."""

    plan: Plan
    kept: tuple[Meeting, ...] = ()
    moved: tuple[tuple[Meeting, Placement], ...] = ()
    without_place: tuple[tuple[Meeting, str], ...] = ()
    not_needed: tuple[tuple[Meeting, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """Plan `first` to `last` (both included), seen from `today`; `busy` are times from people's calendars."""

    today: date
    first: date
    last: date
    busy: tuple[Busy, ...] = ()


def replan(world: World, planning: Planning, days: WorkingTime, asked: Request) -> Replanned:
    """What the period needs beyond the meetings that stand, and which of those cannot stay. Applied and asked again, it
    changes nothing. Raises `UsageError` for a period that ends before it begins or is longer than five years."""
    _check(asked)
    in_period = [one for one in world.meetings if asked.first <= one.start.date() <= asked.last]
    mine = [one for one in in_period if _may_move(one, asked.today)]
    not_needed = [(one, why) for one in mine if (why := _no_longer_needed(one, world, planning)) is not None]
    gone = {one.id for one, _ in not_needed}
    broken = _broken([one for one in mine if one.id not in gone], world, days, asked)
    stuck: dict[str, str] = {}
    while True:
        loose = [one for one, _ in broken if one.id not in stuck]
        out = gone | {one.id for one in loose}
        rest = replace(world, meetings=tuple(one for one in world.meetings if one.id not in out))
        plan = solve(
            needs(rest, planning, asked.today, asked.first, asked.last), _surroundings(rest, planning, days, asked)
        )
        moved = _pair(loose, plan, rest)
        found = {meeting.id for meeting, _ in moved}
        lost = {one.id: why for one, why in broken if one.id not in found and one.id not in stuck}
        if not lost:
            break
        stuck |= lost  # they stay where they are, and everything else has to respect that
    anew = {placement.need.key for _, placement in moved}
    kept = tuple(one for one in in_period if stands(one, asked.today) and one.id not in out)
    return Replanned(
        plan=replace(plan, placed=tuple(one for one in plan.placed if one.need.key not in anew)),
        kept=tuple(sorted(kept, key=lambda one: (one.start, one.title))),
        moved=tuple(moved),
        without_place=tuple((one, stuck[one.id]) for one, _ in broken if one.id in stuck),
        not_needed=tuple(not_needed),
    )


def _check(asked: Request) -> None:
    if asked.last < asked.first:
        raise UsageError(
            "period-backwards",
            f"The period ends on {asked.last}, before it begins on {asked.first}.",
            "Give --from a day that is not after --to.",
        )
    if (asked.last - asked.first).days > _LONGEST:
        raise UsageError(
            "period-too-long",
            f"{asked.first} to {asked.last} is longer than five years; nobody's holidays are known that far ahead.",
            "Plan a year or two at a time.",
        )


def _may_move(meeting: Meeting, today: date) -> bool:
    """A proposal to come that a plan made, whose time nobody has chosen and to which nobody has agreed."""
    touched = meeting.ideal is None or any(person.agreed_on for person in meeting.participants)
    return meeting.status is MeetingStatus.PROPOSED and not touched and meeting.start.date() >= today


def _broken(mine: list[Meeting], world: World, days: WorkingTime, asked: Request) -> list[tuple[Meeting, str]]:
    """The proposals that cannot stay, and why. Of two that clash the earlier stays."""
    candidates = {one.id for one in mine}
    staying = [one for one in world.meetings if stands(one, asked.today) and one.id not in candidates]
    broken = []
    for meeting in sorted(mine, key=lambda one: (one.start, one.title)):
        why = _why_broken(meeting, staying, world, days, asked)
        if why is None:
            staying.append(meeting)
        else:
            broken.append((meeting, why))
    return broken


def _why_broken(
    meeting: Meeting, staying: list[Meeting], world: World, days: WorkingTime, asked: Request
) -> str | None:
    day = meeting.start.date()
    not_working = days.why_not(day)
    if not_working is not None:
        return f"{day} is no working day: {not_working}."
    people = {identity(person): person for person in meeting.participants}
    for member in _members(world):
        gone = any(absence.first <= day <= absence.last for absence in member.absences)
        if gone and member.email.strip().casefold() in people:
            return f"{member.name} is absent on {day}."
    for busy in asked.busy:
        person = people.get(busy.email.strip().casefold())
        if person is not None and busy.start < meeting.end and meeting.start < busy.end:
            return f"{person.name} is busy at that time."
    return next(iter(double_bookings(meeting, staying)), None)


def _no_longer_needed(meeting: Meeting, world: World, planning: Planning) -> str | None:
    """Why a proposal has lost its reason; None while it has it."""
    seats = world.seats(meeting.authorities)
    agenda = [world.recommendation_by_id[one] for one in meeting.agenda if one in world.recommendation_by_id]
    if meeting.kind is MeetingKind.ANNUAL_REVIEW and not any(seat in world.open_by_seat for seat in seats):
        return f"No recommendation to {', '.join(map(world.name, seats))} is open any more."
    if meeting.kind is MeetingKind.ROUNDTABLE and meeting.topic is not None:
        rule = planning.rules.roundtable
        topics = shared_topics(world, rule.min_authorities, rule.min_recommendations)
        shared = {fold_topic(one.topic) for one in topics}
        if fold_topic(meeting.topic) not in shared:
            return f"Too few authorities still share open recommendations on {meeting.topic}."
    if meeting.kind is MeetingKind.FOLLOW_UP and agenda and not any(one.open for one in agenda):
        return "Every recommendation that it was to take up is settled."
    if meeting.kind is MeetingKind.DRAFT_DISCUSSION and agenda and all(one.stage is not Stage.DRAFT for one in agenda):
        return "The drafts that it was to discuss are final."
    return None


def _pair(loose: list[Meeting], plan: Plan, world: World) -> list[tuple[Meeting, Placement]]:
    """Each proposal that cannot stay with the placement of the need that it was for."""
    free = list(plan.placed)
    pairs = []
    for meeting in loose:
        match = next((one for one in free if _same(meeting, one.need, world)), None)
        if match is not None:
            free.remove(match)
            pairs.append((meeting, match))
    return pairs


def _same(meeting: Meeting, need: Need, world: World) -> bool:
    if meeting.kind is not need.kind:
        return False
    if need.topic is not None or meeting.topic is not None:
        return fold_topic(meeting.topic or "") == fold_topic(need.topic or "")
    return bool(set(world.seats(meeting.authorities)) & set(world.seats(need.authorities)))


def _surroundings(world: World, planning: Planning, days: WorkingTime, asked: Request) -> Surroundings:
    return Surroundings(days, planning.limits, asked.today, world.meetings, asked.busy, _members(world))


def _members(world: World) -> tuple[Member, ...]:
    organiser = world.organiser
    named = {member.email.strip().casefold() for member in world.members}
    if organiser is None or organiser.email.strip().casefold() in named:
        return world.members
    return (*world.members, organiser)
