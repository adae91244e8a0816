"""`npmsync share`."""

from __future__ import annotations

from typing import Any

import click

from npmsync.cli.frame import DONE, WAITS, answer, caller, json_option, progress, root_of


@click.command()
@click.option("--authority", metavar="NAME", required=True, help="Name, alias or an unambiguous beginning.")
@click.option("--via", metavar="NAME", help="gsheets, xlsx, or the name of one of its sheets.")
@click.option("--into", metavar="WHERE", help="A synced folder, or the address of an empty Google sheet.")
@click.option(
    "--with", "people", metavar="EMAIL", multiple=True, help="Who may edit a new Google sheet; may be repeated."
)
@click.option("--release", is_flag=True, help="Let go what is shown; the first time this makes the sheet.")
@click.option("--confirmed", is_flag=True, help="The passages that may point to a person were read and may go.")
@click.option("--language", type=click.Choice(["en", "fr", "es", "pt", "ru", "ar"]), help="Default: the authority's.")
@json_option
@click.pass_context
def share(
    ctx: click.Context,
    authority: str,
    via: str | None,
    into: str | None,
    people: tuple[str, ...],
    release: bool,
    confirmed: bool,
    language: str | None,
    as_json: bool,
) -> None:
    """Show what waits to be released to an authority's sheet, and release it. Sync never does.

    \b
    Example:
      npmsync share --authority "Ministry of Health"
      npmsync share --authority "Ministry of Health" --via gsheets --with focal@health.example --release
      npmsync share --authority "Prison Service" --into "~/OneDrive/Prison Service" --release
    """
    from npmsync.actions.opened import opened
    from npmsync.actions.shared_sheet import Where
    from npmsync.actions.sharing import ShareOptions
    from npmsync.actions.sharing import share as carry_out

    options = ShareOptions(authority, Where(via, into, people), release, confirmed, language)
    with opened(root_of(ctx), caller()) as workspace:
        done = carry_out(workspace, options, progress(as_json))
    answer(done.to_json(), lambda: _said(done), as_json, WAITS if done.waits else DONE)


def _said(done: Any) -> str:
    lines = []
    if done.released:
        made = "made and filled" if done.made else "released to"
        lines.append(f"{done.authority}: {made} {done.address} ({done.released} recommendations)")
    elif done.pending:
        lines.append(f"{done.authority}: {len(done.pending)} changes wait to be released.")
    else:
        lines.append(f"{done.authority}: nothing waits; the sheet shows what was released.")
    for one in done.pending[:40]:
        if one["field"] is None:
            what, text = ("taken off", one["old"]) if one["new"] is None else ("new", one["new"])
            lines.append(f"  {one['recommendation']}: {what}: {_cut(text)}")
        else:
            right = "  (the authority wrote there; put right with a note)" if one["put_right"] else ""
            lines.append(f"  {one['recommendation']}: {one['field']}: {_cut(one['old'])} -> {_cut(one['new'])}{right}")
    if len(done.pending) > 40:
        lines.append(f"  ... and {len(done.pending) - 40} more (--json shows all)")
    if done.passages:
        lines.append("Held back: these passages may point to a person. Read them, reword them in your tracker, or add")
        lines.append("--confirmed to let them go:")
        lines += [f"  {p['recommendation']}: {p['words']!r}: {p['why']}" for p in done.passages]
    elif done.pending and not done.released:
        lines.append("To let it go: add --release")
    return "\n".join([*lines, *(f"  note: {note}" for note in done.notes)])


def _cut(text: str) -> str:
    shown = " ".join(str(text).split())
    return f"{shown[:59]}…" if len(shown) > 60 else shown or "(empty)"
