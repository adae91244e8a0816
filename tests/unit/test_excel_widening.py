"""A column added beside a table belongs to it: what sorts and filters the table takes the column along."""

from __future__ import annotations

import zipfile

import pytest
import xlsxwriter

from npmsync.errors import Refused
from npmsync.ports import Area
from npmsync_excel import patch
from npmsync_excel.adapter import ExcelFormat


def made(path, fill):
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Register")
        bold = book.add_format({"bold": True})
        for column, words in enumerate(("Text", "Status")):
            sheet.write(1, column, words, bold)
            for row in (2, 3):
                sheet.write(row, column, f"{words} {row}")
        fill(sheet)
    return path


def widened(path, tmp_path, cell="C2"):
    out = tmp_path / "out.xlsx"
    patch(path, out, cells={"Register": {"C3": "R-001", "C4": "R-002"}}, headers={"Register": {cell: "npmsync ID"}})
    return out


def part(path, name):
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def test_the_header_looks_like_its_neighbour(tmp_path):
    out = widened(made(tmp_path / "a.xlsx", lambda sheet: None), tmp_path)
    sheet = ExcelFormat().read(out).sheets[0]
    assert [list(row)[2:] for row in sheet.rows[1:]] == [["npmsync ID"], ["R-001"], ["R-002"]]
    text = part(out, "xl/worksheets/sheet1.xml")
    assert 'r="B2" s="1"' in text and 'r="C2" s="1"' in text and 'ref="A2:C4"' in text


def test_a_named_table_takes_the_column_in(tmp_path):
    def fill(sheet):
        sheet.add_table("A2:B4", {"columns": [{"header": "Text"}, {"header": "Status"}]})

    out = widened(made(tmp_path / "a.xlsx", fill), tmp_path)
    assert ExcelFormat().read(out).sheets[0].tables == (Area(2, 1, 4, 3),)
    table = part(out, "xl/tables/table1.xml")
    assert '<autoFilter ref="A2:C4"/>' in table and '<tableColumns count="3">' in table
    assert '<tableColumn id="3" name="npmsync ID"/></tableColumns>' in table


def test_a_filter_takes_the_column_in(tmp_path):
    out = widened(made(tmp_path / "a.xlsx", lambda sheet: sheet.autofilter("A2:B4")), tmp_path)
    assert ExcelFormat().read(out).sheets[0].autofilter == Area(2, 1, 4, 3)
    assert "Register!$A$2:$C$4" in part(out, "xl/workbook.xml")


@pytest.mark.parametrize("cell", ["B2", "A2"])
def test_nothing_is_written_over(tmp_path, cell):
    with pytest.raises(Refused, match="not empty"):
        widened(made(tmp_path / "a.xlsx", lambda sheet: None), tmp_path, cell)
    assert not (tmp_path / "out.xlsx").exists()


def test_another_table_at_the_right_is_not_run_into(tmp_path):
    def fill(sheet):
        sheet.add_table("C3:D5", {"header_row": False})

    with pytest.raises(Refused, match="run into the table C3:D5"):
        widened(made(tmp_path / "a.xlsx", fill), tmp_path)
