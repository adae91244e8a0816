"""Meetings held and other contact, real contact before paper; and what was promised and kept."""

from __future__ import annotations

from dataclasses import replace

from npmsync.dialogue.figures.grouping import by_authority
from npmsync.dialogue.figures.model import Figure, Group, Line, Period, counted
from npmsync.domain.words import Channel, MeetingStatus
from npmsync.domain.world import World

CONTACT_PARTS = (
    "meeting",
    *(
        channel.value
        for channel in (
            Channel.IN_PERSON,
            Channel.PHONE,
            Channel.MESSAGE,
            Channel.EMAIL,
            Channel.LETTER,
            Channel.OTHER,
        )
    ),
)
COMMITMENT_PARTS = ("kept", "kept_late", "overdue", "open")


def contacts(world: World, period: Period) -> Figure:
    """Meetings that were held and exchanges, by the authority that sat at the table or was spoken with; a meeting with
    several counts once for each of them and once in the whole."""
    own, every = [], []
    for meeting in world.meetings:
        day = meeting.start.date()
        if meeting.status is not MeetingStatus.HELD or day > period.as_of or not period.holds(day):
            continue
        line = Line("meeting", meeting.id, day.isoformat(), meeting.title, on=day)
        every.append(line)
        own += [replace(line, authority=world.name(seat)) for seat in world.seats(meeting.authorities)]
    for exchange in world.exchanges:
        if exchange.on <= period.as_of and period.holds(exchange.on):
            name = world.name(exchange.authority)
            line = Line(
                exchange.channel.value, exchange.id, exchange.on.isoformat(), exchange.summary, name, exchange.on
            )
            every.append(line)
            own.append(line)
    groups = [counted(name, lines, CONTACT_PARTS) for name, lines in by_authority(world, own)]
    return Figure("contact", "authority", CONTACT_PARTS, "none", counted("", every, CONTACT_PARTS), tuple(groups))


def commitments(world: World, period: Period) -> Figure:
    """What authorities promised for the period, and what they kept. The NPM's own promises have no authority."""
    lines = []
    for one in world.commitments:
        if not period.holds(one.due):
            continue
        recommendation = world.recommendation_by_id.get(one.recommendation or "")
        known = recommendation.ref or recommendation.id if recommendation else (one.due or period.as_of).isoformat()
        done = one.done_on if one.done_on and one.done_on <= period.as_of else None
        if done:
            part = "kept_late" if one.due and done > one.due else "kept"
        else:
            part = "overdue" if one.due and one.due < period.as_of else "open"
        lines.append(Line(part, one.id, known, one.text, world.name(one.authority) if one.authority else None, one.due))
    groups = [_kept(counted(name, own, COMMITMENT_PARTS)) for name, own in by_authority(world, lines)]
    whole = _kept(counted("", lines, COMMITMENT_PARTS))
    return Figure("commitments", "authority", COMMITMENT_PARTS, "share", whole, tuple(groups), COMMITMENT_PARTS[:3])


def _kept(group: Group) -> Group:
    came_due = sum(group.counts[part] or 0 for part in ("kept", "kept_late", "overdue"))
    kept = (group.counts["kept"] or 0) + (group.counts["kept_late"] or 0)
    return replace(group, value=kept / came_due if came_due else None)
