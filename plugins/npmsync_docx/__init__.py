"""Word documents: forms, letters and reports made, forms and letters read. Light: nothing is imported until used."""

from __future__ import annotations

from npmsync.hookspecs import Card, Provision, hookimpl


@hookimpl
def npmsync_card() -> Card:
    return Card(
        "npmsync-docx",
        (
            Provision("renderer", "docx", "npmsync_docx.renderer:DocxRenderer", (".docx",)),
            Provision("table", "docx", "npmsync_docx.reading:WordFormat", (".docx",)),
            Provision("dossier", "docx", "npmsync_docx.dossier:WordDossier", (".docx",)),
            Provision("letter", "docx", "npmsync_docx.reading:WordLetter", (".docx",)),
        ),
    )
