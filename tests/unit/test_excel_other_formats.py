"""Trackers kept as .xls and .ods are read as their .xlsx is, and are never written."""

import zipfile
from datetime import date, time
from pathlib import Path

import pytest

from npmsync.errors import Refused
from npmsync.ports import Area, TableChanges, Visibility
from npmsync.tables.recognise import recognise
from npmsync.tables.rows import read_table
from npmsync.vocabulary import builtin_vocabulary
from npmsync_excel.adapter import ExcelFormat, OldExcelFormat, OpenDocumentFormat

DATA = Path(__file__).parents[1] / "data"
FORMATS = {".xls": OldExcelFormat(), ".ods": OpenDocumentFormat(), ".xlsx": ExcelFormat()}
FILES = ["fr_suivi.xls", "fr_suivi.ods", "ar_mutabaa.ods"]
CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:automatic-styles>
<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>
</office:automatic-styles>
<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"""


def made(path, tables, mimetype="application/vnd.oasis.opendocument.spreadsheet", manifest="<manifest/>"):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", mimetype)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", CONTENT.format(tables), zipfile.ZIP_DEFLATED)
    return path


def only_sheet(tmp_path, rows, attributes='table:name="S"'):
    path = made(tmp_path / "a.ods", f"<table:table {attributes}>{rows}</table:table>")
    return OpenDocumentFormat().read(path).sheets[0]


def text(words):
    return f'<table:table-cell office:value-type="string"><text:p>{words}</text:p></table:table-cell>'


def both(name):
    other = DATA / "formats" / name
    return FORMATS[other.suffix].read(other), ExcelFormat().read(DATA / "trackers" / f"{other.stem}.xlsx")


@pytest.mark.parametrize("name", FILES)
def test_every_cell_and_merge_is_that_of_the_xlsx(name):
    found, wanted = both(name)
    assert [sheet.name for sheet in found.sheets] == [sheet.name for sheet in wanted.sheets]
    for one, other in zip(found.sheets, wanted.sheets, strict=True):
        assert [list(row) for row in one.rows] == [list(row) for row in other.rows]
        assert set(one.merges) == set(other.merges)


@pytest.mark.parametrize("name", FILES)
def test_the_same_records_are_recognised_as_in_the_xlsx(name):
    vocabulary = builtin_vocabulary()
    records = [
        [
            [row.values for row in read_table(book, table, vocabulary).rows]
            for table in recognise(book, vocabulary).tables
        ]
        for book in both(name)
    ]
    assert records[0] == records[1] and len(records[0][0]) > 30


def test_right_to_left_and_formulas_of_an_ods_are_seen():
    assert OpenDocumentFormat().read(DATA / "formats" / "ar_mutabaa.ods").sheets[0].right_to_left


@pytest.mark.parametrize("name", FILES)
def test_what_is_only_read_is_not_written_and_the_way_out_is_said(name, tmp_path):
    source, target = DATA / "formats" / name, tmp_path / name
    adapter = FORMATS[source.suffix]
    with pytest.raises(Refused, match="only read") as caught:
        adapter.write(source, target, TableChanges(cells={"S": {"A1": "x"}}))
    assert ".xlsx" in caught.value.hint and not adapter.capabilities and not target.exists()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("suffix", [".xls", ".ods", ".xlsx"])
def test_a_file_under_another_ending_is_refused_and_not_guessed(name, suffix, tmp_path):
    if name.endswith(suffix):
        return
    path = tmp_path / f"tracker{suffix}"
    path.write_bytes((DATA / "formats" / name).read_bytes())
    with pytest.raises(Refused, match=path.name):
        FORMATS[suffix].read(path)


def test_typed_values_are_read_as_what_they_are(tmp_path):
    row = "".join(
        f'<table:table-cell office:value-type="{kind}" office:{attribute}="{value}"/>'
        for kind, attribute, value in (
            ("float", "value", "12"),
            ("percentage", "value", "0.5"),
            ("date", "date-value", "2026-03-04"),
            ("time", "time-value", "PT09H30M00S"),
            ("boolean", "boolean-value", "true"),
        )
    )
    assert only_sheet(tmp_path, f"<table:table-row>{row}</table:table-row>").rows == [
        [12, 0.5, date(2026, 3, 4), time(9, 30), True]
    ]


def test_a_text_keeps_blanks_and_lines_and_leaves_comments_out(tmp_path):
    cell = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>a comment</text:p></office:annotation>'
        '<text:p>one<text:s text:c="3"/>two<text:span> bold</text:span></text:p><text:p>second line</text:p>'
        "</table:table-cell>"
    )
    assert only_sheet(tmp_path, f"<table:table-row>{cell}</table:table-row>").rows == [["one   two bold\nsecond line"]]


def test_repeats_merges_formulas_and_errors_stand_where_they_are(tmp_path):
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    rows = (
        '<table:table-column table:visibility="collapse"/>'
        f'<table:table-row table:number-rows-repeated="2">{text("a")}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="3">{blank}</table:table-row>'
        '<table:table-row table:visibility="filter"><table:table-cell table:number-columns-spanned="2"/>'
        f'<table:covered-table-cell/>{text("b")}<table:table-cell table:formula="of:=1/0" office:value-type="string" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
    )
    sheet = only_sheet(tmp_path, rows, 'table:name="S" table:style-name="h"')
    assert sheet.rows == [["a"], ["a"], [], [], [], [None, None, "b"]]
    assert sheet.merges == (Area(6, 1, 6, 2),) and sheet.hidden_rows == {6} and sheet.hidden_columns == {1}
    assert sheet.formulas == {(6, 4)} and sheet.errors == {(6, 4): "#DIV/0!"} and sheet.visibility is Visibility.HIDDEN


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"tables": f'<table:table table:name="S"><table:table-row table:number-rows-repeated="1048576">{text("x") * 9}'
          "</table:table-row></table:table>"}, "too large"),
        ({"tables": '<table:table table:name="S"><table:table-row><table:table-cell office:value-type="float" '
          'office:value="1" table:number-columns-repeated="99999999"/></table:table-row></table:table>'}, "too large"),
        ({"tables": "", "mimetype": "application/vnd.oasis.opendocument.text"}, "no OpenDocument spreadsheet"),
        ({"tables": "", "manifest": "<manifest:encryption-data/>"}, "encrypted"),
        ({"tables": "<unclosed>"}, "not well-formed"),
        ({"tables": '<table:table table:name="S"><table:table-row><table:table-cell office:value-type="float" '
          'office:value="many"/></table:table-row></table:table>'}, "cannot be made sense of"),
    ],
)  # fmt: skip
def test_hostile_and_damaged_files_are_refused_by_name(given, reason, tmp_path):
    with pytest.raises(Refused, match=reason) as caught:
        OpenDocumentFormat().read(made(tmp_path / "bad.ods", **given))
    assert "bad.ods" in caught.value.message and caught.value.hint
