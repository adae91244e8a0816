"""The port for address books: files of people, as a phone, Outlook or a webmail gives them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class BusinessCard:
    """What a card says of a person at work; "" where it says nothing. `organisation` is the institution, `department`
    the unit below it, `language` an ISO 639 code. `left_out` names what of the card is private and is not taken.
    Birthdays, notes, pictures and home addresses have no place here at all."""

    name: str
    organisation: str = ""
    department: str = ""
    title: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    left_out: tuple[str, ...] = ()


class AddressBook(Protocol):
    """A kind of file that holds people. `read` gives the cards in order, and never writes. It raises `Refused` for what
    is no such file."""

    def read(self, source: Path) -> Sequence[BusinessCard]: ...
