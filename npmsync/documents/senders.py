"""Whether a form that came by mail may be taken without a person: only from an address that is known for its authority,
for a sender's name is easily written. As with answers to invitations (`replies`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from npmsync.documents.replies import Way


def doubt(sender: str, known: Collection[str], authority: str, way: Way) -> str:
    """Why a form of `authority` (its name) from `sender` waits for a person; "" where it need not. `known` are the
    addresses of the authority's contacts."""
    addresses = {one.casefold() for one in known}
    if sender.casefold() in addresses:
        if way.authentic is False:
            return f"Our mail server could not confirm that it comes from {sender}: the sender may be forged."
        return ""
    said = f"It is a form of {authority}, and came from {sender or 'nobody named'}, who is not among its contacts"
    if any(way.same_office(sender, one) for one in addresses):
        return f"{said}, but of the same office. If that is in order, take it in."
    return f"{said}. Ask a contact whether it is theirs."


def office_of(sender: str, offices: Mapping[str, Collection[str]], way: Way) -> str | None:
    """The authority (id) whose contact the sender is, or sits beside; None where it is nobody's or several's."""
    exact = {office for office, known in offices.items() if sender.casefold() in {one.casefold() for one in known}}
    beside = {office for office, known in offices.items() if any(way.same_office(sender, one) for one in known)}
    found = exact or beside
    return found.pop() if len(found) == 1 else None
