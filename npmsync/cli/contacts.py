"""`npmsync contacts`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from npmsync.cli.frame import DONE, WAITS, answer, caller, json_option, root_of


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False))
@click.option("--authority", metavar="NAME", help="Whose the cards are that name no authority of yours.")
@click.option("--yes", is_flag=True, help="Take them in without asking.")
@json_option
@click.pass_context
def contacts(ctx: click.Context, files: tuple[str, ...], authority: str | None, yes: bool, as_json: bool) -> None:
    """Take contacts in from vCard files, or from address books as Outlook and Google give them out (CSV, Excel).

    Shows what it would take, and takes it with --yes or once you agree. Known contacts are brought up to date.
    Birthdays, notes, pictures and what is marked as home are never taken. No authority is made.

    \b
    Example:
      npmsync contacts ministry.vcf --authority "Ministry of Health"
      npmsync contacts outlook.csv --yes
    """
    from npmsync.actions.contacts import take_contacts
    from npmsync.actions.opened import opened

    paths = [Path(path) for path in files]
    with opened(root_of(ctx), caller()) as workspace:
        done = take_contacts(workspace, paths, authority, yes)
    if done["contacts"] and not yes and not as_json and sys.stdin.isatty():
        click.echo(_shown(done))
        click.confirm("Take these in?", default=True, abort=True)
        with opened(root_of(ctx), caller()) as workspace:
            done = take_contacts(workspace, paths, authority, True)
        answer(done, "Taken.", as_json, WAITS if done["waiting"] else DONE)
        return
    left = done["waiting"] or (done["contacts"] and not done["taken"])
    answer(done, lambda: _shown(done), as_json, WAITS if left else DONE)


def _shown(done: dict[str, Any]) -> str:
    lines = []
    for one in done["contacts"]:
        said = [
            f"{name}: {value['new']}" if value["old"] is None else f"{name}: {value['old']} -> {value['new']}"
            for name, value in one["fields"].items()
        ]
        private = f" (private, not taken: {', '.join(one['left_out'])})" if one["left_out"] else ""
        lines.append(f"{'new    ' if one['new'] else 'changed'}  {one['name']}, {one['authority']}{private}")
        lines += [f"           {'; '.join(said)}"] if said else []
    lines += [f"not taken  {one['name'] or '(no name)'}: {one['why']}" for one in done["waiting"]]
    lines += [f"{done['same']} say nothing new."] if done["same"] else []
    if done["contacts"]:
        lines.append("Taken." if done["taken"] else "Nothing has been taken in yet: run it again with --yes.")
    if any("no authority" in one["why"] or "no organisation" in one["why"] for one in done["waiting"]):
        lines.append("Say whose they are with --authority NAME, or give the name as an alias in npmsync.toml.")
    return "\n".join(lines)
