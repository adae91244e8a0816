"""A patch changes the cells it was asked to change; every other member of the file keeps its bytes and its place."""

import re
import zipfile
from datetime import date, time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from npmsync.errors import Refused
from npmsync_excel import patch
from npmsync_excel.adapter import ExcelFormat

TRACKERS = Path(__file__).parents[1] / "data" / "trackers"
REGISTER = TRACKERS / "en_register.xlsx"
NAME = "Follow-up register"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def records(path):
    """Each member's raw record (header, packed data, descriptor), in the file's order."""
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        infos, end = sorted(archive.infolist(), key=lambda info: info.header_offset), archive.start_dir
    ends = [info.header_offset for info in infos[1:]] + [end]
    return {info.filename: data[info.header_offset : stop] for info, stop in zip(infos, ends, strict=True)}


def part(path, name):
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def made(path, fill, **options):
    with xlsxwriter.Workbook(str(path), options) as book:
        fill(book, book.add_worksheet("Register"))
    return path


def rewritten(path, name, change):
    with zipfile.ZipFile(path) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    parts[name] = change(parts[name].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, data in parts.items():
            archive.writestr(one, data)
    return path


def table(book, sheet):
    sheet.write_row(0, 0, ["No.", "Text", "Sent"])
    day = book.add_format({"num_format": "dd/mm/yyyy", "border": 1})
    for row in (1, 2):
        sheet.write_string(row, 0, f"2026/00{row}", book.add_format({"border": 1}))
        sheet.write_string(row, 1, f"Text {row}")
        sheet.write_datetime(row, 2, date(2026, 1, row), day)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out.xlsx"


def test_untouched_members_keep_their_raw_bytes_and_order(out):
    report = patch(REGISTER, out, cells={NAME: {"O7": "A note"}})
    before, after = records(REGISTER), records(out)
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == set(report.parts)
    assert report.cells == {NAME: ("O7",)}


def test_the_changed_part_differs_in_that_cell_alone(out):
    patch(REGISTER, out, cells={NAME: {"O7": 5}})
    old = part(REGISTER, SHEET)
    assert old.count('<c r="O7" s="5"/>') == 1
    assert part(out, SHEET) == old.replace('<c r="O7" s="5"/>', '<c r="O7" s="5"><v>5</v></c>')


def test_a_text_goes_to_the_shared_strings_whose_old_bytes_stay(out):
    patch(REGISTER, out, cells={NAME: {"O7": "One", "K8": "One", "A6": "Two"}})
    old, new = part(REGISTER, STRINGS), part(out, STRINGS)
    assert 'count="1128" uniqueCount="356"' in new
    assert new.replace('count="1128" uniqueCount="356"', 'count="1126" uniqueCount="354"').startswith(old[:-6])


def test_a_workbook_without_shared_strings_gets_the_text_inline(tmp_path, out):
    source = made(tmp_path / "a.xlsx", lambda book, sheet: sheet.write_number(0, 0, 1), in_memory=True)
    rewritten(source, "xl/_rels/workbook.xml.rels", lambda text: re.sub(r"<[^>]*sharedStrings[^>]*>", "", text))
    assert patch(source, out, cells={"Register": {"B1": "inline"}}).parts == (SHEET,)
    assert ExcelFormat().read(out).sheets[0].rows[0][1] == "inline"


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path, out):
    texts = {"B2": "=1+1", "B3": "+390 persons", "D2": "@night", "D3": "=HYPERLINK(1)"}
    patch(made(tmp_path / "a.xlsx", table), out, cells={"Register": texts})
    sheet = openpyxl.load_workbook(out)["Register"]
    assert {cell: sheet[cell].value for cell in texts} == texts
    assert "<f" not in part(out, SHEET)


def test_a_date_keeps_the_cell_s_date_style_and_gets_one_where_there_is_none(tmp_path, out):
    source = made(tmp_path / "a.xlsx", table)
    report = patch(source, out, cells={"Register": dict.fromkeys(("C2", "B2", "D9"), date(2027, 1, 2))})
    sheet = openpyxl.load_workbook(out)["Register"]
    assert [sheet[cell].value.date() for cell in ("C2", "B2", "D9")] == [date(2027, 1, 2)] * 3
    assert {sheet[cell].number_format for cell in ("C2", "B2", "D9")} == {"dd/mm/yyyy"}
    assert sheet["C2"].border.left.style == "thin" and "xl/styles.xml" in report.parts


@pytest.mark.parametrize("from_1904", [False, True])
def test_dates_come_back_in_both_date_systems(tmp_path, out, from_1904):
    patch(made(tmp_path / "a.xlsx", table, date_1904=from_1904), out, cells={"Register": {"C2": date(2026, 5, 6)}})
    assert ExcelFormat().read(out).sheets[0].rows[1][2] == date(2026, 5, 6)


def test_emptying_a_cell_keeps_its_style(out):
    patch(REGISTER, out, cells={NAME: {"B6": None}})
    assert '<c r="B6" s="2"/>' in part(out, SHEET)


def protected(book, sheet):
    sheet.merge_range("A1:C1", "Title")
    sheet.write_formula("A2", "=1+1", None, 2)
    sheet.write_array_formula("B2:B3", "{=A2:A3}", None, 2)
    sheet.add_table("E1:F4", {"total_row": True, "columns": [{"header": "No."}, {"header": "Text"}]})


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("A2", "formula"),
        ("B3", "formula"),
        ("C1", "merged cells A1:C1"),
        ("E1", "header of a table"),
        ("F4", "totals row"),
    ],
)
def test_cells_that_are_not_ours_to_write_are_refused(tmp_path, out, cell, words):
    source = made(tmp_path / "a.xlsx", protected)
    with pytest.raises(Refused, match=words) as caught:
        patch(source, out, cells={"Register": {cell: "x"}})
    assert f"{cell} " in caught.value.message and not out.exists()


