"""For whom a form is made, in which language, by whom: the same for a form that is sent and a sheet that is shared."""

from __future__ import annotations

from npmsync.actions.opened import Opened
from npmsync.actions.words import vocabulary_of
from npmsync.documents.form_model import FormSpec
from npmsync.domain import Authority


def form_spec(opened: Opened, authority: Authority, language: str | None) -> FormSpec:
    """The particulars of the authority's form; `language` None: its own languages, else the workspace's."""
    languages = (language,) if language else authority.languages
    return FormSpec(
        authority=authority.id,
        addressee=authority.name,
        npm=opened.settings.npm,
        languages=languages or (opened.settings.workspace.language,),
        made_at=opened.now,
        vocabulary=vocabulary_of(opened.workspace, authority),
    )
