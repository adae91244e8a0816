"""`npmsync redact`."""

from __future__ import annotations

from typing import Any

import click

from npmsync.cli.frame import DONE, WAITS, answer, caller, json_option, root_of


@click.command()
@click.argument("record", metavar="RECORD")
@click.argument("field", metavar="FIELD")
@click.option("--why", required=True, metavar="TEXT", help="The reason; it is kept in the place of the text.")
@json_option
@click.pass_context
def redact(ctx: click.Context, record: str, field: str, why: str, as_json: bool) -> None:
    """Remove a text for good: from the store and its history, trackers, outbox, exports, reports and our backups.

    It ends with a sync, so that trackers lose the text too. Nothing brings it back. What could not be reached is said.

    \b
    Example:
      npmsync redact 2026-014 notes --why "names a person"
    """
    from npmsync.actions.opened import opened
    from npmsync.actions.redacting import redact as remove

    with opened(root_of(ctx), caller()) as workspace:
        done = remove(workspace, record, field, why).to_json()
    answer(done, lambda: _shown(done), as_json, WAITS if done["left"] else DONE)


def _shown(done: dict[str, Any]) -> str:
    lines = [f"{done['field']} of {done['record']}: removed, with {done['entries']} entries of the history"]
    if done["shared"]:
        lines.append(f"  {done['shared']} of its texts stand in other records too, in the same words; there they stay")
    lines += [f"  deleted: {path}" for path in done["deleted"]]
    lines += [f"  NOT reached: {why}" for why in done["left"]]
    return "\n".join([*lines, done["elsewhere"]])
