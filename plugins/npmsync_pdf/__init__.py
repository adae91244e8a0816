"""PDF: forms and letters made (typst), letters read (pypdf). Light: nothing is imported until used."""

from __future__ import annotations

from npmsync.hookspecs import Card, Provision, hookimpl


@hookimpl
def npmsync_card() -> Card:
    return Card(
        "npmsync-pdf",
        (
            Provision("renderer", "pdf", "npmsync_pdf.renderer:PdfRenderer", (".pdf",)),
            Provision("letter", "pdf", "npmsync_pdf.reading:PdfLetter", (".pdf",)),
        ),
    )
