"""`npmsync conflicts`."""

from __future__ import annotations

from typing import Any

import click

from npmsync.cli.frame import DONE, WAITS, answer, caller, json_option, root_of


@click.group()
def conflicts() -> None:
    """What waits for a person: conflicts, vanished rows, corrections, near names, replies in doubt.

    \b
    Example:
      npmsync conflicts list
      npmsync conflicts resolve 0193 --take theirs --why "checked by telephone"
    """


@conflicts.command("list")
@json_option
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """Show what waits, both sides of it.

    \b
    Example:
      npmsync conflicts list
    """
    from npmsync.actions.opened import opened
    from npmsync.actions.waiting import waiting_items

    with opened(root_of(ctx), caller()) as workspace:
        items = waiting_items(workspace)
    answer(items, lambda: _shown(items), as_json)


@conflicts.command("resolve")
@click.argument("identity", metavar="ID", required=False)
@click.option("--take", type=click.Choice(["ours", "theirs"]), required=True, help="ours: the value in the store.")
@click.option("--why", metavar="TEXT", help="Kept in the history.")
@click.option("--all", "everything", is_flag=True, help="Decide everything that waits in the same way.")
@json_option
@click.pass_context
def resolve(
    ctx: click.Context, identity: str | None, take: Any, why: str | None, everything: bool, as_json: bool
) -> None:
    """Decide one thing, or all. The trackers follow with the next sync.

    \b
    Example:
      npmsync conflicts resolve 0193 --take theirs
    """
    from npmsync.actions.opened import opened
    from npmsync.actions.resolve import resolve as carry_out

    if bool(identity) == everything:
        raise click.UsageError("Give the ID of one item (npmsync conflicts list), or --all.")
    with opened(root_of(ctx), caller()) as workspace:
        done = carry_out(workspace, identity, take, why)
    text = f"{done['resolved']} decided ({take}). The trackers follow with: npmsync sync"
    if done["left"]:
        text += f"\n{done['left']} still wait: one word does not decide them. See: npmsync conflicts list"
    answer(done, text, as_json, WAITS if done["left"] else DONE)


def _shown(items: list[dict[str, Any]]) -> str:
    from npmsync.cli.show import table

    columns = ("id", "kind", "title", "field", "ours", "theirs", "endpoint")
    return table(columns, ([_cut(item[name]) for name in columns] for item in items), "Nothing waits.")


def _cut(value: Any) -> Any:
    return value[:59] + "…" if isinstance(value, str) and len(value) > 60 else value
