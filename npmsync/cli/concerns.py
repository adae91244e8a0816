"""`npmsync concerns`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from npmsync.cli.frame import answer, caller, json_option, root_of
from npmsync.paths import at_home

DAY = click.DateTime(["%Y-%m-%d"])
FROM = click.option("--from", "file", metavar="FILE", help="A text file with the note; delete it afterwards.")


@click.group()
def concerns() -> None:
    """Concerns about reprisals (OPCAT article 21), for named members only; each has a check that stays due.

    Notes are encrypted to the members under [[restricted]] in npmsync.toml, and stand in no list, paper, history or
    log. The text is never given on the command line, which computers remember: you are asked for it.

    \b
    Example:
      npmsync concerns add --check-on 2026-12-01
      npmsync concerns list
    """


@concerns.command()
@click.option("--check-on", "day", type=DAY, required=True, help="When to look at it again.")
@click.option("--owner", metavar="NAME", help="Who does (default: the first member who may read it).")
@FROM
@json_option
@click.pass_context
def add(ctx: click.Context, day: datetime, owner: str | None, file: str | None, as_json: bool) -> None:
    """Keep a concern, and a day on which to look at it again.

    \b
    Example:
      npmsync concerns add --check-on 2026-12-01 --owner "Nino Kapanadze"
    """
    from npmsync.actions import concerns as actions
    from npmsync.actions.opened import opened

    text = _text(file)
    with opened(root_of(ctx), caller()) as workspace:
        done = actions.add(workspace, text, day.date(), owner)
    answer(_shape(done), f"Kept as {done.name}; to be checked on {done.check_on}.", as_json)


@concerns.command(name="list")
@json_option
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """Which there are: a name that says nothing, the day of the next check, and whose it is.

    \b
    Example:
      npmsync concerns list
    """
    from npmsync.actions import concerns as actions
    from npmsync.actions.opened import opened
    from npmsync.cli.show import table

    with opened(root_of(ctx), caller()) as workspace:
        found = actions.concerns(workspace.workspace.root)
    rows = [(one.name, one.check_on or "closed", one.owner or "", one.notes) for one in found]
    shown = table(["name", "check on", "owner", "notes"], rows, "There are none.")
    answer([_shape(one) for one in found], shown, as_json)


@concerns.command()
@click.argument("name", metavar="NAME")
@click.option("--next", "day", type=DAY, help="The day of the next check.")
@click.option("--close", is_flag=True, help="No check is needed any more.")
@FROM
@json_option
@click.pass_context
def check(ctx: click.Context, name: str, day: datetime | None, close: bool, file: str | None, as_json: bool) -> None:
    """Note what a check found, and when the next one is; or that none is needed any more.

    \b
    Example:
      npmsync concerns check K7Q2 --next 2027-01-15
    """
    from npmsync.actions import concerns as actions
    from npmsync.actions.opened import opened

    if (day is None) != close:
        raise click.UsageError("Give --next DAY or --close.")
    text = _text(file)
    with opened(root_of(ctx), caller()) as workspace:
        done = actions.check(workspace, name, text, day.date() if day else None)
    answer(_shape(done), f"Noted; {f'next check on {done.check_on}' if done.check_on else 'closed'}.", as_json)


@concerns.command()
@click.argument("name", metavar="NAME")
@click.option("--key", metavar="FILE", required=True, help="Your key, from npmsync backup-key.")
@json_option
@click.pass_context
def show(ctx: click.Context, name: str, key: str, as_json: bool) -> None:
    """Show the notes of a concern, on the screen alone, to a member who has a key.

    \b
    Example:
      npmsync concerns show K7Q2 --key /media/stick/nino.key
    """
    from npmsync.actions import concerns as actions
    from npmsync.actions.opened import opened

    with opened(root_of(ctx), caller()) as workspace:
        notes = actions.show(workspace, name, at_home(Path(key)))
    answer(notes, "\n\n".join(f"{one['on']}, {one['by']}:\n{one['text']}" for one in notes), as_json)


@concerns.command()
@click.argument("name", metavar="NAME")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@click.pass_context
def forget(ctx: click.Context, name: str, yes: bool, as_json: bool) -> None:
    """Delete a concern with all its notes. Nothing brings it back but a backup.

    \b
    Example:
      npmsync concerns forget K7Q2 --yes
    """
    from npmsync.actions import concerns as actions
    from npmsync.actions.opened import opened

    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError("There is nobody to ask: give --yes to delete it.")
        click.confirm(f"Delete {name} and all its notes?", abort=True)
    with opened(root_of(ctx), caller()) as workspace:
        done = actions.forget(workspace, name)
    answer(_shape(done), f"{done.name} is deleted; backups made before may still hold it.", as_json)


def _text(file: str | None) -> str:
    """The note: from a file, from a pipe, or asked for. Never from the command line."""
    if file is not None:
        from npmsync.actions.plain_text import plain_text

        path = at_home(Path(file))
        return plain_text(path, path.read_bytes())
    if not sys.stdin.isatty():
        return sys.stdin.read()
    asked: str = click.prompt("What happened, to whom it may concern (it is encrypted at once)")
    return asked


def _shape(one: Any) -> dict[str, Any]:
    return {
        "name": one.name,
        "check_on": one.check_on.isoformat() if one.check_on else None,
        "owner": one.owner,
        "notes": one.notes,
    }
