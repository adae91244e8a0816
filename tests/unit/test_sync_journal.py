"""What a run leaves for the next one: writes that wait, writes that were made and not seen, files only saved anew."""

from __future__ import annotations

import pytest

from npmsync.actions.synchronise import synchronise
from npmsync.errors import Locked, Refused
from npmsync.store import agreements
from npmsync.testing.memory import meanwhile, once
from npmsync.testing.rehearsal import COLUMNS, Rehearsal, Stopped, tracker

NOTES, WHOM, ANSWER, ANSWERED = (
    list(COLUMNS).index(name) for name in ("notes", "addressees", "response_text", "responded_on")
)
ROWS = [[f"{n}", f"Recommendation number {n * 37}.", "Prison Service", *[None] * 6] for n in range(6)]


@pytest.fixture
def pair(tmp_path):
    it = Rehearsal(tmp_path / "npm", [tracker("first"), tracker("second")])
    for name in ("first", "second"):
        it.type(name, ROWS)
    it.sync()
    return it


def edited(rows, at, column, value):
    return [[value if (i, c) == (at, column) else v for c, v in enumerate(row)] for i, row in enumerate(rows)]


def intents(it, name):
    with it.store.transaction() as connection:
        return agreements.intents(connection, name)


def stopped_at_each_step(it):
    """Copies of the workspace, in each of which a run has died one step later than in the one before."""
    for stop in range(100):
        other = it.copy(it.folder.parent / f"stopped{stop}")
        try:
            other.sync(stop_at=stop)
        except Stopped:
            yield stop, other
        else:
            assert stop > 10
            return


@pytest.mark.parametrize("error", [Locked("file-open", "open", ""), Refused("disk-full", "The disk is full.", "")])
def test_a_write_that_waits_is_made_by_the_next_run_though_nobody_touches_anything(pair, error):
    pair.type("first", edited(ROWS, 2, NOTES, "new"))
    pair.tables.faults.append(once("write", error))
    assert pair.sync().endpoints[1].waiting == 1 and intents(pair, "second")
    report = pair.sync()
    assert report.endpoints[1].written_out == 1 and not report.waits
    assert pair.rows("second")[2][NOTES] == "new" and not intents(pair, "second")
    assert pair.sync().run is None


def test_a_write_that_was_made_and_not_seen_is_known_for_ours(pair):
    """The run dies between the write and its confirmation; then the hub moves on."""
    row = ["9", "Give every new prisoner a leaflet on rights.", "Prison Service", *[None] * 6]
    pair.type("first", [*ROWS, row])
    for stop in range(20):
        with pytest.raises(Stopped):
            pair.sync(stop_at=stop)
        if len(pair.rows("second")) == 7:
            break
    assert intents(pair, "second")
    row[1] = "Give every new prisoner a leaflet on rights and on complaints."
    pair.type("first", [*ROWS, row])
    pair.sync(only="first")
    report = pair.sync()
    assert not report.waits and len(pair.rows("first")) == len(pair.rows("second")) == 7
    assert pair.rows("second")[6][:2] == row[:2]


def test_a_write_that_cannot_be_looked_at_keeps_its_intent(pair):
    pair.type("first", edited(ROWS, 2, NOTES, "new"))
    written = []

    def unreadable_once_written(doing, path):
        if doing == "write":
            written.append(path)
        elif written and path == pair.path("second"):
            raise Locked("file-open", "open elsewhere", "close it")

    pair.tables.faults.append(unreadable_once_written)
    assert pair.sync().endpoints[1].waiting == 1
    assert intents(pair, "second")
    pair.tables.faults.remove(unreadable_once_written)
    pair.sync()
    assert not intents(pair, "second") and pair.sync().run is None


def test_what_somebody_typed_while_sync_wrote_is_taken_in_at_once(pair):
    pair.type("first", edited(ROWS, 2, NOTES, "new"))
    typed = edited(ROWS, 4, NOTES, "typed meanwhile")
    pair.tables.faults.append(meanwhile("write", lambda path: pair.type("second", typed)))
    report = pair.sync()
    assert not report.waits
    for name in ("first", "second"):
        assert [pair.rows(name)[n][NOTES] for n in (2, 4)] == ["new", "typed meanwhile"]


def test_what_somebody_typed_while_another_file_was_written_is_not_written_over(tmp_path):
    it = Rehearsal(tmp_path / "npm", [tracker(name) for name in ("first", "second", "third")])
    for endpoint in it.endpoints:
        it.type(endpoint.name, ROWS)
    it.sync()
    it.type("third", edited(ROWS, 2, NOTES, "new"))
    typed = edited(ROWS, 4, NOTES, "typed meanwhile")
    it.tables.faults.append(meanwhile("write", lambda path: it.type("second", typed)))
    assert not it.sync().waits
    for endpoint in it.endpoints:
        assert [it.rows(endpoint.name)[n][NOTES] for n in (2, 4)] == ["new", "typed meanwhile"]


