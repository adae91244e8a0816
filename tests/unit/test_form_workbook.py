"""The form as a workbook: locked and open, checked, printable, silent about who made it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from npmsync.domain.words import Stage
from npmsync.errors import Refused
from npmsync.testing.samples import SECRET, sample_form, sample_recommendation
from npmsync_excel.form import FormRenderer


def rendered(path: Path, *args: object, **more: object) -> openpyxl.Workbook:
    FormRenderer().render(sample_form(*args, **more), path)  # type: ignore[arg-type]
    return openpyxl.load_workbook(path)


def answers_of(book: openpyxl.Workbook) -> tuple[Worksheet, int]:
    """The sheet of answers and its header row."""
    sheet = book.worksheets[0]
    row = next(r for r in range(1, 20) if sheet.cell(r, 2).value in ("Recommendation", "التوصية"))
    return sheet, row


def test_only_the_authority_s_cells_are_open(tmp_path: Path) -> None:
    sheet, header = answers_of(rendered(tmp_path / "f.xlsx"))
    open_headers = {sheet.cell(header, c.column).value for c in sheet[header + 1] if not c.protection.locked}
    assert open_headers == {
        "Position of the authority", "Response", "Action taken or planned", "Reasons for not acting",
        "Planned completion date", "Date of response", "Contact person", "Comments",
    }  # fmt: skip
    assert sheet.protection.sheet and sheet.protection.password is None


def test_the_drop_down_takes_its_words_from_cells_that_exist(tmp_path: Path) -> None:
    # A comma inside a word (Russian has one) would cut a list written into the check itself.
    book = rendered(tmp_path / "f.xlsx", ("ru",))
    sheet = book.worksheets[0]
    (choice,) = [v for v in sheet.data_validations.dataValidation if v.type == "list"]
    name, _, cells = choice.formula1.rpartition("!")
    words = [cell.value for (cell,) in book[name.strip("'")][cells.replace("$", "")]]
    assert words == ["Принята", "Частично принята", "Отклонена", "Рассматривается (укажите, до какой даты)"]


def test_dates_are_checked_but_a_person_may_insist(tmp_path: Path) -> None:
    sheet = rendered(tmp_path / "f.xlsx").worksheets[0]
    dates = [v for v in sheet.data_validations.dataValidation if v.type == "date"]
    assert len(dates) == 2 and {v.errorStyle for v in dates} == {"warning"}


def test_the_form_prints_on_a4_across_with_its_header_on_every_page(tmp_path: Path) -> None:
    sheet, header = answers_of(rendered(tmp_path / "f.xlsx"))
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == f"${header}:${header}"
    assert sheet.freeze_panes == f"B{header + 1}"


def test_progress_is_counted_by_the_sheet_itself(tmp_path: Path) -> None:
    sheet, header = answers_of(rendered(tmp_path / "f.xlsx"))
    formula = str(sheet.cell(header - 1, 1).value)
    assert formula.startswith('="Answered: "&SUMPRODUCT(') and formula.endswith('&" of 6"')


def test_arabic_runs_from_right_to_left_and_its_references_do_not(tmp_path: Path) -> None:
    sheet, header = answers_of(rendered(tmp_path / "f.xlsx", ("ar",)))
    assert sheet.sheet_view.rightToLeft
    assert sheet.cell(header + 1, 1).alignment.readingOrder == 1


@pytest.mark.parametrize("text", ["=1+1", "+100 beds", "-10", "@minister", "=cmd|'/c calc'!A0", "\t=1"])
def test_a_text_that_looks_like_a_formula_is_never_live(tmp_path: Path, text: str) -> None:
    records = [sample_recommendation(0, text)]
    sheet, header = answers_of(rendered(tmp_path / "f.xlsx", recommendations=records))
    cell = sheet.cell(header + 1, 2)
    assert (cell.data_type, cell.quotePrefix, cell.value) == ("s", True, text)


def test_what_no_file_may_hold_is_replaced_and_what_no_cell_can_hold_is_refused(tmp_path: Path) -> None:
    records = [sample_recommendation(0, "a\x00b\x0bc")]
    sheet, header = answers_of(rendered(tmp_path / "f.xlsx", recommendations=records))
    assert sheet.cell(header + 1, 2).value == "a�b�c"
    with pytest.raises(Refused, match="32767"):
        rendered(tmp_path / "g.xlsx", recommendations=[sample_recommendation(0, "x" * 32_768)])


def test_long_texts_get_the_height_they_need(tmp_path: Path) -> None:
    records = [sample_recommendation(0, "Short."), sample_recommendation(1, "A longer text. " * 40)]
    sheet, header = answers_of(rendered(tmp_path / "f.xlsx", recommendations=records))
    short, long = (sheet.row_dimensions[header + n].height for n in (1, 2))
    assert long > 4 * short and long <= 409


def test_the_file_says_nothing_of_who_made_it_and_where(tmp_path: Path) -> None:
    book = rendered(tmp_path / "f.xlsx")
    assert book.properties.creator == "NPM of Example"
    assert book.properties.lastModifiedBy is None
    with zipfile.ZipFile(tmp_path / "f.xlsx") as package:
        everything = b"".join(package.read(name) for name in package.namelist())
    assert str(tmp_path).encode() not in everything
    assert b"vbaProject" not in everything and all(s.sheet_state == "visible" for s in book.worksheets)


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.FINAL])
def test_internal_text_is_in_no_byte_of_the_workbook(tmp_path: Path, stage: Stage) -> None:
    rendered(tmp_path / "f.xlsx", stage=stage)
    with zipfile.ZipFile(tmp_path / "f.xlsx") as package:
        for name in package.namelist():
            assert SECRET.encode() not in package.read(name), name


def test_a_form_without_a_single_recommendation_is_still_a_form(tmp_path: Path) -> None:
    sheet, header = answers_of(rendered(tmp_path / "f.xlsx", recommendations=[], responses=[]))
    assert sheet.cell(header + 1, 1).value == "Total: 0"
