"""Receipts as drafts in the outbox: what was understood of an authority's reply, for a person to send."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from npmsync.actions.file_names import slug
from npmsync.actions.leaving import left
from npmsync.actions.opened import Opened
from npmsync.actions.words import vocabulary_of
from npmsync.documents import gate
from npmsync.documents.inert import inert
from npmsync.documents.invitation import Delivery
from npmsync.documents.receipt import Understood, receipt
from npmsync.domain import Authority, Response
from npmsync.domain.outgoing import Viewer
from npmsync.domain.world import World
from npmsync.ports import Attendee, MailFormat
from npmsync.replace import write_new
from npmsync.store import papers


def write_receipt(
    opened: Opened,
    connection: Connection,
    run: str,
    to: tuple[World, Authority, Sequence[Response]],
    understood: Understood,
    stage: str,
    sender: str,
) -> str | None:
    """Lays the receipt into the outbox and returns its path; None where nobody is known to send it to or from. It goes
    back to `sender` if that is a contact's address (who else wrote is not to be believed), else to the authority's
    first contact with an address. `to` are the records, the authority, and all responses as they are now."""
    world, authority, responses = to
    organiser = opened.settings.organiser
    contacts = [c for c in world.contacts_on(authority.id, opened.today) if c.email]
    known = next((c for c in contacts if (c.email or "").lower() == sender), None) or next(iter(contacts), None)
    if organiser is None or known is None or known.email is None:
        return None
    language = authority.languages[0] if authority.languages else opened.settings.workspace.language
    viewer = Viewer(frozenset({authority.name}), stage)
    shared = gate.recommendations(world.recommendations_to(authority.id), responses, world.authority_by_id, viewer)
    identity = opened.new_id()
    delivery = Delivery(
        to=Attendee(inert(known.name), known.email),
        sender=Attendee(organiser.name, organiser.email),
        npm=opened.settings.npm,
        language=language,
        message_id=f"<receipt.{identity}@{organiser.email.rpartition('@')[2]}>",
        sent_at=opened.now,
        answer_by=opened.today,
        vocabulary=vocabulary_of(opened.workspace, authority),
    )
    adapter: MailFormat = opened.plugin("mail", "email")
    data = adapter.compose(receipt(shared, understood, delivery))
    path = opened.workspace.outbox / f"receipt-{slug(authority.name)}-{identity[-8:]}.eml"
    write_new(path, data)
    line = left(opened, run, "receipt", (authority.id, known.email), path, data)
    papers.put_outgoing(connection, [line])
    return str(path)
