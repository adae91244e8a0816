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
from npmsync.domain.recommendation import Recommendation
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
    decided: bool | None = None
    """Whether a person has decided; None: to be looked up by authority and recommendation."""


def failing(view: View, owed: Iterable[Late]) -> list[Failing]:
    """One for each authority that has left answers out for long, for each urgent recommendation that was rejected or
    left without an answer in time, for each that the law obliges to report, and for each time access was refused;
    without what a person has decided about already."""
    owed = list(owed)
    every = [*_unanswered(view, owed), *_urgent(view, owed), *_rejected(view)]
    every += [*_to_report(view), *_refused_access(view)]
    return [case for case in every if not (_decided(view, case) if case.decided is None else case.decided)]


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
        return _holds(view, one)
    return False


def _holds(view: View, decision: Escalation) -> bool:
    until = decision.until or decision.on + timedelta(days=view.settings.escalate_after_days)
    return until >= view.today


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


def keep_contact(view: View) -> list[DueItem]:
    """Authorities with which a further step was taken, and no meeting lies ahead: even then some contact should go on
    (DOMAIN.md: "an escalated authority without a future contact"). Before a decision there is nothing to keep up."""
    since: dict[str, list[date]] = {}
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
            owner=view.owner_of(seat),
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
    ladder, steps = view.settings.steps, taken(view, authority)
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


def _urgent(view: View, owed: Iterable[Late]) -> list[Failing]:
    """What is urgent and serious and has no answer in time waits for no ladder: any step may be taken at once. One for
    each authority, over what nobody has decided about since it became late."""
    late: dict[str, list[Late]] = defaultdict(list)
    for one in owed:
        urgent = one.recommendation.priority is Priority.URGENT and one.recommendation.open
        if urgent and not _decided_since(view, one.addressee, one.recommendation.id, one.since):
            late[one.addressee].append(one)
    found = []
    for addressee, several in late.items():
        refs = [known_as(one.recommendation) for one in several]
        said = Said("due.step.urgent", count=len(refs), refs=", ".join(refs[:5]) + (", …" if refs[5:] else ""))
        only = refs[0] if len(refs) == 1 else None
        found.append(Failing(addressee, min(one.since for one in several), said, only, decided=False))
    return found


def _decided_since(view: View, authority: str, recommendation: str, since: date) -> bool:
    """Whether a decision taken after a day, about this recommendation or all that is unanswered, still holds."""
    return any(
        one.on >= since and one.recommendation in (None, recommendation) and _holds(view, one)
        for one in view.world.escalations_by_authority.get(authority, ())
    )


def _to_report(view: View) -> list[Failing]:
    """Where the law obliges the NPM to report what is urgent and serious: from the day it was sent until a person has
    recorded that it was done, or named a day to look at it again."""
    to, start = view.settings.report_to, view.settings.follow_from
    if not to:
        return []
    found = []
    for one in view.world.recommendations:
        sent = one.issued_on
        if one.priority is not Priority.URGENT or not one.open or not one.addressees or sent is None:
            continue
        if sent <= view.today and (start is None or sent >= start) and not _reported(view, one, to):
            said = Said("due.step.report", to=to)
            found.append(Failing(one.addressees[0], sent, said, known_as(one), decided=False))
    return found


def _reported(view: View, recommendation: Recommendation, to: str) -> bool:
    decisions = [one for one in view.world.escalations if one.recommendation == recommendation.id]
    done = any(to.strip().casefold() in (one.step or "").casefold() for one in decisions)
    return done or any(one.until is not None and one.until >= view.today for one in decisions if not one.step)


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
