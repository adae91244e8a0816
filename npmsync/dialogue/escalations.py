"""Where the dialogue fails: what to decide, and with whom to keep some contact whatever is decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from npmsync.dialogue.due_item import DueItem, DueKind, View, known_as
from npmsync.dialogue.late_answers import Late
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


def failing(view: View, owed: Iterable[Late]) -> list[Failing]:
    """One for each authority that has left answers out for long, one for each urgent recommendation it rejected."""
    return [*_unanswered(view, owed), *_rejected(view)]


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
    """Authorities where the dialogue fails and no meeting lies ahead: even then some contact should go on."""
    since: dict[str, list[date]] = {}
    for case in cases:
        since.setdefault(view.world.seat(case.authority), []).extend([case.since] if case.since else [])
    return [
        DueItem(
            DueKind.KEEP_CONTACT,
            view.world.name(seat),
            min(days, default=None),
            "Whatever is decided, keep some contact: agree on an informal meeting or a call.",
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
            f"{len(days)} {'answer is' if len(days) == 1 else 'answers are'} more than {limit} days late: decide "
            f"whether to take a further step (the first would be {view.settings.ladder[0]}).",
        )
        for addressee, days in since.items()
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
                suggestion = "Urgent and rejected: decide on a further step; any may be taken at once."
                found.append(Failing(addressee, response.responded_on, suggestion, known_as(recommendation)))
    return found
