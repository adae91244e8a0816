"""`npmsync invite` and `npmsync replies`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from npmsync.cli.frame import DONE, FAILED, WAITS, answer, caller, json_option, named, root_of


@click.command()
@click.option("--meeting", "identity", metavar="ID", help="Only this one, told of before or not.")
@json_option
@click.pass_context
def invite(ctx: click.Context, identity: str | None, as_json: bool) -> None:
    """Write invitations, changes and cancellations to outbox/. Nothing is sent.

    \b
    Example:
      npmsync invite
    """
    from npmsync.actions.inviting import invite as write_invitations
    from npmsync.actions.opened import opened

    with opened(root_of(ctx), caller()) as workspace:
        done = write_invitations(workspace, identity)
        outbox = workspace.workspace.outbox
    letters = sum(message["method"] == "LETTER" for message in done.messages)
    text = [f"{len(done.calendars)} meetings, {len(done.messages)} messages ({letters} letters) in {outbox}"]
    text += done.notes
    text += [f"Calendar of all meetings: {done.feed}", "Open the .eml files in your mail program and send them."]
    answer(done.to_json(), "\n".join(text), as_json, WAITS if done.without_address else DONE)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@json_option
@click.pass_context
def replies(ctx: click.Context, files: tuple[str, ...], as_json: bool) -> None:
    """Take in answers to invitations, saved as .ics or .eml. An answer in doubt waits for you.

    \b
    Example:
      npmsync replies Inbox/*.eml
    """
    from npmsync.actions.opened import opened
    from npmsync.actions.replies import take_replies

    with opened(root_of(ctx), caller()) as workspace:
        done = take_replies(workspace, [Path(file) for file in files])
    shape = done.to_json()
    for item in done.refused:
        click.echo(f"npmsync: {named(item['file'], item['why'])}", err=True)
    code = DONE
    if done.waiting or done.refused:
        code = WAITS if done.taken or done.waiting else FAILED
    answer(shape, lambda: _shown(shape), as_json, code)


def _shown(shape: dict[str, list[dict[str, Any]]]) -> str:
    lines = [f"taken: {item['attendee']} {item['partstat']}" for item in shape["taken"]]
    lines += [f"waiting: {Path(item['file']).name}: {item['why']}" for item in shape["waiting"]]
    lines += [f"refused: {Path(item['file']).name}" for item in shape["refused"]]
    return "\n".join(lines)
