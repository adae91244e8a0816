"""`npmsync watch`."""

from __future__ import annotations

from typing import Any

import click

from npmsync.cli.frame import DONE, FAILED, WAITS, answer, caller, json_option, root_of


@click.command()
@click.option("--every", type=click.IntRange(1, 1440), default=60, show_default=True, metavar="MINUTES",
              help="Sync at least so often; a saved tracker is synchronised at once.")  # fmt: skip
@click.option("--once", is_flag=True, help="Look once, sync if something changed or it is time, and end.")
@click.option("--install", is_flag=True, help="Have this user's scheduler do it, from now on, without a window.")
@click.option("--uninstall", is_flag=True, help="Take that back.")
@json_option
@click.pass_context
def watch(ctx: click.Context, every: int, once: bool, install: bool, uninstall: bool, as_json: bool) -> None:
    """Sync by itself: when a tracker is saved, and every so often, quietly. It never releases anything to anyone.

    \b
    Example:
      npmsync watch
      npmsync watch --install
    """
    if once + install + uninstall > 1:
        raise click.UsageError("Give one of --once, --install, --uninstall.")
    if install or uninstall:
        _register(ctx, every, uninstall, as_json)
    if once:
        _once(ctx, every, as_json)
    from npmsync.actions.watching import watch as run

    root = root_of(ctx)
    if not as_json:
        click.echo(f"Watching {root}; a saved tracker is synchronised within seconds. To end: Ctrl+C")
    try:
        for ran in run(root, caller, every):
            if ran.said:
                click.echo(f"{ran.at.astimezone():%H:%M} {ran.said}", err=ran.failed)
    except KeyboardInterrupt:
        answer({"ended": True}, "", as_json)


def _register(ctx: click.Context, every: int, back: bool, as_json: bool) -> None:
    from npmsync.actions import registering
    from npmsync.actions.opened import opened

    with opened(root_of(ctx), caller()) as workspace:
        system = registering.this_system()
        done = registering.uninstall(workspace, system) if back else registering.install(workspace, system, every)
    if back:
        text = "Nothing was registered." if done["kind"] is None else "It does not run by itself any more."
    else:
        text = f"Registered with {done['kind']} as {done['job']}: it runs by itself from now on. See: npmsync doctor"
    answer(done, text, as_json)


def _once(ctx: click.Context, every: int, as_json: bool) -> None:
    from dataclasses import asdict

    from npmsync.actions.notice import notify
    from npmsync.actions.registering import this_system
    from npmsync.actions.watch_state import read_state
    from npmsync.actions.watching import look_once
    from npmsync.workspace.folder import open_workspace

    root = root_of(ctx)
    before: dict[str, Any] = read_state(open_workspace(root)).get("last") or {}
    ran = look_once(root, caller(), every)
    if ran is None:
        answer({"ran": False}, "", as_json)
    if ran.waiting > int(before.get("waiting") or 0) and read_state(open_workspace(root)).get("kind"):
        notify(this_system(), f"Waiting for you: {ran.waiting}")
    shape = {"ran": True, **asdict(ran), "at": ran.at.isoformat(timespec="seconds")}
    answer(shape, ran.said, as_json, FAILED if ran.failed else WAITS if ran.waiting else DONE)
