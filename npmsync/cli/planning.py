"""`npmsync plan`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from npmsync.cli.frame import DONE, WAITS, answer, caller, json_option, root_of
from npmsync.cli.show import moment
from npmsync.paths import at_home

if TYPE_CHECKING:
    from npmsync.actions.planning import Planned

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--from", "first", type=DAY, help="First day of the period (default: today).")
@click.option("--to", "last", type=DAY, help="Last day of the period (default: twelve months later).")
@click.option("--dry-run", is_flag=True, help="Show what would change and keep nothing.")
@click.option("--why", is_flag=True, help="Say of each meeting why it is needed and why then.")
@click.option("--picture", metavar="FILE", help="Write the year on one page (HTML), for the NPM alone.")
@click.option("--prove", is_flag=True, help="Find the best plan there is and prove it (needs npmsync[solver]).")
@json_option
@click.pass_context
def plan(
    ctx: click.Context,
    first: datetime | None,
    last: datetime | None,
    dry_run: bool,
    why: bool,
    picture: str | None,
    prove: bool,
    as_json: bool,
) -> None:
    """Propose the year's meetings. An accepted one stays; an invited one moves only if it must.

    \b
    Example:
      npmsync plan --from 2027-01-01 --to 2027-12-31 --picture year.html
    """
    from npmsync.actions.opened import opened
    from npmsync.actions.planning import Wish, draw, make_plan

    if first and last and last < first:
        raise click.UsageError("--to lies before --from.")
    if picture and not picture.lower().endswith((".html", ".htm")):
        raise click.UsageError("--picture writes HTML: give a name that ends in .html.")
    began = perf_counter()
    wish = Wish(first.date() if first else None, last.date() if last else None, dry_run, prove)
    with opened(root_of(ctx), caller()) as workspace:
        planned = make_plan(workspace, wish)
        page = draw(workspace, planned, at_home(Path(picture)).absolute()) if picture else None
    shape = {**planned.to_json(perf_counter() - began), "picture": str(page) if page else None}
    answer(shape, lambda: _shown(planned, why, dry_run, page), as_json, WAITS if planned.waits else DONE)


def _shown(planned: Planned, why: bool, dry_run: bool, page: Path | None) -> str:
    from npmsync.cli.calendar import shown_months, wrapped

    parts = [shown_months(planned.calendar, why) if planned.meetings else "No meeting is needed in this period."]
    parts += wrapped(_difference(one) for one in planned.changes if one["change"] in ("moved", "deputy", "dropped"))
    for item in planned.unplaced:
        parts += wrapped(
            [f"not placed: {item['need']}: {item['why']}", *(f"  {one}" for one in item["could"][: None if why else 1])]
        )
    parts += wrapped(f"note: {text}" for text in planned.notes)
    parts += wrapped(f"let be until {one['until']}: {one['need']}: {one['why']}" for one in planned.skipped)
    shown = planned.said if why else planned.said[:3]
    parts += wrapped(shown)
    if len(planned.said) > len(shown):
        parts.append(f"{len(planned.said) - len(shown)} more authorities without a focal point: npmsync plan --why")
    parts.append(_ending(planned, dry_run))
    if page is not None:
        parts.append(f"The year on one page, internal: {page}")
    return "\n".join(parts)


def _difference(change: dict[str, Any]) -> str:
    if change["change"] == "moved":
        told = ", invited" if change["status"] != "proposed" else ""
        return f"moved: {change['title']}{told}: {moment(change['from'])} -> {moment(change['to'])}. {change['why']}"
    if change["change"] == "deputy":
        return f"deputy: {change['title']}, {moment(change['to'])}: {change['why']}"
    return f"no longer needed: {change['title']}: {change['why']}"


def _ending(planned: Planned, dry_run: bool) -> str:
    counts = {what: sum(one["change"] == what for one in planned.changes) for what in ("new", "moved", "dropped")}
    difference = ", ".join(f"{number} {what}" for what, number in counts.items() if number) or "nothing changed"
    kept = "Nothing was kept (--dry-run)." if dry_run else "Next: npmsync invite"
    return f"{planned.summary} {difference[:1].upper()}{difference[1:]}. {kept}"
