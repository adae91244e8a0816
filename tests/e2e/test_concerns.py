"""Concerns about reprisals: read by who has a key, checked until closed, and nowhere else."""

from __future__ import annotations

import json
import zipfile

import pytest

SENTINEL = "SENTINEL-Zurab-was-threatened"


@pytest.fixture
def guarded(english, tmp_path):
    pytest.importorskip("pyrage", reason="the extra encryption is not installed")
    key = tmp_path / "nino.key"
    made = json.loads(english.run("backup-key", key, "--json").stdout)
    config = english.root / "npmsync.toml"
    config.write_text(
        f'{config.read_text("utf-8")}\n[[restricted]]\nmember = "nino@npm.example"\n'
        f'recipient = "{made["recipient"]}"\n',
        "utf-8",
    )
    note = tmp_path / "note.txt"
    note.write_text(SENTINEL, "utf-8")
    return english, key, note


def _held(root) -> bytes:
    """Every byte that the workspace holds, what is packed unpacked."""
    found = []
    for path in root.rglob("*") if root.is_dir() else [root]:
        if path.is_file():
            found.append(path.read_bytes())
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as package:
                    found += [package.read(name) for name in package.namelist()]
    return b"\n".join(found)


def test_nothing_of_a_concern_stands_anywhere_and_its_check_stays_due(guarded, tmp_path):
    english, key, note = guarded
    before = english.store()
    kept = english.json("concerns", "add", "--check-on", "2099-01-01", "--from", note)
    name = kept["name"]
    assert kept["owner"] == "Nino Kapanadze" and english.store() == before
    meta = english.root / "restricted" / f"{name}.json"
    meta.write_text('{"check_on": "2026-01-01", "owner": "Nino Kapanadze"}', "utf-8")
    english.run("init", "--dialogue", code=None)
    commands = [("due", "--texts"), ("due", "--json"), ("due", "--out", english.root / "due.xlsx")]
    commands += [("due", "--out", english.root / "due.html"), ("due", "--out", english.root / "due.ics")]
    commands += [("report", "--out", english.root / "r.html"), ("history",), ("export", "--all"), ("doctor",)]
    commands += [("list", what) for what in ("recommendations", "exchanges", "meetings", "commitments")]
    shown = [english.run(*words, code=None).stdout for words in commands]
    assert SENTINEL not in "".join(shown) and name not in "".join(shown[1:])
    assert SENTINEL.encode() not in _held(english.root)
    for path in ("due.xlsx", "due.html", "dialogue.xlsx"):
        assert b"estricted note" not in _held(english.root / path) != b""
    (item,) = [one for one in english.json("due", "--owner", "Nino") if one["kind"] == "restricted_check"]
    assert (item["since"], item["authority"], item["text"]) == ("2026-01-01", None, None)
    english.run("concerns", "check", name, "--next", "2099-01-01", "--from", note)
    assert not [one for one in english.json("due") if one["kind"] == "restricted_check"]
    assert [one["text"] for one in english.json("concerns", "show", name, "--key", key)] == [SENTINEL, SENTINEL]
    other = tmp_path / "other.key"
    english.run("backup-key", other)
    assert SENTINEL not in english.run("concerns", "show", name, "--key", other, code=1).stdout
    english.run("concerns", "check", name, "--close", "--from", note)
    assert english.json("concerns", "list")[0]["check_on"] is None
    english.run("concerns", "forget", name, "--yes")
    assert english.json("concerns", "list") == []


def test_while_nobody_is_named_nothing_is_kept(english, tmp_path):
    note = tmp_path / "note.txt"
    note.write_text(SENTINEL, "utf-8")
    said = english.run("concerns", "add", "--check-on", "2099-01-01", "--from", note, code=1)
    assert "names no member" in said.stderr and not (english.root / "restricted").exists()
