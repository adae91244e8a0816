"""Which meetings are needed, by rule."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from npmsync.domain import Authority, Exchange, Meeting, Recommendation, Response
from npmsync.domain.words import Channel, Level, MeetingKind, MeetingStatus, Position, Priority, Stage, Status
from npmsync.domain.world import World
from npmsync.scheduling.need import Need
from npmsync.scheduling.needs import needs
from npmsync.scheduling.settings import Planning

TODAY = date(2026, 11, 25)
LAST = date(2027, 11, 24)
REVIEW, ROUNDTABLE = MeetingKind.ANNUAL_REVIEW, MeetingKind.ROUNDTABLE

MINISTRY = Authority(id="m", name="Ministry of Justice", level=Level.SUPERVISING)
HEALTH = Authority(id="h", name="Ministry of Health")
POLICE = Authority(id="p", name="National Police")
PRISON = Authority(id="x", name="Valmont Prison", level=Level.PLACE, parent="m")
LONELY = Authority(id="y", name="Northgate Prison", level=Level.PLACE)


def ask(name: str, *addressees: str, **more: Any) -> Recommendation:
    return Recommendation(id=name, ref=name, text=f"Text {name}", addressees=addressees, **more)


def met(kind: MeetingKind, day: date, *authorities: str, **more: Any) -> Meeting:
    start = datetime.combine(day, datetime.min.time()).replace(hour=10)
    more = {"status": MeetingStatus.HELD, **more}
    return Meeting(
        id=f"{kind} {day}",
        uid="u",
        kind=kind,
        title="t",
        authorities=authorities,
        start=start,
        end=start + timedelta(hours=2),
        timezone="UTC",
        **more,
    )


def needed(world: World, rules: dict[str, Any] | None = None, last: date = LAST) -> list[Need]:
    return needs(world, Planning.model_validate({"rules": rules or {}}), TODAY, TODAY, last)


def only(kind: str, **more: Any) -> dict[str, Any]:
    off = {"annual_review": {"enabled": False}, "roundtable": {"enabled": False}}
    return {**off, kind: {"enabled": True, **more}}


def test_a_place_s_items_roll_up_and_the_place_stands_in_the_meeting() -> None:
    world = World((MINISTRY, PRISON), recommendations=(ask("1", "x"), ask("2", "m")))
    (review,) = needed(world)
    assert (review.kind, review.authorities, review.names) == (REVIEW, ("m", "x"), ("Ministry of Justice",))
    assert set(review.agenda) == {"1", "2"}


def test_a_place_without_a_known_parent_has_its_own_review() -> None:
    (review,) = needed(World((LONELY,), recommendations=(ask("1", "y"),)))
    assert review.authorities == ("y",)


def test_settled_and_draft_recommendations_need_no_review() -> None:
    world = World(
        (MINISTRY, HEALTH),
        recommendations=(ask("1", "m", status=Status.IMPLEMENTED), ask("2", "h", stage=Stage.DRAFT)),
    )
    assert needed(world) == []


def test_a_review_is_due_twelve_months_after_the_last() -> None:
    world = World((MINISTRY,), recommendations=(ask("1", "m"),), meetings=(met(REVIEW, date(2026, 3, 10), "m"),))
    (review,) = needed(world)
    assert review.ideal == date(2027, 3, 10)
    assert review.because == (
        "because the last review with Ministry of Justice is of 2026-03-10; 1 recommendation is open."
    )


def test_a_review_long_overdue_is_due_at_once() -> None:
    world = World((MINISTRY,), recommendations=(ask("1", "m"),), meetings=(met(REVIEW, date(2023, 3, 10), "m"),))
    assert [one.ideal for one in needed(world)] == [TODAY]


def test_a_review_held_or_planned_satisfies_its_need_until_the_next_is_due() -> None:
    proposed = met(REVIEW, date(2027, 2, 1), "m", status=MeetingStatus.PROPOSED)
    world = World((MINISTRY,), recommendations=(ask("1", "m"),), meetings=(proposed,))
    assert needed(world) == []
    two_years = needed(world, last=date(2028, 11, 24))
    assert [one.ideal for one in two_years] == [date(2028, 2, 1)]


def test_cancelled_and_expired_proposals_satisfy_nothing() -> None:
    cancelled = met(REVIEW, date(2027, 2, 1), "m", status=MeetingStatus.CANCELLED)
    expired = met(REVIEW, date(2026, 11, 2), "m", status=MeetingStatus.PROPOSED)
    world = World((MINISTRY,), recommendations=(ask("1", "m"),), meetings=(cancelled, expired))
    assert len(needed(world)) == 1


def test_reviews_without_predecessor_are_spread_with_the_most_urgent_first() -> None:
    world = World(
        (HEALTH, MINISTRY, POLICE),
        recommendations=(
            ask("1", "h"),
            ask("2", "m", priority=Priority.HIGH),
            ask("3", "p", priority=Priority.URGENT),
        ),
    )
    found = needed(world)
    assert [one.names[0] for one in found] == ["National Police", "Ministry of Justice", "Ministry of Health"]
    gaps = [(b.ideal - a.ideal).days for a, b in pairwise(found)]
    assert max(gaps) - min(gaps) <= 1 and min(gaps) > 100


def test_a_set_month_holds_all_reviews() -> None:
    world = World(
        (MINISTRY, HEALTH),
        recommendations=(ask("1", "m"), ask("2", "h")),
        meetings=(met(REVIEW, date(2026, 6, 10), "m"),),
    )
    found = needed(world, {"annual_review": {"month": 5}})
    assert {(one.ideal.year, one.ideal.month) for one in found} == {(2027, 5)}


def test_reviews_more_often_than_yearly_form_a_series_with_keys_of_their_own() -> None:
    world = World((MINISTRY,), recommendations=(ask("1", "m"),), meetings=(met(REVIEW, date(2026, 9, 1), "m"),))
    found = needed(world, {"annual_review": {"every_months": 4}})
    assert [one.ideal for one in found] == [date(2027, 1, 1), date(2027, 5, 1), date(2027, 9, 1)]
    assert len({one.key for one in found}) == 3


def shared(topic: str, *addressees: str) -> tuple[Recommendation, ...]:
    return tuple(ask(f"{topic}{n}", one, topics=(topic,)) for n, one in enumerate(addressees))


def roundtables(found: list[Need]) -> list[Need]:
    return [one for one in found if one.kind is ROUNDTABLE]


def test_a_topic_that_three_authorities_share_gets_a_roundtable_after_their_reviews() -> None:
    world = World((MINISTRY, HEALTH, POLICE), recommendations=shared("health", "m", "h", "p"))
    found = needed(world)
    (table,) = roundtables(found)
    assert table.topic == "health"
    assert table.authorities == ("h", "m", "p")
    assert all(one.ideal < table.ideal for one in found if one.kind is REVIEW)


def test_two_authorities_or_a_settled_topic_make_no_roundtable() -> None:
    two = World((MINISTRY, HEALTH), recommendations=shared("health", "m", "h", "h"))
    assert roundtables(needed(two)) == []
    assert len(roundtables(needed(two, {"roundtable": {"min_authorities": 2}}))) == 1


def test_topics_are_the_same_whatever_their_case_and_blanks() -> None:
    asks = (ask("1", "m", topics=("Health care",)), ask("2", "h", topics=("health  care",)))
    world = World((MINISTRY, HEALTH, POLICE), recommendations=(*asks, ask("3", "p", topics=("Health care ",))))
    (table,) = roundtables(needed(world))
    assert table.topic == "Health care"


def test_a_place_and_its_ministry_are_one_at_a_roundtable() -> None:
    world = World((MINISTRY, PRISON, HEALTH), recommendations=shared("health", "m", "x", "h"))
    assert roundtables(needed(world)) == []


def test_the_heaviest_topics_come_first_and_no_more_than_the_year_bears() -> None:
    everybody = ("m", "h", "p")
    asks = tuple(one for n in range(6) for one in shared(f"topic {n}", *everybody * (n + 1)))
    asks = tuple(one.model_copy(update={"id": str(n)}) for n, one in enumerate(asks))
    world = World((MINISTRY, HEALTH, POLICE), recommendations=asks)
    tables = roundtables(needed(world, {"roundtable": {"per_year": 2}}))
    assert {one.topic for one in tables} == {"topic 5", "topic 4"}


def test_nobody_is_asked_to_more_roundtables_a_year_than_one_can_bear() -> None:
    asks = (*shared("a", "m", "h", "p"), *shared("b", "m", "h", "p"), *shared("c", "m", "h", "p"))
    world = World((MINISTRY, HEALTH, POLICE), recommendations=asks)
    assert len(roundtables(needed(world, {"roundtable": {"per_authority": 2}}))) == 2


def test_a_topic_spoken_about_within_the_year_needs_no_other_roundtable() -> None:
    asks = shared("health", "m", "h", "p")
    held = met(ROUNDTABLE, date(2026, 10, 1), "m", "h", "p", topic="health")
    found = needed(World((MINISTRY, HEALTH, POLICE), recommendations=asks, meetings=(held,)))
    (table,) = roundtables(found)
    assert table.ideal >= date(2027, 10, 1)
    planned = met(ROUNDTABLE, date(2027, 10, 1), "m", "h", "p", topic="Health", status=MeetingStatus.PROPOSED)
    assert roundtables(needed(World((MINISTRY, HEALTH, POLICE), recommendations=asks, meetings=(planned,)))) == []


def test_an_authority_never_met_gets_an_introduction_once() -> None:
    world = World((MINISTRY, PRISON, HEALTH), meetings=(met(MeetingKind.BILATERAL, date(2026, 1, 5), "h"),))
    (first,) = needed(world, only("introduction"))
    assert (first.kind, first.authorities[0]) == (MeetingKind.INTRODUCTION, "m")
    planned = met(MeetingKind.INTRODUCTION, date(2027, 1, 5), "m", status=MeetingStatus.PROPOSED)
    again = World(world.authorities, meetings=(*world.meetings, planned))
    assert needed(again, only("introduction")) == []


def test_a_refusal_or_a_long_silence_asks_for_a_follow_up_once() -> None:
    refused = Response(id="a", recommendation="1", authority="m", position=Position.REJECTED)
    asks = (ask("1", "m"), ask("2", "m", response_due=date(2026, 2, 1)), ask("3", "m", response_due=date(2026, 11, 1)))
    world = World((MINISTRY,), recommendations=asks, responses=(refused,))
    (need,) = needed(world, only("follow_up"))
    assert set(need.agenda) == {"1", "2"}
    held = met(MeetingKind.FOLLOW_UP, date(2026, 11, 20), "m", agenda=("1", "2"))
    again = World((MINISTRY,), recommendations=asks, responses=(refused,), meetings=(held,))
    assert needed(again, only("follow_up")) == []


def test_what_became_worse_asks_for_a_follow_up_and_one_held_before_it_does_not_count() -> None:
    fell = {
        "1": ((date(2025, 3, 1), Status.IMPLEMENTED), (date(2026, 9, 1), Status.IN_PROGRESS)),
        "2": ((date(2025, 3, 1), Status.IN_PROGRESS), (date(2026, 9, 1), Status.PARTIALLY_IMPLEMENTED)),
    }
    asks = (ask("1", "m", status=Status.IN_PROGRESS), ask("2", "m", status=Status.PARTIALLY_IMPLEMENTED))
    before = met(MeetingKind.FOLLOW_UP, date(2026, 6, 1), "m", agenda=("1",))
    (need,) = needed(World((MINISTRY,), recommendations=asks, meetings=(before,), past=fell), only("follow_up"))
    assert need.agenda == ("1",)
    assert need.because == "because of the recommendations to Ministry of Justice, 1 has become worse."
    after = met(MeetingKind.FOLLOW_UP, date(2026, 10, 1), "m", agenda=("1",))
    assert needed(World((MINISTRY,), recommendations=asks, meetings=(after,), past=fell), only("follow_up")) == []


def test_an_informal_meeting_keeps_alive_what_nothing_else_does() -> None:
    asks = (ask("1", "m"), ask("2", "h"))
    call = Exchange(id="e", authority="h", on=date(2026, 10, 1), channel=Channel.PHONE, summary="s")
    world = World((MINISTRY, HEALTH), recommendations=asks, exchanges=(call,))
    found = {one.names[0]: one.ideal for one in needed(world, only("informal", quiet_months=6))}
    assert found["Ministry of Health"] == date(2027, 4, 1)
    assert found["Ministry of Justice"] < date(2027, 1, 1)
    with_reviews = needed(world, {"informal": {"enabled": True}})
    assert {one.kind for one in with_reviews} == {REVIEW}


def test_drafts_are_discussed_inside_their_window_with_their_addressee_alone() -> None:
    draft = ask("1", "x", stage=Stage.DRAFT, issued_on=date(2026, 11, 20))
    world = World((MINISTRY, PRISON), recommendations=(draft,))
    (need,) = needed(world, only("draft_discussion"))
    assert (need.authorities, need.agenda) == (("x",), ("1",))
    assert TODAY <= need.ideal <= need.latest == date(2026, 12, 4)
    planned = met(MeetingKind.DRAFT_DISCUSSION, date(2026, 12, 1), "x", agenda=("1",), status=MeetingStatus.PROPOSED)
    again = World(world.authorities, recommendations=(draft,), meetings=(planned,))
    assert needed(again, only("draft_discussion")) == []


def test_a_parent_that_is_its_own_child_does_not_hang() -> None:
    loop = (
        Authority(id="x", name="X", level=Level.PLACE, parent="y"),
        Authority(id="y", name="Y", level=Level.PLACE, parent="x"),
    )
    assert len(needed(World(loop, recommendations=(ask("1", "x"),)))) == 1


def test_needs_go_by_names_in_words_and_keys() -> None:
    world = World((MINISTRY, HEALTH, POLICE), recommendations=shared("health", "m", "h", "p"))
    labels = {one.label for one in needed(world)}
    assert "annual review: Ministry of Justice" in labels
    assert "roundtable on health: Ministry of Health, Ministry of Justice, National Police" in labels


def test_a_roundtable_waits_for_the_first_of_several_reviews_only() -> None:
    world = World((MINISTRY, HEALTH, POLICE), recommendations=shared("health", "m", "h", "p"))
    found = needed(world, {"annual_review": {"every_months": 3}})
    (table,) = roundtables(found)
    first_reviews = {one.names: one.ideal for one in reversed(found) if one.kind is REVIEW}
    assert max(first_reviews.values()) < table.ideal


def test_a_series_has_its_sessions_a_few_weeks_apart_with_all_who_share_the_topic() -> None:
    rules = only("series", topics=["Health"], sessions=3, every_weeks=4)
    world = World((MINISTRY, HEALTH), recommendations=(*shared("health", "m", "h"), *shared("force", "m", "h")))
    found = needed(world, rules)
    assert [one.topic for one in found] == ["health"] * 3
    assert [(b.ideal - a.ideal).days for a, b in pairwise(found)] == [28, 28]
    assert all(a.latest < b.earliest for a, b in pairwise(found))
    assert found[0].authorities == ("h", "m")


def test_sessions_held_or_planned_count_and_the_next_follows_the_last() -> None:
    rules = only("series", topics=["health"], sessions=2, every_weeks=4)
    session = met(MeetingKind.SERIES, date(2027, 3, 1), "m", "h", topic="Health", status=MeetingStatus.PROPOSED)
    world = World((MINISTRY, HEALTH), recommendations=shared("health", "m", "h"), meetings=(session,))
    assert [one.ideal for one in needed(world, rules)] == [date(2027, 3, 29)]
    both = World(
        world.authorities,
        recommendations=world.recommendations,
        meetings=(session, met(MeetingKind.SERIES, date(2027, 4, 1), "m", "h", topic="health")),
    )
    assert needed(both, rules) == []


def test_a_series_that_is_over_rests_for_a_year() -> None:
    rules = only("series", topics=["health"], sessions=1)
    asks = shared("health", "m", "h")
    recent = met(MeetingKind.SERIES, date(2026, 5, 1), "m", "h", topic="health")
    long_ago = met(MeetingKind.SERIES, date(2025, 5, 1), "m", "h", topic="health")
    assert needed(World((MINISTRY, HEALTH), recommendations=asks, meetings=(recent,)), rules) == []
    assert len(needed(World((MINISTRY, HEALTH), recommendations=asks, meetings=(long_ago,)), rules)) == 1
