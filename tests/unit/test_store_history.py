"""The history is chained: nothing in it can be changed or taken out unseen, and a text can still be emptied."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from npmsync.store import history
from npmsync.store.history import Change
from npmsync.store.open import memory_store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def store():
    made = memory_store()
    with made.transaction() as connection:
        for number in range(3):
            run = history.begin_run(connection, f"run{number}", NOW, "nino", "sync")
            history.append(connection, run, [Change("recommendation", "r", "notes", f"old {number}", f"new {number}")])
            history.append(connection, run, [Change("authority", "a", "name", None, ["x", number], "first")])
    yield made
    made.close()


def test_an_untouched_chain_holds(store):
    with store.transaction() as connection:
        assert history.broken_link(connection) is None
        assert history.length(connection) == 6


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        ("update history set new = '\"forged\"' where seq = 3", 3),
        ("update history set old = null where seq = 3", 3),
        ("update history set record = 'other' where seq = 4", 4),
        ("update history set endpoint = 'other' where seq = 4", 4),
        ("update history set run = 'run2' where seq = 1", 1),
        ("update history set values_digest = '00' where seq = 2", 2),
        ("delete from history where seq = 2", 3),
        ("delete from history where seq = 1", 2),
    ],
)
def test_a_forged_entry_is_found(store, change, seq):
    with store.transaction() as connection:
        connection.execute(sa.text(change))
        assert history.broken_link(connection) == seq


def test_a_text_can_be_emptied_and_the_chain_still_holds(store):
    with store.transaction() as connection:
        connection.execute(sa.text("update history set old = null, new = null, salt = null where seq = 3"))
        assert history.broken_link(connection) is None


def test_entries_are_found_by_record_and_by_run(store):
    with store.transaction() as connection:
        assert [e.seq for e in history.entries(connection, {"r"})] == [1, 3, 5]
        assert [e.seq for e in history.entries(connection, run="run1")] == [3, 4]
        assert [e.seq for e in history.entries(connection, {"r", *map(str, range(600))})] == [1, 3, 5]
        assert history.runs(connection) == ["run0", "run1", "run2"]


def test_only_an_empty_run_is_dropped(store):
    with store.transaction() as connection:
        history.begin_run(connection, "empty", NOW, "nino", "sync")
        assert history.drop_empty_run(connection, "empty") and not history.drop_empty_run(connection, "run1")
        assert history.runs(connection) == ["run0", "run1", "run2"]


def test_a_transaction_that_fails_leaves_nothing(store):
    with pytest.raises(ZeroDivisionError), store.transaction() as connection:
        history.append(connection, "run0", [Change("recommendation", "r", "notes", 1, 2)])
        raise ZeroDivisionError
    with store.transaction() as connection:
        assert history.length(connection) == 6
