"""Who is asked to a meeting."""

from __future__ import annotations

from datetime import date
from typing import Any

from npmsync.domain import Authority, Contact, Member, MemberRole
from npmsync.domain.words import MeetingKind, ParticipantRole, Rank
from npmsync.domain.world import World
from npmsync.scheduling.participants import participants

DAY = date(2027, 2, 8)
JUSTICE = Authority(id="m", name="Ministry of Justice")
ANA = Member(name="Ana", email="ana@npm.example")


def contact(name: str, rank: Rank | None = None, authority: str = "m", **more: Any) -> Contact:
    return Contact(id=name, authority=authority, name=name, rank=rank, **more)


def asked(kind: MeetingKind, *contacts: Contact, **more: Any) -> list[str]:
    world = World((JUSTICE,), contacts, **more)
    return [person.name for person in participants(world, kind, ["m"], DAY)[0]]


MINISTER = contact("Minister", Rank.POLITICAL)
UNIT = contact("Unit", Rank.TECHNICAL)
UNKNOWN = contact("Somebody")


def test_the_kind_of_meeting_decides_the_rank() -> None:
    assert asked(MeetingKind.ANNUAL_REVIEW, MINISTER, UNIT) == ["Unit"]
    assert asked(MeetingKind.INTRODUCTION, MINISTER, UNIT) == ["Minister"]
    assert asked(MeetingKind.ANNUAL_REVIEW, MINISTER) == ["Minister"]


def test_an_unknown_rank_counts_as_technical() -> None:
    assert asked(MeetingKind.ANNUAL_REVIEW, MINISTER, UNKNOWN) == ["Somebody"]


def test_focal_points_come_before_other_contacts_of_their_rank() -> None:
    focal_point = contact("Focal", Rank.TECHNICAL, designated_on=date(2025, 1, 1))
    assert asked(MeetingKind.ANNUAL_REVIEW, UNIT, focal_point) == ["Focal"]


def test_only_who_is_in_office_that_day_is_asked() -> None:
    gone = contact("Gone", until=date(2027, 2, 7))
    last_day = contact("Last day", until=DAY)
    to_come = contact("To come", since=date(2027, 2, 9))
    assert asked(MeetingKind.ANNUAL_REVIEW, gone, last_day, to_come) == ["Last day"]


def test_an_authority_without_contact_is_asked_under_its_name_without_address() -> None:
    people, political, *_ = participants(World((JUSTICE,)), MeetingKind.ANNUAL_REVIEW, ["m"], DAY)
    assert [(one.name, one.email, one.authority) for one in people] == [("Ministry of Justice", None, "m")]
    assert not political


def test_the_organiser_takes_the_chair_and_the_head_where_a_political_contact_comes() -> None:
    head = Member(name="Head", email="head@npm.example", role=MemberRole.HEAD)
    world = World((JUSTICE,), (MINISTER, UNIT), members=(ANA, head), organiser=ANA)
    technical, *_ = participants(world, MeetingKind.ANNUAL_REVIEW, ["m"], DAY)
    assert (technical[0].name, technical[0].role) == ("Ana", ParticipantRole.CHAIR)
    assert len(technical) == 2
    high_level, political, *_ = participants(world, MeetingKind.INTRODUCTION, ["m"], DAY)
    assert political
    assert [(one.name, one.role) for one in high_level[:2]] == [
        ("Head", ParticipantRole.CHAIR),
        ("Ana", ParticipantRole.REQUIRED),
    ]


def test_a_person_who_speaks_for_two_authorities_is_asked_once() -> None:
    other = Authority(id="h", name="Ministry of Health")
    contacts = (
        contact("Unit", Rank.TECHNICAL, email="u@gov.example"),
        contact("Unit", Rank.TECHNICAL, "h", email="U@gov.example"),
    )
    people, *_ = participants(World((JUSTICE, other), contacts), MeetingKind.ROUNDTABLE, ["m", "h"], DAY)
    assert len(people) == 1
