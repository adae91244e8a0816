"""`npmsync export`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from npmsync.cli.frame import DONE, WAITS, answer, caller, json_option, password, progress, root_of


@click.command()
@click.option("--authority", metavar="NAME", help="Name, alias or an unambiguous beginning.")
@click.option("--all", "everyone", is_flag=True, help="Every authority that has recommendations.")
@click.option(
    "--format",
    "formats",
    default="xlsx",
    help="One or several, with commas: xlsx, docx, pdf, html, csv.",
    show_default=True,
)
@click.option("--language", metavar="L", help="en, fr, es, pt, ru, ar or one you added. Default: the authority's.")
@click.option("--stage", type=click.Choice(["draft", "final"]), default="final", show_default=True)
@click.option("--out", metavar="DIR", help="Where the files go (default: exports/ in the workspace).")
@click.option("--letter", is_flag=True, help="With a numbered letter to each, to be signed.")
@click.option(
    "--password",
    "sealed",
    is_flag=True,
    help="Files (xlsx, docx) that open with a password alone: asked for, or NPMSYNC_FORM_PASSWORD.",
)
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
    letter: bool,
    sealed: bool,
    as_json: bool,
) -> None:
    """Make response forms: each authority gets only its own recommendations. Nothing is sent.

    \b
    Example:
      npmsync export --all --letter
      npmsync export --authority "Ministry of Health" --format xlsx,docx,pdf
    """
    from npmsync.actions.exporting import ExportOptions
    from npmsync.actions.exporting import export as make
    from npmsync.actions.opened import opened

    if bool(authority) == everyone:
        raise click.UsageError("Give --authority NAME or --all.")
    names = [name.strip().lower() for name in formats.split(",") if name.strip()]
    secret = password(confirm=True) if sealed else None
    options = ExportOptions(authority, names, language, stage, Path(out) if out else None, letter, secret)
    with opened(root_of(ctx), caller()) as workspace:
        done = make(workspace, options, progress(as_json))
    answer(done.to_json(), lambda: _exported(done.to_json()), as_json, WAITS if done.passages else DONE)


def _exported(shape: dict[str, Any]) -> str:
    lines = [f"{f['authority']}: {f['recommendations']} recommendations in {f['path']}" for f in shape["files"]]
    lines += [f"{letter['authority']}: letter {letter['number']} in {letter['path']}" for letter in shape["letters"]]
    if shape["passages"]:
        lines.append("Please read these passages before you send anything: they may point to a person.")
        lines += [f"  {p['recommendation']} ({p['authority']}): {p['words']!r}: {p['why']}" for p in shape["passages"]]
    return "\n".join(lines)
