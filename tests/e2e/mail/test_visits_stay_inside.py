"""The meeting at the end of a visit is announced to nobody: it is in no invitation, no feed, no calendar, no paper."""

from __future__ import annotations

import pytest

from npmsync.actions.sync_options import SyncOptions
from npmsync.actions.synchronise import synchronise
from npmsync.domain.words import MeetingKind, MeetingStatus
from npmsync.errors import Refused
from npmsync_ics.whole_file import split

CALENDARS = """
[[endpoint]]
name = "team"
adapter = "ics"
address = "team.ics"

[[endpoint]]
name = "justice"
adapter = "ics"
address = "justice.ics"
role = "authority"
authority = "Ministry of Justice"
"""
TRACES = (b"Northgate", b"unannounced", b"visit-uid", b"20270118T", b"20270118", b"18 January", b"2027-01-18")


@pytest.mark.parametrize("status", [MeetingStatus.PROPOSED, MeetingStatus.INVITED, MeetingStatus.CANCELLED])
def test_a_visit_leaves_no_trace_outside(empty_office, make, status):
    office = empty_office
    path = office.root / "npmsync.toml"
    path.write_text(path.read_text("utf-8") + CALENDARS, "utf-8")
    visit = make.meeting(
        8, uid="visit-uid@npmsync", kind=MeetingKind.VISIT_EXIT, title="An unannounced visit", place="Northgate Prison",
        topic="Northgate", status=status, invited_sequence=None if status is MeetingStatus.PROPOSED else 0,
        sequence=1 if status is MeetingStatus.CANCELLED else 0,
    )  # fmt: skip
    office.put(visit)
    with pytest.raises(Refused, match="announced to nobody"):
        office.command("invite", "--meeting", "m8", code=None)
    with pytest.raises(Refused, match="announced to nobody"):
        office.command("meetings", "agenda", "m8", code=None)
    done = office.command("invite")
    assert {one["meeting"] for one in done["messages"]} == {"m1", "m2"}
    for _ in range(2):
        with office.open() as workspace:
            synchronise(workspace, SyncOptions(), lambda text: None)
    written = [p for p in (office.root / "outbox").rglob("*") if p.is_file()]
    written += [office.root / "team.ics", office.root / "justice.ics"]
    assert len(split((office.root / "team.ics").read_bytes())) == 2
    for file in written:
        data = file.read_bytes().replace(b"\r\n ", b"").replace(b"=\r\n", b"")
        assert not [trace for trace in TRACES if trace in data], file
    assert not any(b"m8" in file.name.encode() for file in written)
