"""Who only reads the store gets what a transaction gives, and loads no SQLAlchemy for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from npmsync.domain import Authority, Recommendation
from npmsync.errors import StoreError
from npmsync.store import records
from npmsync.testing.workspaces import at_work, make_workspace

HELD = [
    Authority(id="a", name='Ministry of "Justice" — وزارة العدل'),
    Recommendation(id="r2", text="Fill the posts\nof nurse.", addressees=("a",), topics=("Health",), ref="2"),
    Recommendation(id="r1", text="x"),
]


def test_both_ways_of_reading_give_the_same_records_in_order(tmp_path):
    with at_work(make_workspace(tmp_path / "w", HELD)) as workspace:
        with workspace.store.transaction() as connection:
            records.bury(connection, [])
            slow = [records.load(connection, kind) for kind in (Authority, Recommendation)]
        with workspace.store.reading() as reader:
            quick = [records.load(reader, kind) for kind in (Authority, Recommendation)]
    assert quick == slow == [HELD[:1], [HELD[2], HELD[1]]]


def test_who_reads_cannot_write_and_sees_one_moment(tmp_path):
    with at_work(make_workspace(tmp_path / "w", HELD)) as workspace:
        with pytest.raises(StoreError), workspace.store.reading() as reader:
            reader.exec_driver_sql("delete from record")
        with workspace.store.reading() as reader:
            assert len(records.load(reader, Recommendation)) == 2
            with workspace.store.transaction() as connection:
                records.bury(connection, [records.Key("recommendation", "r1")])
            assert len(records.load(reader, Recommendation)) == 2


def test_lists_and_a_sync_with_nothing_new_load_no_sqlalchemy(tmp_path):
    root = make_workspace(tmp_path / "w", HELD)
    script = f"""
import sys
from click.testing import CliRunner
from npmsync.cli.group import npmsync
for words in (["list", "recommendations"], ["list", "meetings", "--json"], ["due"], ["sync"]):
    assert CliRunner().invoke(npmsync, ["--workspace", {str(root)!r}, *words]).exit_code == 0
print("sqlalchemy" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
