"""`npmsync receive`: forms that came back, and letters."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from npmsync.cli.frame import DONE, FAILED, WAITS, answer, caller, json_option, named, password, progress, root_of


@click.command()
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--via", metavar="NAME", help="Look into the mailbox of this mail account for forms and letters.")
@click.option("--authority", metavar="NAME", help="A letter: whose it is.")
@click.option("--answers", metavar="REF,...", help="A letter: the recommendations it answers.")
@click.option("--dated", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="A letter: the day it bears.")
@click.option("--number", metavar="N", help="A letter: the authority's own number of it.")
@click.option("--department", metavar="NAME", help="Forms: the department that filled them in, beside others.")
@click.option("--receipt", is_flag=True, help="Lay a receipt for the authority into outbox/, to be read and sent.")
@click.option(
    "--password",
    "sealed",
    is_flag=True,
    help="Forms that were sent out with a password: asked for, or NPMSYNC_FORM_PASSWORD.",
)
@json_option
@click.pass_context
def receive(
    ctx: click.Context,
    files: tuple[str, ...],
    via: str | None,
    authority: str | None,
    answers: str | None,
    dated: datetime | None,
    number: str | None,
    department: str | None,
    receipt: bool,
    sealed: bool,
    as_json: bool,
) -> None:
    """Take in response forms that came back (Excel, Word, CSV, OpenDocument; folders, saved mails), or file a letter.
    The trackers follow with the next sync.

    \b
    Example:
      npmsync receive Inbox/ministry-of-health-NPM-7K2M-Q9PX-4.xlsx
      npmsync receive Inbox --receipt
      npmsync receive --via office
      npmsync receive letter.pdf --authority "Ministry of Health" --answers 2026/014,2026/015 --dated 2026-10-02
    """
    from npmsync.actions.opened import opened

    if bool(files) == bool(via):
        raise click.UsageError("Name the files that came, or --via NAME for the mailbox of a mail account.")
    of_a_letter = [authority, answers, dated]
    if any(of_a_letter) or number:
        if not all(of_a_letter) or len(files) != 1 or department or via:
            raise click.UsageError("A letter is one file with --authority NAME --answers REF,... --dated DATE.")
        with opened(root_of(ctx), caller()) as workspace:
            done = [_filed(workspace, files[0], str(authority), str(answers), dated, number, receipt)]
    else:
        from npmsync.actions.receiving import ReceiveOptions
        from npmsync.actions.receiving import receive as take

        options = ReceiveOptions(department, password() if sealed else None, receipt)
        with opened(root_of(ctx), caller()) as workspace:
            if via:
                done = _from_mailbox(workspace, via, options, progress(as_json))
            else:
                done = take(workspace, [Path(file) for file in files], options, progress(as_json))
    for one in done:
        if one.whole or (one.refused and not one.accepted and not one.corrections):
            for item in one.refused:
                click.echo(f"npmsync: {named(one.file, item['why'])}", err=True)
    shapes = [one.to_json() for one in done]
    answer(shapes, lambda: _received(shapes), as_json, _code(done))


def _from_mailbox(workspace: Any, via: str, options: Any, say: Any) -> list[Any]:
    from npmsync.actions.accounts import mail_account
    from npmsync.actions.receiving_mail import receive_from

    return receive_from(workspace, mail_account(workspace, via, "imap"), options, say)


def _filed(
    workspace: Any, file: str, authority: str, answers: str, dated: datetime | None, number: str | None, receipt: bool
) -> Any:
    from npmsync.actions.filing import LetterOptions, file_letter

    assert dated is not None
    refs = tuple(ref.strip() for ref in answers.split(",") if ref.strip())
    if not refs:
        raise click.UsageError("--answers names no recommendation.")
    return file_letter(workspace, Path(file), LetterOptions(authority, refs, dated.date(), number, receipt))


def _code(done: list[Any]) -> int:
    if not done:
        return DONE
    if all(one.whole for one in done):
        return FAILED
    if any(one.waiting for one in done):
        return WAITS
    nothing = all(not one.accepted and not one.corrections for one in done)
    refused = any(one.refused for one in done)
    if nothing and refused:
        return FAILED
    return WAITS if refused or any(one.corrections for one in done) else DONE


def _received(shapes: list[dict[str, Any]]) -> str:
    if not shapes:
        return "Nothing new came in."
    lines = []
    for shape in shapes:
        counts = f"{len(shape['accepted'])} answers taken"
        counts += f", {len(shape['corrections'])} corrections wait for you" if shape["corrections"] else ""
        counts += f", {len(shape['refused'])} refused" if shape["refused"] else ""
        lines.append(f"{Path(shape['file']).name} ({shape['authority'] or 'unknown'}): {counts}")
        lines += [f"  {note}" for note in shape["notes"]]
        lines += [f"  waits for you: {shape['waiting']}"] if shape["waiting"] else []
        for item in shape["corrections"]:
            lines += _beside(item) if "asked" in item else [f"  {item['reference']}: {_field(item)}"]
        lines += [f"  {r['reference'] or 'the file'}: {r['why']}" for r in shape["refused"]]
        if shape["unanswered"]:
            lines.append(f"  Not answered yet: {', '.join(shape['unanswered'])}")
        if shape["receipt"]:
            lines.append(f"  A receipt to read and send: {shape['receipt']}")
    lines.append("The trackers follow with: npmsync sync")
    return "\n".join(lines)


def _field(item: dict[str, Any]) -> str:
    return str(item.get("field", "factual correction"))


def _beside(item: dict[str, Any]) -> list[str]:
    """A recommendation and what a letter seems to say of it, side by side, and how to take it."""
    import textwrap
    from itertools import zip_longest

    left = textwrap.wrap(item["asked"], 44)[:14]
    right = [line for part in item["theirs"].split("\n") for line in textwrap.wrap(part, 60)][:24]
    head = f"  {item['reference'] or item['recommendation']}"
    rows = [f"    {one:<44}  |  {other}" for one, other in zip_longest(left, right, fillvalue="")]
    return [head, *rows, f"    quote it: npmsync conflicts resolve {item['id']} --take theirs"]
