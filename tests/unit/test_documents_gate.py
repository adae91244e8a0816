"""The gate: nothing leaves but what the viewer may see."""

from __future__ import annotations

import dataclasses

import pytest

from npmsync.documents import gate
from npmsync.domain import Participant, Recommendation, Response, rules
from npmsync.domain.outgoing import Outgoing, Viewer
from npmsync.domain.words import Audience, MeetingKind, Stage
from npmsync.errors import Refused
from npmsync.testing.samples import (
    AUTHORITIES,
    HEALTH,
    JUSTICE,
    PRISON,
    SECRET,
    sample_meeting,
    sample_recommendation,
    sample_response,
)

JUSTICE_ALONE = Viewer(frozenset({JUSTICE.name}))
BOTH = Viewer(frozenset({JUSTICE.name, HEALTH.name}))
PUBLIC = Viewer(frozenset())


def seen(records: list[Recommendation], viewer: Viewer, responses: tuple[Response, ...] = ()) -> list[str]:
    return [one.id for one in gate.recommendations(records, responses, AUTHORITIES, viewer).content]


def test_nobody_but_the_gate_makes_an_outgoing() -> None:
    with pytest.raises(TypeError):
        Outgoing("text", PUBLIC, key=object())


def test_an_authority_sees_only_what_is_addressed_to_it() -> None:
    ours, theirs = sample_recommendation(1), sample_recommendation(2, addressees=(HEALTH.id,))
    assert seen([ours, theirs], JUSTICE_ALONE) == ["r1"]


def test_two_readers_see_only_what_is_addressed_to_both() -> None:
    one = sample_recommendation(1)
    both = sample_recommendation(2, addressees=(HEALTH.id, JUSTICE.id))
    assert seen([one, both], BOTH) == ["r2"]


def test_an_internal_record_is_seen_by_nobody() -> None:
    record = sample_recommendation(1, confidentiality=Audience.INTERNAL)
    assert seen([record], JUSTICE_ALONE) == seen([record], PUBLIC) == []


@pytest.mark.parametrize(("stage", "viewer_stage", "expected"), [
    (Stage.DRAFT, "draft", ["r1"]), (Stage.DRAFT, "final", []), (Stage.FINAL, "draft", []),
    (Stage.FINAL, "final", ["r1"]), (Stage.PUBLIC, "final", ["r1"]),
])  # fmt: skip
def test_drafts_and_final_texts_are_never_mixed(stage: Stage, viewer_stage: str, expected: list[str]) -> None:
    viewer = Viewer(JUSTICE_ALONE.authorities, viewer_stage)
    assert seen([sample_recommendation(1, stage=stage)], viewer) == expected


def test_the_public_sees_public_records_and_only_their_public_fields() -> None:
    records = [sample_recommendation(1), sample_recommendation(2, confidentiality=Audience.PUBLIC)]
    (one,) = gate.recommendations(records, [], AUTHORITIES, PUBLIC).content
    assert (one.id, one.ref, one.place, one.status, one.priority, one.response_due) == (
        "r2", "2026/003", "Central Prison", None, None, None,
    )  # fmt: skip


def test_a_draft_is_never_public_whatever_its_confidentiality_says() -> None:
    record = sample_recommendation(1, confidentiality=Audience.PUBLIC, stage=Stage.DRAFT)
    assert seen([record], Viewer(frozenset(), "draft")) == []


def test_an_answer_is_shown_to_nobody_but_who_gave_it() -> None:
    record = sample_recommendation(1, addressees=(JUSTICE.id, HEALTH.id))
    for viewer, expected in ((JUSTICE_ALONE, True), (Viewer(frozenset({HEALTH.name})), False), (BOTH, False)):
        (one,) = gate.recommendations([record], [sample_response()], AUTHORITIES, viewer).content
        assert (one.answer is not None) is expected


def test_no_internal_field_has_a_place_in_what_is_shared() -> None:
    internal = {name for name, rule in rules(Recommendation).items() if rule.audience is Audience.INTERNAL}
    (one,) = gate.recommendations([sample_recommendation(1)], [], AUTHORITIES, JUSTICE_ALONE).content
    assert internal & {f.name for f in dataclasses.fields(one)} <= {"id"}
    assert SECRET not in repr(one)


def test_a_ministry_discusses_what_is_addressed_to_its_places() -> None:
    agenda = [
        sample_recommendation(0, addressees=(PRISON.id,)),
        sample_recommendation(1, addressees=(HEALTH.id,)),
    ]
    shared = gate.meeting(sample_meeting(), agenda, AUTHORITIES)
    assert [one.id for one in shared.content.agenda] == ["r0"]
    assert shared.viewer.authorities == {JUSTICE.name}


def test_a_roundtable_shows_only_what_every_guest_may_read() -> None:
    guests = tuple(Participant(name=a.name, email="x@x.example", authority=a.id) for a in (JUSTICE, HEALTH))
    agenda = [sample_recommendation(0), sample_recommendation(1, addressees=(JUSTICE.id, HEALTH.id))]
    meeting = sample_meeting(kind=MeetingKind.ROUNDTABLE, participants=guests)
    assert [one.id for one in gate.meeting(meeting, agenda, AUTHORITIES).content.agenda] == ["r1"]


def test_the_meeting_at_the_end_of_a_visit_never_leaves() -> None:
    with pytest.raises(Refused, match="visit"):
        gate.meeting(sample_meeting(kind=MeetingKind.VISIT_EXIT), [], AUTHORITIES)


def test_a_new_shape_stays_marked_with_the_same_viewer() -> None:
    shared = gate.recommendations([sample_recommendation(1)], [], AUTHORITIES, JUSTICE_ALONE)
    count = gate.shaped(shared, len)
    assert (count.content, count.viewer) == (1, JUSTICE_ALONE)


def test_a_guest_reads_what_is_public_and_takes_nothing_from_the_others() -> None:
    ours = sample_recommendation(1)
    public = sample_recommendation(2, confidentiality=Audience.PUBLIC)
    guest = Participant(name="Committee", authority=HEALTH.id, guest=True)
    partner = Participant(name="House of Rights", guest=True)
    asked = (Participant(name="Unit", authority=JUSTICE.id), guest, partner)
    meeting = sample_meeting(participants=asked, agenda=("r1", "r2"))
    theirs = gate.meeting(meeting, [ours, public], AUTHORITIES).content.agenda
    for_guests = gate.meeting(meeting, [ours, public], AUTHORITIES, guest=True).content.agenda
    assert [one.id for one in theirs] == ["r1", "r2"]
    assert [one.id for one in for_guests] == ["r2"]
