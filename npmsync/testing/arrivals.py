"""What every adapter for what comes in must keep: letters (`LetterFormat`), saved mails (`Envelope`), passwords on
documents (`Seal`), address books (`AddressBook`). Run `LETTER_CHECKS`, `ENVELOPE_CHECKS`, `SEAL_CHECKS` or
`CONTACT_CHECKS` on yours.

check(LetterSubject(WordLetter(), make_docx, ".docx"), tmp_path)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from npmsync.ports import AddressBook, BusinessCard, Enclosed, Envelope, LetterFormat, Seal
from npmsync.testing.promises import NOISE, refused

PARAGRAPHS = (
    "The Ministry thanks the NPM for its report.",
    "1. Twelve call bells hang; the others follow in spring.",
    "2. The Ministry does not agree.",
)


@dataclass(frozen=True, slots=True)
class LetterSubject:
    """The adapter under test; `make(path, paragraphs)` writes a letter without it."""

    format: LetterFormat
    make: Callable[[Path, Sequence[str]], None]
    suffix: str


@dataclass(frozen=True, slots=True)
class EnvelopeSubject:
    """The adapter under test; `make(path, sender, subject, enclosed)` saves a mail without it."""

    format: Envelope
    make: Callable[[Path, str, str, Sequence[Enclosed]], None]
    suffix: str


@dataclass(frozen=True, slots=True)
class SealSubject:
    """The adapter under test and a document of its kind."""

    format: Seal
    document: bytes


def a_letter_s_paragraphs_come_in_order(subject: LetterSubject, folder: Path) -> None:
    path = folder / f"letter{subject.suffix}"
    subject.make(path, PARAGRAPHS)
    found = [" ".join(text.split()) for text in subject.format.paragraphs(path)]
    assert found == list(PARAGRAPHS)


def what_is_no_letter_is_refused_by_name(subject: LetterSubject, folder: Path) -> None:
    for number, data in enumerate(NOISE):
        path = folder / f"noise{number}{subject.suffix}"
        path.write_bytes(data)
        assert path.name in refused(lambda path=path: subject.format.paragraphs(path)).message  # type: ignore[misc]
        assert path.read_bytes() == data


LETTER_CHECKS: tuple[Callable[[LetterSubject, Path], None], ...] = (
    a_letter_s_paragraphs_come_in_order,
    what_is_no_letter_is_refused_by_name,
)


def what_was_enclosed_comes_out_to_the_byte(subject: EnvelopeSubject, folder: Path) -> None:
    path = folder / f"mail{subject.suffix}"
    enclosed = [Enclosed("Réponse finale.xlsx", b"PK" + bytes(range(256)) * 17)]
    subject.make(path, "Focal@Justice.example", "Our reply", enclosed)
    before = path.read_bytes()
    opening = subject.format.open(path)
    assert (opening.sender, opening.subject) == ("focal@justice.example", "Our reply")
    assert list(opening.enclosed) == enclosed
    assert path.read_bytes() == before and list(folder.iterdir()) == [path], "opening writes nothing"


def a_name_is_a_name_and_no_way(subject: EnvelopeSubject, folder: Path) -> None:
    path = folder / f"mail{subject.suffix}"
    subject.make(path, "a@x.example", "x", [Enclosed("../../../etc/passwd", b"x" * 4100)])
    subject.format.open(path)
    assert list(folder.iterdir()) == [path]


def what_is_no_mail_is_refused_by_name(subject: EnvelopeSubject, folder: Path) -> None:
    for number, data in enumerate(NOISE):
        path = folder / f"noise{number}{subject.suffix}"
        path.write_bytes(data)
        assert path.name in refused(lambda path=path: subject.format.open(path)).message  # type: ignore[misc]


ENVELOPE_CHECKS: tuple[Callable[[EnvelopeSubject, Path], None], ...] = (
    what_was_enclosed_comes_out_to_the_byte,
    a_name_is_a_name_and_no_way,
    what_is_no_mail_is_refused_by_name,
)


def the_password_opens_what_it_closed(subject: SealSubject, folder: Path) -> None:
    sealed = subject.format.close(subject.document, "a long passphrase é")
    assert subject.document[:64] not in sealed and b"passphrase" not in sealed
    assert subject.format.open(sealed, "a long passphrase é", "form") == subject.document


def a_wrong_password_opens_nothing(subject: SealSubject, folder: Path) -> None:
    sealed = subject.format.close(subject.document, "right")
    error = refused(lambda: subject.format.open(sealed, "wrong", "form.xlsx"))
    assert "form.xlsx" in error.message and "wrong" not in error.message.split()


def what_is_not_sealed_is_refused_by_name(subject: SealSubject, folder: Path) -> None:
    for data in NOISE:
        error = refused(lambda data=data: subject.format.open(data, "x", "form.xlsx"))  # type: ignore[misc]
        assert "form.xlsx" in error.message


SEAL_CHECKS: tuple[Callable[[SealSubject, Path], None], ...] = (
    the_password_opens_what_it_closed,
    a_wrong_password_opens_nothing,
    what_is_not_sealed_is_refused_by_name,
)


@dataclass(frozen=True, slots=True)
class ContactSubject:
    """The adapter under test; `make(path, cards, private)` writes an address book without it, in which each person has
    `private` besides: as a note, a home address, or whatever else the kind of file knows."""

    format: AddressBook
    make: Callable[[Path, Sequence[BusinessCard], str], None]
    suffix: str


PEOPLE = (
    BusinessCard(
        "Anna Maria Lång", "Ministry of Health, Sea", "Unit A", "Head of unit", "anna@health.example", "+356 1"
    ),
    BusinessCard("زينب علي", "وزارة العدل"),
)


def people_come_as_they_stand_and_nothing_private(subject: ContactSubject, folder: Path) -> None:
    path = folder / f"people{subject.suffix}"
    subject.make(path, PEOPLE, "born in a storm")
    before = path.read_bytes()
    found = subject.format.read(path)
    assert [(one.name, one.organisation, one.title, one.email) for one in found] == [
        (one.name, one.organisation, one.title, one.email) for one in PEOPLE
    ]
    assert "storm" not in repr(found)
    assert path.read_bytes() == before and list(folder.iterdir()) == [path], "reading writes nothing"


def what_is_no_address_book_is_refused_by_name(subject: ContactSubject, folder: Path) -> None:
    for number, data in enumerate(NOISE):
        path = folder / f"noise{number}{subject.suffix}"
        path.write_bytes(data)
        assert path.name in refused(lambda path=path: subject.format.read(path)).message  # type: ignore[misc]


CONTACT_CHECKS: tuple[Callable[[ContactSubject, Path], None], ...] = (
    people_come_as_they_stand_and_nothing_private,
    what_is_no_address_book_is_refused_by_name,
)
