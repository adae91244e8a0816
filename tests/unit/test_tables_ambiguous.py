"""Words that do not say which field they are: what decides, rule by rule."""

import pytest

from npmsync.tables.recognise import recognise
from npmsync.testing.text_tables import workbook_of
from npmsync.vocabulary import builtin_vocabulary

LONG = "The ministry answers that the works will be finished before winter comes"


def fields(text: str) -> dict[str, int]:
    (table, *_) = recognise(workbook_of(text), builtin_vocabulary()).tables
    return {field: column.index for field, column in table.columns.items()}


def test_a_date_beside_the_place_is_the_visits() -> None:
    assert fields("Date | Place | Recommendation\n2024-03-01 | Wadi | Repair")["visit_date"] == 1


def test_a_date_beside_the_reference_is_the_day_of_sending() -> None:
    assert fields("No. | Date | Recommendation\n1 | 2024-03-01 | Repair")["issued_on"] == 2


def test_a_date_right_of_the_response_is_its_own() -> None:
    assert fields("No. | Recommendation | Response | Date\n1 | Repair | Done. | 2024-03-01")["responded_on"] == 4


def test_of_two_plain_dates_the_earlier_is_the_visits() -> None:
    found = fields("""
        Recommendation | Date       | Priority | Date
        Repair         | 2024-05-01 | High     | 2024-03-01
        Train          | 2024-06-01 | High     | 2024-04-01
    """)
    assert (found["visit_date"], found["issued_on"]) == (4, 2)


def test_a_plain_date_that_nothing_decides_is_left_alone() -> None:
    found = recognise(
        workbook_of("Recommendation | Priority | Date | Notes\nRepair | High | 2024-05-01 | ask"), builtin_vocabulary()
    )
    assert not {"visit_date", "issued_on", "responded_on"} & set(found.tables[0].columns)
    assert any("visit_date or issued_on or responded_on" in note for note in found.notes)


@pytest.mark.parametrize(
    ("text", "field", "column"),
    [
        ("No. | Recommendation | Responsible\n1 | Repair | Ministry of Justice", "addressees", 3),
        ("No. | Recommendation | Authority | Responsible\n1 | Repair | Justice | AD", "responsible_member", 4),
        ("No. | Recommendation | Responsible\n1 | Repair | AD", "responsible_member", 3),
        ("N.º | Recomendación | Respuesta\n1 | Reparar | Aceptada\n2 | Abrir | Rechazada", "position", 3),
        (f"N.º | Recomendación | Respuesta\n1 | Reparar | {LONG}", "response_text", 3),
        ("N.º | Recomendación | Seguimiento\n1 | Reparar | Cumplida", "status", 3),
        ("N.º | Recomendación | Seguimiento\n1 | Reparar | Llamar en mayo", "follow_up_action", 3),
        ("N° | Recommandation | État d'avancement\n1 | Réparer | 40 %", "progress", 3),
        ("N° | Recommandation | État d'avancement\n1 | Réparer | En cours", "status", 3),
        ("№ | Рекомендация | Срок исполнения\n1 | Текст | 01.04.2024", "response_due", 3),
        (
            "№ | Рекомендация | Срок ответа | Срок исполнения\n1 | Текст | 01.04.2024 | 01.05.2024",
            "implementation_due",
            4,
        ),
        ("№ | Рекомендация | Срок исполнения\n1 | Текст | 2 кв. 2024", "implementation_due", 3),
        ("No. | Recommendation | Response\n1 | Repair | Accepted\n2 | Open | Noted", "position", 3),
        ("№ | Рекомендация | Ответ\n1 | Текст | Принята\n2 | Текст | Отклонена", "position", 3),
        (f"No. | Recommendation | Reply received\n1 | Repair | {LONG}", "response_text", 3),
        ("No. | Recommendation | Reply received\n1 | Repair | 2024-03-01", "responded_on", 3),
        ("No. | Recommendation | Status | NPM assessment\n1 | Repair | Done | In progress", "progress", 3),
        ("No. | Recommendation | Status | NPM assessment\n1 | Repair | Done | In progress", "status", 4),
        (f"№ | Рекомендация | Исполнение\n1 | Текст | {LONG}", "progress", 3),
        ("No. | Recommendation | Reference\n1 | Repair | CPT/Inf (2021) 4, para. 12", "paragraph", 3),
        ("No. | Recommendation | Authority | Institution\n1 | Repair | Justice | Wadi", "place", 4),
        ("No. | Recommendation | Institution\n1 | Repair | Wadi Prison\n2 | Open | North Prison", "place", 3),
        ("№ | Рекомендация | Учреждение\n1 | Текст | Министерство юстиции", "addressees", 3),
        ("№ | Рекомендация | Орган | Учреждение\n1 | Текст | МВД | СИЗО-1", "place", 4),
        ("N.º | Recomendación | Plazo\n1 | Reparar | 6 meses", "implementation_due", 3),
        ("N.º | Recomendación | Plazo\n1 | Reparar | 2024-03-01", "response_due", 3),
        ("م | التوصية | الحالة\n1 | نص | منفذة", "ref", 1),
        (f"No. | Recommendation | Measures taken\n1 | Repair | {LONG}", "response_text", 3),
        (f"No. | Recommendation | Response | Measures taken\n1 | Repair | Done. | {LONG}", "actions", 4),
        ("№ | Содержание мероприятия | Орган\n1 | Починить крышу | МВД", "text", 2),
        ("No. | Recommendation | Issued\n1 | Repair | 2024-03-01", "", 0),
        ("No. | Recommendation | Source of verification\n1 | Repair | Visit", "assessment_basis", 3),
        ("No. | Recommendation | Accepted?\n1 | Repair | Yes", "position", 3),
    ],
)
def test_the_order_of_evidence_decides(text: str, field: str, column: int) -> None:
    found = fields(text)
    assert found.get(field, 0) == column


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("No. | Recommendation | Status | Response\n1 | Repair | Done | Yes\n2 | Open | Done | No", 4),
        ("No. | Recommendation | Reply received\n1 | Repair | Yes\n2 | Open | No", 3),
        ("No. | Recommendation | Action\n1 | Repair | #3\n2 | Open | #4", 3),
        ("N.º | Recomendación | Fecha de fin de visita\n1 | Reparar | 2024-03-01", 3),
        ("N.º | Recomendación | Name\n1 | Reparar | Wadi Prison", 3),
    ],
)
def test_what_means_something_else_is_left_alone(text: str, column: int) -> None:
    assert column not in fields(text).values()


def test_a_position_in_a_sheet_of_contacts_is_a_title() -> None:
    found = fields("Institution | Name | Position | Contact\nJustice | A. Diallo | Adviser | diallo@gov.example")
    assert found == {"authority": 1, "name": 2, "title": 3, "email": 4}


def test_a_running_number_gives_way_to_a_reference() -> None:
    found = fields("""
        #  | Reference | Recommendation
        #1 | 2024/7    | Repair
        #2 | 2024/9    | Open
        #3 | 2023/1    | Train
    """)
    assert found["ref"] == 2


def test_a_header_in_two_languages_is_read() -> None:
    found = fields("N° / No. | Recommandation / Recommendation | Statut / Status\n1 | Réparer | En cours")
    assert found == {"ref": 1, "text": 2, "status": 3}


def test_words_inside_a_longer_header_are_found() -> None:
    found = fields("No. | Recommendation | Date of reply of ministry | Status of implementation 2024\n1 | Repair | |")
    assert found["status"] == 4
