"""`plan`: which meetings the period needs and when; kept as `proposed`, beside those that stand already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from npmsync.actions.busy_times import busy_times
from npmsync.actions.listing import meeting_shape
from npmsync.actions.opened import Opened
from npmsync.actions.saving import save
from npmsync.actions.status_history import known_past
from npmsync.actions.words import vocabulary_of
from npmsync.actions.world import load_world
from npmsync.dialogue.months import add_months
from npmsync.documents.titles import meeting_title
from npmsync.domain import Meeting
from npmsync.domain.world import World, stands
from npmsync.replace import write_new
from npmsync.scheduling.exact import highs
from npmsync.scheduling.meetings import cancel, meeting_of, placed_anew
from npmsync.scheduling.need import Need
from npmsync.scheduling.participants import who_is_missing
from npmsync.scheduling.picture import Page, year_page
from npmsync.scheduling.planning import Replanned, Request, replan
from npmsync.scheduling.refresh import refreshed
from npmsync.scheduling.working_time import WorkingTime
from npmsync.scheduling.year import Month, YearRow, months, year_rows


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of `plan`: the period (default: twelve months from today), whether to keep nothing, and whether to
    prove that no better plan exists."""

    first: date | None = None
    last: date | None = None
    dry_run: bool = False
    prove: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """What `plan --json` prints, and what a person should know besides. `new` are ids of meetings that this run
    proposes or moves; `changes` is the difference that it makes."""

    meetings: list[dict[str, Any]]
    unplaced: list[dict[str, Any]]
    optimal: bool
    gap_days: int
    cost: int
    new: tuple[str, ...]
    dropped: tuple[str, ...]
    changes: list[dict[str, Any]]
    skipped: list[dict[str, Any]]
    said: list[str]
    calendar: list[Month]
    period: tuple[date, date]
    notes: tuple[str, ...] = ()

    @property
    def waits(self) -> bool:
        return bool(self.unplaced or self.notes)

    @property
    def rows(self) -> list[YearRow]:
        """The year for a sheet (`year.COLUMNS`)."""
        return [row for month in self.calendar for row in month.rows]

    @property
    def summary(self) -> str:
        """How good the plan is, in a sentence."""
        if self.optimal:
            return f"{len(self.meetings)} meetings; no better plan exists."
        return f"{len(self.meetings)} meetings; at most {self.gap_days} weighted days from the best plan."

    def to_json(self, seconds: float) -> dict[str, Any]:
        return {
            "meetings": self.meetings,
            "unplaced": self.unplaced,
            "optimal": self.optimal,
            "gap_days": self.gap_days,
            "cost": self.cost,
            "seconds": round(seconds, 3),
            "new": list(self.new),
            "dropped": list(self.dropped),
            "notes": list(self.notes),
            "changes": self.changes,
            "skipped": self.skipped,
            "said": self.said,
        }


def make_plan(opened: Opened, wish: Wish) -> Planned:
    """Plans the period, both ends included, and keeps the proposals unless asked not to. Raises `MissingExtra` where a
    proof is asked for and its library is not there."""
    today = opened.today
    first = max(wish.first or today, today)
    last = wish.last or add_months(first, 12) - timedelta(days=1)
    days = opened.settings.working_days
    with opened.store.transaction() as connection:
        world = replace(load_world(opened, connection), past=known_past(opened, connection))
        busy, notes = busy_times(opened, first, last, {meeting.uid for meeting in world.meetings})
        asked = Request(today, first, last, busy)
        result = replan(world, opened.settings.planning, days, asked, highs if wish.prove else None)
        changed = _changed(opened, world, result)
        if changed and not wish.dry_run:
            save(connection, opened.begin(connection, "plan"), changed)
    return replace(_planned(world, result, changed, (first, last), today, days), notes=notes)


def draw(opened: Opened, planned: Planned, path: Path) -> Path:
    """Writes the year on one page, for the NPM alone."""
    unplaced = [" ".join((f"{one['need']}: {one['why']}", *one["could"])) for one in planned.unplaced]
    page = Page(
        npm=opened.settings.npm,
        first=planned.period[0],
        last=planned.period[1],
        made_on=opened.today,
        months=planned.calendar,
        summary=planned.summary,
        said=[
            ("Not placed", unplaced),
            ("No longer needed", planned.dropped),
            ("Let be", [f"{one['need']} until {one['until']}: {one['why']}" for one in planned.skipped]),
            ("Focal points", planned.said),
        ],
    )
    write_new(path, year_page(page).encode())
    return path


