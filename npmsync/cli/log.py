"""`npmsync log`."""

from __future__ import annotations

from datetime import datetime

import click

from npmsync.cli.frame import answer, caller, json_option, root_of

CHANNELS = ["letter", "email", "phone", "message", "in_person", "other"]


@click.command()
@click.argument("authority", metavar="AUTHORITY")
@click.option("--channel", type=click.Choice(CHANNELS), required=True)
@click.option("--summary", required=True, metavar="TEXT", help="What was said; it stays inside.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Default: today.")
@click.option("--with", "whom", metavar="NAME", help="Whom you spoke with.")
@json_option
@click.pass_context
def log(
    ctx: click.Context,
    authority: str,
    channel: str,
    summary: str,
    day: datetime | None,
    whom: str | None,
    as_json: bool,
) -> None:
    """Record an exchange with an authority in one line.

    \b
    Example:
      npmsync log "Ministry of Health" --channel phone --summary "answer promised for Friday" --with "Y. Ben Salah"
    """
    from npmsync.actions.opened import opened
    from npmsync.actions.telling import log_exchange

    with opened(root_of(ctx), caller()) as workspace:
        done = log_exchange(workspace, authority, channel, summary, day.date() if day else None, whom)
    answer(done, f"Recorded: {done['on']}, {done['channel']}, {done['authority']}.", as_json)
