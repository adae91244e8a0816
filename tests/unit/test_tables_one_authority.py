"""A sheet about one authority, and the sheets that only look like it."""

import pytest

from npmsync.tables.merges import holding_cell
from npmsync.tables.recognise import recognise
from npmsync.testing.text_tables import sheet_of, workbook_of
from npmsync.vocabulary import builtin_vocabulary

TABLE = "No. | Recommendation | Status\n1 | Repair roofs | Done"
CONTACTS = "Institution | Name | E-mail\nMinistry of Justice | A. Diallo | diallo@gov.example"


def fixed(*sheets: tuple[str, str]) -> list[object]:
    workbook = workbook_of(*(sheet_of(text, name) for name, text in sheets))
    tables = recognise(workbook, builtin_vocabulary()).tables
    return [table.fixed.get("addressees") for table in tables if table.entity == "recommendation"]


def test_sheets_without_addressees_are_named_after_them() -> None:
    assert fixed(("Justice", TABLE), ("Health", TABLE)) == [("Justice",), ("Health",)]


@pytest.mark.parametrize("title", ["Authority: Ministry of Health", "Authority | Ministry of Health"])
def test_a_title_that_says_authority_names_it(title: str) -> None:
    assert fixed(("Sheet1", f"{title}\n\n{TABLE}")) == [("Ministry of Health",)]


def test_a_title_gives_the_whole_of_a_name_that_the_sheet_cuts_short() -> None:
    title = "Follow-up: Ministry of Justice and Correctional Services"
    assert fixed(("Ministry of Justice and Correct", f"{title}\n{TABLE}")) == [
        ("Ministry of Justice and Correctional Services",)
    ]


def test_a_sheet_named_like_an_authority_of_the_contacts_is_about_it() -> None:
    assert fixed(("ministry of justice", TABLE), ("Contacts", CONTACTS)) == [("Ministry of Justice",)]


@pytest.mark.parametrize("names", [("2023", "2024"), ("Sheet1", "Sheet2"), ("Follow-up 2023", "Follow-up 2024")])
def test_years_and_general_names_are_no_authorities(names: tuple[str, str]) -> None:
    assert fixed(*((name, TABLE) for name in names)) == [None, None]


def test_a_single_sheet_without_addressees_is_said() -> None:
    found = recognise(workbook_of(sheet_of(TABLE, "Register A")), builtin_vocabulary())
    assert found.tables[0].fixed == {}
    assert any("names no authority" in note for note in found.notes)


def test_a_value_of_merged_cells_is_written_where_it_stands() -> None:
    sheet = sheet_of("A | B\nx | y\n^ | z")
    assert (holding_cell(sheet, 3, 1), holding_cell(sheet, 3, 2)) == ((2, 1), (3, 2))
