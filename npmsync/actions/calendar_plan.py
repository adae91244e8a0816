"""What a sync of calendars comes to: the meetings after it, what waits, what each calendar is to be given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from npmsync.actions.calendar_entries import Entries
from npmsync.actions.calendar_reading import CalendarState
from npmsync.domain import Key, Meeting
from npmsync.domain.words import MeetingStatus
from npmsync.errors import Refused
from npmsync.scheduling.meetings import as_shown
from npmsync.store.decisions import Decision
from npmsync.sync.calendar import CALLED_OFF, RULE, TIME, Entry, moments, shown_of, snapshot, view
from npmsync.sync.model import Difference, HubChange, Plan
from npmsync.sync.plan import make_plan


@dataclass(slots=True)
class CalendarWrites:
    """For one calendar: entries to be laid over what is there, meetings to be added, entries to be taken out (proposals
    that were dropped before anybody was told)."""

    over: dict[Key, Entry] = field(default_factory=dict)
    add: list[Key] = field(default_factory=list)
    remove: dict[Key, Entry] = field(default_factory=dict)

    @property
    def keys(self) -> set[Key]:
        return {*self.over, *self.add, *self.remove}


@dataclass(frozen=True, slots=True)
class CalendarOutcome:
    """`after` are the meetings with what the calendars changed; `changed` those that differ from `before`."""

    plan: Plan
    before: Mapping[Key, Meeting]
    after: Mapping[Key, Meeting]
    writes: Mapping[str, CalendarWrites]
    refused: tuple[str, ...] = ()

    @property
    def changed(self) -> dict[Key, Meeting]:
        return {key: meeting for key, meeting in self.after.items() if meeting != self.before[key]}

    def waiting(self, endpoint: str) -> dict[Key, set[str]]:
        """The fields on which a calendar and the hub differ until a person decides."""
        found: dict[Key, set[str]] = {}
        for one in (*self.plan.conflicts, *self.plan.corrections):
            if one.endpoint == endpoint:
                found.setdefault(one.key, set()).add(one.field)
        return found


def plan_calendars(
    states: Sequence[CalendarState], meetings: Mapping[Key, Meeting], entries: Mapping[str, Entries]
) -> CalendarOutcome:
    """Merges the calendars with the meetings, all of them together: their order does not matter."""
    snapshots = [snapshot(s.name, s.settings.role, s.entries, s.missing, meetings) for s in states]
    base = {state.name: {key: entry.values for key, entry in state.entries.items()} for state in states}
    concerned = {key for state in states for key in state.entries}
    hub = {key: view(meetings[key]) for key in concerned}
    plan = make_plan(hub, base, snapshots, lambda entity, name: RULE)
    after, refused = _applied(plan, states, meetings)
    plan = replace(plan, changes=tuple(change for change in plan.changes if change not in refused))
    conflicts = tuple(_as_conflict(change, meetings) for change in refused)
    plan = replace(plan, conflicts=(*plan.conflicts, *conflicts))
    outcome = CalendarOutcome(plan, meetings, after, {})
    writes = {state.name: _writes(state, outcome, entries[state.name]) for state in states}
    return replace(outcome, writes=writes)


def _applied(
    plan: Plan, states: Sequence[CalendarState], meetings: Mapping[Key, Meeting]
) -> tuple[dict[Key, Meeting], list[HubChange]]:
    """The meetings with the plan's changes in, and the changes that no meeting can take."""
    by_key: dict[Key, list[HubChange]] = {}
    for change in plan.changes:
        if not change.overruled:
            by_key.setdefault(change.key, []).append(change)
    sequences = {key: max(state.entries[key].sequence for state in states if key in state.entries) for key in by_key}
    after, refused = dict(meetings), []
    for key, changes in by_key.items():
        try:
            after[key] = as_shown(meetings[key], shown_of(meetings[key], changes, sequences[key]))
        except (Refused, ValueError):
            refused += changes
    return after, refused


def _as_conflict(change: HubChange, meetings: Mapping[Key, Meeting]) -> Difference:
    ours = view(meetings[change.key])[change.field]
    return Difference(change.endpoint, change.key, change.field, ours, ours, change.new)


def _writes(state: CalendarState, outcome: CalendarOutcome, entries: Entries) -> CalendarWrites:
    writes = CalendarWrites()
    waiting = outcome.waiting(state.name)
    for key, entry in state.entries.items():
        meeting = outcome.after[key]
        if key in waiting or not entries.may_be_shown(meeting):
            continue
        dropped = meeting.status is MeetingStatus.CANCELLED and meeting.invited_sequence is None
        if dropped and state.settings.own:
            writes.remove[key] = entry
        elif entry.seen != view(meeting, state.settings.own) or entry.shown != entries.mark(meeting):
            writes.over[key] = entry
    if state.settings.new_rows:
        known = {*state.entries, *state.missing, *state.held}
        writes.add = [key for key, meeting in outcome.after.items() if key not in known and entries.to_add(meeting)]
    return writes


def decisions_of(
    outcome: CalendarOutcome, state: CalendarState, since: str, make_id: Callable[[], str]
) -> list[Decision]:
    """What waits for a person in one calendar: an event that is gone is asked about while its day is to come."""
    items = []
    for kind, differences in (("conflict", outcome.plan.conflicts), ("correction", outcome.plan.corrections)):
        for one in differences:
            if one.endpoint == state.name:
                items.append(Decision(make_id(), kind, one.endpoint, *one.key, one.field, one.ours, one.theirs, since))
    for key in sorted(asked_about(outcome, state)):
        meeting = outcome.after[key]
        items.append(Decision(make_id(), "vanished", state.name, *key, None, meeting.title, None, since))
    return items


def asked_about(outcome: CalendarOutcome, state: CalendarState) -> set[Key]:
    """The events that are gone and should not be: people and programs clear away what is over."""
    today = state.today
    return {
        key
        for key in state.missing
        if (meeting := outcome.after[key]).live
        and meeting.status is not MeetingStatus.HELD
        and meeting.start.date() >= today
    }


def said_of(outcome: CalendarOutcome, state: CalendarState) -> list[str]:
    """A sentence for each meeting that this calendar changed, and what has to be done about it."""
    said = []
    for key in sorted({c.key for c in outcome.plan.changes if c.endpoint == state.name and not c.overruled}):
        before, after = outcome.before[key], outcome.after[key]
        what = []
        if (before.start, before.end) != (after.start, after.end):
            what.append(f"moved from {before.start:%Y-%m-%d %H:%M} to {after.start:%Y-%m-%d %H:%M}")
        if before.place != after.place:
            what.append(f"now in {after.place or 'no place'}")
        if before.title != after.title:
            what.append(f"was called {before.title}")
        tell = after.invited_sequence is not None and after.sequence != after.invited_sequence
        said.append(f"{after.title}: {', '.join(what)}" + ("; tell those invited: npmsync invite" if tell else ""))
    for one in outcome.plan.conflicts:
        if one.endpoint == state.name and one.field == CALLED_OFF:
            said.append(f"{outcome.after[one.key].title} is called off in the calendar; that waits for you")
        if one.endpoint == state.name and one.field == TIME and not _is_time(one.theirs):
            said.append(f"{outcome.after[one.key].title} takes a whole day in the calendar; give it a time there")
    return said


def _is_time(value: object) -> bool:
    try:
        moments(str(value))
    except ValueError:
        return False
    return True
