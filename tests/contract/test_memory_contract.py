"""The in-memory format keeps the table contract."""

import pytest

from npmsync.ports import Sheet
from npmsync.testing.memory import MemoryTables
from npmsync.testing.tables import CHECKS, Subject


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_memory_keeps_the_contract(check, tmp_path):
    tables = MemoryTables()
    check(Subject(tables, lambda path, rows: tables.put(path, Sheet("Sheet1", rows)), ".mem"), tmp_path)
