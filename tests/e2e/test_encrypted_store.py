"""The store encrypted at rest: it works as before for who has the key, and is closed to everybody else."""

from __future__ import annotations

import json
import shutil
import sqlite3

import pytest
from click.testing import CliRunner

from npmsync import keyrings
from npmsync.actions import encrypting
from npmsync.cli import frame
from npmsync.cli.group import npmsync
from npmsync.errors import NpmsyncError, Refused
from npmsync.store import cipher
from npmsync.store.cipher import StoreKey, new_phrase
from npmsync.store.open import open_store
from npmsync.store.reading import note_digest
from npmsync.testing.samples import AUTHORITIES, sample_recommendation
from npmsync.testing.workspaces import make_workspace

pytest.importorskip("sqlcipher3", reason="the extra encryption is not installed")
TEXT = b"seen by a doctor within 24 hours"


class Desk:
    """A computer with a keyring (`kept`) and a workspace."""

    def __init__(self, root, monkeypatch):
        self.root, self.kept, self.environment = root, {}, {}
        monkeypatch.setattr(keyrings, "kept", self.kept.get)
        monkeypatch.setattr("npmsync.actions.store_keys.kept", self.kept.get)
        monkeypatch.setattr("npmsync.actions.encrypting.keep", self._keep)
        monkeypatch.delenv("NPMSYNC_STORE_PHRASE", raising=False)
        self.monkeypatch, self.works = monkeypatch, True

    def _keep(self, name, secret):
        if self.works:
            self.kept[name] = secret
        return self.works

    def run(self, *words, code=0, env=None, root=None):
        done = CliRunner(env=env or {}).invoke(
            npmsync, ["--workspace", str(root or self.root), *map(str, words), "--json"]
        )
        if done.exception and not isinstance(done.exception, SystemExit):
            assert isinstance(done.exception, NpmsyncError), done.exception
            assert code == 1, done.exception.message
            return done.exception
        assert done.exit_code == code, (done.exit_code, done.output)
        return json.loads(done.stdout)

    @property
    def bytes(self):
        return b"".join(path.read_bytes() for path in sorted(self.root.glob("npmsync.sqlite*")))


@pytest.fixture
def desk(tmp_path, monkeypatch):
    return Desk(make_workspace(tmp_path / "ws", [*AUTHORITIES.values(), sample_recommendation(0)]), monkeypatch)


def test_everything_works_with_the_key_and_nothing_without_it(desk, tmp_path):
    before = desk.run("list", "recommendations")
    assert TEXT in desk.bytes
    done = desk.run("encrypt")
    phrase = done["phrase"]
    assert list(desk.kept.values()) == [phrase] and len(phrase) == 44
    assert TEXT not in desk.bytes and not desk.bytes.startswith(b"SQLite")
    assert phrase not in (desk.root / "npmsync.toml").read_text()
    assert desk.run("list", "recommendations") == before, "by the light way of reading"
    desk.run("log", "Ministry of Health", "--channel", "phone", "--summary", "by the heavy way, with its migrations")
    assert len(desk.run("list", "exchanges")) == 1 and b"heavy way" not in desk.bytes
    checks = {one["name"]: one for one in desk.run("doctor", code=3)["checks"]}
    assert checks["store"]["ok"] and done["store_key"] in checks["store"]["message"] and checks["history"]["ok"]
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(desk.root / "npmsync.sqlite").execute("select * from record")

    desk.run("backup", tmp_path / "b.npmsync")
    assert desk.run("restore", tmp_path / "b.npmsync", root=tmp_path / "again")["files"]
    assert desk.run("list", "recommendations", root=tmp_path / "again") == before

    held = dict(desk.kept)
    desk.kept.clear()
    stood = desk.bytes
    for words in (["list", "recommendations"], ["due"], ["sync"], ["doctor"], ["backup", tmp_path / "c"]):
        error = desk.run(*words, code=1)
        assert error.name == "store-locked" and "--unlock" in error.hint
    error = desk.run("restore", tmp_path / "b.npmsync", root=tmp_path / "nowhere", code=1)
    assert (
        "not on this computer" in error.message
        and "NPMSYNC_STORE_PHRASE" in error.hint
        and not (tmp_path / "nowhere").exists()
    )
    assert desk.bytes == stood and not (tmp_path / "c").exists()
    other = desk.run("list", "recommendations", env={"NPMSYNC_STORE_PHRASE": new_phrase()}, code=1)
    assert other.name == "store-locked"
    assert desk.run("list", "recommendations", env={"NPMSYNC_STORE_PHRASE": phrase.lower().replace("-", " ")}) == before

    assert desk.run("encrypt", "--unlock", env={"NPMSYNC_STORE_PHRASE": "x"}, code=1).name == "phrase-wrong"
    desk.run("encrypt", "--unlock", env={"NPMSYNC_STORE_PHRASE": phrase})
    assert desk.kept == held and desk.run("list", "recommendations") == before
    assert desk.run("encrypt", code=1).name == "already-encrypted"
    desk.run("encrypt", "--undo")
    assert TEXT in desk.bytes and desk.run("list", "recommendations") == before
    assert "store_key" not in (desk.root / "npmsync.toml").read_text()


