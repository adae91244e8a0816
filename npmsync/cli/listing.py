"""`npmsync list`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from npmsync.cli.frame import answer, caller, json_option, root_of
from npmsync.paths import at_home

WHAT = ("authorities", "focal-points", "recommendations", "meetings", "exchanges", "commitments", "timeline")


@click.command("list")
@click.argument("what", type=click.Choice(WHAT))
@click.option("--authority", metavar="NAME", help="Name, alias or an unambiguous beginning.")
@click.option("--status", metavar="S", help="For example in_progress, not_assessed, proposed.")
@click.option("--topic", metavar="T", help="As the tracker writes it.")
@click.option("--overdue", is_flag=True, help="Only what is late.")
@click.option(
    "--out", metavar="FILE", help="With timeline: a sheet for who takes the dialogue over (.xlsx, .html, .docx)."
)
@json_option
@click.pass_context
def list_(
    ctx: click.Context,
    what: str,
    authority: str | None,
    status: str | None,
    topic: str | None,
    overdue: bool,
    out: str | None,
    as_json: bool,
) -> None:
    """Show tables of what the workspace knows; `timeline`: all that passed with one authority, in one order.

    \b
    Example:
      npmsync list recommendations --authority "Ministry of Health" --overdue
      npmsync list timeline --authority "Ministry of Health"
      npmsync list timeline --authority "Ministry of Health" --out hand-over.xlsx
    """
    if out and (what != "timeline" or not authority):
        raise click.UsageError("--out goes with: timeline --authority NAME")
    from npmsync.actions import listing
    from npmsync.actions.opened import opened
    from npmsync.actions.world import load_world

    chosen = listing.Filter(authority, status, topic, overdue)
    with opened(root_of(ctx), caller()) as workspace:
        with workspace.store.reading() as reader:
            world = load_world(workspace, reader, listing.NEEDED[what])
        make: dict[str, Callable[[], list[dict[str, Any]]]] = {
            "authorities": lambda: listing.authorities(world, chosen),
            "focal-points": lambda: listing.focal_points(world, chosen),
            "recommendations": lambda: listing.recommendations(world, chosen, workspace.today),
            "meetings": lambda: listing.meetings(world, chosen),
            "exchanges": lambda: listing.exchanges(world, chosen),
            "commitments": lambda: listing.commitments(world, chosen, workspace.today),
            "timeline": lambda: listing.happened(world, chosen),
        }
        rows = make[what]()
        if out and authority:
            from npmsync.actions.handing_over import write_handover

            path = write_handover(workspace, authority, at_home(Path(out)))
            answer(rows, f"{len(rows)} events, with all that is open: {path}", as_json)
    answer(rows, lambda: _shown(what, rows), as_json)


COLUMNS: dict[str, tuple[str, ...]] = {
    "authorities": ("name", "level", "parent", "open_recommendations"),
    "focal-points": ("authority", "name", "title", "rank", "email", "phone"),
    "recommendations": ("ref", "text", "addressees", "response_due", "status"),
    "meetings": ("start", "kind", "title", "status", "id"),
    "exchanges": ("on", "authority", "channel", "summary"),
    "commitments": ("due", "authority", "text", "done_on"),
    "timeline": ("on", "event", "text", "who", "refs"),
}


def _shown(what: str, rows: list[dict[str, Any]]) -> str:
    from npmsync.cli.show import table

    columns = COLUMNS[what]
    lines = ([_short(row[column], column) for column in columns] for row in rows)
    empty = f"No {what.replace('-', ' ')}. Were the trackers read yet? npmsync sync"
    shown = table([column.replace("_", " ") for column in columns], lines, empty)
    return f"{shown}\n{len(rows)} {what.replace('-', ' ')}" if rows else shown


def _short(value: Any, column: str) -> Any:
    if column == "text" and isinstance(value, str) and len(value) > 90:
        return value[:89] + "…"
    if column == "refs":
        return ", ".join(value[:4]) + (f" (+{len(value) - 4})" if len(value) > 4 else "")
    return value.replace("T", " ")[:16] if column == "start" else value
