"""What every meeting with one authority has in common, whatever its kind."""

from __future__ import annotations

from datetime import date

from npmsync.dialogue.agenda import agenda_of
from npmsync.domain.words import MeetingKind
from npmsync.domain.world import World
from npmsync.scheduling.need import Need, key
from npmsync.scheduling.participants import participants
from npmsync.scheduling.period import Period


def bilateral(world: World, kind: MeetingKind, seat: str, ideal: date, period: Period) -> Need:
    """The need for a meeting of this kind with one seat, held any day of the period and best on `ideal`: an hour long,
    of weight 1 and without a reason until the rule that asks for it says more."""
    asked = participants(world, kind, [seat], ideal)
    return Need(
        key=key(kind, (world.name(seat),)),
        kind=kind,
        authorities=(seat, *_places(world, seat)),
        names=(world.name(seat),),
        ideal=ideal,
        earliest=period.first,
        latest=period.last,
        duration_minutes=60,
        weight=1,
        because="",
        participants=asked.people,
        political=asked.political,
        lead=asked.lead,
        deputy=asked.deputy,
        instead=asked.instead,
        city=world.cities.get(seat),
        agenda=agenda_of(world, kind, [seat], None).recommendations,
    )


def _places(world: World, seat: str) -> list[str]:
    """The places for whose open recommendations the seat answers, by name."""
    addressees = {one for recommendation in world.open_by_seat.get(seat, ()) for one in recommendation.addressees}
    return sorted((one for one in addressees if one != seat and world.seat(one) == seat), key=world.name)
