"""A value is written in the tracker's own words and forms."""

from datetime import date
from typing import Any

import pytest

from npmsync.tables.cells import cell_value
from npmsync.tables.model import Reading
from npmsync.tables.recognise import recognise
from npmsync.tables.rows import read_table
from npmsync.testing.text_tables import sheet_of, workbook_of
from npmsync.vocabulary import builtin_vocabulary


def read(text: str, **more: Any) -> Reading:
    workbook, vocabulary = workbook_of(sheet_of(text, **more)), builtin_vocabulary()
    return read_table(workbook, recognise(workbook, vocabulary).tables[0], vocabulary)


def test_a_status_is_written_in_the_word_the_tracker_uses() -> None:
    reading = read("N° | Recommandation | Statut\n1 | Réparer | Réalisée\n2 | Former | En cours")
    assert cell_value(reading, "status", "implemented", "En cours") == "Réalisée"


def test_a_word_of_the_drop_down_list_is_preferred() -> None:
    text = "N° | Recommandation | Statut\n1 | Réparer | Réalisée"
    reading = read(text, choices={3: ("Mise en œuvre", "En cours", "Sans objet")})
    assert cell_value(reading, "status", "implemented", None) == "Mise en œuvre"
    assert cell_value(reading, "status", "no_longer_relevant", None) == "Sans objet"


@pytest.mark.parametrize(
    ("status", "expected"),
    [("done", "partially implemented"), ("DONE", "PARTIALLY IMPLEMENTED"), ("", "Partially implemented")],
)
def test_a_word_the_tracker_lacks_comes_from_the_vocabulary_in_its_shape(status: str, expected: str) -> None:
    reading = read(f"No. | Recommendation | Status\n1 | Repair | {status}")
    assert cell_value(reading, "status", "partially_implemented", None) == expected


def test_a_choice_of_a_form_is_written_without_its_instruction() -> None:
    reading = read("No. | Recommendation | Position of the authority\n1 | Repair | Accepted")
    assert cell_value(reading, "position", "under_consideration", None) == "Under consideration"


def test_a_word_for_nothing_stays_where_nothing_is_written() -> None:
    reading = read("No. | Recommendation | Status\n1 | Repair | -")
    assert cell_value(reading, "status", None, "-") == "-"
    assert cell_value(reading, "status", None, "Implemented") is None


@pytest.mark.parametrize(
    ("language", "typed", "expected"),
    [
        ("en", "13/04/2024", "01/07/2025"),
        ("en", "04/13/2024", "07/01/2025"),
        ("en", "15 March 2024", "1 July 2025"),
        ("en", "15-Mar-24", "1-Jul-25"),
        ("en", "2024/04/13", "2025/07/01"),
        ("fr", "15 mars 2024", "1 juillet 2025"),
        ("fr", "05/03/24", "01/07/25"),
        ("es", "15 de marzo de 2024", "1 de julio de 2025"),
        ("pt", "15 de março de 2024", "1 de julho de 2025"),
        ("ru", "15.03.2024 г.", "01.07.2025 г."),
        ("ru", "15 марта 2024 г.", "1 июля 2025 г."),
        ("ar", "١٥/٠٣/٢٠٢٤", "٠١/٠٧/٢٠٢٥"),
        ("ar", "2024/3/15", "2025/7/1"),
    ],
)
def test_a_date_is_typed_in_the_columns_own_form(language: str, typed: str, expected: str) -> None:
    headers = {
        "en": "No. | Recommendation | Date sent",
        "fr": "N° | Recommandation | Date d'envoi",
        "es": "N.º | Recomendación | Fecha de envío",
        "pt": "N.º | Recomendação | Data de envio",
        "ru": "№ | Рекомендация | Дата направления",
        "ar": "الرقم | التوصية | تاريخ الإرسال",
    }
    reading = read(f"{headers[language]}\n1 | Text | {typed}")
    assert cell_value(reading, "issued_on", "2025-07-01", None) == expected


def test_a_real_date_is_written_where_the_column_holds_real_dates() -> None:
    reading = read("No. | Recommendation | Date sent\n1 | Repair | 2024-03-15\n2 | Train | 16/03/2024")
    assert cell_value(reading, "issued_on", "2025-07-01", None) == date(2025, 7, 1)
    assert cell_value(reading, "issued_on", "2024-03-16", "16/03/2024") == "16/03/2024"


def test_a_date_in_an_order_nobody_knows_is_written_as_a_real_date() -> None:
    reading = read("No. | Recommendation | Date sent\n1 | Repair | 03/04/2024")
    assert cell_value(reading, "issued_on", "2025-07-01", None) == date(2025, 7, 1)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Justice; Police", "Health; Police"),
        ("Justice\\nPolice", "Health\nPolice"),
        ("• Justice\\n• Police", "• Health\n• Police"),
        ("Justice / Police", "Health / Police"),
        ("Justice", "Health; Police"),
    ],
)
def test_names_are_joined_as_the_columns_other_cells_join_theirs(cell: str, expected: str) -> None:
    reading = read(f"No. | Recommendation | Addressed to\n1 | Repair | {cell}")
    assert cell_value(reading, "addressees", ("Health", "Police"), None) == expected


def test_whole_numbers_stay_number_cells_where_the_column_has_such() -> None:
    reading = read("No. | Recommendation\n#1 | Repair\n#2 | Train")
    assert cell_value(reading, "ref", "3", None) == 3
    assert cell_value(reading, "ref", "3/2024", None) == "3/2024"
    assert cell_value(reading, "ref", "007", None) == "007"
