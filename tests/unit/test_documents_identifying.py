"""Passages that may identify a person, in six languages."""

from __future__ import annotations

import pytest

from npmsync.documents.identifying import identifying
from npmsync.testing.samples import TEXTS


@pytest.mark.parametrize(("text", "words", "mark"), [
    ("One detainee told us that he was beaten.", "One detainee told", "testimony"),
    ("A young woman in the wing said nothing.", "A young woman in the wing said", "testimony"),
    ("Un détenu nous a dit avoir froid.", "Un détenu nous a dit", "testimony"),
    ("Una persona detenida nos dijo eso.", "Una persona detenida nos dijo", "testimony"),
    ("Um recluso contou isso.", "Um recluso contou", "testimony"),
    ("Одна из заключённых сообщила об этом.", "Одна из заключённых сообщила", "testimony"),
    ("أخبرنا أحد المحتجزين بذلك", "أخبرنا أحد المحتجزين", "testimony"),
    ("The case of A.B. should be reviewed.", "A.B.", "initials"),
    ("Дело И. И. пересмотреть.", "И. И.", "initials"),
    ("Repair the window of cell no. 12.", "cell no. 12", "cell"),
    ("la cellule n° 4", "cellule n° 4", "cell"),
    ("в камере № 5", "камере № 5", "cell"),
    ("الزنزانة رقم 5", "الزنزانة رقم 5", "cell"),
    ("reopen file 2024/33 now", "file 2024/33", "file_number"),
    ("expediente n.º 77/2024", "expediente n.º 77/2024", "file_number"),
    ("treatment of HIV", "HIV", "diagnosis"),
    ("une personne atteinte de tuberculose", "tuberculose", "diagnosis"),
    ("three women share a bed", "three women", "count_under_5"),
    ("2 detainees were moved", "2 detainees", "count_under_5"),
    ("две женщины содержатся отдельно", "две женщины", "count_under_5"),
    ("Dr Haddad was absent.", "Dr Haddad", "name"),
    ("Mme Dupont était présente.", "Mme Dupont", "name"),
    ("a 17-year-old boy", "17-year-old", "age"),
    ("write to director@prison.example", "director@prison.example", "contact"),
])  # fmt: skip
def test_a_passage_is_named_with_its_reason(text: str, words: str, mark: str) -> None:
    (found,) = identifying([text])
    assert (found.words, found.mark, text[found.start : found.end].strip()) == (words, mark, words)


@pytest.mark.parametrize("text", [
    *TEXTS,
    "Train 12 staff by 2026-05-06, as the U.N. asks.",
    "Ensure that detainees are informed of their rights on arrival.",
    "Two hours of exercise a day; 15 women have asked for it.",
    "Veiller à ce que les personnes détenues soient informées de leurs droits.",
])  # fmt: skip
def test_an_ordinary_recommendation_names_nobody(text: str) -> None:
    assert identifying([text]) == []


def test_passages_say_in_which_text_they_stand() -> None:
    assert [p.text for p in identifying(["Fine.", "In cell 3, A.B. waits.", "HIV"])] == [1, 1, 2]
