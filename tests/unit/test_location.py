"""Where a folder lies (on this computer, on another one, in a folder that a program copies elsewhere), what follows."""

from __future__ import annotations

from pathlib import Path

import pytest

from npmsync import location
from npmsync.actions.neighbours import about_the_folder
from npmsync.errors import Refused
from npmsync.location import locate
from npmsync.store.open import open_store
from npmsync.testing.rehearsal import Rehearsal, tracker

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
//files.npm.example/npm /mnt/npm cifs rw 0 0
files:/export/home /home nfs4 rw 0 0
//FILES/Old\\040things /mnt/old\\040things cifs rw 0 0
tmpfs /mnt/npm/local tmpfs rw 0 0
"""


@pytest.fixture
def mounts(tmp_path, monkeypatch):
    path = tmp_path / "mounts"
    path.write_text(MOUNTS, encoding="utf-8")
    monkeypatch.setattr(location, "MOUNTS", path)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/mnt/npm/Work/Register.xlsx", "//files.npm.example/npm/work/register.xlsx"),
        ("/home/nino/npm", "//files/export/home/nino/npm"),
        ("/mnt/old things/npm", "//files/old things/npm"),
        ("/mnt/npm", "//files.npm.example/npm"),
    ],
)
def test_what_lies_on_a_share_has_one_name_from_every_computer(mounts, path, name):
    assert locate(Path(path)).name == name and locate(Path(path)).share


def test_what_lies_on_a_disk_bears_the_name_of_the_computer(mounts):
    here = locate(Path("/srv/npm"))
    assert here.plain and here.name == f"{location.platform.node()}:/srv/npm"
    assert locate(Path("/mnt/npm/local/x")).plain and locate(Path("/mnt/npmx")).plain


def test_the_names_of_windows_shares(monkeypatch):
    assert location._windows_share(r"\\files\npm\work\a.xlsx") == ("//files/npm", "work/a.xlsx")
    assert location._windows_share(r"\\?\UNC\files\npm\a.xlsx") == ("//files/npm", "a.xlsx")
    assert location._windows_share(r"C:\npm\a.xlsx") == ("", "")
    assert location._one_form("//nino@files/npm") == "//files/npm"


@pytest.mark.parametrize(
    ("folder", "program"),
    [("OneDrive - NPM Georgia", "OneDrive"), ("Dropbox", "Dropbox"), ("CloudStorage/GoogleDrive-a@b", "Google Drive")],
)
def test_a_synced_folder_is_known_by_its_name_or_by_what_lies_in_it(tmp_path, folder, program):
    assert locate(tmp_path / folder / "npm").cloud == program
    (tmp_path / ".stfolder").mkdir()
    assert locate(tmp_path / "npm").cloud == "Syncthing"


def test_a_store_on_a_share_or_in_a_synced_folder_is_one_file(tmp_path):
    """Two tests of a path in one: what a write-ahead log needs is not to be had there."""
    for folder, journal in ((tmp_path / "plain", "wal"), (tmp_path / "Dropbox", "delete")):
        folder.mkdir()
        store = open_store(folder / "npmsync.sqlite")
        with store.transaction() as connection:
            assert connection.exec_driver_sql("pragma journal_mode").scalar() == journal
            connection.exec_driver_sql("create table t (x int)")
        assert (folder / "npmsync.sqlite-wal").exists() == (journal == "wal")
        store.close()


def test_a_workspace_in_a_synced_folder_is_told_and_a_second_copy_of_its_store_stops_it(tmp_path):
    it = Rehearsal(tmp_path / "Dropbox" / "npm", [tracker("first")])
    it.type("first", [["1", "Open the yard daily.", *[None] * 7]])
    assert "Dropbox copies elsewhere" in it.sync().notes[0]
    with it.opened() as opened:
        assert len(list(about_the_folder(opened))) == 1
    (it.folder / "npmsync.sqlite").touch()
    (it.folder / "npmsync (Anna's conflicted copy 2026-11-02).sqlite").touch()
    with pytest.raises(Refused) as refused:
        it.sync()
    assert refused.value.name == "store-copies" and "Anna" in refused.value.message
