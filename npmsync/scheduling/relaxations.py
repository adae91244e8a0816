"""What would have to give for an unplaced meeting to be held: each is tried by planning again, the cheapest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from npmsync.domain.meeting import Meeting
from npmsync.scheduling.diary import Diary, Slot, first_day
from npmsync.scheduling.need import Need
from npmsync.scheduling.objective import cost_of_day
from npmsync.scheduling.presence import identity, required, stand_in
from npmsync.scheduling.solver import Placement, Plan, Unplaced
from npmsync.scheduling.surroundings import Surroundings

_MOST = 3
"""So many are named for one meeting."""
_LOOKED_AT = 8
"""For so many unplaced meetings they are looked for, the most important first."""
_NEIGHBOURS = 8
"""So many invited meetings near the best date are thought of moving."""


@dataclass(frozen=True, slots=True)
class _Idea:
    """Of the ideas of a kind only the first that works is named."""

    kind: str
    words: str
    need: Need
    given: Surroundings


def with_relaxations(shown: Plan, whole: Plan, given: Surroundings, invited: Sequence[tuple[Meeting, Need]]) -> Plan:
    """The plan `shown`, each unplaced meeting with what would let it be held beside everything in `whole`."""
    if not shown.unplaced:
        return shown
    full = replace(given, meetings=(*given.meetings, *map(_as_meeting, whole.placed)))
    important = sorted(shown.unplaced, key=lambda one: (-one.need.weight, -one.need.urgency, one.need.key))
    looked_at = {one.need.key for one in important[:_LOOKED_AT]}
    unplaced = tuple(
        Unplaced(one.need, one.why, tuple(relaxations(one.need, full, invited))) if one.need.key in looked_at else one
        for one in shown.unplaced
    )
    return replace(shown, unplaced=unplaced)


def relaxations(need: Need, full: Surroundings, invited: Sequence[tuple[Meeting, Need]] = ()) -> list[str]:
    """Sentences on what would let the need be held in surroundings that hold everything else, the cheapest first."""
    found = []
    kinds: set[str] = set()
    for idea in _ideas(need, full):
        if idea.kind in kinds:
            continue
        best = best_slot(idea.need, Diary(idea.given))
        if best is not None:
            kinds.add(idea.kind)
            found.append(f"It could be held on {best.start:%Y-%m-%d at %H:%M} {idea.words}.")
        if len(found) == _MOST:
            return found
    near = sorted(invited, key=lambda pair: (abs((pair[0].start.date() - need.ideal).days), pair[0].title))
    for meeting, theirs in near[:_NEIGHBOURS]:
        sentence = _if_moved(need, full, meeting, theirs)
        if sentence is not None:
            return [*found, sentence]
    return found


def best_slot(need: Need, diary: Diary, beside: Callable[[date], bool] = lambda day: True) -> Slot | None:
    """The cheapest day's first free time for the need, alone in this diary; None where there is none."""
    for day in cheapest_days(need, diary):
        if beside(day):
            slots = diary.slots(need, day, first_only=True)
            if slots:
                return slots[0]
    return None


def cheapest_days(need: Need, diary: Diary) -> list[date]:
    """The days on which nothing but people's time could keep the need from being met, the cheapest first."""
    days = [need.earliest + timedelta(days=n) for n in range((need.latest - need.earliest).days + 1)]
    deputy_days = diary.given.limits.deputy_days

    def cost(day: date) -> int:
        return cost_of_day(need, day, deputy_days if diary.changes(need, day) else 0)

    return sorted((day for day in days if diary.obstacle(need, day) is None), key=lambda day: (cost(day), day))


def _ideas(need: Need, full: Surroundings) -> Iterator[_Idea]:
    yield from _other_leads(need, full)
    yield from _other_hours(need, full)
    yield from _shorter_notice(need, full)
    if need.duration_minutes > 60:
        yield _Idea("shorter", "if it took 60 minutes", replace(need, duration_minutes=60), full)
    yield from _without(need, full)
    limits = full.limits
    for name, words in (("meetings_a_day", "a day"), ("meetings_a_week", "a week"), ("meetings_a_month", "a month")):
        most = getattr(limits, name)
        if most is not None:
            more = limits.model_copy(update={name: most + 1})
            yield _Idea(
                "limits",
                f"if one more meeting {words} were allowed ({name} = {most + 1})",
                need,
                replace(full, limits=more),
            )
    yield from _back_from_leave(need, full)
    later = need.latest + timedelta(days=60)
    yield _Idea("later", f"if it could be held after {need.latest}", replace(need, latest=later), full)


