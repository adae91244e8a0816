"""Rows are appended below the last data row as a person would: in its styles, with its formulas, losing nothing."""

import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from npmsync.errors import Refused
from npmsync.ports import Area
from npmsync_excel import patch
from npmsync_excel.adapter import ExcelFormat

TRACKERS = Path(__file__).parents[1] / "data" / "trackers"
SHEET = "xl/worksheets/sheet1.xml"
NEW = {"A": "2026/999", "E": "New text"}


def part(path, name=SHEET):
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def made(path, fill):
    with xlsxwriter.Workbook(str(path)) as book:
        fill(book, book.add_worksheet("Register"))
    return path


def rewritten(path, change):
    with zipfile.ZipFile(path) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, data in parts.items():
            archive.writestr(one, data)
    return path


def rows(path, sheet=0):
    return [list(row) for row in ExcelFormat().read(path).sheets[sheet].rows]


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out.xlsx"


def test_the_register_s_total_moves_down_and_nothing_is_lost(out):
    source = TRACKERS / "en_register.xlsx"
    patch(source, out, rows={"Follow-up register": [NEW]})
    old, new = rows(source), rows(out)
    assert new[:125] == old[:125]
    assert (new[125][0], new[125][4]) == ("2026/999", "New text")
    assert new[126] == [] and new[127] == old[126]
    assert rows(out, 1) == rows(source, 1) and rows(out, 2) == rows(source, 2)


def test_all_that_ended_at_the_last_row_grows_with_it(out):
    patch(TRACKERS / "en_register.xlsx", out, rows={"Follow-up register": [NEW, NEW]})
    sheet, book = part(out), part(out, "xl/workbook.xml")
    for grown in ('autoFilter ref="A5:O127"', 'sqref="N6:N127"', 'sqref="M6:M127"', 'sqref="G6:G127"'):
        assert grown in sheet
    assert "<xm:sqref>N6:N127</xm:sqref>" in sheet
    assert "$A$5:$O$127" in book and "$M$6:$M$127" in book and "$5:$5" in book


def test_calculated_columns_go_on_in_the_new_row(out):
    patch(TRACKERS / "en_register.xlsx", out, rows={"Follow-up register": [NEW]})
    assert '<c r="I126" s="2"><f>H126+30</f></c>' in part(out)
    assert "<f>IF(J126=&quot;&quot;,MAX(0,TODAY()-I126),0)</f>" in part(out)


def test_a_value_given_for_a_calculated_column_is_written(out):
    patch(TRACKERS / "en_register.xlsx", out, rows={"Follow-up register": [{**NEW, "I": date(2026, 9, 1)}]})
    assert rows(out)[125][8] == date(2026, 9, 1)


def test_the_new_row_has_the_last_row_s_styles(out):
    patch(TRACKERS / "en_register.xlsx", out, rows={"Follow-up register": [NEW]})
    old, new = (re.search(rf'<row r="{row}".*?</row>', part(out))[0] for row in (125, 126))
    assert re.findall(r's="(\d+)"', old) == re.findall(r's="(\d+)"', new)


def test_formulas_that_counted_the_table_count_the_new_rows_on_every_sheet(out):
    source = TRACKERS / "en_register.xlsx"
    report = patch(source, out, rows={"Follow-up register": [NEW, NEW]})
    for sheet, old, new in (
        (SHEET, "COUNTA(A6:A125)", "COUNTA(A6:A127)"),
        ("xl/worksheets/sheet3.xml", "$M$6:$M$125", "$M$6:$M$127"),
    ):
        assert old in part(source, sheet) and old not in part(out, sheet) and new in part(out, sheet)
    assert any("Dashboard!B1" in note and "now count the new rows" in note for note in report.notes)


