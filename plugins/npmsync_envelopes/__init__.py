"""What holds files: saved mails with attachments (.eml, .msg), and documents with a password.
Light: nothing is imported until used."""

from __future__ import annotations

from npmsync.hookspecs import Card, Provision, hookimpl


@hookimpl
def npmsync_card() -> Card:
    return Card(
        "npmsync-envelopes",
        (
            Provision("envelope", "eml", "npmsync_envelopes.internet:InternetMail", (".eml",)),
            Provision("envelope", "msg", "npmsync_envelopes.outlook:OutlookMail", (".msg",)),
            Provision("seal", "office", "npmsync_envelopes.office:OfficeSeal", (".xlsx", ".docx")),
        ),
    )
