"""Mails as ministries, machines and forgers send them (tests/data/replies): taken, waiting, noted or refused, with the
reason in words."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from npmsync.actions.replies import take_replies

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
    assert {path.stem for path in FOLDER.glob("*.eml")} == set(CASES) and len(CASES) >= 50


@pytest.mark.parametrize("name", CASES)
def test_a_mail_comes_to_what_it_should(invited, tmp_path, name):
    case = CASES[name]
    mail = tmp_path / f"{name}.eml"
    mail.write_bytes((FOLDER / f"{name}.eml").read_bytes().replace(b"\n", b"\r\n"))
    shutil.copyfile(invited.root / "before.sqlite", invited.root / "npmsync.sqlite")
    with invited.open() as workspace:
        done = take_replies(workspace, [mail]).to_json()
    found = {kind for kind in ("taken", "waiting", "noted", "refused") if done[kind]}
    assert any(found == set(one.split("+")) for one in case["outcome"].split("|")), done
    said = " ".join(item["why"] for kind in ("waiting", "noted", "refused") for item in done[kind])
    assert case.get("words", "") in said
    person = next(
        p for m in invited.meetings() if m.id == "m1" for p in m.participants if p.email == "one@justice.example"
    )
    assert person.partstat.value == case.get("partstat", "needs-action")
