"""Business cards out of a table: an address book as Outlook or Google gives it out, else a table of contacts as any
tracker has one.

An address book is known by a row with a heading for family names or for organisations, and one for e-mail addresses or
telephones. Its columns of birthdays, notes and home addresses are never looked at.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from functools import cache

from npmsync.ports import BusinessCard, Sheet, Workbook
from npmsync.tables.recognise import recognise
from npmsync.tables.rows import read_table
from npmsync.vocabulary import Vocabulary, fold

_HEADER_WITHIN = 10
"""Rows: an export has its headings in the first, a file that a person made may have a title above them."""
_VALUE, _LABEL = " - value", (" - label", " - type")


def cards_in(workbook: Workbook, vocabulary: Vocabulary, language: str) -> tuple[BusinessCard, ...]:
    """The people of a workbook, in order; empty where no table of people is found."""
    for sheet in workbook.sheets:
        found = _address_book(sheet)
        if found:
            return tuple(found)
    return tuple(_of_tables(workbook, vocabulary, language))


@cache
def _words() -> dict[str, str]:
    """Folded heading -> our name of the column."""
    from importlib.resources import files

    text = (files("npmsync.vocabulary") / "address_book.csv").read_text("utf-8")
    return {fold(row["header"]): row["field"] for row in csv.DictReader(text.splitlines())}


def _address_book(sheet: Sheet) -> list[BusinessCard]:
    for number, row in enumerate(sheet.rows[:_HEADER_WITHIN]):
        heads = [fold(str(cell or "")) for cell in row]
        fields = {place: _words()[head] for place, head in enumerate(heads) if head in _words()}
        named = {"family", "given"} <= set(fields.values()) or "organisation" in fields.values()
        if named and {"email", "phone"} & set(fields.values()):
            rows = ([str(cell or "").strip() for cell in one] for one in sheet.rows[number + 1 :])
            return [card for one in rows if (card := _card(one, fields, heads)).name or card.email]
    return []


def _card(row: Sequence[str], fields: dict[int, str], heads: Sequence[str]) -> BusinessCard:
    private: list[str] = []

    def first(name: str) -> str:
        values = []
        for place, field in fields.items():
            if field == name and place < len(row) and row[place]:
                if _is_home(row, heads, place):
                    private.append("telephone" if name == "phone" else "e-mail")
                else:
                    values.append(row[place])
        return values[0] if values else ""

    whole = first("name")
    parts = " ".join(filter(None, (first("given"), first("middle"), first("family"))))
    return BusinessCard(
        parts or whole, first("organisation"), first("department"), first("title"),
        # Google puts several values into one cell, divided by three colons.
        first("email").split(" ::: ")[0], first("phone").split(" ::: ")[0], left_out=tuple(dict.fromkeys(private)),
    )  # fmt: skip


def _is_home(row: Sequence[str], heads: Sequence[str], place: int) -> bool:
    """Whether the column beside says that this number or address is private."""
    if not heads[place].endswith(_VALUE):
        return False
    stem = heads[place].removesuffix(_VALUE)
    labels = [at for at, head in enumerate(heads) if head in {stem + end for end in _LABEL} and at < len(row)]
    return any("home" in row[at].casefold() for at in labels)


def _of_tables(workbook: Workbook, vocabulary: Vocabulary, language: str) -> Iterable[BusinessCard]:
    for table in recognise(workbook, vocabulary, language).tables:
        if table.entity != "contact":
            continue
        for row in read_table(workbook, table, vocabulary).rows:
            values = {name: " ".join(str(value).split()) for name, value in row.values.items() if value}
            if values.get("name"):
                yield BusinessCard(
                    values["name"], values.get("authority", ""), "", values.get("title", ""),
                    values.get("email", ""), values.get("phone", ""), values.get("language", ""),
                )  # fmt: skip
