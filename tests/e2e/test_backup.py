"""The whole workspace in one file, and back; and what is no backup."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest


@pytest.fixture
def backed_up(english, tmp_path):
    english.run("backup", tmp_path / "npm.zip")
    return tmp_path / "npm.zip"


def everything(workspace):
    return [workspace.json("list", what) for what in ("recommendations", "focal-points", "meetings")]


def test_a_backup_restored_elsewhere_is_the_same_workspace(english, backed_up, at, tmp_path):
    other = at(tmp_path / "restored")
    done = other.json("restore", backed_up)
    assert done["replaced"] is None
    assert everything(other) == everything(english)
    assert (other.root / "en_register.xlsx").read_bytes() == (english.root / "en_register.xlsx").read_bytes()
    assert other.json("sync")["run"] is None
    assert {c["name"]: c["ok"] for c in other.json("doctor", code=None)["checks"]}["history"]


def test_restoring_over_a_workspace_puts_what_stood_there_aside(english, backed_up):
    english.run("log", "Ministry of Health", "--channel", "phone", "--summary", "after the backup")
    done = english.json("restore", backed_up)
    assert english.json("list", "exchanges") == []
    assert (Path(done["replaced"]) / "npmsync.sqlite").exists()


def test_an_encrypted_backup_is_opened_by_either_of_two_keys_and_by_nobody_else(english, at, tmp_path):
    keys = [tmp_path / f"{name}.key" for name in ("head", "safe", "stranger")]
    first, second, _ = (english.json("backup-key", key)["recipient"] for key in keys)
    assert all(key.stat().st_mode & 0o077 == 0 for key in keys) or os.name == "nt"
    settings = english.root / "npmsync.toml"
    settings.write_text(settings.read_text("utf-8") + f'\n[backup]\nrecipients = ["{first}"]\n', "utf-8")
    sealed = tmp_path / "npm.age"
    assert english.json("backup", sealed, "--to", second)["recipients"] == [first, second]
    assert b"Ministry" not in sealed.read_bytes() and sealed.read_bytes().startswith(b"age-encryption.org/v1")
    for number, key in enumerate(keys[:2]):
        other = at(tmp_path / f"restored{number}")
        other.run("restore", sealed, "--key", key)
        assert everything(other) == everything(english)
    before = english.store()
    assert "is encrypted" in english.run("restore", sealed, code=1).stderr
    assert "does not open it" in english.run("restore", sealed, "--key", keys[2], code=1).stderr
    assert "is no key" in english.run("restore", sealed, "--key", settings, code=1).stderr
    assert "is no recipient" in english.run("backup", tmp_path / "x", "--to", "age1nobody", code=2).stderr
    assert "there already" in english.run("backup-key", keys[0], code=1).stderr
    assert english.store() == before and not (tmp_path / "x").exists()


def rebuilt(backup: Path, change) -> Path:
    """The backup with its members changed by `change(name -> bytes)`."""
    with zipfile.ZipFile(backup) as package:
        members = {name: package.read(name) for name in package.namelist()}
    change(members)
    with zipfile.ZipFile(backup, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return backup


def newer(members):
    manifest = json.loads(members["manifest.json"])
    members["manifest.json"] = json.dumps({**manifest, "format": 9999}).encode()


SPOILED = {
    "a member that climbs out": (lambda m: m.update({"../escaped.txt": b"x"}), "outside"),
    "a member nobody listed": (lambda m: m.update({"extra.txt": b"x"}), "not part"),
    "a member gone": (lambda m: m.pop("npmsync.sqlite"), "missing"),
    "a member changed": (lambda m: m.update({"npmsync.sqlite": b"not a database"}), "checksum"),
    "of a newer npmsync": (newer, "newer version"),
    "of another program": (lambda m: m.pop("manifest.json"), "not a backup"),
}


@pytest.mark.parametrize("spoil", SPOILED)
def test_a_spoiled_backup_is_refused_and_nothing_has_changed(english, backed_up, spoil):
    change, said = SPOILED[spoil]
    rebuilt(backed_up, change)
    before, listing = english.store(), sorted(p.name for p in english.root.iterdir())
    refused = english.run("restore", backed_up, code=1)
    assert said in refused.stderr and "npm.zip" in refused.stderr
    assert english.store() == before
    assert sorted(p.name for p in english.root.iterdir()) == listing
    assert not (english.root.parent / "escaped.txt").exists()


def test_a_truncated_backup_leaves_no_new_workspace_behind(backed_up, at, tmp_path):
    data = backed_up.read_bytes()
    backed_up.write_bytes(data[: len(data) // 2])
    other = at(tmp_path / "restored")
    assert "damaged" in other.run("restore", backed_up, code=1).stderr
    assert not other.root.exists()


def test_a_tracker_is_no_backup(english, at, tmp_path):
    shutil.copy(english.root / "en_register.xlsx", tmp_path / "t.xlsx")
    assert "not a backup" in at(tmp_path / "new").run("restore", tmp_path / "t.xlsx", code=1).stderr
