"""Several workspaces over one PostgreSQL database: a real server, real processes, kills in mid-run."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from functools import partial

import keyring
import openpyxl
import pytest
import sqlalchemy as sa

from npmsync.actions.backups import back_up, restore
from npmsync.actions.examine import examine
from npmsync.actions.opened import Caller, opened
from npmsync.actions.sync_options import SyncOptions
from npmsync.actions.synchronise import synchronise
from npmsync.errors import ConfigError, Locked, NpmsyncError, Refused, StoreError, Unreachable
from npmsync.plugins import Plugins
from npmsync.store import history, records, schema
from npmsync.store.copying import fingerprint
from npmsync.store.open import HEAD, memory_store, open_store
from npmsync.testing import postgres
from npmsync.testing.memory import once
from npmsync.testing.rehearsal import COLUMNS, Rehearsal, Stopped, tracker
from npmsync.testing.workspaces import register_toml
from npmsync.workspace.toml import read_settings

pytestmark = [
    pytest.mark.skipif(bool(postgres.missing()), reason=postgres.missing() or "there is a server"),
    pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning"),
]
HEADERS = {"ref": "No.", "text": "Recommendation", "notes": "Notes"}


def settings(store, name, address):
    head = f'[workspace]\ntimezone = "UTC"\nlanguage = "en"\nstore = "{store}"\n'
    return head + register_toml(name, "xlsx", address, HEADERS)


@pytest.fixture(scope="module")
def server():
    with postgres.server() as it:
        yield it


@pytest.fixture
def database(server, request):
    name = f"npm{abs(hash(request.node.name)) % 10**9}"
    yield server.make(name)
    server.query(f'drop database "{name}" with (force)')


def register(path, rows):
    book = openpyxl.Workbook()
    book.active.title = "Register"
    for row in (("No.", "Recommendation", "Notes"), *rows):
        book.active.append(row)
    book.save(path)


def cells(path):
    return sorted(tuple(cell.value for cell in row) for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2))


def put(path, row, value):
    book = openpyxl.load_workbook(path)
    book.active.cell(row, 3).value = value
    book.save(path)


ROWS = [(f"{n}", f"Recommendation number {n * 37} on registers.", f"note {n}") for n in range(1, 9)]


def workspace(folder, store, name="register", address="register.xlsx", rows=ROWS):
    folder.mkdir(mode=0o700)
    text = settings(store, name, address)
    (folder / "npmsync.toml").write_text(text, encoding="utf-8")
    if not (folder / address).exists():
        register(folder / address, rows)
    return folder


def caller(said=None):
    return Caller(datetime.now(UTC), "nino", Plugins(), say=(said.append if said is not None else lambda text: None))


def synced(folder, **options):
    with opened(folder, caller()) as it:
        return synchronise(it, SyncOptions(**options), lambda text: None)


def command(folder):
    return [sys.executable, "-m", "npmsync", "--workspace", str(folder), "sync", "--json"]


# --- opening ----------------------------------------------------------------------------------------------------------


def test_a_migrated_database_is_what_the_schema_says(server, database):
    open_store(database).close()
    made = sa.create_engine(server.make("made"))
    schema.metadata.create_all(made)
    migrated = sa.create_engine(database)

    def shape(engine):
        look = sa.inspect(engine)
        return {
            table: (
                [(c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(table)],
                look.get_pk_constraint(table)["constrained_columns"],
                sorted((index["name"], tuple(index["column_names"])) for index in look.get_indexes(table)),
            )
            for table in look.get_table_names()
            if table != "alembic_version"
        }

    assert shape(migrated) == shape(made)
    migrated.dispose()
    made.dispose()


def test_what_stands_in_the_way_of_the_database_is_said_in_words(server, database, monkeypatch):
    def said(address):
        with pytest.raises(NpmsyncError) as error:
            open_store(address, wait=0.2).close()
        return error.value

    name = sa.make_url(database).database
    monkeypatch.setattr(keyring, "get_password", lambda service, entry: None)
    wanting = said(server.net(name))
    assert wanting.name == "database-denied" and "keyring set npmsync nino@127.0.0.1" in wanting.hint
    monkeypatch.setenv("PGPASSWORD", "wrong")
    assert said(server.net(name)).name == "database-denied"
    assert said(server.net(name).replace(f":{server.port}", ":1")).name == "database-unreachable"
    assert said(server.address("nowhere")).name == "database-missing"
    assert said(server.make("latin", "LATIN1")).name == "database-encoding"
    server.query("create table record (id int)", server.make("theirs") and "theirs")
    assert said(server.address("theirs")).name == "store-foreign"
    server.query("create role guest login password 'g'")
    monkeypatch.setenv("PGPASSWORD", "g")
    server.make("closed")
    assert said(server.net("closed", "guest")).name == "database-permission"
    monkeypatch.delenv("PGPASSWORD")
    monkeypatch.setattr(keyring, "get_password", lambda service, entry: postgres.PASSWORD)
    open_store(server.net(name)).close()
    server.query(f"update alembic_version set version_num = '{int(HEAD) + 1:04d}'", name)
    assert said(database).name == "store-newer"


def test_no_password_stands_in_the_settings(tmp_path):
    for address in ("postgresql+psycopg://nino:hush@db/npm", "postgresql://nino@db/npm?password=hush"):
        (tmp_path / "npmsync.toml").write_text(settings(address, "a", "a.xlsx"))
        with pytest.raises(ConfigError) as error:
            read_settings(tmp_path / "npmsync.toml")
        assert error.value.name == "secret-in-config" and "PGPASSWORD" in error.value.hint
        assert "hush" not in error.value.message + error.value.hint


def test_a_run_waits_for_another_says_so_and_gives_up(database):
    said: list[str] = []
    first = open_store(database)
    with pytest.raises(Locked) as busy:
        open_store(database, wait=0.3, say=said.append)
    assert busy.value.name == "store-busy" and "npmsync on" in busy.value.message
    assert "at work in database" in said[0]
    first.close()
    open_store(database, wait=0.3).close()


# --- the engine over it -----------------------------------------------------------------------------------------------


def test_the_engine_does_over_a_database_what_it_does_over_a_file(database, tmp_path):
    """One course of edits, conflicts, faults and stops, over both."""
    seen = []
    for name in ("file", "database"):
        make = memory_store if name == "file" else partial(open_store, database)
        it = Rehearsal(tmp_path / name, [tracker("first"), tracker("second")], make_store=make)
        notes, status = list(COLUMNS).index("notes"), list(COLUMNS).index("status")
        rows = [[str(n), f"Open ward {n * 31}, قسم.", "Ministry of Health", *[None] * 6] for n in range(5)]
        it.type("first", rows)
        it.type("second", [])
        it.sync()
        for stop in (1, 3, 5, 7, 9):
            mine, theirs = it.rows("first"), it.rows("second")
            mine[0][notes], theirs[0][notes] = f"one {stop}", f"two {stop}"
            mine[1][status], theirs[2][notes] = ("Implemented", "In progress")[stop % 4 // 2], f"seen {stop} \u0000"[:7]
            it.type("first", mine)
            it.type("second", theirs)
            with pytest.raises(Stopped):
                it.sync(stop_at=stop)
        it.tables.faults.append(once("write", Locked("file-open", "open elsewhere", "close it")))
        it.sync()
        it.sync()
        with it.store.transaction() as connection:
            assert history.broken_link(connection) is None
        seen.append((it.said(), len(it.history())))
        it.store.close()
    assert seen[0] == seen[1]


def test_two_workspaces_at_once_lose_no_update(database, tmp_path):
    """Two people sync their own trackers with one database, four runs, two and two at the very same time."""
    folders = [workspace(tmp_path / name, database, name) for name in ("nino", "levan")]
    for folder in folders:
        synced(folder)
    for turn in range(2):
        put(folders[0] / "register.xlsx", 2 + turn, f"nino {turn}")
        put(folders[1] / "register.xlsx", 6 + turn, f"levan {turn}")
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        running = [subprocess.Popen(command(folder), **pipes) for folder in folders]
        for process in running:
            _, errors = process.communicate()
            assert process.returncode == 0, errors
    for folder in folders:
        synced(folder)
    assert cells(folders[0] / "register.xlsx") == cells(folders[1] / "register.xlsx")
    notes = {note for _, _, note in cells(folders[0] / "register.xlsx")}
    assert {f"{who} {turn}" for who in ("nino", "levan") for turn in range(2)} <= notes
    with opened(folders[0], caller()) as it, it.store.transaction() as connection:
        assert history.broken_link(connection) is None
        assert len([key for key in records.load_fields(connection) if key.entity == "recommendation"]) == len(ROWS)


def test_a_killed_run_lets_go_at_once_and_a_rerun_finishes(database, tmp_path, server):
    first, second = (workspace(tmp_path / name, database, name) for name in ("nino", "levan"))
    synced(first)
    synced(second)
    name = sa.make_url(database).database
    for number, moment in enumerate((0.0, 0.1)):
        put(first / "register.xlsx", 2, f"edit {number}")
        process = subprocess.Popen(command(first), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        held = "select 1 from pg_locks l join pg_database d on d.oid = database where locktype = 'advisory' and datname"
        held += f" = '{name}'"
        while not server.query(held) and process.poll() is None:
            time.sleep(0.005)
        time.sleep(moment)
        process.kill()
        process.wait()
        with opened(second, caller()):  # nobody waits for the dead
            pass
        synced(first)
        synced(second)
        assert f"edit {number}" in {note for _, _, note in cells(second / "register.xlsx")}


def test_a_server_that_goes_away_in_mid_run_leaves_nothing_half_done(server, database, tmp_path):
    folder = workspace(tmp_path / "nino", database)
    synced(folder)
    put(folder / "register.xlsx", 2, "edited")

    def pull_the_plug(text):
        if text.startswith("reading"):
            server.stop()

    with pytest.raises(Unreachable) as lost, opened(folder, caller()) as it:
        synchronise(it, SyncOptions(), pull_the_plug)
    assert lost.value.name == "connection-lost"
    server.start()
    with opened(folder, caller()) as it:
        assert synchronise(it, SyncOptions(), lambda text: None).endpoints[0].changed_in == 1
        with it.store.transaction() as connection:
            assert history.broken_link(connection) is None


# --- several workspaces -----------------------------------------------------------------------------------------------


def test_one_name_is_one_file_to_all_workspaces(database, tmp_path):
    first, second = (workspace(tmp_path / name, database) for name in ("nino", "levan"))
    synced(first)
    put(second / "register.xlsx", 2, "of another file")
    with pytest.raises(Refused) as two:
        synced(second)
    assert two.value.name == "endpoint-elsewhere" and str(tmp_path / "nino") in two.value.message
    assert synced(second, moved_here=True).endpoints[0].changed_in == 1


def test_one_tracker_on_a_share_is_one_endpoint_from_every_machine(database, tmp_path):
    shared = tmp_path / "share.xlsx"
    register(shared, ROWS)
    first, second = (workspace(tmp_path / name, database, address=str(shared)) for name in ("nino", "levan"))
    synced(first)
    put(shared, 2, "edited")
    assert synced(second).endpoints[0].changed_in == 1
    assert synced(first).run is None


def test_what_waits_for_another_workspace_stays_and_its_endpoints_are_not_taken_over(database, tmp_path):
    first, second = (workspace(tmp_path / name, database, name) for name in ("nino", "levan"))
    synced(first)
    synced(second)
    put(first / "register.xlsx", 2, "one")
    put(second / "register.xlsx", 2, "two")
    synced(first)
    assert synced(second).conflicts == 1
    assert synced(first).conflicts == 1
    third = workspace(tmp_path / "gia", database, "gia")  # it holds the rows of the others' trackers, cell by cell
    report = synced(third)
    assert report.endpoints[0].notes == [] or "left off" not in report.endpoints[0].notes[0]
    with opened(first, caller()) as it:
        checks = {check.name: check for check in examine(it)}
    assert checks["store"].ok and "PostgreSQL" in checks["store"].message and checks["history"].ok
    assert checks["connection"].ok and checks["readers"].ok and "endpoint" not in checks


def test_a_file_store_moves_into_the_database_with_its_history(database, tmp_path):
    folder = workspace(tmp_path / "nino", database)
    text = (folder / "npmsync.toml").read_text(encoding="utf-8")
    (folder / "npmsync.toml").write_text(text.replace(f'store = "{database}"\n', ""), encoding="utf-8")
    synced(folder)
    with opened(folder, caller()) as it, it.store.transaction() as connection:
        before = fingerprint(connection)
    (folder / "npmsync.toml").write_text(text, encoding="utf-8")
    said: list[str] = []
    with opened(folder, caller(said)) as it, it.store.transaction() as connection:
        assert fingerprint(connection) == before
    assert "was moved into database" in said[0]
    assert not (folder / "npmsync.sqlite").exists() and list((folder / "backups").glob("npmsync-moved-*.sqlite"))
    assert synced(folder).run is None
    other = workspace(tmp_path / "levan", database, "levan")
    open_store(other / "npmsync.sqlite").close()
    synced(other)  # an empty store of its own is no store
    store = open_store(other / "npmsync.sqlite")
    with store.transaction() as connection:
        history.begin_run(connection, "r", datetime.now(UTC), "levan", "log")
    store.close()
    with pytest.raises(Refused) as two:
        synced(other)
    assert two.value.name == "two-stores"


def test_a_backup_takes_the_database_along_and_brings_it_back(database, tmp_path):
    folder = workspace(tmp_path / "nino", database)
    synced(folder)
    with opened(folder, caller()) as it:
        back_up(it, tmp_path / "b.zip")
        with it.store.transaction() as connection:
            before = fingerprint(connection)
    put(folder / "register.xlsx", 2, "after the backup")
    synced(folder)
    other = workspace(tmp_path / "levan", database, "levan")
    synced(other)
    with pytest.raises(Refused) as used:
        restore(folder, tmp_path / "b.zip", caller())
    assert used.value.name == "store-in-use" and "levan" in used.value.message
    done = restore(folder, tmp_path / "b.zip", caller(), for_everyone=True)
    with opened(folder, caller()) as it, it.store.transaction() as connection:
        assert fingerprint(connection) == before
    assert "after the backup" not in str(cells(folder / "register.xlsx"))
    kept = open_store(tmp_path / "nino" / "backups" / done["replaced"].rsplit("/", 1)[1] / "npmsync.sqlite")
    with kept.transaction() as connection:
        assert any("after the backup" in json.dumps(entry.change.new) for entry in history.entries(connection))
    kept.close()
    assert synced(folder).run is None
    put(folder / "register.xlsx", 3, "later")  # and numbers go on where they left off
    assert synced(folder).run is not None


def test_a_restore_that_fails_leaves_database_and_files(database, tmp_path, server):
    folder = workspace(tmp_path / "nino", database)
    synced(folder)
    with opened(folder, caller()) as it:
        back_up(it, tmp_path / "b.zip")
    put(folder / "register.xlsx", 2, "after the backup")
    synced(folder)
    name = sa.make_url(database).database
    server.query("create rule no_more as on insert to history do instead nothing", name)
    with pytest.raises(StoreError):
        restore(folder, tmp_path / "b.zip", caller())
    server.query("drop rule no_more on history", name)
    assert "after the backup" in str(cells(folder / "register.xlsx"))
    assert not list((folder / "backups").glob("replaced-*"))
    assert synced(folder).run is None
