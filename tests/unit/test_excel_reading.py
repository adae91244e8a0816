"""A workbook is read as a person sees it in Excel, whatever way it is written."""

import io
import json
import re
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter

from npmsync.ports import Area, Visibility
from npmsync_excel.adapter import ExcelFormat

TRACKERS = Path(__file__).parents[1] / "data" / "trackers"


def read(path):
    return ExcelFormat().read(path)


def made(path, fill, **options):
    with xlsxwriter.Workbook(str(path), options) as book:
        fill(book, book.add_worksheet("Register"))
    return path


def altered(path, part, change):
    """The workbook with one part's text changed, other parts as they were."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    path.write_bytes(buffer.getvalue())
    return path


MOMENT = datetime.combine(date(2026, 3, 4), time(9, 30))
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


@pytest.mark.parametrize("name", ["en_register", "fr_suivi", "es_por_autoridad", "ar_mutabaa"])
def test_every_text_of_a_tracker_is_read(name):
    book = read(TRACKERS / f"{name}.xlsx")
    cells = {cell for sheet in book.sheets for row in sheet.rows for cell in row if isinstance(cell, str)}
    truth = json.loads((TRACKERS / f"{name}.truth.json").read_text("utf-8"))
    assert all(one["text"] in cells for one in truth["recommendations"])


def test_the_register_s_layout_is_read():
    sheet = read(TRACKERS / "en_register.xlsx").sheets[0]
    assert sheet.merges == (Area(1, 1, 1, 14),)
    assert sheet.autofilter == Area(5, 1, 125, 15)
    assert sheet.frozen_rows == 5
    assert sheet.choices[7] == ("Urgent", "High", "Normal")
    assert (6, 9) in sheet.formulas and sheet.rows[5][8] == date(2024, 12, 10)


def test_a_right_to_left_sheet_says_so():
    assert read(TRACKERS / "ar_mutabaa.xlsx").sheets[0].right_to_left


def test_named_tables_are_read_with_their_header():
    assert read(TRACKERS / "es_por_autoridad.xlsx").sheets[0].tables == (Area(2, 1, 17, 12),)


@pytest.mark.parametrize("from_1904", [False, True])
def test_dates_are_right_in_both_date_systems(tmp_path, from_1904):
    def fill(book, sheet):
        for row, (code, value) in enumerate(
            [
                ("dd/mm/yyyy", date(2026, 3, 4)),
                ("yyyy-mm-dd hh:mm", MOMENT),
                ("hh:mm", time(9, 30)),
                ("[$-40C]d mmmm yyyy;@", date(2026, 3, 4)),
            ]
        ):
            sheet.write_datetime(row, 0, value, book.add_format({"num_format": code}))

    book = read(made(tmp_path / "a.xlsx", fill, date_1904=from_1904))
    assert [row[0] for row in book.sheets[0].rows] == [
        date(2026, 3, 4),
        MOMENT,
        time(9, 30),
        date(2026, 3, 4),
    ]
    assert any("1904" in note for note in book.notes) is from_1904


def test_the_29_february_1900_that_never_was_is_no_date(tmp_path):
    def fill(book, sheet):
        for row, serial in enumerate([1, 59, 60, 61, 99999999, -5]):
            sheet.write_number(row, 0, serial, book.add_format({"num_format": 14}))

    rows = read(made(tmp_path / "a.xlsx", fill)).sheets[0].rows
    assert [row[0] for row in rows] == [date(1900, 1, 1), date(1900, 2, 28), 60, date(1900, 3, 1), 99999999, -5]


def test_a_duration_and_a_number_with_a_word_are_no_dates(tmp_path):
    def fill(book, sheet):
        for column, code in enumerate(["[h]:mm", '0 "days"', "#,##0.00;[Red]-#,##0.00", "General", "0.00E+00"]):
            sheet.write_number(0, column, 1.5, book.add_format({"num_format": code}))

    assert list(read(made(tmp_path / "a.xlsx", fill)).sheets[0].rows[0]) == [1.5] * 5


def test_formulas_give_their_stored_result_and_errors_none(tmp_path):
    def fill(book, sheet):
        sheet.write_formula(0, 0, "=1+1", None, 2)
        sheet.write_formula(0, 1, '="a"&"b"', None, "ab")
        sheet.write_formula(0, 2, "=1/0", None, "#DIV/0!")
        sheet.write_boolean(0, 3, True)
        sheet.write_array_formula("A3:B3", "{=A1:B1}", None, 2)
        sheet.write_number(2, 1, 7)

    book = read(made(tmp_path / "a.xlsx", fill))
    sheet = book.sheets[0]
    assert list(sheet.rows[0]) == [2, "ab", None, True]
    assert sheet.errors == {(1, 3): "#DIV/0!"}
    assert sheet.formulas == {(1, 1), (1, 2), (1, 3), (3, 1), (3, 2)}
    assert any("#DIV/0!" in note for note in book.notes)


def test_a_formula_without_a_stored_result_is_said(tmp_path):
    path = made(tmp_path / "a.xlsx", lambda book, sheet: sheet.write_formula(0, 0, "=1+1"))
    altered(path, SHEET, lambda text: re.sub(r"</f><v>[^<]*</v>", "</f>", text))
    assert "A1" in read(path).notes[0] and "Excel" in read(path).notes[0]


def test_rich_text_reads_plain_and_reading_aids_are_no_text(tmp_path):
    def fill(book, sheet):
        sheet.write_rich_string(0, 0, book.add_format({"bold": True}), "Stop", " using it")
        sheet.write_string(1, 0, "plain")

    path = made(tmp_path / "a.xlsx", fill)
    altered(path, STRINGS, lambda t: t.replace("plain</t>", 'plain</t><rPh sb="0" eb="1"><t>AID</t></rPh>'))
    assert [row[0] for row in read(path).sheets[0].rows] == ["Stop using it", "plain"]


def test_escaped_characters_are_decoded_and_escaped_escapes_kept(tmp_path):
    def fill(book, sheet):
        sheet.write_string(0, 0, "one\ntwo")
        sheet.write_string(1, 0, "code _x0041_ typed")

    path = made(tmp_path / "a.xlsx", fill)
    altered(path, STRINGS, lambda text: text.replace("one", "one_x000D_"))
    assert [row[0] for row in read(path).sheets[0].rows] == ["one\ntwo", "code _x0041_ typed"]


def test_prefixed_elements_inline_texts_comments_and_cells_without_names_read_alike(tmp_path):
    path = made(tmp_path / "a.xlsx", lambda book, sheet: sheet.write_string(0, 0, "x"))
    altered(
        path,
        SHEET,
        lambda _: (
            '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><!-- made by hand -->'
            "<x:sheetData><x:row><x:c t='inlineStr'><x:is><x:t>a</x:t></x:is></x:c><x:c/>"
            "<x:c><x:v>3</x:v></x:c></x:row>"
            "<x:row><x:c><x:v>4.5</x:v></x:c></x:row></x:sheetData></x:worksheet>"
        ),
    )
    assert [list(row) for row in read(path).sheets[0].rows] == [["a", None, 3], [4.5]]


def test_drop_downs_are_read_from_the_rule_from_cells_and_from_names(tmp_path):
    def fill(book, sheet):
        lists = book.add_worksheet("Lists")
        lists.write_column(0, 0, ["Open", "Closed"])
        book.define_name("Kinds", "=Lists!$A$1:$A$2")
        for place, source in (("A2:A9", ["High", "Low"]), ("B2:B9", "=Lists!$A$1:$A$2"), ("C2:C9", "=Kinds")):
            sheet.data_validation(place, {"validate": "list", "source": source})

    found = read(made(tmp_path / "a.xlsx", fill)).sheets[0].choices
    assert found == {1: ("High", "Low"), 2: ("Open", "Closed"), 3: ("Open", "Closed")}


def test_hidden_sheets_rows_and_columns_are_said(tmp_path):
    def fill(book, sheet):
        sheet.write_string(0, 0, "x")
        book.add_worksheet("H").hide()
        book.add_worksheet("V").very_hidden()
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(1, 2, None, None, {"hidden": True})

    sheets = read(made(tmp_path / "a.xlsx", fill)).sheets
    assert [sheet.visibility for sheet in sheets] == [Visibility.VISIBLE, Visibility.HIDDEN, Visibility.VERY_HIDDEN]
    assert sheets[0].hidden_rows == {3} and sheets[0].hidden_columns == {2, 3}


def test_a_stray_cell_in_the_last_corner_costs_little(tmp_path):
    def fill(book, sheet):
        sheet.write_string(0, 0, "x")
        sheet.write_string(1_048_575, 16_383, "stray")

    rows = read(made(tmp_path / "a.xlsx", fill)).sheets[0].rows
    assert len(rows) == 1_048_576 and rows[-1][16_383] == "stray" and len(rows[5]) == 0


def test_formatted_but_empty_rows_and_cells_are_left_out(tmp_path):
    def fill(book, sheet):
        sheet.write_string(0, 0, "x")
        for row in range(1, 500):
            sheet.write_blank(row, 5, None, book.add_format({"bold": True}))

    assert [list(row) for row in read(made(tmp_path / "a.xlsx", fill)).sheets[0].rows] == [["x"]]


def test_merged_cells_that_overlap_are_named(tmp_path):
    path = made(tmp_path / "a.xlsx", lambda book, sheet: sheet.merge_range("A1:A3", "x"))
    altered(path, SHEET, lambda t: t.replace("<mergeCell ", '<mergeCell ref="A3:B4"/><mergeCell '))
    assert any("A1:A3" in note and "A3:B4" in note for note in read(path).notes)
