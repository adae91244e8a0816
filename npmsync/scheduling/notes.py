"""What people say of single needs: not this year, or otherwise than the rules have it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from npmsync.dialogue.agenda import fold_topic
from npmsync.domain.meeting import Meeting
from npmsync.domain.words import MeetingKind
from npmsync.domain.world import World
from npmsync.scheduling.constraints import NeedNote
from npmsync.scheduling.need import Need, label


@dataclass(frozen=True, slots=True)
class Skipped:
    """A need that is let be up to a day, and why."""

    need: Need
    until: date
    why: str


def noted(needs: Iterable[Need], notes: Sequence[NeedNote], world: World) -> tuple[list[Need], list[Skipped]]:
    """The needs as the notes have them, and those that a note or a meeting called off for a time lets be."""
    kept, skipped = [], []
    for need in needs:
        mine = [one for one in notes if says_of(one, need.label)]
        until = _skipped(need, mine, world)
        if until is not None:
            skipped.append(until)
            continue
        for one in mine:
            need = _changed(need, one)
        kept.append(need)
    return kept, skipped


def says_of(note: NeedNote, named: str) -> bool:
    """Whether the note speaks of what goes by this label: the whole of it or its beginning, case and blanks aside."""
    return bool(note.need.strip()) and fold_topic(named).startswith(fold_topic(note.need))


def label_of(world: World, meeting: Meeting) -> str:
    """The label of the need that a meeting meets."""
    drafts = meeting.kind is MeetingKind.DRAFT_DISCUSSION
    seats = meeting.authorities if drafts else world.seats(meeting.authorities)
    return label(meeting.kind, meeting.topic, sorted(map(world.name, seats)))


def _skipped(need: Need, notes: Sequence[NeedNote], world: World) -> Skipped | None:
    for note in notes:
        if note.skip_until is not None and need.ideal <= note.skip_until:
            return Skipped(need, note.skip_until, note.why)
    for meeting in world.meetings:
        if meeting.skipped_until is None or meeting.live or need.ideal > meeting.skipped_until:
            continue
        if is_for(meeting, need, world):
            return Skipped(need, meeting.skipped_until, meeting.cancelled_because or "")
    return None


def is_for(meeting: Meeting, need: Need, world: World) -> bool:
    """Whether a meeting is of the kind, the topic and the authorities that the need asks for."""
    if meeting.kind is not need.kind:
        return False
    if need.topic is not None or meeting.topic is not None:
        return fold_topic(meeting.topic or "") == fold_topic(need.topic or "")
    return bool(set(world.seats(meeting.authorities)) & set(world.seats(need.authorities)))


def _changed(need: Need, note: NeedNote) -> Need:
    earliest = max(need.earliest, note.earliest) if note.earliest else need.earliest
    latest = min(need.latest, note.latest) if note.latest else need.latest
    because = f"{need.because} ({note.why.strip()})" if note.why.strip() else need.because
    return replace(
        need,
        ideal=note.ideal or min(max(need.ideal, earliest), latest),
        earliest=earliest,
        latest=latest,
        duration_minutes=note.duration_minutes or need.duration_minutes,
        weight=note.weight or need.weight,
        because=because,
    )
