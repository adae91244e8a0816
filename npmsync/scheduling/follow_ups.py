"""Follow-ups: a meeting on what an authority has refused or left unanswered for long."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

from npmsync.dialogue.agenda import may_see, taken_in_order
from npmsync.domain.recommendation import Recommendation
from npmsync.domain.words import MeetingKind
from npmsync.domain.world import World
from npmsync.scheduling.bilateral import bilateral
from npmsync.scheduling.need import Need
from npmsync.scheduling.period import Period
from npmsync.scheduling.settings import FollowUp

KIND = MeetingKind.FOLLOW_UP


def follow_ups(world: World, rule: FollowUp, period: Period) -> list[Need]:
    """One for each seat with a refused or long unanswered open recommendation on which no follow-up stands that is
    later than the refusal or the deadline."""
    found = []
    for seat, stuck in sorted(stuck_by_seat(world, rule, period).items(), key=lambda pair: world.name(pair[0])):
        in_order = sorted(stuck, key=taken_in_order)
        ideal = min(period.first_free + timedelta(days=rule.within_days // 2), period.last)
        found.append(
            replace(
                bilateral(world, KIND, seat, ideal, period),
                duration_minutes=rule.duration_minutes,
                weight=rule.weight,
                urgency=len(stuck),
                agenda=tuple(one.id for one in in_order),
                because=f"because {world.name(seat)} refused or left unanswered {len(stuck)} recommendations.",
            )
        )
    return found


def stuck_by_seat(world: World, rule: FollowUp, period: Period) -> dict[str, list[Recommendation]]:
    """Seat -> the open recommendations that were refused, or unanswered `after_days` after their deadline, and that no
    follow-up has taken up or will take up."""
    found: dict[str, list[Recommendation]] = defaultdict(list)
    for seat, recommendations in world.open_by_seat.items():
        taken_up = {item for meeting in world.standing(seat, KIND, period.today) for item in meeting.agenda}
        for recommendation in recommendations:
            if recommendation.id in taken_up or not may_see(world, recommendation, seat):
                continue
            if _stuck(world, rule, period, seat, recommendation):
                found[seat].append(recommendation)
    return found


def _stuck(world: World, rule: FollowUp, period: Period, seat: str, recommendation: Recommendation) -> bool:
    for addressee in recommendation.addressees:
        if world.seat(addressee) != seat:
            continue
        if world.rejected(recommendation.id, addressee):
            return True
        due = recommendation.response_due
        overdue = due is not None and due + timedelta(days=rule.after_days) < period.today
        if overdue and world.response(recommendation.id, addressee) is None:
            return True
    return False
