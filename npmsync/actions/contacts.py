"""`contacts`: people of address books become contacts of authorities, once a person has seen what is taken."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from npmsync.actions.lookup import authority_by_name
from npmsync.actions.opened import Opened
from npmsync.actions.saving import save
from npmsync.actions.world import load_world
from npmsync.dialogue.new_contacts import Arrival, Arrivals, arrivals
from npmsync.domain import Contact
from npmsync.errors import Refused
from npmsync.ports import AddressBook, BusinessCard, TableFormat
from npmsync.tables.address_book import cards_in
from npmsync.vocabulary import builtin_vocabulary


def take_contacts(opened: Opened, files: Sequence[Path], authority: str | None, take: bool) -> dict[str, Any]:
    """Looks through address books, and takes what they give as one run if `take` says so. `authority` is whose the
    cards are that name no authority we know. Raises `Refused` for a file without people, `UnknownName`."""
    cards = [card for path in files for card in _cards(opened, path)]
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
        otherwise = authority_by_name(world.authorities, authority) if authority else None
        found = arrivals(world, cards, otherwise, opened.today)
        if take and found.taken:
            save(connection, opened.begin(connection, "contacts"), [_contact(opened, one) for one in found.taken])
    return _shape(found, take)


def _cards(opened: Opened, path: Path) -> Sequence[BusinessCard]:
    plugins = opened.caller.plugins
    if any(path.name.lower().endswith(suffix) for suffix in plugins.suffixes("contacts")):
        book: AddressBook = plugins.for_path("contacts", path)[1]
        return book.read(path)
    table: TableFormat = plugins.for_path("table", path)[1]
    cards = cards_in(table.read(path), builtin_vocabulary(), opened.settings.workspace.language)
    if not cards:
        raise Refused(
            "no-contacts",
            f"{path.name} holds no contacts that npmsync can read.",
            "Export them as vCard (.vcf) or CSV from Outlook or Google, or head the columns: Authority, Name, E-mail.",
        )
    return cards


def _contact(opened: Opened, one: Arrival) -> Contact:
    if one.known is not None:
        return one.known.model_copy(update=dict(one.fields))
    return Contact(id=opened.new_id(), authority=one.authority.id, name=one.card.name, **dict(one.fields))


def _shape(found: Arrivals, take: bool) -> dict[str, Any]:
    return {
        "taken": take and bool(found.taken),
        "contacts": [
            {
                "name": one.card.name,
                "authority": one.authority.name,
                "new": one.known is None,
                "fields": {
                    name: {"old": getattr(one.known, name) if one.known else None, "new": value}
                    for name, value in one.fields.items()
                },
                "left_out": list(one.card.left_out),
            }
            for one in found.taken
        ],
        "same": found.same,
        "waiting": [
            {"name": card.name, "organisation": card.organisation or None, "why": why} for card, why in found.waiting
        ],
    }
