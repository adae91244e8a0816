"""Mails as ministries, machines and forgers send them (tests/data/replies): taken, waiting, noted or refused, with the
reason in words."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from npmsync.actions.replies import take_replies
from npmsync.domain import Meeting
from npmsync.store import records

FOLDER = Path(__file__).parents[2] / "data" / "replies"
CASES = tomllib.loads((FOLDER / "cases.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def invited(office_at, office_template, tmp_path_factory):
    """A workspace whose invitations are written: the mails answer the one to one@justice.example."""
    root = Path(shutil.copytree(office_template, tmp_path_factory.mktemp("invited") / "npm"))
    office = office_at(root)
    office.connect(root / "none.pem", 'authserv = "mx.npm.example"')
    office.command("invite")
    shutil.copyfile(root / "npmsync.sqlite", root / "before.sqlite")
    yield office
    office.monkeypatch.undo()


def test_every_mail_has_an_expected_outcome():
    assert {path.stem for path in FOLDER.glob("*.eml")} == set(CASES) and len(CASES) >= 95


@pytest.mark.parametrize("name", CASES)
def test_a_mail_comes_to_what_it_should(invited, tmp_path, name):
    case = CASES[name]
    mail = tmp_path / f"{name}.eml"
    mail.write_bytes((FOLDER / f"{name}.eml").read_bytes().replace(b"\n", b"\r\n"))
    shutil.copyfile(invited.root / "before.sqlite", invited.root / "npmsync.sqlite")
    with invited.open() as workspace:
        done = take_replies(workspace, [mail]).to_json()
        with workspace.store.transaction() as connection:
            meeting = next(m for m in records.load(connection, Meeting) if m.id == "m1")
    found = {kind for kind in ("taken", "waiting", "noted", "refused") if done[kind]}
    assert any(found == set(one.split("+")) for one in case["outcome"].split("|")), done
    said = " ".join(item["why"] for kind in ("waiting", "noted", "refused") for item in done[kind])
    assert case.get("words", "") in said
    person = next(p for p in meeting.participants if p.email == "one@justice.example")
    assert person.partstat.value == case.get("partstat", "needs-action")


def test_an_answer_that_comes_late_does_not_take_the_place_of_a_younger_one(invited, tmp_path):
    """Mails overtake each other, and an old answer can be sent again by anybody who has it."""
    yes = (FOLDER / "no_dmarc_but_dkim_passes.eml").read_bytes().replace(b"\n", b"\r\n")
    no = yes.replace(b"ACCEPTED", b"DECLINED").replace(b"20261126T081500Z", b"20261124T070000Z")
    shutil.copyfile(invited.root / "before.sqlite", invited.root / "npmsync.sqlite")
    outcomes = []
    for number, data in enumerate((yes, no, yes.replace(b"20261126T081500Z", b"20261123T070000Z"))):
        (tmp_path / f"{number}.eml").write_bytes(data)
        with invited.open() as workspace:
            outcomes.append(take_replies(workspace, [tmp_path / f"{number}.eml"]))
    assert [len(one.taken) for one in outcomes] == [1, 0, 1], "the same answer, however old, says nothing new"
    assert "before the answer that counts now" in outcomes[1].waiting[0]["why"]
    person = next(p for m in invited.meetings() if m.id == "m1" for p in m.participants if "one@" in (p.email or ""))
    assert person.partstat.value == "accepted"
