"""`report`: the dialogue in figures, for the NPM, for the public or, as its own account, for one authority."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from npmsync.actions.file_names import slug
from npmsync.actions.lookup import authority_by_name
from npmsync.actions.opened import Opened
from npmsync.actions.status_history import known_past
from npmsync.actions.words import vocabulary_of
from npmsync.actions.world import load_world
from npmsync.dialogue.figures import Figures, Past, Period, Rules, figures
from npmsync.dialogue.figures.model import Figure, Group
from npmsync.documents import gate
from npmsync.documents.dossier import Dossier
from npmsync.documents.report.edition import Issue, internal_report, public_report, report_title
from npmsync.documents.report.statement import statement
from npmsync.documents.report.words import number, part_label, title
from npmsync.documents.wording import Wording
from npmsync.domain.outgoing import Inside, Outgoing, Viewer
from npmsync.domain.words import Stage
from npmsync.domain.world import World
from npmsync.errors import UsageError
from npmsync.ports import DossierRenderer
from npmsync.replace import write_new
from npmsync.store import papers


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """`year` None: all there is. `decided_by` is who decided that the public edition may be read outside. `authority`
    makes that authority's own statement of account instead."""

    year: int | None = None
    public: bool = False
    decided_by: str | None = None
    authority: str | None = None
    out: Path | None = None


def report(opened: Opened, options: ReportOptions) -> dict[str, Any]:
    """Makes one file and returns what `report --json` prints. Raises `UsageError` for a year that has not come."""
    if options.year is not None and options.year > opened.today.year:
        raise UsageError("future-year", f"{options.year} has not come yet.", "Name a year that has begun.")
    name, renderer = _renderer(opened, options)
    with opened.store.transaction() as connection:
        world = load_world(opened, connection)
        past = known_past(opened, connection)
        if options.authority is not None:
            return _statement(opened, connection, world, options, (name, renderer))
        paper, found, edition = _edition(opened, world, past, options)
        path = _write(opened, paper, options, (name, renderer), f"report-{options.year or opened.today.isoformat()}")
        if options.public:
            _log(opened, connection, path, None, options.decided_by)
        shape = _shape(found, edition, path, options, _wording(opened))
        return {**shape, "not_offered": _not_offered(connection, world, found) if options.public else []}


def _edition(
    opened: Opened, world: World, past: Past, options: ReportOptions
) -> tuple[Inside[Dossier] | Outgoing[Dossier], Figures, str]:
    settings = opened.settings
    period = Period.of_year(options.year, opened.today) if options.year else Period(opened.today)
    days = settings.working_days
    issue = Issue(options.year, _wording(opened), settings.npm, opened.today)

    def count(counted: World) -> Figures:
        return figures(counted, past, Rules(settings.deadlines, days), period)

    if options.public:
        shared = gate.figures(world, count)
        return public_report(shared, issue, options.decided_by is not None), shared.content, "public"
    found = count(world)
    return internal_report(found, world, past, issue), found, "internal"


def _statement(
    opened: Opened, connection: Connection, world: World, options: ReportOptions, kind: tuple[str, DossierRenderer]
) -> dict[str, Any]:
    authority = authority_by_name(world.authorities, options.authority or "")
    period = Period.of_year(options.year, opened.today) if options.year else Period(opened.today)
    own = [
        one
        for one in world.recommendations
        if authority.id in one.addressees and one.stage is not Stage.DRAFT and period.holds(one.issued_on)
    ]
    viewer = Viewer(frozenset({authority.name}))
    shared = gate.recommendations(own, world.responses, world.authority_by_id, viewer)
    wording = Wording(
        authority.languages or (opened.settings.workspace.language,), vocabulary_of(opened.workspace, authority)
    )
    paper = statement(shared, authority.name, opened.settings.npm, wording, period.as_of)
    path = _write(opened, paper, options, kind, f"statement-{slug(authority.name)}")
    _log(opened, connection, path, authority.name, None)
    return {
        "path": str(path),
        "edition": "statement",
        "authority": authority.name,
        "year": options.year,
        "as_of": period.as_of.isoformat(),
        "title": paper.content.title,
        "recommendations": len(shared.content),
    }


def _not_offered(connection: Connection, world: World, found: Figures) -> list[str]:
    """The authorities counted to which no statement of account was made since the period began: each has its own
    figures to check before the public reads any."""
    since = found.period.first or date(found.period.as_of.year, 1, 1)
    offered = {
        line["recipient"]
        for line in papers.outgoing(connection)
        if line["kind"] == "report" and line["at"][:10] >= since.isoformat()
    }
    counted = {
        world.name(addressee)
        for one in world.recommendations
        if one.stage is not Stage.DRAFT and found.period.holds(one.issued_on)
        for addressee in one.addressees
    }
    return sorted(counted - offered)


def _renderer(opened: Opened, options: ReportOptions) -> tuple[str, DossierRenderer]:
    if options.out is None:
        return "html", opened.plugin("dossier", "html")
    return opened.caller.plugins.for_path("dossier", options.out)


def _write(
    opened: Opened,
    paper: Inside[Dossier] | Outgoing[Dossier],
    options: ReportOptions,
    kind: tuple[str, DossierRenderer],
    stem: str,
) -> Path:
    name, renderer = kind
    public = "-public" if options.public else ""
    path = (options.out or opened.workspace.reports / f"{stem}{public}.{name}").absolute()
    write_new(path, lambda target: renderer.render(paper, target))
    return path


def _log(opened: Opened, connection: Connection, path: Path, to: str | None, decided_by: str | None) -> None:
    """The line for the log of what may leave, and under it who decided."""
    run = opened.begin(connection, "report" + (f", decided by {decided_by}" if decided_by else "")[:90])
    line = {"run": run, "at": opened.now.isoformat(timespec="seconds"), "kind": "report", "record": None}
    digest = sha256(path.read_bytes()).hexdigest()
    more = {"recipient": to or "public", "version": None, "path": str(path), "digest": digest, "sent": False}
    papers.put_outgoing(connection, [{**line, **more}])


def _wording(opened: Opened) -> Wording:
    return Wording((opened.settings.workspace.language,), vocabulary_of(opened.workspace))


def _shape(found: Figures, edition: str, path: Path, options: ReportOptions, wording: Wording) -> dict[str, Any]:
    return {
        "path": str(path),
        "edition": edition,
        "decided_by": options.decided_by if options.public else None,
        "year": options.year,
        "as_of": found.period.as_of.isoformat(),
        "title": report_title(options.year, wording),
        "figures": [_figure(one, wording) for one in found.figures],
        "notes": [wording.say(key, **gaps) for key, gaps in found.notes],
    }


def _figure(figure: Figure, wording: Wording) -> dict[str, Any]:
    return {
        "key": figure.key,
        "number": number(figure),
        "by": figure.by or None,
        "title": title(figure, wording),
        "definition": wording.say(f"report.{figure.key}.definition"),
        "measure": figure.measure,
        "parts": {part: part_label(figure, part, wording) for part in figure.parts},
        "whole": _group(figure.whole),
        "groups": [_group(group) for group in figure.groups],
    }


def _group(group: Group) -> dict[str, Any]:
    lines = [{**asdict(line), "on": line.on.isoformat() if line.on else None} for line in group.lines]
    return {
        "name": group.name or None,
        "counts": dict(group.counts),
        "total": group.total,
        "value": round(group.value, 4) if group.value is not None else None,
        "rows": lines,
    }
