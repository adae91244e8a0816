"""Draft discussions: drafts are spoken about face to face before their addressee's correction window closes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from npmsync.dialogue.agenda import may_see
from npmsync.domain.recommendation import Recommendation
from npmsync.domain.words import MeetingKind
from npmsync.domain.world import World, stands
from npmsync.scheduling.bilateral import bilateral
from npmsync.scheduling.need import Need
from npmsync.scheduling.period import Period
from npmsync.scheduling.settings import DraftDiscussion

KIND = MeetingKind.DRAFT_DISCUSSION


def draft_discussions(world: World, rule: DraftDiscussion, period: Period) -> list[Need]:
    """One for each addressee of drafts whose window closes within the period, best in the middle of what is left of it
    and never after it. Nobody answers for another: a draft addressed to a place is discussed with the place."""
    found = []
    for addressee in sorted(world.drafts_by_addressee, key=world.name):
        drafts = [one for one in world.drafts_by_addressee[addressee] if may_see(world, one, addressee)]
        closes = min(filter(None, (_closes(draft, rule) for draft in drafts)), default=None)
        earliest = max(period.first, period.today + timedelta(days=rule.lead_days))
        if closes is None or closes < earliest or _discussed(world, addressee, drafts, period):
            continue
        latest = min(closes, period.last)
        if earliest > latest:
            continue
        need = bilateral(world, KIND, addressee, earliest + (latest - earliest) / 2, period)
        found.append(
            replace(
                need,
                authorities=(addressee,),
                earliest=period.first,
                latest=latest,
                duration_minutes=rule.duration_minutes,
                weight=rule.weight,
                lead_days=rule.lead_days,
                because=f"because the window for corrections of {len(drafts)} drafts closes on {closes}.",
            )
        )
    return found


def _closes(draft: Recommendation, rule: DraftDiscussion) -> date | None:
    if draft.response_due is not None:
        return draft.response_due
    return draft.issued_on + timedelta(days=rule.window_days) if draft.issued_on else None


def _discussed(world: World, addressee: str, drafts: list[Recommendation], period: Period) -> bool:
    """Whether a discussion that took place or is to come has all the drafts on its agenda."""
    standing = (one for one in world.meetings if one.kind is KIND and stands(one, period.today))
    taken_up = {item for meeting in standing if addressee in meeting.authorities for item in meeting.agenda}
    return all(draft.id in taken_up for draft in drafts)
