"""Follow-ups: a meeting on what an authority has refused, left unanswered for long, or let become worse."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from npmsync.dialogue.agenda import may_see, taken_in_order
from npmsync.dialogue.worse import fall
from npmsync.domain.recommendation import Recommendation
from npmsync.domain.words import MeetingKind
from npmsync.domain.world import World
from npmsync.scheduling.bilateral import bilateral
from npmsync.scheduling.need import Need
from npmsync.scheduling.period import Period
from npmsync.scheduling.settings import FollowUp

KIND = MeetingKind.FOLLOW_UP
REFUSED, UNANSWERED, WORSE = "refused", "left unanswered", "become worse"


@dataclass(frozen=True, slots=True)
class Stuck:
    """A recommendation, what has become of it, and since when (None: nobody knows)."""

    recommendation: Recommendation
    what: str
    since: date | None


def follow_ups(world: World, rule: FollowUp, period: Period) -> list[Need]:
    """One for each seat with an open recommendation that is stuck and on which no follow-up stands that is later than
    the refusal, the deadline or the fall."""
    found = []
    for seat, stuck in sorted(stuck_by_seat(world, rule, period.today).items(), key=lambda pair: world.name(pair[0])):
        new = [one for one in stuck if not _taken_up(world, seat, one, period.today)]
        if not new:
            continue
        in_order = sorted((one.recommendation for one in new), key=taken_in_order)
        ideal = min(period.first_free + timedelta(days=rule.within_days // 2), period.last)
        found.append(
            replace(
                bilateral(world, KIND, seat, ideal, period),
                duration_minutes=rule.duration_minutes,
                weight=rule.weight,
                urgency=len(new),
                agenda=tuple(one.id for one in in_order),
                because=f"because of the recommendations to {world.name(seat)}, {_counted(new)}.",
            )
        )
    return found


def stuck_by_seat(world: World, rule: FollowUp, today: date) -> dict[str, list[Stuck]]:
    """Seat -> the open recommendations that were refused, are unanswered `after_days` after their deadline, or are
    assessed worse than they once were."""
    found: dict[str, list[Stuck]] = defaultdict(list)
    for seat, recommendations in world.open_by_seat.items():
        for recommendation in recommendations:
            if may_see(world, recommendation, seat):
                stuck = _stuck(world, rule, today, seat, recommendation)
                if stuck is not None:
                    found[seat].append(stuck)
    return found


def _stuck(world: World, rule: FollowUp, today: date, seat: str, recommendation: Recommendation) -> Stuck | None:
    unanswered = None
    for addressee in recommendation.addressees:
        if world.seat(addressee) != seat:
            continue
        response = world.response(recommendation.id, addressee)
        if world.rejected(recommendation.id, addressee):
            return Stuck(recommendation, REFUSED, response.responded_on if response else None)
        due = recommendation.response_due
        if response is None and due is not None and due + timedelta(days=rule.after_days) < today:
            unanswered = Stuck(recommendation, UNANSWERED, due)
    fell = fall(world.past.get(recommendation.id, ()), recommendation.status, today)
    return unanswered or (Stuck(recommendation, WORSE, fell.on) if fell else None)


def _taken_up(world: World, seat: str, stuck: Stuck, today: date) -> bool:
    """Whether a follow-up that was held after it happened, or is to come, has it on its agenda."""
    return any(
        stuck.recommendation.id in meeting.agenda and (stuck.since is None or meeting.start.date() >= stuck.since)
        for meeting in world.standing(seat, KIND, today)
    )


def _counted(stuck: list[Stuck]) -> str:
    """For example: 2 were refused and 1 has become worse."""
    counts = Counter(one.what for one in stuck)
    said = [
        f"{counts[what]} {'were' if counts[what] > 1 else 'was'} {what}"
        for what in (REFUSED, UNANSWERED)
        if counts[what]
    ]
    if counts[WORSE]:
        said.append(f"{counts[WORSE]} {'have' if counts[WORSE] > 1 else 'has'} {WORSE}")
    return " and ".join(filter(None, (", ".join(said[:-1]), said[-1])))
