"""Mail for one attendee (RFC 5322, RFC 6047) and what comes back. Light: nothing is imported until used."""

from __future__ import annotations

from npmsync.hookspecs import Card, Provision, hookimpl


@hookimpl
def npmsync_card() -> Card:
    return Card(
        "npmsync-email",
        (
            Provision("mail", "email", "npmsync_email.adapter:EmailFormat", (".eml",)),
            Provision("post", "internet", "npmsync_email.post:SmtpAndImap"),
        ),
    )
