"""Forms and reports as one HTML page each, to read and to print. Light: nothing is imported until used."""

from __future__ import annotations

from npmsync.hookspecs import Card, Provision, hookimpl


@hookimpl
def npmsync_card() -> Card:
    return Card(
        "npmsync-html",
        (
            Provision("renderer", "html", "npmsync_html.renderer:HtmlRenderer", (".html",)),
            Provision("dossier", "html", "npmsync_html.dossier:HtmlDossier", (".html", ".htm")),
        ),
    )
