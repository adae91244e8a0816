"""`npmsync due`."""

from __future__ import annotations

from typing import Any

import click

from npmsync.cli.frame import answer, caller, json_option, root_of


@click.command()
@click.option("--owner", metavar="NAME", help="Only what is this member's.")
@json_option
@click.pass_context
def due(ctx: click.Context, owner: str | None, as_json: bool) -> None:
    """What is to be done today: late answers, meetings, promises, contacts gone quiet, each with a next step.

    \b
    Example:
      npmsync due --owner Nino
    """
    from npmsync.actions.opened import opened
    from npmsync.actions.telling import due_items, due_shape

    with opened(root_of(ctx), caller()) as workspace:
        items = due_items(workspace, owner)
        today = workspace.today
    answer([due_shape(item) for item in items], lambda: _shown(items, today), as_json)


def _shown(items: list[Any], today: Any) -> str:
    from npmsync.cli.show import table
    from npmsync.dialogue.backlog import fold

    folded = fold(items, today)
    rows = (
        (item.since, item.kind.value.replace("_", " "), item.authority, item.recommendation or "", item.suggestion)
        for item in folded.fresh
    )
    parts = [table(["since", "what", "authority", "ref", "next step"], rows, "Nothing is due today.")]
    parts += [f"To {item.person}:\n\n{item.text}\n" for item in folded.fresh if item.text]
    if folded.backlog:
        parts.append(f"backlog: {folded.backlog} (older than a year; --json lists each)")
    return "\n".join(parts)
