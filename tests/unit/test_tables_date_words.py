"""Names of months and weekdays, and the further spellings that the notes of dates.md give."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from npmsync.tables.dates import (
    AddWorkingDays,
    DateForm,
    Day,
    Question,
    column_day_first,
    read_date_text,
    settle_date,
    table_day_first,
)
from npmsync.vocabulary import builtin_vocabulary

PAGE = (Path(__file__).parents[1] / "data" / "vocabulary" / "dates.md").read_text("utf-8")
MONTHS = [
    (row.split("|")[1].strip()[:2], month, name.strip())
    for row in PAGE.split("## Month names to recognise")[1].split("Names that two")[0].splitlines()
    if row.startswith("| ") and not row.startswith(("| language", "| ---")) and "Hijri" not in row
    for month, cell in enumerate(row.split("|")[2:14], 1)
    for name in cell.split(",")
]
HIJRI = ["محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة"]
ALSO_DUE = [
    ("en", "15 march 2024", "2024-03-15"),
    ("en", "end-2024", "2024-12-31"),
    ("en", "year-end 2024", "2024-12-31"),
    ("en", "by the end of 2024", "2024-12-31"),
    ("en", "second quarter 2024", "2024-06-30"),
    ("en", "within two weeks", "2024-09-14"),
    ("fr", "1 er mars 2024", "2024-03-01"),
    ("fr", "1ᵉʳ mars 2024", "2024-03-01"),
    ("fr", "2e trimestre 2024", "2024-06-30"),
    ("fr", "2T24", "2024-06-30"),
    ("fr", "S1 2024", "2024-06-30"),
    ("fr", "fin d'année 2024", "2024-12-31"),
    ("fr", "dans un délai de 3 mois", "2024-11-30"),
    ("fr", "3 mois", "2024-11-30"),
    ("fr", "d'ici 3 mois", "2024-11-30"),
    ("es", "15 de marzo del 2024", "2024-03-15"),
    ("es", "1o de marzo de 2024", "2024-03-01"),
    ("es", "primero de marzo de 2024", "2024-03-01"),
    ("es", "15-III-24", "2024-03-15"),
    ("es", "II trimestre 2024", "2024-06-30"),
    ("es", "2T 2024", "2024-06-30"),
    ("es", "fin de 2024", "2024-12-31"),
    ("es", "diciembre 2024", "2024-12-31"),
    ("es", "en un plazo de 6 meses", "2025-02-28"),
    ("es", "dentro de 6 meses", "2025-02-28"),
    ("pt", "15 de marco de 2024", "2024-03-15"),
    ("pt", "1.º de março de 2024", "2024-03-01"),
    ("pt", "2T2024", "2024-06-30"),
    ("pt", "até o fim de 2024", "2024-12-31"),
    ("pt", "final de 2024", "2024-12-31"),
    ("ru", "1-го мая 2024", "2024-05-01"),
    ("ru", "до 1 апреля 2024 включительно", "2024-04-01"),
    ("ru", "II квартал 2024 г.", "2024-06-30"),
    ("ru", "2-й квартал 2024", "2024-06-30"),
    ("ru", "І полугодие 2024", "2024-06-30"),
    ("ru", "конец 2024", "2024-12-31"),
    ("ru", "в 3-месячный срок", "2024-11-30"),
    ("ru", "в трехмесячный срок", "2024-11-30"),
    ("ru", "в течение месяца", "2024-09-30"),
    ("ar", "2024/3/15 ميلادي", "2024-03-15"),
    ("ar", "20 جويليه 2024", "2024-07-20"),
    ("ar", "الربع الثاني 2024", "2024-06-30"),
    ("ar", "النصف الأول 2024", "2024-06-30"),
    ("ar", "موفى 2024", "2024-12-31"),
    ("ar", "آخر 2024", "2024-12-31"),
    ("ar", "خلال 3 أشهر", "2024-11-30"),
    ("ar", "في أجل 3 أشهر", "2024-11-30"),
    ("ar", "خلال شهرين", "2024-10-31"),
    ("ar", "خلال 2 يوم عمل", "2024-09-03"),
]
NO_DATE = {
    "en": ["immediately", "urgent", "tbd", "n/a", "ongoing", "continuous", "-", "—", "…", "xx/xx/2024", "00/00/0000"],
    "fr": ["sans délai", "immédiat", "en continu", "quinze jours", "sous quinzaine"],
    "es": ["inmediato", "permanente", "antes del 15 de marzo de 2024"],
    "pt": ["de imediato", "contínuo"],
    "ru": ["незамедлительно", "на постоянной основе", "в кратчайшие сроки"],
    "ar": ["في أقرب الآجال", "مستمر", "3 تشرين 2024", *(f"5 {month} 1445" for month in HIJRI)],
}


def form(language: str, **more: bool) -> DateForm:
    return DateForm(builtin_vocabulary(), language, today=date(2026, 3, 2), **more)


def working_days() -> AddWorkingDays:
    def add(day: date, count: int) -> date:
        while count:
            day += timedelta(days=1)
            count -= day.isoweekday() < 6
        return day

    return add


@pytest.mark.parametrize(("language", "month", "name"), sorted(set(MONTHS)))
def test_every_name_of_a_month_is_recognised(language: str, month: int, name: str) -> None:
    assert read_date_text(f"15 {name} 2024", form(language)) == Day(date(2024, month, 15))


@pytest.mark.parametrize(("language", "typed", "expected"), ALSO_DUE)
def test_a_deadline_in_a_further_spelling(language: str, typed: str, expected: str) -> None:
    settled = settle_date(read_date_text(typed, form(language)), True, date(2024, 8, 31), working_days())
    assert settled == date.fromisoformat(expected)


@pytest.mark.parametrize(("language", "typed"), [(lang, typed) for lang, texts in NO_DATE.items() for typed in texts])
def test_what_names_no_day_is_asked_about(language: str, typed: str) -> None:
    settled = settle_date(read_date_text(typed, form(language)), True, date(2024, 8, 31), working_days())
    assert isinstance(settled, Question)


def test_a_weekday_must_fit_its_date() -> None:
    assert read_date_text("Friday 15 March 2024", form("en")) == Day(date(2024, 3, 15))
    found = read_date_text("Monday 15 March 2024", form("en"))
    assert isinstance(found, Question) and found.proposal == date(2024, 3, 15)


def test_a_serial_number_counts_from_the_workbooks_own_epoch() -> None:
    assert read_date_text("45366", form("en", date1904=True)) == Day(date(2028, 3, 16))
    assert isinstance(read_date_text("19999", form("en")), Question)


def test_one_column_settles_the_order_by_its_own_values() -> None:
    assert column_day_first(["03/04/2024", "13/04/2024"], form("en")) is True
    assert column_day_first(["03/04/2024", "04/13/2024"], form("en")) is False
    assert column_day_first(["13/04/2024", "04/13/2024"], form("en")) is None
    assert column_day_first(["04/13/2024"], form("fr")) is False


def test_a_table_has_an_order_only_if_each_of_its_columns_shows_it() -> None:
    assert table_day_first([["13/04/2024"], ["25/12/2024", "March 2024"], ["2024-03-01"]], form("en")) is True
    assert table_day_first([["13/04/2024"], ["03/04/2024"]], form("en")) is None
    assert table_day_first([["13/04/2024"], ["04/13/2024"]], form("en")) is None


def test_the_page_still_names_its_weekdays() -> None:
    assert re.search(r"ru понедельник", PAGE)
    assert read_date_text("пт 15.03.2024", form("ru")) == Day(date(2024, 3, 15))
    assert read_date_text("sexta-feira, 15 de março de 2024", form("pt")) == Day(date(2024, 3, 15))
    assert read_date_text("6.ª feira, 15 de março de 2024", form("pt")) == Day(date(2024, 3, 15))
