"""`npmsync decide`."""

from __future__ import annotations

from datetime import datetime

import click

from npmsync.cli.frame import answer, caller, json_option, root_of

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def decide() -> None:
    """What only a person decides: a further step, more time to answer. Recorded with its reason; nothing is sent.

    \b
    Example:
      npmsync decide step "Ministry of Justice" --take "a formal letter of the head" --why "three years without a reply"
      npmsync decide extension "Ministry of Health" --until 2027-03-01 --why "new minister"
    """


@decide.command()
@click.argument("authority", metavar="AUTHORITY")
@click.option("--take", metavar="STEP", help="The step that is taken, in your words or those of [deadlines] ladder.")
@click.option("--not-now", is_flag=True, help="Nothing is done for now.")
@click.option("--until", type=DAY, help="When to look at it again.")
@click.option("--ref", metavar="REF", help="About this recommendation (default: all that is unanswered).")
@click.option("--why", required=True, metavar="TEXT", help="The reason; it stays inside.")
@click.option("--by", metavar="NAME", help="Who decided (default: the organiser).")
@json_option
@click.pass_context
def step(
    ctx: click.Context,
    authority: str,
    take: str | None,
    not_now: bool,
    until: datetime | None,
    ref: str | None,
    why: str,
    by: str | None,
    as_json: bool,
) -> None:
    """Record a further step with an authority, or that none is taken for now. Contact goes on either way.

    \b
    Example:
      npmsync decide step "Ministry of Justice" --not-now --until 2027-02-01 --why "a new focal point has begun"
    """
    from npmsync.actions.deciding import StepOptions, decide_step
    from npmsync.actions.opened import opened

    if bool(take) == not_now:
        raise click.UsageError("Give --take STEP or --not-now.")
    options = StepOptions(authority, why, take, until.date() if until else None, ref, by)
    with opened(root_of(ctx), caller()) as workspace:
        done = decide_step(workspace, options)
    what = f"{done['step']}" if done["step"] else "nothing for now"
    answer(done, f"Decided on {done['authority']}: {what}. Keep some contact whatever was decided.", as_json)


@decide.command()
@click.argument("authority", metavar="AUTHORITY")
@click.option("--until", type=DAY, required=True, help="The new last day.")
@click.option("--ref", "refs", metavar="REF", multiple=True, help="Only for this one; may be given again.")
@click.option("--why", required=True, metavar="TEXT", help="The reason; it stays inside.")
@json_option
@click.pass_context
def extension(
    ctx: click.Context, authority: str, until: datetime, refs: tuple[str, ...], why: str, as_json: bool
) -> None:
    """Give an authority more time to answer. What is late already stays late in the figures.

    \b
    Example:
      npmsync decide extension "Ministry of Health" --until 2027-03-01 --ref V1-2 --why "the law is being changed"
    """
    from npmsync.actions.deciding import decide_extension
    from npmsync.actions.opened import opened

    with opened(root_of(ctx), caller()) as workspace:
        done = decide_extension(workspace, authority, until.date(), why, refs)
    about = ", ".join(one["recommendation"] or "all that it was sent" for one in done)
    answer(done, f"{done[0]['authority']} has until {done[0]['until']}: {about}.", as_json)
