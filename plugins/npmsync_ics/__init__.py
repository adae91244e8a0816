"""Invitations, cancellations, feeds and replies as iCalendar (RFC 5545, RFC 5546). Light: nothing is imported until
used."""

from __future__ import annotations

from npmsync.hookspecs import Card, Provision, hookimpl


@hookimpl
def npmsync_card() -> Card:
    return Card("npmsync-ics", (Provision("calendar", "ics", "npmsync_ics.adapter:IcsFormat", (".ics",)),))
