"""One run of `plan`: what stands stays, what is missing is placed, what cannot stay is placed anew.

The smallest change that works: an accepted meeting never moves; an invited or a proposed one moves only if it cannot
stay (a holiday, a closure, an absence without a deputy, a busy time, a decline, two places at once), and then near to
where it was best held before. Only where something new finds no room at all, proposals that nobody has touched may make
room, each at its price, and only if the whole then costs less (objective.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from npmsync.domain.meeting import Meeting, Participant
from npmsync.domain.member import Absence, Member
from npmsync.domain.words import MeetingKind, MeetingStatus
from npmsync.domain.world import World, stands
from npmsync.errors import UsageError
from npmsync.scheduling.diary import Diary
from npmsync.scheduling.need import Need, key
from npmsync.scheduling.needs import closures_for, wanted
from npmsync.scheduling.notes import Skipped, is_for, label_of, says_of
from npmsync.scheduling.objective import cost_of_day
from npmsync.scheduling.participants import participants
from npmsync.scheduling.presence import identity
from npmsync.scheduling.relaxations import with_relaxations
from npmsync.scheduling.settings import Planning
from npmsync.scheduling.solver import Exact, Placement, Plan, solve
from npmsync.scheduling.standing import declined, examine, length_minutes, no_longer_needed, planned_by_us
from npmsync.scheduling.surroundings import Busy, Surroundings
from npmsync.scheduling.working_time import WorkingTime

_LONGEST = 5 * 366
"""Days."""


@dataclass(frozen=True, slots=True)
class Replanned:
    """What a run of `plan` comes to. `plan.placed` holds new placements only, without those in `moved`; `kept` the
    meetings of the period that stand as they are, `moved` meetings with the time they should have instead and `reasons`
    (by id) why, `stood_in` those that the deputy leads now, before and after and why, `without_place` those that cannot
    stay and for which no other time was found, or that were accepted (they stay where they are, and the sentence says
    why that is bad), `not_needed` proposed meetings whose reason is gone and why, `skipped` needs that somebody let
    be."""

    plan: Plan
    kept: tuple[Meeting, ...] = ()
    moved: tuple[tuple[Meeting, Placement], ...] = ()
    without_place: tuple[tuple[Meeting, str], ...] = ()
    not_needed: tuple[tuple[Meeting, str], ...] = ()
    stood_in: tuple[tuple[Meeting, Meeting, str], ...] = ()
    skipped: tuple[Skipped, ...] = ()
    reasons: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """Plan `first` to `last` (both included), seen from `today`; `busy` are times from people's calendars."""

    today: date
    first: date
    last: date
    busy: tuple[Busy, ...] = ()
    explain: bool = True
    """Whether to look for what would have to give for what has no place."""


def replan(
    world: World, planning: Planning, days: WorkingTime, asked: Request, exact: Exact | None = None
) -> Replanned:
    """What the period needs beyond the meetings that stand, and which of those cannot stay. Applied and asked again, it
    changes nothing. `exact` proves the plan (exact.py). Raises `UsageError` for a period that ends before it begins or
    is longer than five years."""
    _check(asked)
    given = surroundings(world, planning, days, asked)
    in_period = [one for one in world.meetings if asked.first <= one.start.date() <= asked.last]
    ours = [one for one in in_period if planned_by_us(one) and one.start.date() >= asked.today]
    not_needed = [
        (one, why) for one in ours if (why := no_longer_needed(one, world, planning, asked.today)) is not None
    ]
    gone = {one.id for one, _ in not_needed}
    told = [one for one in in_period if _was_told(one, asked.today)]
    looked_after = [one for one in (*ours, *told) if one.id not in gone]
    found = examine(looked_after, world, planning, given)
    after = {before.id: instead for before, instead, _ in found.stood_in}
    rest = replace(world, meetings=tuple(after.get(one.id, one) for one in world.meetings if one.id not in gone))
    frozen = {one.id: why for one, why in found.broken if one.status is MeetingStatus.CONFIRMED}
    broken = [(one, why) for one, why in found.broken if one.id not in frozen]
    broken += [(one, "You have set another best date.") for one in ours if _noted_anew(one, world, planning, after)]
    work = _Work(rest, planning, asked, given)
    plan, moved, stuck = work.place(dict(frozen), broken, exact)
    reasons = {one.id: why for one, why in broken}
    reasons |= {one.id: "It makes room for what had none." for one, _ in moved if one.id not in reasons}
    out = {one.id for one, _ in moved} | gone | set(after)
    kept = [one for one in in_period if stands(one, asked.today) and one.id not in out]
    stays_badly = [(one, stuck[one.id]) for one, _ in (*found.broken, *broken) if one.id in stuck]
    return Replanned(
        plan=plan,
        kept=tuple(sorted(kept, key=lambda one: (one.start, one.title))),
        moved=tuple(moved),
        without_place=tuple(dict.fromkeys((*stays_badly,))),
        not_needed=tuple(not_needed),
        stood_in=found.stood_in,
        skipped=tuple(work.skipped),
        reasons=reasons,
    )


