"""Calendars on servers: CalDAV (RFC 4791), and a calendar that is published under an address. Light: nothing is
imported until used."""

from __future__ import annotations

from npmsync.hookspecs import Card, Provision, hookimpl


@hookimpl
def npmsync_card() -> Card:
    return Card(
        "npmsync-caldav",
        (
            Provision("calendars", "caldav", "npmsync_caldav.adapter:CalDav"),
            Provision("calendars", "web", "npmsync_caldav.web:WebCalendars"),
        ),
    )
