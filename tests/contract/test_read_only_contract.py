"""The formats that are only read keep what the table contract asks of them."""

from __future__ import annotations

import importlib.util
import struct
import zipfile
from html import escape
from pathlib import Path

import pytest

from npmsync.plugins import Plugins
from npmsync.testing.tables import Subject, checks

_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
)


def make_ods(path, rows):
    def cell(value):
        if value is None:
            return "<table:table-cell/>"
        return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'

    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    body = f'<office:body><office:spreadsheet><table:table table:name="One">{lines}</table:table>'
    text = f"<office:document-content {_NAMES}>{body}</office:spreadsheet></office:body></office:document-content>"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", text)


def make_docx(path, rows):
    import docx

    document = docx.Document()
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for line, row in zip(table.rows, rows, strict=True):
        for cell, value in zip(line.cells, row, strict=True):
            cell.text = value or ""
    document.save(str(path))


def make_xls(path, rows):
    """BIFF8 by hand ([MS-XLS] 2.4): a workbook of one sheet with nothing but texts."""

    def record(kind, data=b""):
        return struct.pack("<HH", kind, len(data)) + data

    name = b"\x03\x00One"
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 1997, 0, 6))
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                sheet += record(0x204, struct.pack("<HHH", at, column, 0) + text)
    sheet += record(0x0A)
    head = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 1997, 0, 6))
    bound = record(0x85, struct.pack("<IBB", len(head) + 4 + 6 + len(name) + 4, 0, 0) + name)
    spec = importlib.util.spec_from_file_location(
        "envelopes_for_xls", Path(__file__).parents[1] / "unit" / "test_papers_envelopes.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    path.write_bytes(module.compound_file({"Workbook": (head + bound + record(0x0A) + sheet).ljust(4096, b"\0")}))


MAKERS = {"docx": make_docx, "ods": make_ods, "xls": make_xls}
CASES = [(name, check) for name in MAKERS for check in checks(Plugins().load("table", name))]


@pytest.mark.parametrize(("name", "check"), CASES, ids=lambda one: getattr(one, "__name__", one))
def test_a_format_that_is_only_read_keeps_the_contract(name, check, tmp_path):
    check(Subject(Plugins().load("table", name), MAKERS[name], f".{name}"), tmp_path)


def test_no_table_format_of_ours_is_left_out():
    made = {type(Plugins().load("table", name)) for name in Plugins().names("table")}
    tried = {type(Plugins().load("table", name)) for name in ("csv", "xlsx", *MAKERS)}
    assert made == tried
