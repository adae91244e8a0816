"""What a meeting's agenda shows to whom."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from npmsync.documents import gate
from npmsync.documents.gate import Spoken
from npmsync.documents.meeting_agenda import AgendaSpec, agenda_dossier
from npmsync.documents.wording import Wording
from npmsync.domain import Authority, Commitment, Meeting, Recommendation, Response
from npmsync.domain.words import MeetingKind, Position, Stage, Status

KNOWN = {one.id: one for one in (Authority(id="m", name="Justice"), Authority(id="h", name="Health"))}
START = datetime.combine(date(2026, 11, 20), datetime.min.time()).replace(hour=10)
SPEC = AgendaSpec("NPM", Wording(("en",)), date(2026, 11, 25), "code")


def held(*authorities: str, **more: Any) -> Meeting:
    return Meeting(
        id="x", uid="u", kind=MeetingKind.ANNUAL_REVIEW, title="Review", authorities=authorities, start=START,
        end=START + timedelta(hours=1), timezone="UTC", agenda=("1", "2", "3"), **more,
    )  # fmt: skip


def shown(meeting: Meeting, *responses: Response, commitments: tuple[Commitment, ...] = ()) -> str:
    asked = [
        Recommendation(
            id=n, ref=f"R{n}", text="t", addressees=("m", "h"), response_due=date(2026, 5, 1), stage=Stage.PUBLIC,
            status=Status.NOT_IMPLEMENTED,
        )
        for n in "123"
    ]  # fmt: skip
    tables = {"old": ("m",), "both": ("m", "h")}
    shared = gate.meeting(meeting, asked, KNOWN, spoken=Spoken(responses, commitments, tables))
    return repr(agenda_dossier(shared, SPEC).content)


def test_one_authority_reads_its_own_answers_and_what_is_missing_of_it() -> None:
    no = Response(id="1", recommendation="1", authority="m", position=Position.REJECTED)
    done = Response(id="2", recommendation="2", authority="m", text="a", progress="Implemented")
    text = shown(held("m"), no, done)
    assert "You do not accept it" in text and "You report it as done" in text and "No reply yet" in text


def test_at_a_table_of_several_nobody_s_answer_is_shown() -> None:
    no = Response(id="1", recommendation="1", authority="m", position=Position.REJECTED)
    text = shown(held("m", "h"), no)
    assert "You do not accept it" not in text and "No reply yet" not in text


def test_a_commitment_is_read_by_those_who_heard_it_or_made_it() -> None:
    own = Commitment(id="1", authority="m", meeting="old", text="OWN")
    common = Commitment(id="2", authority="h", meeting="both", text="COMMON")
    unasked = Commitment(id="3", authority="h", meeting="both", recommendation="9", text="OTHER MATTER")
    every = (own, common, unasked)
    assert "OWN" in (text := shown(held("m"), commitments=every)) and "COMMON" in text
    both = shown(held("m", "h"), commitments=every)
    assert "COMMON" in both and "OWN" not in both and "OTHER" not in both