def surroundings(world: World, planning: Planning, days: WorkingTime, asked: Request) -> Surroundings:
    """What a plan of this world has to fit into."""
    organiser = world.organiser
    named = {member.email.strip().casefold() for member in world.members}
    team: tuple[Member, ...] = world.members
    if organiser is not None and organiser.email.strip().casefold() not in named:
        team = (*team, organiser)
    return Surroundings(
        days, planning.limits, asked.today, world.meetings, asked.busy, team, planning.rooms, planning.travel,
        world.cities, _contacts_away(world),
    )  # fmt: skip


def _contacts_away(world: World) -> dict[str, tuple[Absence, ...]]:
    found: dict[str, tuple[Absence, ...]] = {}
    for one in world.contacts if world.absences else ():
        days = world.absences_of(one.authority, one.name, one.email)
        if days:
            person = identity(Participant(name=one.name, email=one.email, authority=one.authority))
            found[person] = (*found.get(person, ()), *days)
    return found


def need_of(world: World, planning: Planning, meeting: Meeting, first: date, last: date) -> Need:
    """The need that a meeting meets, to be held between two days: where it was best held before, as long as it is, with
    the people of today."""
    seats = meeting.authorities if meeting.kind is MeetingKind.DRAFT_DISCUSSION else world.seats(meeting.authorities)
    ideal = meeting.ideal or meeting.start.date()
    asked = participants(world, meeting.kind, seats, ideal, meeting.topic)
    rule = getattr(planning.rules, meeting.kind.value, None)
    names = tuple(sorted(map(world.name, seats)))
    at_one_table = meeting.kind in (MeetingKind.ROUNDTABLE, MeetingKind.SERIES)
    return Need(
        key=key(meeting.kind, names, f"{meeting.topic or ''} {meeting.start.isoformat()} {meeting.title}"),
        kind=meeting.kind,
        authorities=meeting.authorities,
        names=names,
        ideal=ideal,
        earliest=first,
        latest=max(last, first),
        duration_minutes=length_minutes(meeting),
        weight=rule.weight if rule is not None else 2,
        because=(meeting.because or "").partition(" The best date would be")[0],
        topic=meeting.topic,
        participants=asked.people,
        political=asked.political,
        lead=asked.lead,
        deputy=asked.deputy,
        instead=asked.instead,
        city=None if at_one_table else next((world.cities[seat] for seat in seats if seat in world.cities), None),
        closed=closures_for(world, planning.closures, meeting.authorities),
        follows=seats if meeting.kind is MeetingKind.ROUNDTABLE else (),
        agenda=meeting.agenda,
        not_on=frozenset({meeting.start.date()}) if declined(meeting) else frozenset(),
    )


