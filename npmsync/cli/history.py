"""`npmsync history` and `npmsync undo`."""

from __future__ import annotations

from typing import Any

import click

from npmsync.cli.frame import DONE, WAITS, answer, caller, json_option, root_of


@click.command()
@click.argument("record", required=False, metavar="[RECORD]")
@json_option
@click.pass_context
def history(ctx: click.Context, record: str | None, as_json: bool) -> None:
    """What changed, by whom, from where. RECORD is a reference, a name or an id.

    \b
    Example:
      npmsync history 2026/014
    """
    from npmsync.actions.opened import opened
    from npmsync.actions.past import list_history

    with opened(root_of(ctx), caller()) as workspace:
        entries = list_history(workspace, record)
    answer(entries, lambda: _shown(entries), as_json)


def _shown(entries: list[dict[str, Any]]) -> str:
    from npmsync.cli.show import table

    shown = entries[-200:]
    rows = (
        (
            e["at"].replace("T", " ")[:16],
            e["run"][:13],
            e["endpoint"] or e["by"],
            e["title"] or e["record"][:13],
            e["field"],
            _cut(e["old"]),
            _cut(e["new"]),
        )
        for e in shown
    )
    text = table(["at", "run", "from", "record", "field", "old", "new"], rows, "Nothing has changed yet.")
    return text + (f"\n{len(entries) - len(shown)} earlier entries: --json" if len(entries) > len(shown) else "")


def _cut(value: Any) -> str:
    text = "" if value is None else str(value)
    return text[:39] + "…" if len(text) > 40 else text


@click.command()
@click.argument("run", metavar="RUN")
@json_option
@click.pass_context
def undo(ctx: click.Context, run: str, as_json: bool) -> None:
    """Take a run back. What has changed since stays as it is and is named.

    \b
    Example:
      npmsync undo 0193ab4c
    """
    from dataclasses import asdict

    from npmsync.actions.opened import opened
    from npmsync.actions.undoing import undo as take_back

    with opened(root_of(ctx), caller()) as workspace:
        done = take_back(workspace, run)
    lines = [f"{done.undone} changes of run {done.run} taken back. The trackers follow with: npmsync sync"]
    lines += [f"left as it is: {item['record']} {item['field'] or ''} ({item['why']})" for item in done.left]
    answer(asdict(done), "\n".join(lines), as_json, WAITS if done.left else DONE)
