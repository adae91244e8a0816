"""Keeping contact: an informal meeting where neither a meeting nor an exchange has kept it alive."""

from __future__ import annotations

from dataclasses import replace

from npmsync.dialogue.months import add_months
from npmsync.domain.words import MeetingKind
from npmsync.domain.world import World, stands
from npmsync.scheduling.bilateral import bilateral
from npmsync.scheduling.need import Need
from npmsync.scheduling.period import Period
from npmsync.scheduling.settings import KeepAlive

KIND = MeetingKind.INFORMAL


def keep_alive(world: World, rule: KeepAlive, period: Period, planned: frozenset[str]) -> list[Need]:
    """One for each seat with open recommendations that will have been silent for `quiet_months` within the period. A
    meeting to come ends the silence, and so does one that is needed anyway: `planned` are the seats of those."""
    found = []
    for seat in sorted(world.open_by_seat, key=world.name):
        last = world.last_contact(seat, period.today)
        quiet = add_months(last, rule.quiet_months) if last else period.first_free
        ideal = max(quiet, period.first_free)
        to_come = any(
            stands(meeting, period.today) and meeting.start.date() >= period.today
            for meeting in world.meetings_by_seat.get(seat, ())
        )
        if seat in planned or to_come or ideal > period.last:
            continue
        since = f"since {last}" if last else "as far as the records say"
        found.append(
            replace(
                bilateral(world, KIND, seat, ideal, period),
                duration_minutes=rule.duration_minutes,
                weight=rule.weight,
                because=f"because there was no contact with {world.name(seat)} {since}.",
            )
        )
    return found
