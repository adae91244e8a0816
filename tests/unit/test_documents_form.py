"""The response form as content, before any renderer."""

from __future__ import annotations

from datetime import date

import pytest

from npmsync.documents.form_columns import ANSWERS, CORRECTIONS, LOCKED
from npmsync.documents.issued import IssuedForm, issued
from npmsync.documents.reference import find_form_code, visible_references
from npmsync.domain.words import Stage
from npmsync.testing.samples import SECRET, sample_form, sample_recommendation
from npmsync.vocabulary import builtin_vocabulary, fold

SIX = ("en", "fr", "es", "pt", "ru", "ar")


@pytest.mark.parametrize("language", SIX)
def test_every_header_of_a_form_stands_for_one_field_in_every_language(language: str) -> None:
    vocabulary = builtin_vocabulary()
    columns = (*LOCKED, *ANSWERS, *CORRECTIONS)
    words = [fold(vocabulary.phrases[c.phrase][language]) for c in columns]
    assert len(set(words)) == len(columns)


def test_noted_is_never_offered() -> None:
    (position,) = [c for c in sample_form().content.columns if c.field == "position"]
    assert position.choices == (
        "Accepted", "Partially accepted", "Rejected", "Under consideration (please say until when)",
    )  # fmt: skip


def test_what_was_answered_stands_in_the_form_again() -> None:
    form = sample_form().content
    fields = [c.field for c in form.columns]
    answered = dict(zip(fields, form.rows[1].cells, strict=True))
    assert (answered["position"], answered["responded_on"]) == ("Accepted", date(2026, 9, 1))
    assert dict(zip(fields, form.rows[0].cells, strict=True))["response"] is None


def test_a_draft_asks_for_factual_corrections_and_nothing_else() -> None:
    form = sample_form(stage=Stage.DRAFT).content
    assert [c.field for c in form.columns if c.open] == ["paragraph", "says", "should_say", "evidence"]
    assert "CONFIDENTIAL" in form.texts.notice[0]
    assert not {"status", "response_due"} & {c.field for c in form.columns}


def test_a_draft_has_room_for_errors_that_are_in_no_recommendation() -> None:
    form = sample_form(stage=Stage.DRAFT).content
    spare = [row for row in form.lines if not row.reference]
    assert len(spare) == 8 and all(set(row.cells) == {None} for row in spare)
    assert len(form.rows) == len(issued(form).items) == 6 and form.texts.total == "Total: 6"


def test_a_column_without_a_single_value_is_left_out() -> None:
    form = sample_form(recommendations=[sample_recommendation(0, topics=(), priority=None)]).content
    assert not {"topics", "priority"} & {c.field for c in form.columns}


def test_two_languages_stand_side_by_side() -> None:
    form = sample_form(("fr", "ar")).content
    assert form.columns[1].label == "Recommandation / التوصية"
    assert not form.right_to_left and sample_form(("ar", "fr")).content.right_to_left


def test_a_gap_that_a_formula_fills_stands_in_one_language() -> None:
    assert sample_form(("fr", "en")).content.texts.progress == "Réponses : {answered} sur 6"


def test_the_same_records_make_the_same_form() -> None:
    assert sample_form().content == sample_form().content


def test_internal_text_is_nowhere_in_a_form() -> None:
    assert SECRET not in repr(sample_form().content)


def test_an_issued_form_survives_the_store() -> None:
    form = issued(sample_form(("fr", "en")).content)
    assert IssuedForm.from_json(form.to_json()) == form
    second = list(form.items.values())[1]
    assert (second.recommendation, second.prefilled["responded_on"]) == ("r1", "2026-09-01")


def test_references_are_unique_and_say_when_the_npm_has_none() -> None:
    shown = visible_references(["12", None, "12", "1 2", "an endless reference that no column can hold"])
    assert [s.rpartition("·")[0] for s in shown] == ["12", "R2", "12/2", "1 2/3", "R5"]


def test_a_form_code_is_found_in_a_sentence_and_refused_when_mistyped() -> None:
    code = sample_form().content.code
    assert find_form_code(f"Code du formulaire : {code.lower().replace('-', ' – ')} (ne pas effacer)") == code
    wrong = code[:-3] + ("A" if code[-3] != "A" else "B") + code[-2:]
    assert find_form_code(wrong) is None
