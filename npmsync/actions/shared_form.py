"""What an authority's shared sheet is to show: its recommendations as a form, through the gate like every paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from npmsync.actions.form_spec import form_spec
from npmsync.actions.opened import Opened
from npmsync.documents import gate
from npmsync.documents.form import response_form
from npmsync.documents.form_model import Form
from npmsync.domain import Authority
from npmsync.domain.outgoing import Outgoing, Viewer
from npmsync.domain.words import Stage
from npmsync.domain.world import World
from npmsync.errors import Refused


def shared_form(
    opened: Opened, world: World, authority: Authority, language: str | None, references: Mapping[str, str]
) -> Outgoing[Form]:
    """The form of everything final that is addressed to the authority. `references` are those that its rows were given
    before. Raises `Refused` where there is nothing, and never was."""
    wanted = (Stage.FINAL, Stage.PUBLIC)
    found = [one for one in world.recommendations if authority.id in one.addressees and one.stage in wanted]
    if not found and not references:
        raise Refused(
            "nothing-to-share",
            f"No final recommendation is addressed to {authority.name}.",
            "See: npmsync list recommendations",
        )
    viewer = Viewer(frozenset({authority.name}), Stage.FINAL.value)
    shared = gate.recommendations(found, world.responses, world.authority_by_id, viewer)
    spec = form_spec(opened, authority, language)
    return response_form(shared, replace(spec, living=True, references=references))
