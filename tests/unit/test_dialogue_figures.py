"""The report's figures: what is counted, as what, as of when; and what the public may see of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from npmsync.dialogue.figures import Period, Rules, figures
from npmsync.dialogue.settings import Deadlines
from npmsync.documents import gate
from npmsync.documents.suppression import closed
from npmsync.domain import Authority, Commitment, Exchange, Meeting, Recommendation, Response
from npmsync.domain.words import Audience, Channel, MeetingKind, MeetingStatus, Position, Stage, Status
from npmsync.domain.world import World
from npmsync.scheduling.settings import Office
from npmsync.scheduling.working_time import working_time

TODAY = date(2026, 11, 25)
RULES = Rules(Deadlines(), working_time("FR", Office()))
JUSTICE = Authority(id="m", name="Ministry of Justice")
HEALTH = Authority(id="h", name="Ministry of Health")
SENT, DUE = date(2026, 3, 1), date(2026, 4, 1)


def ask(name: str, *addressees: str, **more: Any) -> Recommendation:
    more = {"issued_on": SENT, "response_due": DUE, **more}
    return Recommendation(id=f"id-{name}", ref=name, text=f"text {name}", addressees=addressees, **more)


def said(name: str, authority: str, on: date | None, position: Position = Position.ACCEPTED) -> Response:
    identity = f"{name}{authority}"
    return Response(
        id=identity, recommendation=f"id-{name}", authority=authority, responded_on=on, position=position, text="x"
    )


def made(period: Period, past: Any = None, **records: Any) -> Any:
    return figures(World((JUSTICE, HEALTH), **records), past or {}, RULES, period)


def groups(found: Any, key: str, by: str = "authority") -> dict[str, dict[str, int]]:
    return {g.name: {p: n for p, n in g.counts.items() if n} for g in found.find(key, by).groups}


def test_an_answer_is_in_time_late_overdue_or_interim_and_a_late_one_stays_late() -> None:
    asked = (ask("1", "m"), ask("2", "m"), ask("3", "m", "h"), ask("4", "h"), ask("5", "h", stage=Stage.DRAFT))
    answers = (
        said("1", "m", date(2026, 3, 20)),
        said("2", "m", date(2026, 5, 1)),
        said("4", "h", date(2026, 3, 9), Position.UNDER_CONSIDERATION),
    )
    found = made(Period(TODAY), recommendations=asked, responses=answers)
    assert groups(found, "answers") == {
        "Ministry of Health": {"overdue": 1, "interim": 1},
        "Ministry of Justice": {"in_time": 1, "late": 1, "overdue": 1},
    }
    assert found.find("answers").whole.value == 2 / 4
    assert found.find("time").whole.value == (19 + 61) / 2
    # As it stood in April the late one had not come yet.
    then = made(Period(date(2026, 4, 15)), recommendations=asked, responses=answers)
    assert groups(then, "answers")["Ministry of Justice"] == {"in_time": 1, "overdue": 2}


def test_a_year_holds_what_fell_due_in_it_and_has_the_year_before_beside_it() -> None:
    asked = (ask("1", "m"), ask("2", "m", issued_on=date(2025, 1, 1), response_due=date(2025, 2, 1)))
    found = made(Period.of_year(2026, TODAY), recommendations=asked, responses=(said("2", "m", date(2025, 1, 9)),))
    assert found.period.as_of == TODAY
    assert [line.known_as for line in found.find("answers").whole.lines] == ["1"]
    assert found.before.find("answers").whole.value == 1.0
    assert found.find("implementation").whole.total == 2
    assert found.before.find("implementation").whole.total == 1


def test_one_recommendation_counts_for_each_addressee_and_topic_and_once_in_the_whole() -> None:
    both = ask("1", "m", "h", topics=("Health", "health ", "Light"), status=Status.IMPLEMENTED, place="Valmont")
    found = made(Period(TODAY), recommendations=(both, ask("2", "m")))
    assert groups(found, "implementation", "authority")["Ministry of Health"] == {"implemented": 1}
    by_topic = groups(found, "implementation", "topic")
    assert by_topic == {"Health": {"implemented": 1}, "Light": {"implemented": 1}, "": {"not_assessed": 1}}
    assert list(groups(found, "implementation", "place")) == ["Valmont", ""]
    assert found.find("implementation").whole.total == 2 and found.find("implementation").whole.value == 1.0


def test_statuses_are_those_of_the_day_and_what_fell_is_named() -> None:
    past = {"id-1": ((date(2026, 2, 1), Status.IMPLEMENTED), (date(2026, 9, 1), Status.NOT_IMPLEMENTED))}
    one = ask("1", "m", status=Status.NOT_IMPLEMENTED)
    (line,) = made(Period(TODAY), past, recommendations=(one,)).find("regressed").whole.lines
    assert (line.part, line.on) == ("implemented", date(2026, 9, 1))
    before = made(Period(date(2026, 6, 1)), past, recommendations=(one,))
    assert before.find("implementation").whole.counts["implemented"] == 1 and before.notes == ()
    early = ask("1", "m", status=Status.NOT_IMPLEMENTED, issued_on=date(2025, 1, 1))
    first = made(Period(date(2026, 1, 1)), past, recommendations=(early,))
    assert first.notes == (("report.note.unreached", {"count": 1}),)


def test_contact_counts_people_before_paper_and_commitments_by_their_day() -> None:
    start = datetime.combine(date(2026, 6, 1), datetime.min.time()).replace(hour=10)
    held = Meeting(
        id="1", uid="u", kind=MeetingKind.ROUNDTABLE, title="Talk", authorities=("m", "h"), start=start,
        end=start + timedelta(hours=1), timezone="UTC", status=MeetingStatus.HELD,
    )  # fmt: skip
    call = Exchange(id="2", authority="m", on=date(2026, 5, 5), channel=Channel.PHONE, summary="s")
    late = Commitment(id="3", authority="m", text="t", due=date(2026, 5, 1), done_on=date(2026, 6, 1))
    open_ = Commitment(id="4", authority="m", text="t", due=date(2026, 5, 1))
    found = made(Period.of_year(2026, TODAY), meetings=(held,), exchanges=(call,), commitments=(late, open_))
    assert groups(found, "contact")["Ministry of Justice"] == {"meeting": 1, "phone": 1}
    assert found.find("contact").whole.total == 2
    assert groups(found, "commitments") == {"Ministry of Justice": {"kept_late": 1, "overdue": 1}}
    assert found.find("commitments").whole.value == 0.5
    assert made(Period.of_year(2025, TODAY), exchanges=(call,)).find("contact").whole.total == 0


def test_the_public_sees_no_internal_record_no_row_no_ranking_and_no_small_count() -> None:
    asked = [ask(str(n), "m", topics=("Light",), status=Status.IMPLEMENTED) for n in range(9)]
    asked += [ask(f"s{n}", "m", topics=("Light",), status=Status.NOT_IMPLEMENTED) for n in range(3)]
    asked += [ask(f"i{n}", "m", topics=("Secret",), confidentiality=Audience.INTERNAL) for n in range(9)]
    world = World((JUSTICE, HEALTH), recommendations=tuple(asked))
    shown = gate.figures(world, lambda counted: figures(counted, {}, RULES, Period(TODAY))).content
    assert {figure.by for figure in shown.figures} <= {"", "topic", "year"} and shown.before is None
    whole = shown.find("implementation", "topic").whole
    assert (whole.total, whole.counts["not_implemented"], whole.value) == (12, None, None)
    every = [group for figure in shown.figures for group in (*figure.groups, figure.whole)]
    assert all(not group.lines and "Secret" not in group.name for group in every)
    assert all(n is None or n == 0 or n >= 5 for group in every for n in (*group.counts.values(), group.total))


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=5))
def test_no_withheld_count_can_be_computed_from_its_row_or_column(cells: list[list[int]]) -> None:
    rows = [[*row, sum(row)] for row in cells]
    grid = [*rows, [sum(column) for column in zip(*rows, strict=True)]]
    hidden = closed(grid, {(r, c) for r, row in enumerate(grid) for c, n in enumerate(row) if 0 < n < 5})
    for r in range(len(grid)):
        assert sum((r, c) in hidden for c in range(4)) != 1
    for c in range(4):
        assert sum((r, c) in hidden for r in range(len(grid))) != 1