def test_a_formula_that_may_mean_only_some_of_the_rows_is_left_and_said(tmp_path, out):
    def fill(book, sheet):
        plain_table(book, sheet)
        figures = book.add_worksheet("Figures")
        figures.write_formula("A1", "=SUM(Register!A3:A4)", None, 5)
        figures.write_formula("A2", "=SUMPRODUCT(Register!A2:A4,Figures!D2:D4)", None, 0)
        figures.write_formula("A3", "=SUM(Register!A2:A4)", None, 6)

    report = patch(made(tmp_path / "a.xlsx", fill), out, rows={"Register": [{"A": 4}]})
    figures = part(out, "xl/worksheets/sheet2.xml")
    assert "SUM(Register!A3:A4)" in figures and "Register!A2:A4,Figures!D2:D4" in figures
    assert "<f>SUM(Register!A2:A5)</f>" in figures
    assert any("Figures!A1, Figures!A2: they end at row 4" in note for note in report.notes)


def test_a_running_total_stays_its_row_s_own_and_a_share_of_the_whole_grows(tmp_path, out):
    def fill(book, sheet):
        sheet.write_row(0, 0, ["No.", "Running", "Share"])
        for row in (1, 2, 3):
            sheet.write_number(row, 0, row)
            sheet.write_formula(row, 1, f"=SUM(A$2:A{row + 1})", None, 0)
            sheet.write_formula(row, 2, f"=A{row + 1}/SUM(A$2:A$4)", None, 0)

    report = patch(made(tmp_path / "a.xlsx", fill), out, rows={"Register": [{"A": 4}]})
    sheet = part(out)
    assert "<f>SUM(A$2:A4)</f>" in sheet and "<f>SUM(A$2:A5)</f>" in sheet
    assert sheet.count("/SUM(A$2:A$5)") == 4 and "A$4)" not in sheet
    assert not any("do not count" in note for note in report.notes)


def test_a_chart_of_the_table_is_said_and_stays(tmp_path, out):
    def fill(book, sheet):
        plain_table(book, sheet)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Register!$A$2:$A$4"})
        sheet.insert_chart("F1", chart)

    source = made(tmp_path / "a.xlsx", fill)
    report = patch(source, out, rows={"Register": [{"A": 4}]})
    assert any("the chart chart1: they end at row 4" in note for note in report.notes)
    assert part(out, "xl/charts/chart1.xml") == part(source, "xl/charts/chart1.xml")


def test_a_legend_below_moves_down(out):
    source = TRACKERS / "fr_suivi.xlsx"
    patch(source, out, rows={"Suivi 2022-2026": [{"A": "x"}]})
    assert rows(out)[84][0] == "x" and rows(out)[85] == [] and rows(out)[86:] == rows(source)[85:]


def test_a_named_table_grows(out):
    patch(TRACKERS / "es_por_autoridad.xlsx", out, rows={"Ministerio de Justicia": [{"D": "Texto"}]})
    assert ExcelFormat().read(out).sheets[0].tables == (Area(2, 1, 18, 12),)
    assert part(out, "xl/tables/table1.xml").count("A2:L18") == 2


def plain_table(book, sheet):
    sheet.write_row(0, 0, ["No.", "Text", "Twice"])
    for row in (1, 2, 3):
        sheet.write_row(row, 0, [row, f"Text {row}"])
        sheet.write_formula(row, 2, f"=A{row + 1}*2", None, row * 2)


def test_blank_rows_below_are_used_up_to_the_last_one(tmp_path, out):
    def fill(book, sheet):
        plain_table(book, sheet)
        sheet.write_string(7, 1, "Legend")

    source = made(tmp_path / "a.xlsx", fill)
    report = patch(source, out, rows={"Register": [{"A": 4}, {"A": 5}]}, after={"Register": 4})
    assert rows(out)[7][1] == "Legend" and rows(out)[6] == [] and not report.notes
    patch(source, out, rows={"Register": [{"A": 4}, {"A": 5}, {"A": 6}]}, after={"Register": 4})
    assert rows(out)[8][1] == "Legend" and rows(out)[6][0] == 6 and rows(out)[7] == []