def test_a_cell_for_two_who_do_not_say_the_same_waits(pair):
    both = edited(ROWS, 0, WHOM, "Prison Service; Ministry of Health")
    pair.type("first", both)
    pair.sync()
    apart = [[*ROWS[0]], [*ROWS[0]], *ROWS[1:]]
    apart[0][WHOM], apart[1][WHOM] = "Prison Service", "Ministry of Health"
    apart[0][ANSWERED], apart[1][ANSWERED] = "2026-01-05", "2026-02-09"
    pair.type("second", apart)
    report = pair.sync()
    assert report.endpoints[0].waiting == 1 and "do not all say the same" in report.endpoints[0].notes[-1]
    assert pair.rows("first")[0][ANSWERED] is None


def test_a_file_that_was_only_saved_anew_is_read_and_not_compared(pair):
    def saved_anew(doing, path):
        if path == pair.path("first"):
            looks.append(doing)

    looks: list[str] = []
    path = pair.path("first")
    path.write_bytes(path.read_bytes() + b" ")  # other bytes; `sheets` below strips them
    pair.tables.sheets = lambda path, real=pair.tables.sheets: _stripped(real, path)
    pair.tables.faults.append(saved_anew)
    compared: list[str] = []
    with pair.opened() as opened:
        report = synchronise(opened, progress=compared.append)
    assert report.run is None and report.endpoints[0].read == 6 and looks == ["read"] and not compared
    pair.sync()
    assert looks == ["read"]  # the new digest is known now


def _stripped(real, path):
    data = path.read_bytes()
    path.write_bytes(data.rstrip())
    try:
        return real(path)
    finally:
        path.write_bytes(data)


def test_a_run_that_could_write_nothing_and_took_nothing_was_no_run(pair):
    pair.type("first", edited(ROWS, 2, NOTES, "new"))
    for _ in range(2):
        pair.tables.faults.append(once("write", Locked("file-open", "open", "")))
    assert pair.sync().run is not None, "the first took the note into the hub"
    entries = len(pair.history())
    report = pair.sync()
    assert report.endpoints[1].waiting == 1 and report.run is None and len(pair.history()) == entries


@pytest.mark.parametrize("column", [NOTES, ANSWER], ids=["a field of the record", "an answer"])
def test_what_somebody_typed_before_the_write_was_looked_at_is_no_word_of_ours(pair, column):
    """It is not agreed: it is taken in at once, and what the hub held is not put back."""
    pair.type("first", edited(ROWS, 2, NOTES, "new"))
    written = []

    def type_once_written(doing, path):
        if doing == "write":
            written.append(path)
        elif written and path == pair.path("second"):
            pair.tables.faults.remove(type_once_written)
            pair.type("second", edited(pair.rows("second"), 4, column, "typed"))

    pair.tables.faults.append(type_once_written)
    assert not pair.sync().waits and type_once_written not in pair.tables.faults
    for name in ("first", "second"):
        assert (pair.rows(name)[2][NOTES], pair.rows(name)[4][column]) == ("new", "typed")


def test_an_answer_that_had_no_place_yet_is_written_by_the_next_run_though_this_one_dies(pair):
    """Beside the new name of an addressee its answer has a place, which the run was to look at once more."""
    row = [*ROWS[0]]
    row[WHOM], row[ANSWER] = "Prison Service; Ministry of Health", "Ministry of Health: It is done."
    pair.type("first", [row, *ROWS[1:]])
    undisturbed = pair.copy(pair.folder.parent / "undisturbed")
    undisturbed.sync()
    for stop, it in stopped_at_each_step(pair):
        it.sync()
        assert it.said() == undisturbed.said(), stop


def test_what_was_written_and_not_seen_is_ours_however_it_reads(pair):
    """An answer that looks like those of two, in a cell for two: what was meant is known, so nothing is read out of it
    that nobody wrote."""
    row = [*ROWS[0]]
    row[WHOM] = "Prison Service; Ministry of Health"
    for name in ("first", "second"):
        pair.type(name, [row, *ROWS[1:]])
    pair.sync()
    apart = [[*row], [*row], *ROWS[1:]]
    apart[0][WHOM], apart[0][ANSWER] = "Prison Service", "We asked.\nMinistry of Health: it agreed."
    apart[1][WHOM] = "Ministry of Health"
    pair.type("first", apart)
    undisturbed = pair.copy(pair.folder.parent / "undisturbed")
    undisturbed.sync()
    for stop, it in stopped_at_each_step(pair):
        it.sync()
        it.sync()
        assert it.said() == undisturbed.said(), stop