def test_the_first_cell_of_a_merged_area_is_written(tmp_path, out):
    patch(made(tmp_path / "a.xlsx", protected), out, cells={"Register": {"A1": "New title"}})
    assert ExcelFormat().read(out).sheets[0].rows[0][0] == "New title"


def test_a_cell_with_a_linked_value_is_refused(tmp_path, out):
    source = made(tmp_path / "a.xlsx", table)
    rewritten(source, SHEET, lambda text: text.replace('<c r="B2"', '<c r="B2" vm="1"'))
    with pytest.raises(Refused, match="linked value"):
        patch(source, out, cells={"Register": {"B2": "x"}})


@pytest.mark.parametrize("value", ["x" * 32_768, float("nan"), float("inf"), "half \ud800", date(1899, 1, 1)])
def test_a_value_that_no_cell_can_hold_is_refused(out, value):
    with pytest.raises(Refused, match="O7"):
        patch(REGISTER, out, cells={NAME: {"O7": value}})
    assert not out.exists()


@pytest.mark.parametrize("cell", ["", "7B", "AAAA1", "XFE1", "A1048577", "A0", "A1:B2"])
def test_a_cell_that_does_not_exist_is_refused(out, cell):
    with pytest.raises(Refused, match="no cell"):
        patch(REGISTER, out, cells={NAME: {cell: "x"}})


def test_calculation_is_asked_for_only_where_there_is_a_formula(tmp_path, out):
    source = made(tmp_path / "a.xlsx", table)
    rewritten(source, "xl/workbook.xml", lambda text: re.sub(r"<calcPr[^>]*>", "", text))
    assert "xl/workbook.xml" not in patch(source, out, cells={"Register": {"B2": 1}}).parts


def test_calculation_is_asked_for_where_a_formula_stands(tmp_path, out):
    source = made(tmp_path / "a.xlsx", protected)
    rewritten(source, "xl/workbook.xml", lambda text: re.sub(r"<calcPr[^>]*>", "", text))
    patch(source, out, cells={"Register": {"A1": "x"}})
    assert '</sheets><calcPr fullCalcOnLoad="1"/>' in part(out, "xl/workbook.xml")


def test_a_sheet_with_comments_in_its_markup_is_refused_not_damaged(tmp_path, out):
    source = made(tmp_path / "a.xlsx", table)
    rewritten(source, SHEET, lambda text: text.replace("<sheetData>", "<!-- x --><sheetData>"))
    with pytest.raises(Refused, match="cannot be changed safely"):
        patch(source, out, cells={"Register": {"B2": "x"}})


def test_prefixed_elements_are_patched_with_their_prefix(tmp_path, out):
    source = made(tmp_path / "a.xlsx", table)
    names = "worksheet|sheetData|row|c|v|f|dimension|sheetViews|sheetView|sheetFormatPr|pageMargins|cols|col"
    rewritten(
        source,
        SHEET,
        lambda text: re.sub(rf"<(/?)({names})(?=[\s/>])", r"<\1x:\2", text).replace("xmlns=", "xmlns:x="),
    )
    patch(source, out, cells={"Register": {"B2": "new"}}, rows={"Register": [{"A": "2026/003"}]})
    rows = ExcelFormat().read(out).sheets[0].rows
    assert rows[1][1] == "new" and rows[3][0] == "2026/003"
    assert openpyxl.load_workbook(out)["Register"]["A4"].value == "2026/003"


def test_source_and_target_may_be_one_file(tmp_path):
    source = made(tmp_path / "a.xlsx", table)
    patch(source, source, cells={"Register": {"B2": "in place"}})
    assert ExcelFormat().read(source).sheets[0].rows[1][1] == "in place"
    assert list(tmp_path.iterdir()) == [source]


def test_no_change_gives_the_same_bytes(out):
    assert patch(REGISTER, out).parts == ()
    assert out.read_bytes() == REGISTER.read_bytes()


def test_a_time_gets_a_time_style_and_a_number_loses_a_date_s(tmp_path, out):
    patch(made(tmp_path / "a.xlsx", table), out, cells={"Register": {"B2": time(9, 30), "C2": time(9, 30), "C3": 7}})
    sheet = ExcelFormat().read(out).sheets[0]
    assert (sheet.rows[1][1], sheet.rows[1][2], sheet.rows[2][2]) == (time(9, 30), time(9, 30), 7)


@pytest.mark.parametrize("kind", ["strict", "macros"])
def test_strict_and_macro_workbooks_are_patched_as_they_are(tmp_path, out, kind):
    source = made(tmp_path / "a.xlsx", table)
    main, strict = (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    for name in (SHEET, "xl/workbook.xml", STRINGS, "xl/styles.xml") if kind == "strict" else ():
        rewritten(source, name, lambda text: text.replace(main, strict))
    if kind == "macros":
        with zipfile.ZipFile(source, "a") as archive:
            archive.writestr("xl/vbaProject.bin", bytes(range(256)))
    patch(source, out, cells={"Register": {"B2": "new"}}, rows={"Register": [{"A": "2026/003"}]})
    rows = ExcelFormat().read(out).sheets[0].rows
    assert rows[1][1] == "new" and rows[3][0] == "2026/003"
    before, after = records(source), records(out)
    assert [name for name in before if before[name] != after[name]] == [SHEET, STRINGS]