def below(book, sheet):
    plain_table(book, sheet)
    sheet.write_formula("B6", "=SUM(A2:A4)", None, 6)
    sheet.write_formula("C6", "=B6+B7", None, 7)
    sheet.write_number("B7", 1)
    sheet.merge_range("A8:C8", "Legend")
    sheet.write_url("A9", "https://example.invalid/", None, "Guidance")
    sheet.conditional_format("B6:B7", {"type": "cell", "criteria": ">", "value": "$B$7"})
    sheet.data_validation("C7", {"validate": "list", "source": ["a", "b"]})
    book.define_name("Sum", "=Register!$B$6")


def test_all_that_stands_below_moves_with_its_row(tmp_path, out):
    patch(made(tmp_path / "a.xlsx", below), out, rows={"Register": [{"A": 4}]}, after={"Register": 4})
    sheet = part(out)
    for moved in ("<f>SUM(A2:A5)</f>", '<c r="C7"><f>B7+B8</f>', 'ref="A9:C9"', 'hyperlink ref="A10"', 'sqref="B7:B8"'):
        assert moved in sheet
    assert "<formula>$B$8</formula>" in sheet and 'sqref="C8"' in sheet
    assert "Register!$B$7" in part(out, "xl/workbook.xml")
    assert rows(out)[6][:3] == [None, 6, 7] and rows(out)[9][0] == "Guidance"


def test_the_calculation_chain_follows_the_moved_formulas(tmp_path, out):
    chain = (
        '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<c r="C2" i="1"/><c r="B6"/><c r="C6" i="1" l="1"/><c r="B6" i="2"/></calcChain>'
    )

    def add(parts):
        parts["xl/calcChain.xml"] = chain.encode()
        rels = parts["xl/_rels/workbook.xml.rels"].decode()
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
        link = f'<Relationship Id="rId99" Type="{kind}" Target="calcChain.xml"/></Relationships>'
        parts["xl/_rels/workbook.xml.rels"] = rels.replace("</Relationships>", link).encode()

    source = rewritten(made(tmp_path / "a.xlsx", below), add)
    patch(source, out, rows={"Register": [{"A": 4}]}, after={"Register": 4})
    assert re.findall(r'r="(\w+)"', part(out, "xl/calcChain.xml")) == ["C2", "B7", "C7", "B6"]


def test_a_generous_range_on_another_sheet_is_no_obstacle(tmp_path, out):
    def fill(book, sheet):
        below(book, sheet)
        book.add_worksheet("Figures").write_formula("A1", "=COUNTA(Register!A2:A1000)", None, 4)

    source = made(tmp_path / "a.xlsx", fill)
    report = patch(source, out, rows={"Register": [{"A": 4}]}, after={"Register": 4})
    assert "xl/worksheets/sheet2.xml" not in report.parts and rows(out)[4][0] == 4


def chart_below(book, sheet):
    below(book, sheet)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Register!$B$6:$B$7"})
    sheet.insert_chart("F1", chart)


def formula_elsewhere(book, sheet):
    below(book, sheet)
    book.add_worksheet("Figures").write_formula("A1", "=Register!B6", None, 6)


def picture_below(book, sheet):
    below(book, sheet)
    sheet.insert_textbox("E7", "A box")


def comment_below(book, sheet):
    below(book, sheet)
    sheet.write_comment("B6", "A comment")


def table_below(book, sheet):
    plain_table(book, sheet)
    sheet.add_table("A6:B8", {"columns": [{"header": "x"}, {"header": "y"}]})


def link_to_below(book, sheet):
    below(book, sheet)
    sheet.write_url("D1", "internal:Register!B6", None, "to the sum")


@pytest.mark.parametrize(
    "fill", [link_to_below, chart_below, formula_elsewhere, picture_below, comment_below, table_below]
)
def test_what_cannot_be_moved_for_certain_is_refused_with_the_way_out(tmp_path, out, fill):
    source = made(tmp_path / "a.xlsx", fill)
    with pytest.raises(Refused, match=r"no room below row 4 .*row 6 holds") as caught:
        patch(source, out, rows={"Register": [{"A": 4}]}, after={"Register": 4})
    assert "Insert 1 blank rows" in caught.value.hint and not out.exists()


