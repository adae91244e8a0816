"""`npmsync plan`."""

from __future__ import annotations

from datetime import datetime
from time import perf_counter
from typing import Any

import click

from npmsync.cli.frame import DONE, WAITS, answer, caller, json_option, root_of

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--from", "first", type=DAY, help="First day of the period (default: today).")
@click.option("--to", "last", type=DAY, help="Last day of the period (default: twelve months later).")
@click.option("--dry-run", is_flag=True, help="Show the plan and keep nothing.")
@json_option
@click.pass_context
def plan(ctx: click.Context, first: datetime | None, last: datetime | None, dry_run: bool, as_json: bool) -> None:
    """Propose annual reviews and roundtables. What was invited does not move.

    \b
    Example:
      npmsync plan --from 2027-01-01 --to 2027-12-31
    """
    from npmsync.actions.opened import opened
    from npmsync.actions.planning import make_plan

    if first and last and last < first:
        raise click.UsageError("--to lies before --from.")
    began = perf_counter()
    with opened(root_of(ctx), caller()) as workspace:
        planned = make_plan(workspace, first.date() if first else None, last.date() if last else None, dry_run)
    shape = planned.to_json(perf_counter() - began)
    answer(shape, lambda: _shown(shape), as_json, WAITS if planned.waits else DONE)


def _shown(shape: dict[str, Any]) -> str:
    from npmsync.cli.show import table

    new = set(shape["new"])
    rows = (
        (
            datetime.fromisoformat(meeting["start"]).strftime("%a %d %b %Y %H:%M"),
            meeting["title"],
            f"{len(meeting['agenda'])} items",
            "new" if meeting["id"] in new else meeting["status"],
        )
        for meeting in shape["meetings"]
    )
    parts = [table(["when", "meeting", "agenda", ""], rows, "No meeting is needed in this period.")]
    parts += [f"no longer needed: {text}" for text in shape["dropped"]]
    parts += [f"note: {text}" for text in shape["notes"]]
    parts += [f"not placed: {item['need']}: {item['why']}" for item in shape["unplaced"]]
    proven = "no better plan exists" if shape["optimal"] else f"at most {shape['gap_days']} weighted days from the best"
    parts.append(f"{len(shape['meetings'])} meetings; {proven}. Next: npmsync invite")
    return "\n".join(parts)