@dataclass(slots=True)
class _Work:
    """Places what is new and what cannot stay, in the world without what is no longer needed."""

    world: World
    planning: Planning
    asked: Request
    given: Surroundings
    skipped: list[Skipped] = field(default_factory=list)

    def place(
        self, stuck: dict[str, str], broken: list[tuple[Meeting, str]], exact: Exact | None
    ) -> tuple[Plan, list[tuple[Meeting, Placement]], dict[str, str]]:
        """The plan of what is new, the meetings that move, and why those that are stuck cannot stay."""
        wants = wanted(self.world, self.planning, self.asked.today, self.asked.first, self.asked.last)
        self.skipped = wants.skipped
        while True:
            loose = [one for one, _ in broken if one.id not in stuck]
            needs = {one.id: self._need(one) for one in loose}
            staying = [one for one in self.world.meetings if one.id not in needs]
            plan = solve([*wants.needs, *needs.values()], replace(self.given, meetings=tuple(staying)), exact)
            if plan.unplaced:
                plan = self._make_room(plan, wants.needs, needs, staying)
            at = {placement.need.key: placement for placement in plan.placed}
            lost = {one.id: why for one, why in broken if one.id in needs and needs[one.id].key not in at}
            if not lost:
                break
            stuck |= lost  # they stay where they are, and everything else has to respect that
        by_id = {one.id: one for one in self.world.meetings}
        moved = [(by_id[one], at[need.key]) for one, need in needs.items()]
        moved = [(one, placement) for one, placement in moved if placement.start != one.start]
        mine = {need.key for need in needs.values()}
        shown = replace(plan, placed=tuple(one for one in plan.placed if one.need.key not in mine))
        full = replace(self.given, meetings=tuple(staying))
        if self.asked.explain:
            shown = with_relaxations(shown, plan, full, self._movable(staying))
        return shown, moved, stuck

    def _need(self, meeting: Meeting) -> Need:
        need = need_of(self.world, self.planning, meeting, self.asked.first, self.asked.last)
        if meeting.kind is MeetingKind.DRAFT_DISCUSSION:  # never after the window has closed
            others = replace(self.world, meetings=tuple(one for one in self.world.meetings if one.id != meeting.id))
            again = wanted(others, self.planning, self.asked.today, self.asked.first, self.asked.last).needs
            same = next((one for one in again if is_for(meeting, one, self.world)), None)
            need = replace(need, latest=same.latest, lead_days=same.lead_days) if same else need
        for note in self.planning.notes:
            if note.ideal is not None and says_of(note, label_of(self.world, meeting)):
                need = replace(need, ideal=note.ideal)
        return need

    def _make_room(self, plan: Plan, new: list[Need], needs: dict[str, Need], staying: list[Meeting]) -> Plan:
        """A plan in which untouched proposals may move at their price, where that costs less; `needs` then holds those
        that moved too."""
        price = self.given.limits.move_proposal_days
        today = self.asked.today
        free = [
            one for one in staying if planned_by_us(one) and self.asked.first <= one.start.date() <= self.asked.last
        ]
        homes = {
            one.id: replace(self._need(one), home=one.start, move_price=price) for one in free if stands(one, today)
        }
        fixed = tuple(one for one in staying if one.id not in homes)
        diary = Diary(replace(self.given, meetings=fixed))
        for meeting, need in list(homes.items()):
            assert need.home is not None
            day = need.home.date()
            slots = [] if diary.obstacle(need, day) else diary.slots(need, day, first_only=True)
            if not slots or slots[0].start != need.home:
                del homes[meeting]  # it stands where no plan would put it: a person's doing, to be left alone
        fixed = tuple(one for one in staying if one.id not in homes)
        other = solve([*new, *needs.values(), *homes.values()], replace(self.given, meetings=fixed))
        at_home = sum(cost_of_day(need, need.home.date(), 0) for need in homes.values() if need.home is not None)
        placed = {one.need.key: one for one in other.placed}
        if other.cost >= plan.cost + at_home or any(need.key not in placed for need in homes.values()):
            return plan
        moved = {one: need for one, need in homes.items() if placed[need.key].start != need.home}
        needs |= moved
        staying[:] = [one for one in staying if one.id not in moved]
        at_home_keys = {need.key for one, need in homes.items() if one not in moved}
        return replace(other, placed=tuple(one for one in other.placed if one.need.key not in at_home_keys))

    def _movable(self, staying: list[Meeting]) -> list[tuple[Meeting, Need]]:
        """Invited meetings of the period, for a person to think of moving."""
        return [(one, self._need(one)) for one in staying if _was_told(one, self.asked.today)]


def _was_told(meeting: Meeting, today: date) -> bool:
    return meeting.status in (MeetingStatus.INVITED, MeetingStatus.CONFIRMED) and meeting.start.date() >= today


def _noted_anew(meeting: Meeting, world: World, planning: Planning, after: dict[str, Meeting]) -> bool:
    """Whether a note gives the proposal another best date than the one it was placed by."""
    named = label_of(world, meeting)
    return any(
        note.ideal is not None and note.ideal != meeting.ideal and says_of(note, named) and meeting.id not in after
        for note in planning.notes
        if note.skip_until is None
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
