"""Rooms that book themselves, people who send somebody else or propose another time, long agendas."""

from __future__ import annotations

from email import message_from_bytes
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

ROOM = """
[[room]]
name = "Room 2"
email = "room2@npm.example"
kinds = ["roundtable"]

[[room]]
name = "Room 9"
email = "room9@npm.example"
kinds = ["roundtable"]
"""
REPLY = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y//EN
METHOD:REPLY
BEGIN:VEVENT
UID:m1@npmsync
DTSTAMP:20261125T080000Z
SEQUENCE:{sequence}
ORGANIZER:mailto:nino@npm.example
ATTENDEE;PARTSTAT={partstat}:mailto:{email}
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def with_room(empty_office):
    path = empty_office.root / "npmsync.toml"
    path.write_text(path.read_text("utf-8") + ROOM, "utf-8")
    return empty_office


def answer(office, email, partstat, sequence=0, code=None):
    path = office.root / "answer.ics"
    path.write_text(REPLY.format(email=email, partstat=partstat, sequence=sequence), "utf-8")
    return office.command("replies", str(path), code=code)


def mail(message):
    return message_from_bytes(Path(message["path"]).read_bytes())


def calendar_of(message):
    part = next(part for part in mail(message).walk() if part.get_content_type() == "text/calendar")
    return part.get_payload(decode=True).decode().replace("\r\n ", "")


def test_a_room_is_asked_told_when_it_is_left_and_its_no_is_for_a_person(with_room):
    done = with_room.command("invite", "--meeting", "m1")
    to = {one["to"]: one for one in done["messages"]}
    assert "CUTYPE=ROOM" in calendar_of(to["one@justice.example"])
    asked = calendar_of(to["room2@npm.example"])
    assert "mailto:one@justice.example" not in asked and "exercise yard" not in asked and "CUTYPE=ROOM" in asked
    assert b"exercise yard" not in Path(to["room2@npm.example"]["path"]).read_bytes()

    done = answer(with_room, "room2@npm.example", "ACCEPTED", code=0)
    assert "is booked for Roundtable 1" in done["noted"][0]["why"]
    done = answer(with_room, "room2@npm.example", "DECLINED", code=3)
    assert "cannot be had" in done["waiting"][0]["why"] and "npmsync meetings place m1" in done["waiting"][0]["why"]
    assert any("the room cannot be had" in one["suggestion"] for one in with_room.command("due", code=None))

    with_room.command("meetings", "place", "m1", "Room 9", code=None)
    done = with_room.command("invite", "--meeting", "m1")
    to = {one["to"]: one for one in done["messages"]}
    assert to["room2@npm.example"]["method"] == "CANCEL" and "STATUS:CANCELLED" in calendar_of(to["room2@npm.example"])
    assert to["room9@npm.example"]["method"] == "REQUEST"
    assert not any("cannot be had" in one["suggestion"] for one in with_room.command("due", code=None))
    again = with_room.command("invite", "--meeting", "m1")
    assert "room2@npm.example" not in {one["to"] for one in again["messages"]}
    done = answer(with_room, "room2@npm.example", "DECLINED", sequence=1)
    assert "(any more)" in done["noted"][0]["why"]


def test_who_sends_somebody_else_has_answered_and_the_other_is_asked(empty_office):
    office = empty_office
    office.command("invite", "--meeting", "m1")
    path = office.root / "answer.ics"
    to = 'ATTENDEE;DELEGATED-TO="mailto:deputy@justice.example";PARTSTAT'
    text = REPLY.format(email="one@justice.example", partstat="DELEGATED", sequence=0).replace("ATTENDEE;PARTSTAT", to)
    path.write_text(text, "utf-8")
    done = office.command("replies", str(path), code=3)
    assert "sends deputy@justice.example instead" in done["waiting"][0]["why"]
    (item,) = office.command("conflicts", "list", code=None)
    office.command("conflicts", "resolve", item["id"], "--take", "theirs")
    done = office.command("invite")
    (asked,) = [one for one in done["messages"] if one["meeting"] == "m1"]
    assert (asked["to"], asked["method"]) == ("deputy@justice.example", "REQUEST")
    said = calendar_of(asked)
    assert "SEQUENCE:0" in said and 'DELEGATED-FROM="mailto:one@justice.example"' in said
    assert 'DELEGATED-TO="mailto:deputy@justice.example"' in said
    answer(office, "deputy@justice.example", "ACCEPTED", code=0)

    done = office.command(
        "meetings", "delegate", "m1", "two@justice.example", "--to", "Lado Kiria <lado@justice.example>"
    )
    assert {p["email"]: p["partstat"] for p in done["participants"]}["two@justice.example"] == "delegated"
    office.command("meetings", "move", "m1", "2027-01-12T10:00", code=None)
    people = next(m for m in office.meetings() if m.id == "m1").participants
    assert {p.partstat.value for p in people if p.authority} == {"needs-action"} and len(people) == 6


def test_a_long_agenda_goes_along_as_a_workbook_in_the_language_of_the_mail(empty_office, make):
    office = empty_office
    texts = [make.recommendation.model_copy(update={"id": f"r{n}", "ref": f"2026/{n}"}) for n in range(2, 15)]
    secret = make.recommendation.model_copy(
        update={"id": "r99", "ref": "2026/99", "text": "For justice alone", "addressees": (make.justice.id,)}
    )
    office.put(*texts, secret, make.meeting(1, agenda=(*(one.id for one in texts), "r99")))
    done = office.command("invite")
    by_meeting = {(one["meeting"], one["to"]): mail(one) for one in done["messages"]}
    french = by_meeting["m1", "three@health.example"]
    part = next(part for part in french.walk() if part.get_filename() == "agenda.xlsx")
    book = load_workbook(BytesIO(part.get_payload(decode=True)))
    words = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert "2026/14" in words and "Recommandation" in words and not any("justice alone" in word for word in words)
    assert [part.get_content_type() for part in french.walk()][:2] == ["multipart/mixed", "multipart/alternative"]
    short = by_meeting["m2", "three@health.example"]
    assert not any(part.get_filename() == "agenda.xlsx" for part in short.walk())


def test_another_time_is_kept_for_a_person_who_may_take_it(empty_office):
    office = empty_office
    office.command("invite", "--meeting", "m1")
    text = REPLY.format(email="one@justice.example", partstat="TENTATIVE", sequence=0).replace("REPLY", "COUNTER")
    path = office.root / "counter.ics"
    path.write_text(text.replace("SEQUENCE:0", "SEQUENCE:0\nDTSTART:20270113T070000Z\nDTEND:20270113T080000Z"), "utf-8")
    for _ in range(2):
        done = office.command("replies", str(path), code=3)
        assert "proposes another time" in done["waiting"][0]["why"]
    (item,) = office.command("conflicts", "list", code=None)
    assert (item["ours"], item["theirs"]) == ("2027-01-11T10:00", "2027-01-13T11:00")
    office.command("conflicts", "resolve", item["id"], "--take", "theirs")
    moved = next(m for m in office.meetings() if m.id == "m1")
    assert (f"{moved.start:%Y-%m-%dT%H:%M}", moved.sequence) == ("2027-01-13T11:00", 1)
    assert {one["meeting"] for one in office.command("invite", "--meeting", "m1")["messages"]} == {"m1"}
