"""`npmsync brief`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from npmsync.cli.frame import DONE, WAITS, answer, caller, json_option, root_of
from npmsync.paths import at_home


@click.command()
@click.option("--place", metavar="NAME", help="The place to be visited, or an unambiguous beginning of its name.")
@click.option("--out", metavar="FILE", help="A file ending in .html or .xlsx (default: a page in reports/).")
@click.option("--take", metavar="FILE", help="Take the filled workbook in: what was seen becomes the NPM's assessment.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="With --take: the day of the visit.")
@json_option
@click.pass_context
def brief(
    ctx: click.Context, place: str | None, out: str | None, take: str | None, day: datetime | None, as_json: bool
) -> None:
    """Before a visit: what was recommended to a place, what the authorities say, what to verify. Internal.

    As .xlsx it has columns for what was seen; --take reads them back, with the visit as the basis of each status.

    \b
    Example:
      npmsync brief --place "Northgate Prison" --out brief.xlsx
      npmsync brief --take brief.xlsx --date 2026-11-20
    """
    from npmsync.actions.opened import opened
    from npmsync.actions.visiting import make_brief, take_brief

    if bool(place) == bool(take):
        raise click.UsageError("Give --place NAME or --take FILE.")
    with opened(root_of(ctx), caller()) as workspace:
        if take:
            done = take_brief(workspace, at_home(Path(take)), day.date() if day else None)
        else:
            done = make_brief(workspace, place or "", at_home(Path(out)) if out else None)
    if take:
        answer(done, lambda: _taken(done), as_json, WAITS if done["said"] else DONE)
    answer(
        done,
        f"{done['place']}: {len(done['recommendations'])} recommendations, {done['open']} of them open: {done['path']}",
        as_json,
    )


def _taken(done: dict[str, Any]) -> str:
    lines = [f"{len(done['taken'])} assessments taken, on the basis of the visit of {done['visited_on']}"]
    lines += [
        f"  {one['recommendation']}: {one['before'] or 'not assessed'} -> {one['status']}" for one in done["taken"]
    ]
    lines += [f"  not taken: {one}" for one in done["said"]]
    lines.append("The trackers follow with: npmsync sync")
    return "\n".join(lines)
