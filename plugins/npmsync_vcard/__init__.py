"""Contacts as phones and mail programs give them out: vCard 2.1, 3.0 and 4.0. Light: nothing is imported until used."""

from __future__ import annotations

from npmsync.hookspecs import Card, Provision, hookimpl


@hookimpl
def npmsync_card() -> Card:
    return Card("npmsync-vcard", (Provision("contacts", "vcf", "npmsync_vcard.adapter:VCards", (".vcf", ".vcard")),))
