"""Conflict copies that sync programs leave beside a tracker are found; a placeholder is not taken for the file."""

from types import SimpleNamespace

import pytest

from npmsync.errors import Locked
from npmsync.syncedcopies import conflict_copies, refuse_placeholder

COPIES = [
    "tracker (conflicted copy 2026-11-02).xlsx",
    "tracker (Anna Smith's conflicted copy 2026-11-02).xlsx",
    "tracker (copie en conflit de Anna 2026-11-02).xlsx",
    "tracker (copia en conflicto de Ana 2026-11-02).xlsx",
    "tracker (конфликтующая копия Анны 2026-11-02).xlsx",
    "tracker.sync-conflict-20261102-101500-ABCDEFG.xlsx",
    "tracker_conflict-20261102-101500.xlsx",
    "tracker-DESKTOP-7QK2M1A.xlsx",
    "tracker-Anna's MacBook.xlsx",
    "tracker-ANNA PC.xlsx",
    "tracker-ANNA-PC.xlsx",
    "Tracker (1).XLSX",
]
OTHERS = [
    "tracker.xlsx",
    "tracker-2025.xlsx",
    "tracker final.xlsx",
    "tracker (prisons).xlsx",
    "tracker-conflicts-of-interest.csv",
    "trackers.xlsx",
    "my tracker (1).xlsx",
    "~$tracker.xlsx",
]


@pytest.fixture
def tracker(tmp_path):
    for name in [*COPIES, *OTHERS]:
        (tmp_path / name).write_bytes(b"x")
    return tmp_path / "tracker.xlsx"


def test_copies_made_by_a_conflict_are_found_and_no_others(tracker):
    assert {one.name for one in conflict_copies(tracker)} == set(COPIES)


def test_the_signs_of_a_pattern_in_a_tracker_s_name_mean_themselves(tmp_path):
    for name in ("a+b [x].xlsx", "a+b [x] (conflicted copy 2026-11-02).xlsx", "aab x (conflicted copy).xlsx"):
        (tmp_path / name).write_bytes(b"x")
    assert [one.name for one in conflict_copies(tmp_path / "a+b [x].xlsx")] == [
        "a+b [x] (conflicted copy 2026-11-02).xlsx"
    ]


def test_a_folder_that_is_not_there_has_no_copies(tmp_path):
    assert conflict_copies(tmp_path / "gone" / "tracker.xlsx") == ()


def test_a_stub_of_icloud_is_named_with_the_way_out(tmp_path):
    (tmp_path / ".tracker.xlsx.icloud").write_bytes(b"bplist00")
    with pytest.raises(Locked, match=r"tracker\.xlsx is not on this computer") as caught:
        refuse_placeholder(tmp_path / "tracker.xlsx")
    assert caught.value.name == "not-downloaded" and "Always keep on this device" in caught.value.hint


@pytest.mark.parametrize("given", [{"st_file_attributes": 0x400000}, {"st_flags": 0x40000000}])
def test_a_file_marked_as_in_the_cloud_is_named(given):
    path = SimpleNamespace(
        name="tracker.xlsx",
        with_name=lambda _: SimpleNamespace(exists=lambda: False),
        exists=lambda: True,
        stat=lambda: SimpleNamespace(st_mode=0o100644, **given),
    )
    with pytest.raises(Locked, match="placeholder"):
        refuse_placeholder(path)


def test_an_ordinary_file_and_a_missing_one_pass(tmp_path):
    (tmp_path / "tracker.xlsx").write_bytes(b"x")
    refuse_placeholder(tmp_path / "tracker.xlsx")
    refuse_placeholder(tmp_path / "gone.xlsx")
