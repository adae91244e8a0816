"""The dates that a letter offers: on which everybody who is needed could come, as far as calendars and records say."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from npmsync.actions.busy_times import busy_times
from npmsync.actions.opened import Opened
from npmsync.domain.meeting import Meeting
from npmsync.domain.world import World
from npmsync.scheduling.offers import LOOKED_AHEAD, other_dates
from npmsync.scheduling.planning import Request, need_of, surroundings
from npmsync.scheduling.surroundings import Busy


@dataclass(slots=True)
class Offers:
    """Calendars are read once, and only if a letter is written. What is offered in one letter is not kept free for it:
    nobody has agreed yet. `notes` say whose calendar could not be read."""

    opened: Opened
    world: World
    notes: list[str] = field(default_factory=list)
    _busy: tuple[Busy, ...] | None = None

    def dates(self, meeting: Meeting, count: int = 3) -> list[tuple[datetime, datetime]]:
        settings, today = self.opened.settings, self.opened.today
        first, last = today, meeting.start.date() + LOOKED_AHEAD
        asked = Request(today, first, last, self._busy_times())
        others = replace(self.world, meetings=tuple(one for one in self.world.meetings if one.id != meeting.id))
        need = need_of(others, settings.planning, meeting, first, last)
        return other_dates(meeting, need, surroundings(others, settings.planning, settings.working_days, asked), count)

    def _busy_times(self) -> tuple[Busy, ...]:
        if self._busy is None:
            meetings = [one for one in self.world.meetings if one.start.date() >= self.opened.today]
            last = max((one.start.date() for one in meetings), default=self.opened.today) + LOOKED_AHEAD
            uids = {one.uid for one in self.world.meetings}
            self._busy, notes = busy_times(self.opened, self.opened.today, last, uids)
            self.notes += notes
        return self._busy
