"""The CSV adapter keeps the table contract."""

import csv
from pathlib import Path

import pytest

from npmsync.testing.tables import CHECKS, Rows, Subject
from npmsync_csv.adapter import CsvFormat


def make_csv(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([cell or "" for cell in row] for row in rows)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_csv_keeps_the_contract(check, tmp_path):
    check(Subject(CsvFormat(), make_csv, ".csv", typed=False), tmp_path)
