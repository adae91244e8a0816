"""`npmsync doctor`."""

from __future__ import annotations

from dataclasses import asdict

import click

from npmsync.cli.frame import DONE, WAITS, answer, caller, json_option, root_of


@click.command()
@json_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Check settings, files, plugins and store, and say what to do.

    \b
    Example:
      npmsync doctor
    """
    from npmsync.actions.check import Check
    from npmsync.actions.examine import examine
    from npmsync.actions.opened import opened
    from npmsync.errors import MissingExtra, StoreError, Unreachable

    try:
        with opened(root_of(ctx), caller()) as workspace:
            checks = examine(workspace)
    except (StoreError, Unreachable, MissingExtra) as error:
        checks = [Check("store", False, f"{error.message} {error.hint}")]
    text = "\n".join(f"{'ok ' if check.ok else 'MEND'}  {check.name}: {check.message}" for check in checks)
    good = all(check.ok for check in checks)
    answer({"checks": [asdict(check) for check in checks]}, text, as_json, DONE if good else WAITS)
