"""Answers that did not come, and drafts whose window for corrections closes."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from npmsync.dialogue.deadlines import answer_due, late_since, window_closes
from npmsync.dialogue.due_item import DueItem, DueKind, View, known_as
from npmsync.dialogue.said import Said
from npmsync.domain.contact import Contact
from npmsync.domain.recommendation import Recommendation
from npmsync.domain.words import Channel, Rank, Stage


@dataclass(frozen=True, slots=True)
class Late:
    """An answer that an addressee (id) owes since its deadline."""

    recommendation: Recommendation
    addressee: str
    since: date


def late(view: View) -> list[Late]:
    """Every recommendation past the draft stage with every addressee that has not answered in time, whatever the NPM
    has assessed meanwhile: the answer is owed."""
    world, settings = view.world, view.settings
    found = []
    for recommendation in world.recommendations:
        if recommendation.stage is Stage.DRAFT:
            continue
        for addressee in dict.fromkeys(recommendation.addressees):
            due = answer_due(world, recommendation, addressee, settings, view.days)
            response = world.response(recommendation.id, addressee)
            since = late_since(due, response, settings, world.granted(recommendation, addressee))
            if since is None or since >= view.today:
                continue
            if settings.follow_from is None or since >= settings.follow_from:
                found.append(Late(recommendation, addressee, since))
    return found


def late_answers(view: View, owed: list[Late]) -> list[DueItem]:
    """One item for each recommendation and addressee; one reminder for each authority covers them all."""
    counts = Counter(one.addressee for one in owed)
    steps = {addressee: _next_step(view, addressee) for addressee in counts}
    items = []
    for one in owed:
        step, quiet = steps[one.addressee]
        count = counts[one.addressee]
        if count > 1 and not quiet:
            step = step.and_then(Said("due.step.one_reminder", count=count))
        items.append(
            DueItem(
                DueKind.LATE_ANSWER,
                view.world.name(one.addressee),
                one.since,
                step,
                recommendation=known_as(one.recommendation),
                owner=view.owner_of(one.addressee, one.recommendation.topics),
                draft=None if quiet else _draft(view, one),
            )
        )
    return items


def draft_windows(view: View) -> list[DueItem]:
    """One item for each addressee and day on which a window for corrections closes soon or has closed."""
    closing: dict[tuple[str, date], list[Recommendation]] = defaultdict(list)
    for addressee, open_drafts in view.world.drafts_by_addressee.items():
        for draft in open_drafts:
            closes = window_closes(view.world, draft, addressee, view.settings, view.days)
            if closes is not None and closes <= view.today + timedelta(days=view.settings.draft_notice_days):
                closing[addressee, closes].append(draft)
    items = []
    for (addressee, closes), drafts in closing.items():
        if closes < view.today:
            next_step = Said("due.step.window_closed", day=closes)
        else:
            next_step = Said("due.step.window_closes", day=closes)
        items.append(
            DueItem(
                DueKind.DRAFT_WINDOW,
                view.world.name(addressee),
                closes,
                next_step,
                recommendation=known_as(drafts[0]) if len(drafts) == 1 else None,
                owner=view.owner_of(addressee, [topic for draft in drafts for topic in draft.topics]),
            )
        )
    return items


def _next_step(view: View, addressee: str) -> tuple[Said, bool]:
    """What to do about everything that an authority owes, and whether no reminder is due now."""
    world, today = view.world, view.today
    seat = world.seat(addressee)
    agreed = view.agreed_meeting(seat)
    if agreed is not None:
        return Said("due.step.meeting_first", day=agreed.start.date()), True
    last = world.last_contact(seat, today)
    if last is not None:
        until = view.days.add_working_days(last, view.settings.rest_working_days)
        if until >= today:
            return Said("due.step.rest", last=last, until=until), True
    contact = _whom_to_call(view, addressee) or _whom_to_call(view, seat)
    if contact is None:
        return Said("due.step.nobody", authority=world.name(addressee)), False
    phone = f" ({contact.phone})" if contact.phone else ""
    return Said("due.step.call", name=f"{contact.name}{phone}"), False


def _whom_to_call(view: View, authority: str) -> Contact | None:
    """The focal point; else a technical contact, else any but a political one, to whom one writes a letter."""
    contacts = view.world.contacts_on(authority, view.today)
    for_calls = [one for one in contacts if one.rank is not Rank.POLITICAL] or list(contacts)
    technical = [one for one in for_calls if one.rank in (Rank.TECHNICAL, None)] or for_calls
    return technical[0] if technical else None


def _draft(view: View, one: Late) -> str:
    """The letter that would follow: polite at first, firm after one written reminder. The last one, which speaks of
    further steps, only after a person has decided on one. What was written to the authority since the deadline counts
    as a reminder."""
    written = [
        exchange
        for exchange in view.world.exchanges_by_seat.get(view.world.seat(one.addressee), ())
        if exchange.on > one.since and exchange.channel in (Channel.LETTER, Channel.EMAIL)
    ]
    decided = any(step.step for step in view.world.escalations_by_authority.get(one.addressee, ()))
    if decided and written:
        return "reminder.final"
    return "reminder.firm" if written else "reminder.polite"