def _changed(opened: Opened, world: World, result: Replanned) -> list[Meeting]:
    """The meetings as they are to be kept: moved ones, new ones, those whose reason is gone, those that the deputy
    leads, and proposals whose people or agenda are not today's any more."""
    title = _titles(opened)
    zone = opened.settings.workspace.timezone
    changed = [cancel(meeting, why) for meeting, why in result.not_needed]
    changed += [placed_anew(meeting, placement) for meeting, placement in result.moved]
    held = opened.settings.meetings
    where = {"place": held.place, "conference": held.conference}
    changed += [after for _, after, _ in result.stood_in]
    new = [meeting_of(placement, opened.now, zone, title) for placement in result.plan.placed]
    changed += [meeting.model_copy(update=where) for meeting in new]
    changed += [fresh for meeting in result.kept if (fresh := refreshed(world, meeting)) != meeting]
    return changed


def _titles(opened: Opened) -> Callable[[Need], str]:
    language, words = opened.settings.workspace.language, vocabulary_of(opened.workspace)
    return lambda need: meeting_title(need.kind, need.names, need.topic, language, words)


def _planned(
    world: World,
    result: Replanned,
    changed: list[Meeting],
    period: tuple[date, date],
    today: date,
    days: WorkingTime,
) -> Planned:
    after = {meeting.id: meeting for meeting in world.meetings} | {meeting.id: meeting for meeting in changed}
    standing = sorted(
        (one for one in after.values() if period[0] <= one.start.date() <= period[1] and stands(one, today)),
        key=lambda one: (one.start, one.title),
    )
    unplaced: list[dict[str, Any]] = [
        {"need": item.need.label, "why": item.why, "could": list(item.could)} for item in result.plan.unplaced
    ]
    unplaced += [
        {"need": meeting.title, "why": _stuck(meeting, why), "could": []} for meeting, why in result.without_place
    ]
    changes = _changes(world, result, after, changed)
    words = {one["meeting"]: _worded(one) for one in changes}
    return Planned(
        meetings=[meeting_shape(world, one) for one in standing],
        unplaced=unplaced,
        optimal=result.plan.optimal,
        gap_days=result.plan.gap_days,
        cost=result.plan.cost,
        new=tuple(sorted({*(m.id for m in changed if m.live)} - {m.id for m in result.kept})),
        dropped=tuple(f"{meeting.title}: {why}" for meeting, why in result.not_needed),
        changes=changes,
        skipped=[{"need": one.need.label, "until": one.until.isoformat(), "why": one.why} for one in result.skipped],
        said=_without_focal_point(world, standing, today),
        calendar=months(year_rows(world, standing, words), days, *period),
        period=period,
    )


def _stuck(meeting: Meeting, why: str) -> str:
    return f"{why} It stays on {meeting.start:%Y-%m-%d}; move it by hand: npmsync meetings move {meeting.id[:13]} START"


def _changes(
    world: World, result: Replanned, after: dict[str, Meeting], changed: list[Meeting]
) -> list[dict[str, Any]]:
    """The difference: new, moved, led by the deputy, dropped; in the order of time."""
    known = {one.id for one in world.meetings}
    found = [_change("new", after[one.id], None, one.because or "") for one in changed if one.id not in known]
    found += [_change("moved", after[one.id], one, result.reasons.get(one.id, "")) for one, _ in result.moved]
    found += [_change("deputy", one, one, why) for _, one, why in result.stood_in]
    found += [_change("dropped", one, one, why) for one, why in result.not_needed]
    return sorted(found, key=lambda one: (one["to"] or one["from"], one["title"]))


def _change(what: str, after: Meeting, before: Meeting | None, why: str) -> dict[str, Any]:
    return {
        "change": what,
        "meeting": after.id,
        "title": after.title,
        "status": after.status.value,
        "from": before.start.isoformat() if before else None,
        "to": None if what == "dropped" else after.start.isoformat(),
        "why": why,
    }


def _worded(change: dict[str, Any]) -> str:
    return f"moved from {change['from'][:10]}" if change["change"] == "moved" else str(change["change"])


def _without_focal_point(world: World, meetings: list[Meeting], today: date) -> list[str]:
    """What is to be said of those at the table who have designated nobody, each once."""
    said = []
    for meeting in meetings:
        if meeting.start.date() >= today:
            for seat in world.seats(meeting.authorities):
                said.append(who_is_missing(world, meeting.kind, seat, meeting.start.date()))
    return sorted({one for one in said if one is not None})
