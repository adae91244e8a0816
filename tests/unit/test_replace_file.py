"""A file is put in place whole or not at all, never over somebody else's work."""

import errno
import os
import stat
from datetime import UTC, datetime, timedelta

import pytest

from npmsync.errors import Locked, Refused
from npmsync.replace import digest, replace, sweep, write_new

NOW = datetime(2026, 3, 4, 10, 11, 12, tzinfo=UTC)


@pytest.fixture
def tracker(tmp_path):
    path = tmp_path / "shared" / "register.xlsx"
    path.parent.mkdir()
    path.write_bytes(b"old")
    return path


def put(path, write=lambda target: target.write_bytes(b"new"), expected=None, now=NOW):
    backups = path.parent.parent / "backups"
    return replace(path, write, expected_digest=expected or digest(path), backups=backups, now=now)


def alone(path):
    """Nothing was left beside the file."""
    return [one.name for one in path.parent.iterdir()] == [path.name]


def test_the_new_file_is_in_place_and_the_old_one_in_the_backups(tracker):
    backup, written = put(tracker)
    assert tracker.read_bytes() == b"new" and backup.read_bytes() == b"old" and written == digest(tracker)
    assert "20260304-101112" in backup.name and backup.suffix == ".xlsx" and alone(tracker)


def test_the_last_twenty_backups_of_each_file_are_kept(tracker, tmp_path):
    other = tmp_path / "other" / "register.xlsx"
    other.parent.mkdir()
    other.write_bytes(b"x")
    put(other)
    for number in range(25):
        put(tracker, lambda target, text=str(number): target.write_text(text), now=NOW + timedelta(minutes=number))
    kept = sorted((tmp_path / "backups").iterdir())
    assert len(kept) == 21
    assert sorted(one.read_bytes() for one in kept if one.read_bytes() != b"x") == sorted(
        str(number).encode() for number in range(4, 24)
    )


def test_a_file_name_as_long_as_a_folder_allows_is_backed_up(tracker):
    path = tracker.with_name("س" * 120 + ".xlsx")
    tracker.rename(path)
    assert put(path).backup.read_bytes() == b"old" and path.read_bytes() == b"new"


def test_permissions_are_kept(tracker):
    tracker.chmod(0o640)
    put(tracker)
    assert stat.S_IMODE(tracker.stat().st_mode) == 0o640


def test_a_link_is_followed_and_stays_a_link(tracker, tmp_path):
    link = tmp_path / "link.xlsx"
    link.symlink_to(tracker)
    put(link)
    assert link.is_symlink() and tracker.read_bytes() == b"new"


def test_a_file_changed_since_it_was_read_is_not_overwritten(tracker):
    before = digest(tracker)
    tracker.write_bytes(b"edited by a colleague")
    with pytest.raises(Locked) as caught:
        put(tracker, expected=before)
    assert caught.value.name == "changed-meanwhile"
    assert tracker.read_bytes() == b"edited by a colleague" and alone(tracker)


def test_a_file_changed_while_the_new_one_is_made_is_not_overwritten(tracker):
    def slow(target):
        target.write_bytes(b"new")
        tracker.write_bytes(b"edited by a colleague")

    with pytest.raises(Locked) as caught:
        put(tracker, slow)
    assert caught.value.name == "changed-meanwhile" and tracker.read_bytes() == b"edited by a colleague"


@pytest.mark.parametrize(
    ("lock", "content", "owner"),
    [
        (
            "~$register.xlsx",
            b"\x0bMarie Curie" + b" " * 43 + b"\x0b\0" + "Marie Curie".encode("utf-16-le"),
            "Marie Curie",
        ),
        ("~$gister.xlsx", b"\x03Ana" + b" " * 60, "Ana"),
        (".~lock.register.xlsx#", b",Li Wei,host,04.03.2026 10:00,file:///home/li;", "Li Wei"),
        ("~$register.xlsx", b"", "Excel"),
    ],
)
def test_a_file_open_in_another_program_is_left_and_its_user_named(tracker, lock, content, owner):
    (tracker.parent / lock).write_bytes(content)
    with pytest.raises(Locked, match=owner) as caught:
        put(tracker)
    assert caught.value.name == "file-open" and lock in caught.value.hint and tracker.read_bytes() == b"old"


def test_a_read_only_file_is_refused_with_the_way_out(tracker):
    tracker.chmod(0o444)
    with pytest.raises(Refused, match="read-only") as caught:
        put(tracker)
    assert caught.value.hint and tracker.read_bytes() == b"old"


def test_a_missing_file_is_refused(tracker):
    tracker.unlink()
    with pytest.raises(Refused, match="does not exist"):
        put(tracker, expected="0")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("adapter"), Refused("x", "no")])
def test_whatever_ends_the_writing_the_file_is_whole_and_nothing_is_left(tracker, error):
    def broken(target):
        target.write_bytes(b"half")
        raise error

    with pytest.raises(type(error)):
        put(tracker, broken)
    assert tracker.read_bytes() == b"old" and alone(tracker)


def test_a_full_disk_is_said_and_leaves_the_file_whole(tracker):
    def full(target):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(Refused, match="disk is full"):
        put(tracker, full)
    assert tracker.read_bytes() == b"old" and alone(tracker)


def test_an_empty_result_is_never_put_in_place(tracker):
    with pytest.raises(Refused, match="empty"):
        put(tracker, lambda target: None)
    assert tracker.read_bytes() == b"old"


def test_what_a_killed_run_left_is_swept_and_nothing_else(tracker):
    left = []
    with pytest.raises(KeyboardInterrupt):
        put(tracker, lambda target: (left.append(target.name), target.write_bytes(b"half"), _interrupt()))
    stray = tracker.parent / left[0]
    stray.write_bytes(b"half")
    (tracker.parent / f"{left[0]}.part").write_bytes(b"half")
    assert len(sweep(tracker.parent)) == 2 and alone(tracker)


def _interrupt():
    raise KeyboardInterrupt


def test_our_own_files_are_written_whole_over_earlier_ones(tmp_path):
    path = tmp_path / "outbox" / "invitation.eml"
    write_new(path, b"one")
    write_new(path, lambda target: target.write_bytes(b"two"))
    assert path.read_bytes() == b"two" and alone(path)
    with pytest.raises(RuntimeError):
        write_new(path, lambda target: (_ for _ in ()).throw(RuntimeError()))
    assert path.read_bytes() == b"two" and alone(path)


def test_a_file_where_a_folder_should_be_is_said(tmp_path):
    (tmp_path / "outbox").write_bytes(b"")
    with pytest.raises(Refused, match=r"cannot be written"):
        write_new(tmp_path / "outbox" / "a.eml", b"x")
