"""`plan`: which meetings the period needs and when; kept as `proposed`, beside those that stand already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from npmsync.actions.busy_times import busy_times
from npmsync.actions.listing import meeting_shape
from npmsync.actions.opened import Opened
from npmsync.actions.saving import save
from npmsync.actions.world import load_world
from npmsync.dialogue.months import add_months
from npmsync.documents.titles import meeting_title
from npmsync.domain import Meeting
from npmsync.domain.world import World, stands
from npmsync.scheduling.meetings import cancel, meeting_of, placed_anew
from npmsync.scheduling.need import Need
from npmsync.scheduling.planning import Replanned, Request, replan
from npmsync.scheduling.refresh import refreshed
from npmsync.scheduling.working_time import working_time


@dataclass(frozen=True, slots=True)
class Planned:
    """What `plan --json` prints, and what a person should know besides. `new` are ids of meetings that this run
    proposes or moves."""

    meetings: list[dict[str, Any]]
    unplaced: list[dict[str, str]]
    optimal: bool
    gap_days: int
    new: tuple[str, ...]
    dropped: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def waits(self) -> bool:
        return bool(self.unplaced or self.notes)

    def to_json(self, seconds: float) -> dict[str, Any]:
        return {
            "meetings": self.meetings,
            "unplaced": self.unplaced,
            "optimal": self.optimal,
            "gap_days": self.gap_days,
            "seconds": round(seconds, 3),
            "new": list(self.new),
            "dropped": list(self.dropped),
            "notes": list(self.notes),
        }


def make_plan(opened: Opened, first: date | None, last: date | None, dry_run: bool) -> Planned:
    """Plans from `first` (default: today) to `last` (default: twelve months after it), both included."""
    today = opened.today
    first = max(first or today, today)
    last = last or add_months(first, 12) - timedelta(days=1)
    settings = opened.settings
    days = working_time(settings.workspace.country, settings.office, settings.closure)
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
        busy, notes = busy_times(opened, first, last, {meeting.uid for meeting in world.meetings})
        result = replan(world, settings.planning, days, Request(today, first, last, busy))
        changed = _changed(opened, world, result)
        if changed and not dry_run:
            save(connection, opened.begin(connection, "plan"), changed)
    return replace(_planned(world, result, changed, (first, last), today), notes=notes)


def _changed(opened: Opened, world: World, result: Replanned) -> list[Meeting]:
    """The meetings as they are to be kept: moved ones, new ones, those whose reason is gone, and proposals whose people
    or agenda are not today's any more."""
    title = _titles(world, opened.settings.workspace.language)
    zone = opened.settings.workspace.timezone
    changed = [cancel(meeting, why) for meeting, why in result.not_needed]
    changed += [placed_anew(meeting, placement) for meeting, placement in result.moved]
    held = opened.settings.meetings
    where = {"place": held.place, "conference": held.conference}
    new = [meeting_of(placement, opened.now, zone, title) for placement in result.plan.placed]
    changed += [meeting.model_copy(update=where) for meeting in new]
    changed += [fresh for meeting in result.kept if (fresh := refreshed(world, meeting)) != meeting]
    return changed


def _titles(world: World, language: str) -> Callable[[Need], str]:
    return lambda need: meeting_title(need.kind, need.names, need.topic, language)


def _planned(
    world: World, result: Replanned, changed: list[Meeting], period: tuple[date, date], today: date
) -> Planned:
    after = {meeting.id: meeting for meeting in world.meetings} | {meeting.id: meeting for meeting in changed}
    standing = [
        meeting
        for meeting in after.values()
        if period[0] <= meeting.start.date() <= period[1] and stands(meeting, today)
    ]
    unplaced = [{"need": item.need.label, "why": item.why} for item in result.plan.unplaced]
    unplaced += [{"need": meeting.title, "why": why} for meeting, why in result.without_place]
    return Planned(
        meetings=[meeting_shape(world, m) for m in sorted(standing, key=lambda m: (m.start, m.title))],
        unplaced=unplaced,
        optimal=result.plan.optimal,
        gap_days=result.plan.gap_days,
        new=tuple(sorted({*(m.id for m in changed if m.live)} - {m.id for m in result.kept})),
        dropped=tuple(f"{meeting.title}: {why}" for meeting, why in result.not_needed),
    )
