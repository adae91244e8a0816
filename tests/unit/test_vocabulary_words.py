"""The vocabulary knows every word of its files, and an NPM's own words on top."""

import pytest

from npmsync.errors import Refused
from npmsync.vocabulary import builtin_vocabulary, fold, layered_vocabulary

LANGUAGES = ("en", "fr", "es", "pt", "ru", "ar")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("  Mise en œuvre ", "mise en oeuvre"),
        ("N.º de Recomendación:", "n.o de recomendacion"),
        ("№ п/п", "no п/п"),
        ("Отчёт", "отчет"),
        ("الأجل", "الاجل"),
        ("نُفّذت", "نفذت"),
        ("Date\n  of visit*", "date of visit"),
        ("¿Cumplida?", "cumplida"),
    ],
)
def test_words_are_compared_without_case_accents_and_outer_punctuation(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_short_i_is_a_letter_of_its_own() -> None:
    assert fold("мой") != fold("мои")


def test_punctuation_alone_stays_what_it_is() -> None:
    assert fold(" ? ") == "?"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_of_our_forms_is_recognised_when_it_comes_back(language: str) -> None:
    vocabulary = builtin_vocabulary()
    for key, texts in vocabulary.phrases.items():
        kind, _, name = key.partition(".")
        axis, _, canonical = name.partition(".")
        if kind == "choice" and canonical and canonical != "not_assessed":
            assert vocabulary.canonical(axis, texts[language], language) == canonical
            assert vocabulary.canonical(axis, vocabulary.word(axis, canonical, language), language) == canonical


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_of_our_forms_heads_a_column(language: str) -> None:
    vocabulary = builtin_vocabulary()
    for key, texts in vocabulary.phrases.items():
        if key.startswith("label."):
            assert vocabulary.header_fields(texts[language], language), texts[language]


def test_another_languages_word_counts_where_the_languages_agree() -> None:
    vocabulary = builtin_vocabulary()
    assert vocabulary.canonical("status", "Cumplida", "en") == "implemented"
    assert vocabulary.canonical("status", "Pending", "en") is None


def test_a_phrase_missing_in_a_language_is_said_in_english() -> None:
    assert builtin_vocabulary().phrase("choice.yes", "xx") == "Yes"


def test_an_npms_own_language_is_layered_on_top() -> None:
    vocabulary = layered_vocabulary(
        {
            "headers": "field,language,synonym\ntext,sq,Rekomandimi\nstatus,sq,Gjendja\n",
            "values": "axis,canonical,language,synonym\nstatus,implemented,sq,Zbatuar\n",
            "calendar": "kind,value,language,word\nmonth,3,sq,mars\n",
        }
    )
    assert vocabulary.header_fields("REKOMANDIMI", "sq") == ("text",)
    assert vocabulary.canonical("status", "zbatuar", "sq") == "implemented"
    assert vocabulary.word("status", "implemented", "sq") == "Zbatuar"
    assert "sq" in vocabulary.languages and "sq" not in builtin_vocabulary().languages


@pytest.mark.parametrize("extra", [{"headers": "field,synonym\ntext,X\n"}, {"unheard": "a,b\n"}])
def test_a_file_that_cannot_be_used_is_refused(extra: dict[str, str]) -> None:
    with pytest.raises(Refused):
        layered_vocabulary(extra)