def test_a_table_with_a_totals_row_is_refused(tmp_path, out):
    source = made(tmp_path / "a.xlsx", lambda _, sheet: sheet.add_table("A1:B4", {"total_row": True}))
    with pytest.raises(Refused, match=r"totals row \(row 4\)"):
        patch(source, out, rows={"Register": [{"A": 4}]})


def test_rows_prepared_with_styles_and_formulas_are_filled_in(tmp_path, out):
    def fill(book, sheet):
        plain_table(book, sheet)
        for row in (4, 5):
            sheet.write_blank(row, 0, None, book.add_format({"italic": True}))
            sheet.write_formula(row, 2, f"=A{row + 1}*2", None, 0)

    source = made(tmp_path / "a.xlsx", fill)
    patch(source, out, rows={"Register": [{"A": 4, "B": "Text 4"}]}, after={"Register": 4})
    assert rows(out)[4][:2] == [4, "Text 4"] and "<f>A5*2</f>" in part(out) and 'r="A5" s="1"' in part(out)


def test_a_total_is_no_row_prepared_for_later(tmp_path, out):
    def fill(book, sheet):
        plain_table(book, sheet)
        sheet.write_formula("C5", "=SUM(C2:C4)", None, 12)

    source = made(tmp_path / "a.xlsx", fill)
    patch(source, out, rows={"Register": [{"A": 4, "B": "Text 4"}]}, after={"Register": 4})
    assert rows(out)[4][:2] == [4, "Text 4"] and "<f>SUM(C2:C5)</f>" in part(out) and 'r="C6"' in part(out)


def test_a_header_lends_no_style_to_the_first_row(tmp_path, out):
    def fill(book, sheet):
        sheet.write_row(0, 0, ["No.", "Text"], book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)

    patch(made(tmp_path / "a.xlsx", fill), out, rows={"Register": [{"A": "1"}]}, after={"Register": 1})
    assert re.search(r'<c r="A2"([^>]*)>', part(out))[1] == ' t="s"'


def test_a_formula_that_does_not_follow_its_column_is_left_out_and_said(tmp_path, out):
    def fill(book, sheet):
        plain_table(book, sheet)
        sheet.write_formula(3, 2, "=A2*5", None, 5)

    report = patch(made(tmp_path / "a.xlsx", fill), out, rows={"Register": [{"A": 4}]})
    assert len(rows(out)[4]) == 1 and any("C4" in note for note in report.notes)


def test_a_shared_formula_goes_on_as_its_own(tmp_path, out):
    def share(parts):
        text = parts[SHEET].decode()
        text = text.replace("<f>A2*2</f>", '<f t="shared" ref="C2:C4" si="0">A2*2</f>')
        parts[SHEET] = re.sub(r"<f>A[34]\*2</f>", '<f t="shared" si="0"/>', text).encode()

    patch(rewritten(made(tmp_path / "a.xlsx", plain_table), share), out, rows={"Register": [{"A": 4}]})
    assert '<c r="C5"><f>A5*2</f></c>' in part(out)


def test_rows_of_a_filtered_table_are_not_hidden_with_the_last_one(tmp_path, out):
    def fill(book, sheet):
        plain_table(book, sheet)
        sheet.set_row(3, None, None, {"hidden": True})

    patch(made(tmp_path / "a.xlsx", fill), out, rows={"Register": [{"A": 4}]})
    assert ExcelFormat().read(out).sheets[0].hidden_rows == {4}


def test_rows_are_appended_to_an_empty_sheet(tmp_path, out):
    source = made(tmp_path / "a.xlsx", lambda *_: None)
    patch(source, out, cells={"Register": {"A1": "No."}}, rows={"Register": [{"A": "1"}, {"A": "2"}]})
    assert rows(out) == [["No."], ["1"], ["2"]]
