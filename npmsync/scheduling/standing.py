"""What is to become of the meetings that stand: which cannot stay, which have lost their reason, who stands in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from npmsync.dialogue.agenda import fold_topic
from npmsync.domain.meeting import Meeting, Participant
from npmsync.domain.words import MeetingKind, MeetingStatus, Partstat, Stage
from npmsync.domain.world import World, stands
from npmsync.scheduling.clashes import double_bookings
from npmsync.scheduling.follow_ups import stuck_by_seat
from npmsync.scheduling.meetings import with_others
from npmsync.scheduling.needs import closures_for
from npmsync.scheduling.notes import label_of, says_of
from npmsync.scheduling.participants import participants
from npmsync.scheduling.presence import identity, present, required
from npmsync.scheduling.settings import Planning
from npmsync.scheduling.shared_topics import shared_topics
from npmsync.scheduling.surroundings import Busy, Surroundings

_FIRST_STAYS = (MeetingStatus.HELD, MeetingStatus.CONFIRMED, MeetingStatus.INVITED, MeetingStatus.PROPOSED)
"""Of two meetings that clash the one that stands here first stays."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`broken`: meetings that cannot stay where they are, and why; `stood_in`: those that can, with the deputy in the
    lead's place or another contact in one's, before and after, and why."""

    broken: tuple[tuple[Meeting, str], ...]
    stood_in: tuple[tuple[Meeting, Meeting, str], ...]


def planned_by_us(meeting: Meeting) -> bool:
    """A proposal that a plan made, whose time nobody has chosen and to which nobody has agreed."""
    touched = meeting.ideal is None or any(person.agreed_on for person in meeting.participants)
    return meeting.status is MeetingStatus.PROPOSED and not touched


def declined(meeting: Meeting) -> str | None:
    """Which authority asked has said no, with nobody of it coming; None where every one may still come."""
    if meeting.status is not MeetingStatus.INVITED:
        return None
    for one in required(meeting.participants):
        theirs = [other for other in meeting.participants if other.authority == one.authority and not other.guest]
        if one.authority and one.partstat is Partstat.DECLINED:
            if not any(other.partstat in (Partstat.ACCEPTED, Partstat.DELEGATED) for other in theirs):
                return f"{one.name} declined."
        elif one.partstat is Partstat.DECLINED:
            return f"{one.name} declined."
    return None


def examine(mine: list[Meeting], world: World, planning: Planning, given: Surroundings) -> Standing:
    """Which of the meetings (those that a plan may look after) cannot stay. Of two that clash the accepted one stays
    before the invited, that before the proposed, the earlier before the later."""
    chosen = {one.id for one in mine}
    staying = [one for one in world.meetings if stands(one, given.today) and one.id not in chosen]
    broken, stood_in = [], []
    for meeting in sorted(mine, key=lambda one: (_FIRST_STAYS.index(one.status), one.start, one.title)):
        instead = _with_those_there(meeting, world, given, staying)
        why = _why_broken(instead[0] if instead else meeting, staying, world, planning, given)
        if why is not None:
            broken.append((meeting, why))
            continue
        if instead is not None:
            stood_in.append((meeting, *instead))
        staying.append(instead[0] if instead else meeting)
    return Standing(tuple(broken), tuple(stood_in))


def _with_those_there(
    meeting: Meeting, world: World, given: Surroundings, staying: list[Meeting]
) -> tuple[Meeting, str] | None:
    """The meeting with the deputy in the place of a lead, or an authority's next best in the place of a contact, who is
    away that day; None where nobody has to be asked anew, or who would be is not free."""
    people = _as_they_come(meeting, world, given)
    asked = set(map(identity, meeting.participants))
    new = [one for one in people if identity(one) not in asked]
    there = {identity(one) for one in required(people)}
    gone = [one for one in required(meeting.participants) if identity(one) not in there]
    if not new:
        return None
    instead = with_others(meeting, people)
    if double_bookings(instead, staying) or _busy(instead, given.busy):
        return None
    said = [f"{one.name} {'leads' if one.authority is None else 'is asked'}" for one in new]
    return instead, f"{_listed(gone)} away on {meeting.start.date()}; {', '.join(said)}."


def _as_they_come(meeting: Meeting, world: World, given: Surroundings) -> tuple[Participant, ...]:
    day = meeting.start.date()
    drafts = meeting.kind is MeetingKind.DRAFT_DISCUSSION
    seats = meeting.authorities if drafts else world.seats(meeting.authorities)
    asked = participants(world, meeting.kind, seats, day, meeting.topic)
    return present(
        meeting.participants, asked.lead, asked.deputy, asked.instead, lambda one: given.away(identity(one), day)
    )


def _listed(people: list[Participant]) -> str:
    names = ", ".join(one.name for one in people)
    return f"{names} {'are' if len(people) > 1 else 'is'}"


def _why_broken(
    meeting: Meeting, staying: list[Meeting], world: World, planning: Planning, given: Surroundings
) -> str | None:
    day = meeting.start.date()
    not_working = given.working_time.why_not(day)
    if not_working is not None:
        return f"{day} is no working day: {not_working}."
    for closure in closures_for(world, planning.closures, meeting.authorities):
        if closure.first <= day <= closure.last:
            return f"{day} falls into {closure.name}."
    outside = given.working_time.outside_hours(meeting.start, meeting.end)
    if outside is not None and meeting.status is MeetingStatus.PROPOSED:
        return f"{meeting.start:%H:%M} to {meeting.end:%H:%M} is {outside}."
    there_at_all = present(meeting.participants, None, None, (), lambda one: given.away(identity(one), day))
    for person in required(there_at_all):
        if given.away(identity(person), day):
            return f"{person.name} is absent on {day}."
        there = given.is_there(identity(person), meeting.start, meeting.end, given.city(meeting))
        if not there and meeting.status is MeetingStatus.PROPOSED:
            return f"{person.name} is not there at {meeting.start:%H:%M}."
    return declined(meeting) or _busy(meeting, given.busy) or next(iter(double_bookings(meeting, staying)), None)


def _busy(meeting: Meeting, busy: tuple[Busy, ...]) -> str | None:
    people = {identity(person): person for person in required(meeting.participants)}
    for one in busy:
        person = people.get(one.email.strip().casefold())
        # A calendar that was told of the meeting holds the meeting itself.
        own = (one.start, one.end) == (meeting.start, meeting.end) and meeting.invited_sequence is not None
        if person is not None and not own and one.start < meeting.end and meeting.start < one.end:
            return f"{person.name} is busy at that time."
    return None


def no_longer_needed(meeting: Meeting, world: World, planning: Planning, today: date) -> str | None:
    """Why a proposal has lost its reason; None while it has it."""
    named = label_of(world, meeting)
    for note in planning.notes:
        if note.skip_until is not None and says_of(note, named) and meeting.start.date() <= note.skip_until:
            return f"It is skipped until {note.skip_until}: {note.why}"
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
    if meeting.kind is MeetingKind.FOLLOW_UP and agenda and not _stuck(world, planning, meeting, today):
        return "Nothing that it was to take up is refused, unanswered or worse than before any more."
    if meeting.kind is MeetingKind.DRAFT_DISCUSSION and agenda and all(one.stage is not Stage.DRAFT for one in agenda):
        return "The drafts that it was to discuss are final."
    return None


def _stuck(world: World, planning: Planning, meeting: Meeting, today: date) -> bool:
    stuck = stuck_by_seat(world, planning.rules.follow_up, today)
    here = {one.recommendation.id for seat in world.seats(meeting.authorities) for one in stuck.get(seat, ())}
    return bool(here.intersection(meeting.agenda))


def length_minutes(meeting: Meeting) -> int:
    return (meeting.end - meeting.start) // timedelta(minutes=1)