def test_a_store_that_is_missing_or_plain_where_it_should_be_encrypted_is_never_replaced(desk):
    desk.run("encrypt")
    store = desk.root / "npmsync.sqlite"
    away = shutil.move(store, desk.root.parent / "away")
    assert desk.run("due", code=1).name == "store-missing" and not store.exists()
    sqlite3.connect(store).execute("create table x (y)").connection.close()
    assert desk.run("due", code=1).name == "store-not-encrypted"
    store.write_bytes(b"noise" * 1000)
    assert desk.run("due", code=1).name == "store-damaged"
    shutil.move(away, store)
    settings = desk.root / "npmsync.toml"
    settings.write_text(settings.read_text().replace("store_key", "# store_key"))
    assert "another key" in desk.run("due", code=1).message


@pytest.mark.parametrize("step", ["converted", "_name_in_settings", "_put", "shown", "keep"])
def test_a_run_that_dies_while_encrypting_leaves_a_store_that_opens_or_a_way_on(desk, step, monkeypatch):
    before = desk.run("list", "recommendations")

    def die(*_):
        raise KeyboardInterrupt

    target = {"shown": "show", "keep": "keep"}.get(step, step)
    with monkeypatch.context() as patch, pytest.raises((KeyboardInterrupt, Refused)):
        if step == "keep":
            desk.works = False
        elif step != "shown":
            patch.setattr(encrypting, target, die)
        encrypting.encrypt(desk.root, frame.caller(), die if step == "shown" else lambda phrase: None)
    desk.works = True
    if step == "_put":
        assert desk.run("due", code=1).name == "store-not-encrypted"
        (phrase,) = desk.kept.values()
        assert desk.run("encrypt")["phrase"] == phrase
    assert desk.run("list", "recommendations") == before


def test_what_is_noted_without_sqlalchemy_is_noted_in_an_encrypted_store_too(desk):
    key = StoreKey.of(desk.run("encrypt")["phrase"])
    store = open_store(desk.root / "npmsync.sqlite", key=key)
    with store.noting() as writer:
        note_digest(writer, "register", "0" * 64)
    with store.reading() as reader:
        assert list(reader.exec_driver_sql("select endpoint from version")) == [("register",)]
    store.close()


def test_a_phrase_tells_a_slip_of_the_pen(monkeypatch):
    phrase = "-".join(["0123", "4567", "89AB", "CDEF", "GHJK", "MNPQ", "RSTV", "WXYZ"])
    whole = f"{phrase}-{cipher._check(phrase.replace('-', ''))}"
    assert StoreKey.of(whole) == StoreKey.of(whole.lower().replace("0", "o").replace("1", "l").replace("-", " "))
    assert len(StoreKey.of(whole).hex) == 64 and StoreKey.of(whole).hex not in repr(StoreKey.of(whole))
    for at in range(0, 44, 3):
        wrong = whole[:at] + ("7" if whole[at] != "7" else "8") + whole[at + 1 :]
        if whole[at] != "-":
            with pytest.raises(Refused):
                StoreKey.of(wrong)
    assert len({new_phrase() for _ in range(50)}) == 50
