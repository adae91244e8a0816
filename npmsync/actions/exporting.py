"""`export`: each authority gets its own recommendations, as a form to answer in, with a letter if asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.file_names import slug
from npmsync.actions.form_spec import form_spec
from npmsync.actions.leaving import left, written
from npmsync.actions.lettering import Lettering
from npmsync.actions.lookup import authority_by_name
from npmsync.actions.opened import Opened
from npmsync.actions.words import languages_of
from npmsync.actions.world import load_world
from npmsync.dialogue.deadlines import Allowed, allowed
from npmsync.documents import gate
from npmsync.documents.form import response_form
from npmsync.documents.form_model import Form
from npmsync.documents.identifying import identifying
from npmsync.documents.issued import issued
from npmsync.domain import Authority, Recommendation, Response
from npmsync.domain.outgoing import Outgoing, Viewer
from npmsync.domain.words import Stage
from npmsync.domain.world import World
from npmsync.errors import Refused, UsageError
from npmsync.ports import Renderer, Seal
from npmsync.replace import write_new
from npmsync.scheduling.working_time import WorkingTime
from npmsync.store import history, papers
from npmsync.store.history import Change

REPLY_DAYS = 30
"""Days for an answer where no recommendation's own deadline leaves time for one."""
SEALED_KINDS = frozenset({"xlsx", "docx"})
"""Formats that a password can close."""


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """`authority` None: all that have recommendations. `language` None: the authority's, else the workspace's.
    `letter`: a numbered letter goes with each form. `password`: the files cannot be opened without it."""

    authority: str | None
    formats: Sequence[str] = ("xlsx",)
    language: str | None = None
    stage: str = "final"
    out: Path | None = None
    letter: bool = False
    password: str | None = None