def _other_leads(need: Need, full: Surroundings) -> Iterator[_Idea]:
    """The deputy, then any other member, in the lead's place."""
    lead = full.member_by_email.get(need.lead or "")
    if lead is None or need.lead is None:
        return
    asked = {identity(person) for person in need.participants}
    others = [(one.name, one.email) for one in full.members if one.email.strip().casefold() not in asked]
    if need.deputy is not None:
        first = (need.deputy.name, need.deputy.email or "")
        others = [first, *(one for one in others if one[1].casefold() != first[1].casefold())]
    for name, email in others:
        person = need.participants[0].model_copy(update={"name": name, "email": email, "authority": None})
        people = stand_in(need.participants, need.lead, person)
        words = f"if the deputy, {name}, led it" if need.deputy and name == need.deputy.name else f"if {name} led it"
        yield _Idea("lead", f"{words} instead of {lead.name}", replace(need, participants=people, deputy=None), full)


def _other_hours(need: Need, full: Surroundings) -> Iterator[_Idea]:
    office = full.working_time.office

    def opened(**change: time | None) -> Surroundings:
        hours = replace(full.working_time, office=office.model_copy(update=change))
        return replace(full, working_time=hours)

    for hours in (1, 2):
        closes = _shifted(office.closes, hours)
        if closes is not None:
            yield _Idea("evening", f"if the office were open until {closes:%H:%M}", need, opened(closes=closes))
    opens = _shifted(office.opens, -1)
    if opens is not None:
        yield _Idea("morning", f"if the office opened at {opens:%H:%M}", need, opened(opens=opens))
    if office.lunch_from is not None:
        yield _Idea("lunch", "if there were no lunch break", need, opened(lunch_from=None, lunch_to=None))


def _shifted(of_day: time, hours: int) -> time | None:
    moved = datetime.combine(date(2000, 1, 1), of_day) + timedelta(hours=hours)
    return moved.time() if moved.date() == date(2000, 1, 1) else None


def _shorter_notice(need: Need, full: Surroundings) -> Iterator[_Idea]:
    usual = (first_day(need, full.limits, full.today) - full.today).days
    for notice in (10, 7, 3, 1):
        if notice < usual:
            words = f"if those asked were invited {notice} day{'s' if notice > 1 else ''} ahead instead of {usual}"
            yield _Idea("notice", words, replace(need, lead_days=notice), full)


def _without(need: Need, full: Surroundings) -> Iterator[_Idea]:
    """Somebody besides the lead does not come; an authority keeps at least one at the table."""
    people = required(need.participants)
    for person in people:
        theirs = [one for one in people if one.authority == person.authority]
        if identity(person) == need.lead or len(theirs) < 2:
            continue
        rest = tuple(one for one in need.participants if one != person)
        yield _Idea("without", f"if {person.name} did not have to come", replace(need, participants=rest), full)


def _back_from_leave(need: Need, full: Surroundings) -> Iterator[_Idea]:
    for person in required(need.participants):
        member = full.member_by_email.get(identity(person))
        if member is None or person.authority is not None or not (member.absences or member.works_on):
            continue
        there = member.model_copy(update={"absences": (), "works_on": ()})
        team = tuple(there if one is member else one for one in full.members)
        yield _Idea("leave", f"if {member.name} came on a day off", need, replace(full, members=team))


def _if_moved(need: Need, full: Surroundings, meeting: Meeting, theirs: Need) -> str | None:
    """Both can be held if an invited meeting is moved: tried, the new one first."""
    others = replace(full, meetings=tuple(one for one in full.meetings if one.id != meeting.id))
    diary = Diary(others)
    mine = best_slot(need, diary)
    if mine is None:
        return None
    end = mine.start + timedelta(minutes=need.duration_minutes)
    people = [identity(one) for one in required(diary.crew(need, mine.start.date()))]
    diary.put(people, mine.start, end, need.city, mine.room)
    other = best_slot(replace(theirs, not_on=theirs.not_on | {meeting.start.date()}), diary)
    if other is None:
        return None
    return (
        f"It could be held on {mine.start:%Y-%m-%d at %H:%M} if {meeting.title}, {meeting.status.value} for "
        f"{meeting.start:%Y-%m-%d}, were moved to {other.start:%Y-%m-%d} "
        f"(price: {full.limits.move_invitation_days} weighted days)."
    )


def _as_meeting(one: Placement) -> Meeting:
    """A placement as something that stands."""
    return Meeting(
        id=one.need.key, uid=one.need.key, kind=one.need.kind, title=one.need.label, start=one.start, end=one.end,
        timezone="UTC", place=one.room, participants=one.people or one.need.participants,
        authorities=one.need.authorities,
    )  # fmt: skip
