"""A timeline tells everything about an authority and its places once, in order, and nothing about others."""

from __future__ import annotations

from datetime import date, datetime

from npmsync.dialogue.due_item import DueItem, DueKind
from npmsync.dialogue.timeline import Event, timeline
from npmsync.documents.handover import handover
from npmsync.documents.wording import Wording
from npmsync.domain import Authority, Commitment, Contact, Escalation, Exchange, Meeting, Recommendation, Response
from npmsync.domain.ids import response_id
from npmsync.domain.world import World

MINISTRY = Authority(id="m", name="Ministry", level="supervising")
PRISON = Authority(id="p", name="Prison", level="place", parent="m")
OTHER = Authority(id="o", name="Other")


def test_a_timeline_has_each_thing_once_and_in_order():
    start = datetime(2026, 4, 1, 10)  # noqa: DTZ001 - wall-clock time in `timezone`
    world = World(
        authorities=(MINISTRY, PRISON, OTHER),
        recommendations=tuple(
            Recommendation(
                id=f"r{n}", ref=f"A{n}", text=f"Text {n}", addressees=("p", "o"), place="Prison",
                visit_date=date(2026, 1, 5), issued_on=date(2026, 2, 1),
            )
            for n in range(3)
        ),
        responses=(
            Response(
                id=response_id("r0", "p"), recommendation="r0", authority="p", text="Done",
                responded_on=date(2026, 3, 1),
            ),
            Response(id=response_id("r0", "o"), recommendation="r0", authority="o", responded_on=date(2026, 3, 2)),
        ),
        meetings=(
            Meeting(
                id="x", uid="x", kind="bilateral", title="Talk", authorities=("m",), start=start, end=start,
                timezone="UTC", status="held", attended=("Ana",), agenda=("r0",),
            ),
        ),
        exchanges=(
            Exchange(id="e", authority="m", on=date(2026, 3, 5), channel="phone", summary="hello"),
            Exchange(id="f", authority="o", on=date(2026, 3, 5), channel="phone", summary="not ours"),
            Exchange(id="g", authority="p", on=date(2026, 5, 5), channel="in_person", summary="no way", obstacle=True),
        ),
        commitments=(
            Commitment(id="k", authority="m", meeting="x", text="Paint", due=date(2026, 6, 1),
                done_on=date(2026, 5, 9),),
        ),
        escalations=(Escalation(id="s", authority="m", on=date(2026, 7, 1), step="parliament", why="silence"),),
    )  # fmt: skip
    told = timeline(world, "m")
    assert [one.event for one in told] == [
        Event.VISIT, Event.SENT, Event.ANSWER, Event.EXCHANGE, Event.MEETING, Event.COMMITMENT, Event.OBSTACLE,
        Event.KEPT, Event.FURTHER_STEP,
    ]  # fmt: skip
    assert told == sorted(told, key=lambda one: one.on)
    assert told[0].refs == ("A0", "A1", "A2") and told[4].who == "Ana"
    assert not [one for one in told if one.authority == "Other"]
    assert {one.authority for one in timeline(world, "o")} == {"Other"}


def test_a_hand_over_sheet_has_people_what_is_open_and_what_was_promised_in_the_team_s_words():
    people = (
        Contact(id="1", authority="m", name="Gone", until=date(2025, 1, 1)),
        Contact(id="2", authority="p", name="Here", phone="+1 2"),
        Contact(id="3", authority="o", name="Elsewhere"),
    )
    world = World(
        authorities=(MINISTRY, PRISON, OTHER),
        contacts=people,
        recommendations=(
            Recommendation(id="r", ref="A", text="Paint", addressees=("p",), issued_on=date(2026, 2, 1)),
            Recommendation(id="s", ref="B", text="Secret draft", addressees=("p",), stage="draft"),
        ),
        commitments=(Commitment(id="k", authority="m", text="Buy paint", due=date(2026, 6, 1)),),
        exchanges=(Exchange(id="e", authority="m", on=date(2026, 3, 5), channel="phone", summary="hello"),),
    )
    items = [
        DueItem(DueKind.LATE_ANSWER, "Prison", date(2026, 3, 1), "call"),
        DueItem(DueKind.LATE_ANSWER, "Other", date(2026, 3, 1), "call"),
    ]
    french = Wording(("fr",))
    paper = handover(world, "m", items, timeline(world, "m"), "MNP", french, date(2026, 11, 25)).content
    who, due, opened, promised, passed = paper.tables
    assert paper.banner.startswith("INTERNAL") and paper.title == "Passation : Ministry"
    assert [row.cells[0] for row in who.rows] == ["Here", "Gone"]
    assert len(due.rows) == 1 and [row.cells[0] for row in opened.rows] == ["A"]
    assert [row.cells[1] for row in promised.rows] == ["Buy paint"]
    assert ("Échange", "Téléphone : hello") in [(row.cells[1], row.cells[3]) for row in passed.rows]
    assert passed.rows[0].cells[0] == max(row.cells[0] for row in passed.rows)
