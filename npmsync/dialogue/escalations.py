"""Where the dialogue fails: what to decide, and with whom to keep some contact whatever is decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from npmsync.dialogue.due_item import DueItem, DueKind, View, known_as
from npmsync.dialogue.late_answers import Late
from npmsync.dialogue.said import Said
from npmsync.domain.further_step import Escalation
from npmsync.domain.words import Priority
from npmsync.domain.world import stands


@dataclass(frozen=True, slots=True)
class Failing:
    """An authority (id) with which a further step is to be decided, since when, and over what: one recommendation (as
    a person knows it) or, None, all that is unanswered."""

    authority: str
    since: date | None
    suggestion: str
    recommendation: str | None = None
    fresh: bool = False
    """Only what is decided after it happened is a decision about it."""


def failing(view: View, owed: Iterable[Late]) -> list[Failing]:
    """One for each authority that has left answers out for long, for each urgent recommendation that was rejected, and
    for each time access was refused; without what a person has decided about already."""
    every = [*_unanswered(view, owed), *_rejected(view), *_refused_access(view)]
    return [case for case in every if not _decided(view, case)]


def taken(view: View, authority: str) -> list[Escalation]:
    """The further steps that were taken with an authority."""
    return [one for one in view.world.escalations_by_authority.get(authority, ()) if one.step]


def _decided(view: View, case: Failing) -> bool:
    """A decision holds until the day it names, else for as long as made the case one; new grounds are a new case."""
    for one in reversed(view.world.escalations_by_authority.get(case.authority, ())):
        about = view.world.recommendation_by_id.get(one.recommendation or "")
        if (known_as(about) if about else None) != case.recommendation:
            continue
        if case.fresh and case.since is not None and one.on < case.since:
            continue
        until = one.until or one.on + timedelta(days=view.settings.escalate_after_days)
        return until >= view.today
    return False


def escalations(view: View, cases: Iterable[Failing]) -> list[DueItem]:
    """The decision is the head's, where one is named."""
    owner = view.world.head.name if view.world.head else view.owner
    return [
        DueItem(
            DueKind.ESCALATION,
            view.world.name(case.authority),
            case.since,
            case.suggestion,
            recommendation=case.recommendation,
            owner=owner,
        )
        for case in cases
    ]


def keep_contact(view: View, cases: Iterable[Failing]) -> list[DueItem]:
    """Authorities where the dialogue fails, or a further step was taken, and no meeting lies ahead: even then some
    contact should go on."""
    since: dict[str, list[date]] = {}
    for case in cases:
        since.setdefault(view.world.seat(case.authority), []).extend([case.since] if case.since else [])
    for authority in view.world.escalations_by_authority:
        steps, seat = taken(view, authority), view.world.seat(authority)
        if steps and seat in view.world.open_by_seat:
            since.setdefault(seat, []).append(steps[-1].on)
    return [
        DueItem(
            DueKind.KEEP_CONTACT,
            view.world.name(seat),
            min(days, default=None),
            Said("due.step.contact"),
            owner=view.owner,
        )
        for seat, days in since.items()
        if not any(
            stands(meeting, view.today) and meeting.start.date() >= view.today
            for meeting in view.world.meetings_by_seat.get(seat, ())
        )
    ]


def _unanswered(view: View, owed: Iterable[Late]) -> list[Failing]:
    limit = view.settings.escalate_after_days
    since: dict[str, list[date]] = defaultdict(list)
    for one in owed:
        if one.since < view.today - timedelta(days=limit):
            since[one.addressee].append(one.since)
    return [
        Failing(
            addressee,
            min(days),
            Said(
                "due.step.one_late" if len(days) == 1 else "due.step.several_late",
                count=len(days),
                days=limit,
                step=_next_step(view, addressee),
            ),
        )
        for addressee, days in since.items()
    ]


def _next_step(view: View, authority: str) -> Said:
    """The step after the last one taken; at the end of the ladder a person knows more than a list."""
    ladder, steps = view.settings.ladder, taken(view, authority)
    if not steps:
        return Said("due.step.first", step=ladder[0])
    last = max((ladder.index(one.step) for one in steps if one.step in ladder), default=-1)
    done, day = steps[-1].step, steps[-1].on
    if last + 1 < len(ladder):
        return Said("due.step.next", last=done, day=day, step=ladder[last + 1])
    return Said("due.step.end", last=done, day=day)


def _refused_access(view: View) -> list[Failing]:
    """What stood in the NPM's own way is a further step to decide at once (OPCAT, article 20)."""
    return [
        Failing(
            exchange.authority,
            exchange.on,
            Said("due.step.access", summary=exchange.summary),
            fresh=True,
        )
        for exchange in view.world.exchanges
        if exchange.obstacle and exchange.on <= view.today
    ]


def _rejected(view: View) -> list[Failing]:
    """An urgent and serious matter may take any step at once (DOMAIN.md, "escalation")."""
    found = []
    for recommendation in view.world.recommendations:
        if recommendation.priority is not Priority.URGENT or not recommendation.open:
            continue
        for addressee in dict.fromkeys(recommendation.addressees):
            response = view.world.response(recommendation.id, addressee)
            if response is not None and view.world.rejected(recommendation.id, addressee):
                suggestion = Said("due.step.rejected")
                found.append(Failing(addressee, response.responded_on, suggestion, known_as(recommendation)))
    return found
