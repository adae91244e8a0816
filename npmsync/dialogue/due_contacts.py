"""Contacts gone quiet and authorities never met."""

from __future__ import annotations

from datetime import date

from npmsync.dialogue.due_item import DueItem, DueKind, View
from npmsync.dialogue.months import add_months
from npmsync.dialogue.said import Said
from npmsync.domain.world import stands


def quiet_contacts(view: View) -> list[DueItem]:
    """Seats with open recommendations and no exchange, meeting or answer for `quiet_months`, and none agreed. Without
    any contact on record the silence counts from the last recommendation sent."""
    world = view.world
    items = []
    for seat in world.open_by_seat:
        last = _last_sign(view, seat)
        if last is None or add_months(last, view.settings.quiet_months) >= view.today or view.meeting_to_come(seat):
            continue
        known = view.world.contacts_on(seat, view.today)
        whom = known[0].name if known else world.name(seat)
        items.append(
            DueItem(
                DueKind.QUIET_CONTACT,
                world.name(seat),
                last,
                Said("due.step.quiet", since=last, whom=whom),
                owner=view.owner_of(seat),
            )
        )
    return items


def mapping_reviews(view: View) -> list[DueItem]:
    """Authorities that were mapped and are to be looked at again; one that was never mapped is not nagged about."""
    items = []
    for authority in view.world.authorities:
        due = authority.review_on
        if due is None and authority.mapped_on is not None:
            due = add_months(authority.mapped_on, view.settings.mapping_months)
        if due is not None and due <= view.today:
            mapped = authority.mapped_on
            known = Said("due.step.mapped", day=mapped) if mapped else Said("due.step.not_mapped")
            suggestion = Said("due.step.mapping", known=known)
            items.append(
                DueItem(DueKind.MAPPING_REVIEW, authority.name, due, suggestion, owner=view.owner_of(authority.id))
            )
    return items


def introductions(view: View) -> list[DueItem]:
    """Seats that were never met and are not about to be; none unless the list is asked for."""
    world = view.world
    if not view.settings.introductions:
        return []
    seats = world.seats(authority.id for authority in world.authorities)
    return [
        DueItem(
            DueKind.INTRODUCTION,
            world.name(seat),
            None,
            Said("due.step.introduction"),
            owner=view.owner_of(seat),
        )
        for seat in seats
        if not any(stands(meeting, view.today) for meeting in world.meetings_by_seat.get(seat, ()))
    ]


def _last_sign(view: View, seat: str) -> date | None:
    world, today = view.world, view.today
    addressees = {one for recommendation in world.open_by_seat[seat] for one in recommendation.addressees}
    own = [one for one in addressees if world.seat(one) == seat]
    answers = [one.responded_on for authority in own for one in world.responses_by_authority.get(authority, ())]
    contact = world.last_contact(seat, today)
    known = [day for day in [*answers, contact] if day is not None and day <= today]
    sent = [one.issued_on for one in world.open_by_seat[seat] if one.issued_on is not None and one.issued_on <= today]
    return max(known, default=None) or max(sent, default=None)
