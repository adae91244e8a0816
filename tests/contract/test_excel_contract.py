"""The Excel adapter keeps the table contract."""

from pathlib import Path

import openpyxl
import pytest

from npmsync.testing.tables import CHECKS, Rows, Subject
from npmsync_excel.adapter import ExcelFormat


def make_xlsx(path: Path, rows: Rows) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_excel_keeps_the_contract(check, tmp_path):
    check(Subject(ExcelFormat(), make_xlsx, ".xlsx"), tmp_path)
