"""`npmsync papers`: what was made for authorities, what went to whom, what each has seen."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from npmsync.cli.frame import DONE, WAITS, answer, caller, json_option, root_of

_day = click.DateTime(["%Y-%m-%d"])


@click.group()
def papers() -> None:
    """Forms and letters: what was made, what went to whom, what an authority has seen.

    \b
    Example:
      npmsync papers list
      npmsync papers seen --authority "Ministry of Health"
      npmsync papers sent 2026/004 --signed-by "Ana Reyes" --sent 2026-10-02 --means hand
    """


@papers.command("list")
@click.option("--authority", metavar="NAME", help="One authority's only.")
@json_option
@click.pass_context
def list_(ctx: click.Context, authority: str | None, as_json: bool) -> None:
    """Every paper that was made or came in as a letter, with its digest.

    \b
    Example:
      npmsync papers list --authority "Ministry of Health"
    """
    from npmsync.actions.dispatch import listed
    from npmsync.actions.opened import opened
    from npmsync.cli.show import table

    with opened(root_of(ctx), caller()) as workspace:
        lines = listed(workspace, authority)
    heads = ["at", "kind", "for", "number", "state", "file", "digest"]
    rows = (
        (str(line["at"])[:16].replace("T", " "), line["kind"], line["recipient"], line["number"] or "", _state(line),
         Path(line["path"] or "").name, line["digest"][:12])
        for line in lines
    )  # fmt: skip
    answer(lines, lambda: table(heads, rows, "Nothing was made yet: npmsync export --all"), as_json)


def _state(line: dict[str, Any]) -> str:
    return line["state"] or ("sent" if line["sent"] else "written")


@papers.command()
@click.option("--authority", metavar="NAME", required=True, help="Whose eyes.")
@json_option
@click.pass_context
def seen(ctx: click.Context, authority: str, as_json: bool) -> None:
    """Exactly what an authority has been shown: every form with its words, every letter, with digests.

    \b
    Example:
      npmsync papers seen --authority "Ministry of Health"
    """
    from npmsync.actions.dispatch import seen as shown
    from npmsync.actions.opened import opened

    with opened(root_of(ctx), caller()) as workspace:
        shape = shown(workspace, authority)
    answer(shape, lambda: _seen(shape), as_json)


def _seen(shape: dict[str, Any]) -> str:
    lines = [f"{shape['authority']} has been shown:"]
    for form in shape["forms"]:
        lines.append(
            f"Form {form['code']} of {form['made_at'][:10]} ({form['stage']}), {len(form['recommendations'])}:"
        )
        lines += [f"  {Path(f['path']).name}  {f['digest'][:16]}  {_state({**f, 'state': ''})}" for f in form["files"]]
        for row in form["recommendations"]:
            lines.append(f"    {row['reference']}  {' '.join(row['shown'].get('text', '').split())[:90]}")
    lines += [f"{p['kind']}: {Path(p['path']).name}  {p['digest'][:16]}" for p in shape["papers"]]
    lines += [f"sent {went.get('on')}: {went['paper']} {went.get('to') or ''}".rstrip() for went in shape["sent"]]
    return "\n".join(lines) if len(lines) > 1 else f"{shape['authority']} has been shown nothing."


@papers.command()
@click.argument("paper", metavar="NUMBER|CODE")
@click.option("--approved", is_flag=True, help="A letter: its text was approved.")
@click.option("--signed-by", "by", metavar="NAME", help="A letter: who signed it.")
@click.option("--sent", type=_day, metavar="DATE", help="The day it went out.")
@click.option("--received", type=_day, metavar="DATE", help="The day it was received: the time to answer runs from it.")
@click.option("--to", metavar="NAME", help="Who got it.")
@click.option("--means", type=click.Choice(["hand", "post", "email"]), help="How it went.")
@json_option
@click.pass_context
def sent(
    ctx: click.Context,
    paper: str,
    approved: bool,
    by: str | None,
    sent: datetime | None,
    received: datetime | None,
    to: str | None,
    means: str | None,
    as_json: bool,
) -> None:
    """Put down what became of a letter (by our number) or a form (by its code): signed, sent, received.

    \b
    Example:
      npmsync papers sent 2026/004 --signed-by "Ana Reyes" --sent 2026-10-02 --means post
      npmsync papers sent NPM-7K2M-Q9PX-4 --sent 2026-10-02 --to "Focal point" --means email
    """
    from npmsync.actions.dispatch import Step, step
    from npmsync.actions.opened import opened

    if not (approved or by or sent or received):
        raise click.UsageError("Say what became of it: --approved, --signed-by, --sent or --received.")
    days = [day.date() if day else None for day in (sent, received)]
    with opened(root_of(ctx), caller()) as workspace:
        shape = step(workspace, paper, Step(approved, by, days[0], days[1], to, means))
    lines = [f"{shape['paper']} ({shape['authority']}): {shape['state'] or 'put down'}"]
    lines += [f"  {ref}: answer by {due}" for ref, due in shape["deadlines"].items()]
    answer(shape, "\n".join(lines), as_json)


@papers.command()
@click.option("--authority", metavar="NAME", required=True, help="Whose corrections.")
@click.option("--format", "formats", default="", help="docx, pdf, html (default: docx, or html without Word).")
@click.option("--out", metavar="DIR", help="Where the file goes (default: exports/ in the workspace).")
@json_option
@click.pass_context
def corrections(ctx: click.Context, authority: str, formats: str, out: str | None, as_json: bool) -> None:
    """The corrections of a draft that an authority proposed, taken up or not and why, as a paper back to it.

    \b
    Example:
      npmsync papers corrections --authority "Ministry of Health" --format docx,pdf
    """
    from npmsync.actions.drafting import corrections as make
    from npmsync.actions.opened import opened

    names = tuple(name.strip().lower() for name in formats.split(",") if name.strip())
    with opened(root_of(ctx), caller()) as workspace:
        shape = make(workspace, authority, names, Path(out) if out else None)
    said = f"{shape['accepted']} taken up, {shape['declined']} not taken up, {shape['waiting']} wait for you"
    lines = [said, *(file["path"] for file in shape["files"])]
    if shape["reasons"]:
        lines.append("The authority will read these reasons; look at them before you send anything:")
        lines += [f"  {reason}" for reason in shape["reasons"]]
    lines += [f"  may point to a person: {p['words']!r}: {p['why']}" for p in shape["passages"]]
    answer(shape, "\n".join(lines), as_json, WAITS if shape["waiting"] or shape["passages"] else DONE)


@papers.command()
@click.argument("ref", metavar="REF")
@click.option("--authority", metavar="NAME", required=True, help="Whose view.")
@click.option("--text", required=True, help="What it said.")
@click.option("--about", type=click.Choice(["feasibility", "addressee", "timing", "other"]), default="other")
@click.option("--on", type=_day, metavar="DATE", help="When (default: today).")
@json_option
@click.pass_context
def view(
    ctx: click.Context, ref: str, authority: str, text: str, about: str, on: datetime | None, as_json: bool
) -> None:
    """Record what an authority said of a draft recommendation. It changes nothing in it.

    \b
    Example:
      npmsync papers view D-4 --authority "Ministry of Health" --about timing --text "Not before the new budget."
    """
    from npmsync.actions.drafting import record_view
    from npmsync.actions.opened import opened
    from npmsync.domain.letter import DraftSubject

    with opened(root_of(ctx), caller()) as workspace:
        shape = record_view(workspace, authority, ref, text, DraftSubject(about), on.date() if on else None)
    answer(shape, f"Recorded: {shape['authority']} on {shape['recommendation']} ({shape['about']}).", as_json)


@papers.command()
@json_option
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Look at templates of letters, at the logo and at languages you added, and say what is wrong.

    \b
    Example:
      npmsync papers check
    """
    from npmsync.actions.checking_papers import check_papers
    from npmsync.actions.opened import opened

    with opened(root_of(ctx), caller()) as workspace:
        found = check_papers(workspace)
    wrong = [one for one in found if not one["ok"]]
    text = "\n".join(f"{'ok ' if one['ok'] else 'NO '} {one['name']}: {one['message']}" for one in found)
    answer({"checks": found}, text, as_json, WAITS if wrong else DONE)
