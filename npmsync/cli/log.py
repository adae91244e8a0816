"""`npmsync log`."""

from __future__ import annotations

from datetime import datetime

import click

from npmsync.cli.frame import answer, caller, json_option, root_of

CHANNELS = {
    "letter": "letter",
    "email": "email",
    "e-mail": "email",
    "phone": "phone",
    "call": "phone",
    "message": "message",
    "sms": "message",
    "whatsapp": "message",
    "signal": "message",
    "in_person": "in_person",
    "other": "other",
}
"""What a person may write -> the channel that is recorded."""


@click.command()
@click.argument("authority", metavar="AUTHORITY")
@click.option("--channel", type=click.Choice(list(CHANNELS), case_sensitive=False), required=True)
@click.option("--summary", required=True, metavar="TEXT", help="What was said; it stays inside.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Default: today.")
@click.option("--with", "whom", metavar="NAME", help="Whom you spoke with.")
@click.option("--obstacle", is_flag=True, help="Access was refused or hindered: a further step is to be decided.")
@json_option
@click.pass_context
def log(
    ctx: click.Context,
    authority: str,
    channel: str,
    summary: str,
    day: datetime | None,
    whom: str | None,
    obstacle: bool,
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
        when = day.date() if day else None
        done = log_exchange(workspace, authority, CHANNELS[channel], summary, when, whom, obstacle)
    answer(done, f"Recorded: {done['on']}, {done['channel']}, {done['authority']}.", as_json)