@dataclass(slots=True)
class Exported:
    """The files made, the letters among them, and passages that may identify a person, of texts that were not exported
    to this authority before: somebody reads them before anything is sent."""

    files: list[dict[str, Any]] = field(default_factory=list)
    passages: list[dict[str, str]] = field(default_factory=list)
    letters: list[dict[str, Any]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return {"files": self.files, "passages": self.passages, "letters": self.letters}


@dataclass(frozen=True, slots=True)
class _Press:
    """What all forms of a call are made with."""

    opened: Opened
    options: ExportOptions
    renderers: Mapping[str, Renderer]
    seal: Seal | None
    folder: Path
    days: WorkingTime
    beside: ThreadPoolExecutor

    def render_all(self, made: Outgoing[Form]) -> list[dict[str, Any]]:
        """The files of a form, one a format, as `export` lists them. What can be made beside others is."""
        form = made.content
        paths = {
            name: self.folder / f"{slug(form.addressee)}-{form.code}{renderer.suffix}"
            for name, renderer in self.renderers.items()
        }
        aside = {name for name, renderer in self.renderers.items() if getattr(renderer, "beside", False)}
        begun = [self.beside.submit(self._render, made, name, paths[name]) for name in aside]
        try:
            for name in (name for name in paths if name not in aside):
                self._render(made, name, paths[name])
            for one in begun:
                one.result()
        except BaseException:
            wait(begun)
            for path in paths.values():
                path.unlink(missing_ok=True)
            raise
        shape = {"authority": form.addressee, "recommendations": len(form.rows), "code": form.code}
        return [{**shape, "format": name, "path": str(path)} for name, path in paths.items()]

    def _render(self, made: Outgoing[Form], name: str, path: Path) -> None:
        renderer = self.renderers[name]
        seal, password = self.seal, self.options.password
        if seal is not None and password is not None and name in SEALED_KINDS:
            write_new(path, lambda target: _sealed(renderer, made, target, seal, password))
        else:
            write_new(path, lambda target: renderer.render(made, target))


def export(opened: Opened, options: ExportOptions, progress: Callable[[str], None] = lambda text: None) -> Exported:
    """Makes the forms and remembers them, so that they are known when they come back. Raises `UnknownName` for an
    authority or a format nobody knows, `MissingExtra` where a format's library is not installed, `Refused` where there
    is nothing to export, `UsageError` for a language that nobody has words for and a format that takes no password."""
    press = _press(opened, options)
    done = Exported()
    try:
        with opened.store.transaction() as connection:
            world = load_world(opened, connection)
            chosen = _chosen(world, options)
            before, versions = _shown_before(connection)
            run = opened.begin(connection, "export")
            answers = _by_authority(world.responses)
            lettering = Lettering.of(opened, connection, press.folder, press.renderers) if options.letter else None
            changes: list[Change] = []
            for authority, recommendations in chosen:
                progress(f"writing for {authority.name}")
                made = _form(press, world, authority, recommendations, answers.get(authority.id, ()))
                versions[authority.id] += 1
                changes += _put_down(press, connection, run, made, versions[authority.id], done)
                if lettering is not None:
                    done.letters.append(lettering.write(connection, run, made, recommendations, authority))
                _read_first(authority, recommendations, before.get(authority.id, frozenset()), done)
            history.append(connection, run, changes)
    except BaseException:
        # A form that the store does not know could not be taken back in.
        for path in (*(file["path"] for file in done.files), *(p for one in done.letters for p in one["paths"])):
            with suppress(OSError):
                Path(path).unlink()
        raise
    finally:
        press.beside.shutdown()
    return done


def _press(opened: Opened, options: ExportOptions) -> _Press:
    renderers: dict[str, Renderer] = {name: opened.plugin("renderer", name) for name in dict.fromkeys(options.formats)}
    known = languages_of(opened.workspace)
    if options.language is not None and options.language not in known:
        raise UsageError(
            "unknown-language",
            f"There are no words for the language {options.language!r}: known are {', '.join(known)}.",
            f"A language is one file: vocabulary/{options.language}.csv. See docs/papers.md.",
        )
    open_to_all = [name for name in renderers if name not in SEALED_KINDS]
    if options.password is not None and open_to_all:
        raise UsageError(
            "format-without-password",
            f"{', '.join(open_to_all)} cannot have a password, so anybody could open it.",
            f"With a password, ask for {' or '.join(sorted(SEALED_KINDS))} alone.",
        )
    settings = opened.settings
    return _Press(
        opened,
        options,
        renderers,
        opened.plugin("seal", "office") if options.password is not None else None,
        options.out.absolute() if options.out else opened.workspace.exports / opened.today.isoformat(),
        settings.working_days,
        ThreadPoolExecutor(1, "npmsync-render"),
    )


def _sealed(renderer: Renderer, made: Outgoing[Form], target: Path, seal: Seal, password: str) -> None:
    renderer.render(made, target)
    target.write_bytes(seal.close(target.read_bytes(), password))


def _by_authority(responses: Iterable[Response]) -> dict[str, list[Response]]:
    found: dict[str, list[Response]] = {}
    for response in responses:
        if response.authority is not None:
            found.setdefault(response.authority, []).append(response)
    return found


def _shown_before(connection: Connection) -> tuple[dict[str, frozenset[str]], Counter[str]]:
    """(authority -> the texts that a form of it has shown, how many forms it has had)."""
    shown: dict[str, set[str]] = {}
    counts: Counter[str] = Counter()
    for _, authority, _, data, _ in papers.forms(connection):
        texts = (item["shown"].get("text", "") for item in data["items"].values())
        shown.setdefault(authority, set()).update(texts)
        counts[authority] += 1
    return {authority: frozenset(texts) for authority, texts in shown.items()}, counts


def _put_down(
    press: _Press, connection: Connection, run: str, made: Outgoing[Form], version: int, done: Exported
) -> list[Change]:
    """Writes a form's files and remembers it; returns the entries for the history."""
    form, opened = made.content, press.opened
    papers.put_form(connection, form.code, form.authority, opened.now, issued(form).to_json())
    files = press.render_all(made)
    done.files += files
    to = (form.authority, form.addressee)
    paths = [Path(file["path"]) for file in files]
    lines = [left(opened, run, "form", to, path, path.read_bytes(), version) for path in paths]
    papers.put_outgoing(connection, lines)
    more = {"version": version, "stage": form.stage, "recommendations": len(form.rows)}
    return [written(line, form.code, **more) for line in lines]


def _chosen(world: World, options: ExportOptions) -> list[tuple[Authority, list[Recommendation]]]:
    stage = Stage(options.stage)

    def addressed(authority: Authority) -> list[Recommendation]:
        wanted = (stage,) if stage is Stage.DRAFT else (Stage.FINAL, Stage.PUBLIC)
        return [r for r in world.recommendations_to(authority.id) if r.stage in wanted]

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


def _form(
    press: _Press,
    world: World,
    authority: Authority,
    recommendations: list[Recommendation],
    responses: Iterable[Response],
) -> Outgoing[Form]:
    opened, options = press.opened, press.options
    viewer = Viewer(frozenset({authority.name}), options.stage)
    shared = gate.recommendations(recommendations, responses, world.authority_by_id, viewer)
    organiser = opened.settings.organiser
    spec = form_spec(opened, authority, options.language)
    reply_by = _reply_by(press, world, authority, recommendations)
    return_to = organiser.email if organiser else None
    return response_form(shared, replace(spec, reply_by=reply_by, return_to=return_to))


def _reply_by(press: _Press, world: World, authority: Authority, recommendations: list[Recommendation]) -> date:
    """A draft's window; else the latest deadline that still leaves time to answer, else a new one. Where all is of one
    priority, its own time counts."""
    deadlines, today = press.opened.settings.deadlines, press.opened.today
    priorities = {one.priority for one in recommendations}
    priority = priorities.pop() if len(priorities) == 1 else None
    window = allowed(world, deadlines, authority.id, priority, "correction")
    soon = window.ends(today, press.days) if window else today
    if press.options.stage == Stage.DRAFT:
        return soon
    ahead = [r.response_due for r in recommendations if r.response_due and r.response_due >= soon]
    time = allowed(world, deadlines, authority.id, priority) or Allowed(REPLY_DAYS, working=False)
    return max(ahead, default=time.ends(today, press.days))


def _read_first(
    authority: Authority, recommendations: list[Recommendation], shown: frozenset[str], done: Exported
) -> None:
    """Lists passages that may identify a person, once for each text and authority."""
    fresh = [r for r in recommendations if r.text not in shown]
    for passage in identifying(r.text for r in fresh):
        recommendation = fresh[passage.text]
        title = recommendation.ref or recommendation.id
        done.passages.append(
            {"authority": authority.name, "recommendation": title, "words": passage.words, "why": passage.mark.value}
        )
