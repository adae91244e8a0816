"""`npmsync meetings`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from npmsync.cli.frame import DONE, WAITS, answer, caller, json_option, root_of
from npmsync.cli.show import moment
from npmsync.errors import UsageError
from npmsync.paths import at_home


@click.group()
def meetings() -> None:
    """Prepare, move, cancel, skip, answer for and write up a meeting; invite again after a change.

    \b
    Example:
      npmsync meetings move 0193ab 2027-03-09T10:00
      npmsync invite
      npmsync meetings agenda 0193ab --out agenda.xlsx
      npmsync meetings record 0193ab --notes agenda.xlsx
    """


@meetings.command()
@click.argument("identity", metavar="ID")
@click.argument("start", metavar="START")
@json_option
@click.pass_context
def move(ctx: click.Context, identity: str, start: str, as_json: bool) -> None:
    """Move a meeting to another time; it keeps its length. A holiday or a clash is said, not refused.

    \b
    Example:
      npmsync meetings move 0193ab 2027-03-09T10:00
    """
    from npmsync.actions import meetings as actions
    from npmsync.actions.opened import opened

    try:
        when = datetime.fromisoformat(start)
    except ValueError:
        raise UsageError(
            "bad-time", f"{start!r} is not a time.", "Write it like this: 2027-03-09T10:00 (ISO 8601)."
        ) from None
    with opened(root_of(ctx), caller()) as workspace:
        done = actions.move(workspace, identity, when)
    _tell(done, f"moved to {done['meeting']['start'].replace('T', ' ')[:16]}", as_json)


@meetings.command()
@click.argument("identity", metavar="ID")
@click.argument("room", metavar="ROOM", required=False)
@click.option("--conference", metavar="URL", help='To take part from afar: https://... or tel:...; "" for none.')
@json_option
@click.pass_context
def place(ctx: click.Context, identity: str, room: str | None, conference: str | None, as_json: bool) -> None:
    """Say where a meeting is held: a room, an online address, or both.

    \b
    Example:
      npmsync meetings place 0193ab "Ministry of Justice, room 204" --conference https://meet.npm.example/review
    """
    from npmsync.actions import meetings as actions
    from npmsync.actions.opened import opened

    if room is None and conference is None:
        raise click.UsageError("Name a room, or give --conference.")
    with opened(root_of(ctx), caller()) as workspace:
        done = actions.place(workspace, identity, room, conference)
    _tell(done, f"held in {done['meeting']['place'] or 'no room yet'}", as_json)


@meetings.command()
@click.argument("identity", metavar="ID")
@click.option("--why", required=True, metavar="TEXT", help="The reason; it stays inside.")
@json_option
@click.pass_context
def cancel(ctx: click.Context, identity: str, why: str, as_json: bool) -> None:
    """Call a meeting off.

    \b
    Example:
      npmsync meetings cancel 0193ab --why "the deputy minister is travelling"
    """
    from npmsync.actions import meetings as actions
    from npmsync.actions.opened import opened

    with opened(root_of(ctx), caller()) as workspace:
        done = actions.cancel(workspace, identity, why)
    _tell(done, "cancelled", as_json)


@meetings.command()
@click.argument("identity", metavar="ID")
@click.argument("email", metavar="EMAIL")
@click.argument("answered", type=click.Choice(["accepted", "declined", "tentative"]))
@json_option
@click.pass_context
def rsvp(ctx: click.Context, identity: str, email: str, answered: str, as_json: bool) -> None:
    """Record an answer by hand: some mail systems send none.

    \b
    Example:
      npmsync meetings rsvp 0193ab n.beridze@moi.example accepted
    """
    from npmsync.actions import meetings as actions
    from npmsync.actions.opened import opened

    with opened(root_of(ctx), caller()) as workspace:
        done = actions.rsvp(workspace, identity, email, answered)
    _tell(done, f"{email}: {answered}", as_json)


@meetings.command()
@click.argument("identity", metavar="ID")
@click.argument("email", metavar="EMAIL")
@click.option("--to", "to", required=True, metavar="NAME <EMAIL>", help="Who comes instead.")
@json_option
@click.pass_context
def delegate(ctx: click.Context, identity: str, email: str, to: str, as_json: bool) -> None:
    """Record that somebody sends another person instead; the next invite asks that person.

    \b
    Example:
      npmsync meetings delegate 0193ab n.beridze@moi.example --to "Lado Kiria <l.kiria@moi.example>"
    """
    from npmsync.actions import meetings as actions
    from npmsync.actions.opened import opened

    with opened(root_of(ctx), caller()) as workspace:
        done = actions.delegate(workspace, identity, email, to)
    _tell(done, f"{email} sends {to}; ask that person: npmsync invite", as_json)


@meetings.command()
@click.argument("identity", metavar="ID")
@click.option("--by", "name", required=True, metavar="NAME", help="Who agreed.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="When (default: today).")
@json_option
@click.pass_context
def agree(ctx: click.Context, identity: str, name: str, day: datetime | None, as_json: bool) -> None:
    """Record that a political contact agreed to the date; the next invite sends the invitation.

    \b
    Example:
      npmsync meetings agree 0193ab --by "Amara Diallo"
    """
    from npmsync.actions import meetings as actions
    from npmsync.actions.opened import opened

    with opened(root_of(ctx), caller()) as workspace:
        done = actions.agree(workspace, identity, name, day.date() if day else None)
    _tell(done, f"{name} agreed", as_json)


@meetings.command()
@click.argument("identity", metavar="ID")
@click.option(
    "--out", metavar="FILE", help="A file ending in .html, .xlsx or .docx (default: a page in the meeting's outbox)."
)
@json_option
@click.pass_context
def agenda(ctx: click.Context, identity: str, out: str | None, as_json: bool) -> None:
    """Write a meeting's agenda, for those who come to it. As .xlsx or .docx it has columns for what is said.

    \b
    Example:
      npmsync meetings agenda 0193ab --out agenda.xlsx
    """
    from npmsync.actions.meeting_papers import make_agenda
    from npmsync.actions.opened import opened

    with opened(root_of(ctx), caller()) as workspace:
        done = make_agenda(workspace, identity, at_home(Path(out)) if out else None)
    lines = [
        f"{done['title']}: {len(done['items'])} recommendations, {done['commitments']} commitments: {done['path']}"
    ]
    lines += [f"  left out: {one['recommendation']}: {one['why']}" for one in done["left_out"]]
    answer(done, "\n".join(lines), as_json)


@meetings.command()
@click.argument("identity", metavar="ID")
@click.option("--why", required=True, metavar="TEXT", help="The reason; it stays inside.")
@click.option("--until", "day", type=click.DateTime(["%Y-%m-%d"]), help="Let be up to this day (default: a year).")
@json_option
@click.pass_context
def skip(ctx: click.Context, identity: str, why: str, day: datetime | None, as_json: bool) -> None:
    """Call a meeting off and have no plan propose it again for a year.

    \b
    Example:
      npmsync meetings skip 0193ab --why "a new minister; we meet in 2028"
    """
    from npmsync.actions import meetings as actions
    from npmsync.actions.opened import opened

    with opened(root_of(ctx), caller()) as workspace:
        done = actions.skip(workspace, identity, why, day.date() if day else None)
    _tell(done, f"skipped until {done['until']}", as_json)


@meetings.command()
@click.argument("identity", metavar="ID")
@click.option(
    "--notes", required=True, metavar="FILE", help="The filled agenda (.xlsx, .docx), or plain notes (.txt, .md)."
)
@json_option
@click.pass_context
def record(ctx: click.Context, identity: str, notes: str, as_json: bool) -> None:
    """Record what a meeting came to: what was done, what not and why, commitments, who was there.

    In plain notes a line "V1-2: text" is about that recommendation, "V1-2 not done: text" says what was not,
    "V1-2 status: Implemented" proposes; "Commitment (WHO): text by 2027-03-01" and "Present: A, B" are read too.
    Statuses wait for your decision: npmsync conflicts list. The file is kept as it came.

    \b
    Example:
      npmsync meetings record 0193ab --notes agenda.xlsx
    """
    from npmsync.actions.opened import opened
    from npmsync.actions.recording import record_meeting

    with opened(root_of(ctx), caller()) as workspace:
        done = record_meeting(workspace, identity, at_home(Path(notes)))
    answer(done, lambda: _recorded(done), as_json, WAITS if done["said"] or done["proposed"] else DONE)


def _recorded(done: dict[str, Any]) -> str:
    lines = [
        f"{done['title']}: held; {len(done['outcomes'])} outcomes, {len(done['commitments'])} commitments, "
        f"{len(done['kept'])} earlier ones kept, {len(done['attended'])} people noted as present"
    ]
    lines += [f"  not taken: {one}" for one in done["said"]]
    if done["proposed"]:
        named = ", ".join(f"{one['recommendation']} ({one['proposed']})" for one in done["proposed"])
        lines.append(f"Statuses that wait for you: {named}. See: npmsync conflicts list")
    return "\n".join(lines)


@meetings.command()
@click.argument("identity", metavar="ID")
@click.option("--authority", metavar="NAME", help="Only this one's (default: a paper for each at the table).")
@click.option(
    "--out", metavar="FILE", help="A file ending in .xlsx, .docx or .html (default: in the meeting's outbox)."
)
@click.option("--take", metavar="FILE", help="The minutes as they came back.")
@click.option("--by", metavar="NAME", help="With --take: who confirmed them.")
@json_option
@click.pass_context
def minutes(
    ctx: click.Context,
    identity: str,
    authority: str | None,
    out: str | None,
    take: str | None,
    by: str | None,
    as_json: bool,
) -> None:
    """Write what a meeting noted for an authority to confirm, or take its word on it back: both views stay.

    \b
    Example:
      npmsync meetings minutes 0193ab
      npmsync meetings minutes 0193ab --take minutes.xlsx --by "Irene Kallas"
    """
    from npmsync.actions.agreeing_minutes import take_minutes, write_minutes
    from npmsync.actions.opened import opened

    if take and out:
        raise click.UsageError("Give --out or --take, one of them.")
    with opened(root_of(ctx), caller()) as workspace:
        if take:
            taken = take_minutes(workspace, identity, at_home(Path(take)), authority, by)
        else:
            written = write_minutes(workspace, identity, authority, at_home(Path(out)) if out else None)
    if take:
        lines = [f"{taken['authority']}: {len(taken['agreed'])} agreed, {len(taken['differ'])} seen otherwise"]
        lines += [f"  {one['about']}: {one['says'] or 'does not agree'}" for one in taken["differ"]]
        lines += [f"  not taken: {one}" for one in taken["said"]]
        answer(taken, "\n".join(lines), as_json, WAITS if taken["said"] else DONE)
    lines = [
        f"{one['authority']}: {one['outcomes']} outcomes, {one['commitments']} commitments: {one['path']}"
        for one in written
    ]
    answer(written, "\n".join([*lines, "Look at it, then send it by hand."]), as_json)


@meetings.command()
@click.argument("identity", metavar="ID")
@click.option("--count", type=click.IntRange(1, 20), default=3, show_default=True, help="How many to look for.")
@json_option
@click.pass_context
def alternatives(ctx: click.Context, identity: str, count: int, as_json: bool) -> None:
    """Other times for one meeting, with everything else where it is. Changes nothing.

    \b
    Example:
      npmsync meetings alternatives 0193ab
    """
    from npmsync.actions import meetings as actions
    from npmsync.actions.opened import opened

    with opened(root_of(ctx), caller()) as workspace:
        found = actions.other_times(workspace, identity, count)

    def shown() -> str:
        lines = [f"{found['title']}, now {moment(found['start'])}:"]
        for one in found["alternatives"]:
            notes = [f"{one['away']} days from the best date", *filter(None, (one["place"], one["note"]))]
            lines.append(f"  {moment(one['start'])}  {'; '.join(notes)}")
        if not found["alternatives"]:
            return f"{lines[0]} there is no other time. {found['why']}"
        return "\n".join(
            [*lines, f"Take one: npmsync meetings move {identity} {found['alternatives'][0]['start'][:16]}"]
        )

    answer(found, shown, as_json, DONE if found["alternatives"] else WAITS)


def _tell(done: dict[str, Any], what: str, as_json: bool) -> NoReturn:
    lines = [f"{done['meeting']['title']}: {what}", *done["said"]]
    told = done["changed"] and done["meeting"]["sequence"]
    lines += ["Tell those invited: npmsync invite"] if told else []
    more = {"until": done["until"]} if "until" in done else {}
    answer(
        {**done["meeting"], "said": done["said"], **more}, "\n".join(lines), as_json, WAITS if done["said"] else DONE
    )
