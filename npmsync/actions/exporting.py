"""`export`: each authority gets its own recommendations, as a form to answer in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from npmsync.actions.file_names import slug
from npmsync.actions.lookup import authority_by_name
from npmsync.actions.opened import Opened
from npmsync.actions.world import load_world
from npmsync.documents import gate
from npmsync.documents.form import response_form
from npmsync.documents.form_model import Form, FormSpec
from npmsync.documents.identifying import identifying
from npmsync.documents.issued import IssuedForm, issued
from npmsync.domain import Authority, Recommendation
from npmsync.domain.outgoing import Outgoing, Viewer
from npmsync.domain.words import Stage
from npmsync.domain.world import World
from npmsync.errors import Refused
from npmsync.ports import Renderer
from npmsync.replace import write_new
from npmsync.scheduling.working_time import working_time
from npmsync.store import papers

REPLY_DAYS = 30
"""Days for an answer where no recommendation's own deadline leaves time for one."""


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """`authority` None: all that have recommendations. `language` None: the authority's, else the workspace's."""

    authority: str | None
    formats: Sequence[str] = ("xlsx",)
    language: str | None = None
    stage: str = "final"
    out: Path | None = None


@dataclass(slots=True)
class Exported:
    """The files made, and passages that may identify a person, of texts that were not exported to this authority
    before: somebody reads them before anything is sent."""

    files: list[dict[str, Any]] = field(default_factory=list)
    passages: list[dict[str, str]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {"files": self.files, "passages": self.passages}


def export(opened: Opened, options: ExportOptions) -> Exported:
    """Makes the forms and remembers them, so that they are known when they come back. Raises `UnknownName` for an
    authority or a format nobody knows, `Refused` where there is nothing to export."""
    renderers: dict[str, Renderer] = {name: opened.plugin("renderer", name) for name in options.formats}
    folder = options.out.absolute() if options.out else opened.workspace.exports / opened.today.isoformat()
    done = Exported()
    try:
        with opened.store.transaction() as connection:
            world = load_world(opened, connection)
            chosen = _chosen(world, options)
            before = [IssuedForm.from_json(data) for _, _, _, data, _ in papers.forms(connection)]
            run = opened.begin(connection, "export")
            for authority, recommendations in chosen:
                made = form_for(opened, world, authority, recommendations, options)
                papers.put_form(connection, made.content.code, authority.id, opened.now, issued(made.content).to_json())
                files = [_render(made, name, renderer, folder) for name, renderer in renderers.items()]
                done.files += files
                papers.put_outgoing(connection, [_line(opened, run, made.content, Path(f["path"])) for f in files])
                _read_first(authority, recommendations, before, done)
    except BaseException:
        # A form that the store does not know could not be taken back in.
        for file in done.files:
            Path(file["path"]).unlink(missing_ok=True)
        raise
    return done


def _chosen(world: World, options: ExportOptions) -> list[tuple[Authority, list[Recommendation]]]:
    stage = Stage(options.stage)

    def addressed(authority: Authority) -> list[Recommendation]:
        wanted = (stage,) if stage is Stage.DRAFT else (Stage.FINAL, Stage.PUBLIC)
        return [r for r in world.recommendations if authority.id in r.addressees and r.stage in wanted]

    if options.authority is not None:
        authority = authority_by_name(world.authorities, options.authority)
        if not addressed(authority):
            raise Refused(
                "nothing-to-export",
                f"No recommendation of the stage {options.stage!r} is addressed to {authority.name}.",
                "See: npmsync list recommendations",
            )
        return [(authority, addressed(authority))]
    chosen = [(a, addressed(a)) for a in sorted(world.authorities, key=lambda a: a.name) if addressed(a)]
    if not chosen:
        raise Refused(
            "nothing-to-export",
            f"No recommendation of the stage {options.stage!r} has an addressee.",
            "Were the trackers read yet? npmsync sync",
        )
    return chosen


def form_for(
    opened: Opened,
    world: World,
    authority: Authority,
    recommendations: list[Recommendation],
    options: ExportOptions,
    references: Mapping[str, str] | None = None,
) -> Outgoing[Form]:
    """An authority's form, through the gate. `references` are those that its rows were given before."""
    viewer = Viewer(frozenset({authority.name}), options.stage)
    shared = gate.recommendations(recommendations, world.responses, world.authority_by_id, viewer)
    organiser = opened.settings.organiser
    languages = (options.language,) if options.language else authority.languages
    spec = FormSpec(
        authority=authority.id,
        addressee=authority.name,
        npm=opened.settings.npm,
        languages=languages or (opened.settings.workspace.language,),
        made_at=opened.now,
        reply_by=_reply_by(opened, recommendations, options.stage),
        return_to=organiser.email if organiser else None,
        living=references is not None,
        references=references or {},
    )
    return response_form(shared, spec)


def _reply_by(opened: Opened, recommendations: list[Recommendation], stage: str) -> date:
    """A draft's window; else the latest deadline that still leaves time to answer, else a new one."""
    settings = opened.settings
    days = working_time(settings.workspace.country, settings.office, settings.closure)
    soon = days.add_working_days(opened.today, settings.deadlines.correction_working_days)
    if stage == Stage.DRAFT:
        return soon
    ahead = [r.response_due for r in recommendations if r.response_due and r.response_due >= soon]
    return max(ahead, default=opened.today + timedelta(days=settings.deadlines.answer_days or REPLY_DAYS))


def _render(made: Outgoing[Form], name: str, renderer: Renderer, folder: Path) -> dict[str, Any]:
    form = made.content
    path = folder / f"{slug(form.addressee)}-{form.code}{renderer.suffix}"
    write_new(path, lambda target: renderer.render(made, target))
    shape = {"authority": form.addressee, "format": name, "path": str(path)}
    return {**shape, "recommendations": len(form.rows), "code": form.code}


def _line(opened: Opened, run: str, form: Form, path: Path) -> dict[str, Any]:
    """The line for the log of what left."""
    return {
        "run": run,
        "at": opened.now.isoformat(timespec="seconds"),
        "kind": "form",
        "record": form.authority,
        "recipient": form.addressee,
        "version": None,
        "path": str(path),
        "digest": sha256(path.read_bytes()).hexdigest(),
        "sent": False,
    }


def _read_first(
    authority: Authority, recommendations: list[Recommendation], before: list[IssuedForm], done: Exported
) -> None:
    """Lists passages that may identify a person, once for each text and authority."""
    shown = {item.text for form in before if form.authority == authority.id for item in form.items.values()}
    fresh = [r for r in recommendations if r.text not in shown]
    for passage in identifying(r.text for r in fresh):
        recommendation = fresh[passage.text]
        title = recommendation.ref or recommendation.id
        done.passages.append(
            {"authority": authority.name, "recommendation": title, "words": passage.words, "why": passage.mark.value}
        )
