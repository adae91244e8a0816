"""`npmsync export` and `npmsync receive`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from npmsync.cli.frame import DONE, FAILED, WAITS, answer, caller, json_option, named, root_of


@click.command()
@click.option("--authority", metavar="NAME", help="Name, alias or an unambiguous beginning.")
@click.option("--all", "everyone", is_flag=True, help="Every authority that has recommendations.")
@click.option("--format", "formats", default="xlsx", help="One or several, with commas: xlsx, html.", show_default=True)
@click.option("--language", type=click.Choice(["en", "fr", "es", "pt", "ru", "ar"]), help="Default: the authority's.")
@click.option("--stage", type=click.Choice(["draft", "final"]), default="final", show_default=True)
@click.option("--out", metavar="DIR", help="Where the files go (default: exports/ in the workspace).")
@json_option
@click.pass_context
def export(
    ctx: click.Context,
    authority: str | None,
    everyone: bool,
    formats: str,
    language: str | None,
    stage: str,
    out: str | None,
    as_json: bool,
) -> None:
    """Make response forms: each authority gets only its own recommendations. Nothing is sent.

    \b
    Example:
      npmsync export --all
      npmsync export --authority "Ministry of Health" --format xlsx,html
    """
    from npmsync.actions.exporting import ExportOptions
    from npmsync.actions.exporting import export as make
    from npmsync.actions.opened import opened

    if bool(authority) == everyone:
        raise click.UsageError("Give --authority NAME or --all.")
    names = [name.strip() for name in formats.split(",") if name.strip()]
    options = ExportOptions(authority, names, language, stage, Path(out) if out else None)
    with opened(root_of(ctx), caller()) as workspace:
        done = make(workspace, options)
    answer(done.to_json(), lambda: _exported(done.to_json()), as_json, WAITS if done.passages else DONE)


def _exported(shape: dict[str, Any]) -> str:
    lines = [f"{f['authority']}: {f['recommendations']} recommendations in {f['path']}" for f in shape["files"]]
    if shape["passages"]:
        lines.append("Please read these passages before you send anything: they may point to a person.")
        lines += [f"  {p['recommendation']} ({p['authority']}): {p['words']!r}: {p['why']}" for p in shape["passages"]]
    return "\n".join(lines)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@json_option
@click.pass_context
def receive(ctx: click.Context, files: tuple[str, ...], as_json: bool) -> None:
    """Take in response forms that came back; the trackers follow with the next sync.

    \b
    Example:
      npmsync receive Inbox/ministry-of-health-NPM-7K2M-Q9PX-4.xlsx
    """
    from npmsync.actions.opened import opened
    from npmsync.actions.receiving import receive as take

    with opened(root_of(ctx), caller()) as workspace:
        done = take(workspace, [Path(file) for file in files])
    for one in done:
        if one.whole or (one.refused and not one.accepted and not one.corrections):
            for item in one.refused:
                click.echo(f"npmsync: {named(one.file, item['why'])}", err=True)
    shapes = [one.to_json() for one in done]
    answer(shapes, lambda: _received(shapes), as_json, _code(done))


def _code(done: list[Any]) -> int:
    if all(one.whole for one in done):
        return FAILED
    nothing = all(not one.accepted and not one.corrections for one in done)
    refused = any(one.refused for one in done)
    if nothing and refused:
        return FAILED
    return WAITS if refused or any(one.corrections for one in done) else DONE


def _received(shapes: list[dict[str, Any]]) -> str:
    lines = []
    for shape in shapes:
        counts = f"{len(shape['accepted'])} answers taken"
        counts += f", {len(shape['corrections'])} corrections wait for you" if shape["corrections"] else ""
        counts += f", {len(shape['refused'])} refused" if shape["refused"] else ""
        lines.append(f"{Path(shape['file']).name} ({shape['authority'] or 'unknown'}): {counts}")
        lines += [f"  {note}" for note in shape["notes"]]
        lines += [f"  {c['reference']}: {c.get('field', 'factual correction')}" for c in shape["corrections"]]
        lines += [f"  {r['reference'] or 'the file'}: {r['why']}" for r in shape["refused"]]
    lines.append("The trackers follow with: npmsync sync")
    return "\n".join(lines)
