"""Address books: vCard of three versions, Outlook's and Google's tables, and what becomes of the people in them."""

from __future__ import annotations

from datetime import date

import pytest

from npmsync.dialogue.new_contacts import arrivals
from npmsync.domain import Authority, Contact, Member
from npmsync.domain.world import World
from npmsync.errors import Refused
from npmsync.ports import BusinessCard
from npmsync.tables.address_book import cards_in
from npmsync.vocabulary import builtin_vocabulary
from npmsync_csv.adapter import CsvFormat
from npmsync_vcard.adapter import VCards

V21 = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\n"
    "FN;CHARSET=windows-1251;ENCODING=QUOTED-PRINTABLE:=C8=E2=E0=ED=EE=\r\n=E2=E0 =CE=EB=FC=E3=E0\r\n"
    "ORG;CHARSET=windows-1251:Минздрав;Отдел\r\nTEL;HOME;VOICE:111\r\nTEL;FAX;WORK:999\r\nTEL;WORK;VOICE:222\r\n"
    "EMAIL;PREF;INTERNET:olga@health.example\r\nPHOTO;ENCODING=BASE64;JPEG:\r\n R0lGODdhAQABAIA\r\n\r\n"
    "BDAY:1970-01-01\r\nNOTE:secret\r\nEND:VCARD\r\n"
)
V30 = (
    "BEGIN:VCARD\nVERSION:3.0\nN:Long;Anna;Maria;Dr.;\nORG:Ministry of Health\\, Sea;Unit A\nTITLE:Head\\, of\n  unit\n"
    "EMAIL;TYPE=INTERNET,HOME:private@x.example\nitem1.EMAIL:anna@health.example\nitem1.X-ABLabel:_$!<Work>!$_\n"
    "END:VCARD\n"
)
V40 = (
    "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Zoë Long\r\nEMAIL;PREF=2;TYPE=work:zoe@health.example\r\n"
    'TEL;VALUE=uri;TYPE="voice,work":tel:+1-555\r\nLANG:fr\r\nEND:VCARD\r\n'
)


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8-sig", "utf-16"])
def test_cards_of_three_versions_in_one_file_and_nothing_private(tmp_path, encoding):
    path = tmp_path / "all.vcf"
    path.write_bytes((V21 + V30 + V40.replace("ë", "e")).encode(encoding))
    olga, anna, zoe = VCards().read(path)
    assert olga == BusinessCard(
        "Иванова Ольга", "Минздрав", "Отдел", "", "olga@health.example", "222", left_out=("telephone",)
    )
    assert anna == BusinessCard(
        "Dr. Anna Maria Long", "Ministry of Health, Sea", "Unit A", "Head, of unit", "anna@health.example",
        left_out=("e-mail",),
    )  # fmt: skip
    assert (zoe.phone, zoe.email, zoe.language) == ("+1-555", "zoe@health.example", "fr")
    assert "secret" not in repr((olga, anna, zoe)) and "1970" not in repr((olga, anna, zoe))


def test_a_file_that_is_no_vcard_is_refused(tmp_path):
    path = tmp_path / "x.vcf"
    path.write_bytes(b"PK\x03\x04 not a card")
    with pytest.raises(Refused, match="holds no vCard"):
        VCards().read(path)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (
            "First Name,Middle Name,Last Name,Company,Department,Job Title,"
            "E-mail Address,Business Phone,Birthday,Notes\n"
            "Anna,,Long,Ministry of Health,Unit A,Head,anna@health.example,555,1970-01-01,secret\n",
            "utf-8-sig",
        ),
        (
            "Prénom;Nom;Société;Service;Titre;Adresse de messagerie;Tél. bureau;Anniversaire\n"
            "Anna;Long;Ministry of Health;Unit A;Head;anna@health.example;555;01/01/1970\n",
            "cp1252",
        ),
        (
            "First Name,Last Name,Organization Name,Organization Department,Organization Title,E-mail 1 - Label,"
            "E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Notes\n"
            "Anna,Long,Ministry of Health,Unit A,Head,Home,private@x.example,* Work,anna@health.example,"
            "Work,555,secret\n",
            "utf-8",
        ),
        ("Authority,Name,Job title,Email,Phone\nMinistry of Health,Anna Long,Head,anna@health.example,555\n", "utf-8"),
        (
            "الجهة,الاسم,المسمى الوظيفي,البريد الإلكتروني\nMinistry of Health,Anna Long,Head,anna@health.example\n",
            "utf-8",
        ),
    ],
)
def test_address_books_as_programs_give_them_out(tmp_path, text, encoding):
    path = tmp_path / "contacts.csv"
    path.write_bytes(text.encode(encoding))
    (card,) = cards_in(CsvFormat().read(path), builtin_vocabulary(), "en")
    assert (card.name, card.organisation, card.title) == ("Anna Long", "Ministry of Health", "Head")
    assert card.email == "anna@health.example" and "secret" not in repr(card) and "1970" not in repr(card)


def test_known_people_are_brought_up_to_date_and_nobody_is_doubled():
    health, justice = Authority(id="h", name="Ministry of Health", aliases=("MoH",)), Authority(id="j", name="Justice")
    anna = Contact(id="a", authority="h", name="Anna Long", email="Anna@health.example", phone="1")
    gone = Contact(id="g", authority="h", name="Old Hand", email="old@health.example", until=date(2020, 1, 1))
    us = Member(name="Nino", email="nino@npm.example")
    world = World(authorities=(health, justice), contacts=(anna, gone), organiser=us)
    cards = [
        BusinessCard("Dr. Anna Long", "moh", email="anna@health.example", phone="2"),
        BusinessCard("Dr. Anna Long", "moh", email="anna@health.example", phone="2"),
        BusinessCard("Anna Long", "Justice", email="anna@health.example"),
        BusinessCard("Bo Short", "MoH", email="anna@health.example"),
        BusinessCard("Nino", "MoH", email="NINO@npm.example"),
        BusinessCard("Cy", "Ministry of Helth", email="cy@x.example"),
        BusinessCard("Old Hand", "MoH", email="old@health.example"),
    ]
    found = arrivals(world, cards, None, date(2026, 1, 1))
    assert [(one.card.name, one.known, dict(one.fields)) for one in found.taken] == [
        ("Dr. Anna Long", anna, {"phone": "2"}),
        ("Old Hand", None, {"email": "old@health.example"}),
    ]
    assert found.same == 1
    whys = [why for _, why in found.waiting]
    assert [why.split(":")[0] for why in whys] == [
        "has the address of Anna Long at Ministry of Health",
        "has the address of Anna Long",
        "is of your own team",
        "no authority is called 'Ministry of Helth' (near",
    ]
    assert arrivals(world, cards[5:6], justice, date(2026, 1, 1)).taken[0].authority is justice
