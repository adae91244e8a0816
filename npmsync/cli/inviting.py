"""`npmsync invite` and `npmsync replies`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from npmsync.cli.frame import DONE, FAILED, WAITS, answer, caller, json_option, named, root_of

if TYPE_CHECKING:
    from npmsync.actions.inviting import Invited
    from npmsync.actions.sending import Batch, Letter, Sent


@click.command()
@click.option("--meeting", "identity", metavar="ID", help="Only this one, told of before or not.")
@click.option("--send", is_flag=True, help="Send what lies in outbox/, after showing it and asking.")
@click.option("--yes", is_flag=True, help="With --send: do not ask.")
@click.option("--via", metavar="NAME", help="With --send: the mail account, where there are several.")
@click.option("--passages-read", is_flag=True, help="With --send: the passages named were read and may go.")
@json_option
@click.pass_context
def invite(
    ctx: click.Context,
    identity: str | None,
    send: bool,
    yes: bool,
    via: str | None,
    passages_read: bool,
    as_json: bool,
) -> None:
    """Write invitations, changes and cancellations to outbox/. Nothing is sent without --send.

    \b
    Example:
      npmsync invite
      npmsync invite --send
    """
    from npmsync.actions.inviting import invite as write_invitations
    from npmsync.actions.opened import opened

    if not send and (yes or via or passages_read):
        raise click.UsageError("--yes, --via and --passages-read go with --send.")
    with opened(root_of(ctx), caller()) as workspace:
        if send:
            from npmsync.actions.accounts import mail_account
            from npmsync.actions.sending import batch_of, try_line
            from npmsync.actions.sending import send as send_batch

            account = mail_account(workspace, via, "smtp")
            try_line(workspace, account)
        done = write_invitations(workspace, identity)
        outbox = workspace.workspace.outbox
        if not send:
            _written(done, outbox, as_json)
        batch = batch_of(workspace, account, identity, passages_read)
        _show(batch, as_json)
        asked = _asked(batch, yes)
        sent = send_batch(workspace, batch) if asked and batch.ready else None
    _sent(done, batch, sent, as_json)


def _written(done: Invited, outbox: Path, as_json: bool) -> NoReturn:
    letters = sum(message["method"] == "LETTER" for message in done.messages)
    text = [f"{len(done.calendars)} meetings, {len(done.messages)} messages ({letters} letters) in {outbox}"]
    text += done.notes
    if done.passages:
        text.append("Please read these passages before you send anything: they may point to a person.")
        text += [f"  {passage['words']!r}: {passage['why']}" for passage in done.passages]
    text += [f"Calendar of all meetings: {done.feed}"]
    text += ["Look at the .eml files, then send them from your mail program or with: npmsync invite --send"]
    answer(done.to_json(), "\n".join(text), as_json, WAITS if done.without_address or done.passages else DONE)


def _show(batch: Batch, as_json: bool) -> None:
    """What would be sent, for a person to see before anything is."""
    if as_json and not sys.stdin.isatty():
        return
    click.echo(f"To be sent through {batch.account.name!r}: {len(batch.ready)} messages", err=as_json)
    for letter in batch.ready:
        click.echo(f"  {_line(letter)}", err=as_json)


def _line(letter: Letter) -> str:
    one, meeting = letter.mailing, letter.meeting
    about = f"{meeting.title}, {meeting.start:%Y-%m-%d %H:%M}" if meeting else "a meeting that is gone"
    return f"{one.method.lower():8} {one.recipient}: {about}"


def _asked(batch: Batch, yes: bool) -> bool:
    """Without a terminal nobody can be asked, and nothing is sent."""
    if yes or not batch.ready:
        return yes
    return sys.stdin.isatty() and click.confirm("Send them now?", err=True)


def _sent(done: Invited, batch: Batch, sent: Sent | None, as_json: bool) -> NoReturn:
    messages = sent.messages if sent else [letter.to_json(False) for letter in batch.ready]
    others = [*batch.later, *batch.left, *batch.unknown]
    messages += [letter.to_json(False, letter.why or None) for letter in others]
    notes = [*done.notes, *(sent.notes if sent else [])]
    notes += [f"{letter.mailing.recipient}: not sent: {letter.why}" for letter in batch.left]
    notes += [
        f"{letter.mailing.recipient}: nobody knows whether it was sent: npmsync conflicts list"
        for letter in batch.unknown
    ]
    if batch.later:
        notes.append(f"{len(batch.later)} more lie in the outbox: run the command again (most_a_run in npmsync.toml).")
    if batch.ready and sent is None:
        notes.append("Nothing was sent. Without a terminal, say --yes.")
    shape = {**done.to_json(), "messages": messages, "notes": notes}
    count = sum(message["sent"] for message in messages)
    waits = done.without_address or others or (batch.ready and sent is None) or (sent and sent.waiting)
    answer(shape, "\n".join([f"{count} sent.", *notes]), as_json, WAITS if waits else DONE)


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE...]")
@click.option("--via", metavar="NAME", help="Look into the mailbox of this mail account.")
@json_option
@click.pass_context
def replies(ctx: click.Context, files: tuple[str, ...], via: str | None, as_json: bool) -> None:
    """Take in answers to invitations: from a mailbox, or saved as .ics, .eml, .mbox or a folder of them. An answer in
    doubt waits for you.

    \b
    Example:
      npmsync replies --via office
      npmsync replies Inbox/*.eml
    """
    from npmsync.actions.opened import opened
    from npmsync.actions.replies import take_from, take_replies

    if bool(files) == bool(via):
        raise click.UsageError("Name the files, or the mail account: --via NAME.")
    with opened(root_of(ctx), caller()) as workspace:
        if via:
            from npmsync.actions.accounts import mail_account

            done = take_from(workspace, mail_account(workspace, via, "imap"))
        else:
            done = take_replies(workspace, [Path(file) for file in files])
    shape = done.to_json()
    for item in done.refused:
        click.echo(f"npmsync: {named(item['file'], item['why'])}", err=True)
    code = DONE
    if done.waiting or done.refused:
        code = WAITS if done.taken or done.waiting or done.noted else FAILED
    answer(shape, lambda: _shown(shape), as_json, code)


def _shown(shape: dict[str, Any]) -> str:
    lines = [f"taken: {item['attendee']} {item['partstat']}" for item in shape["taken"]]
    lines += [f"waiting: {Path(item['file']).name}: {item['why']}" for item in shape["waiting"]]
    lines += [f"noted: {item['why']}" for item in shape["noted"]]
    lines += [f"refused: {Path(item['file']).name}" for item in shape["refused"]]
    if shape["passed_over"]:
        lines.append(f"{shape['passed_over']} other mails were passed over.")
    return "\n".join(lines) or "Nothing new."
