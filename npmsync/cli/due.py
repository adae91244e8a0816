"""`npmsync due`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from npmsync.cli.frame import answer, caller, json_option, root_of
from npmsync.paths import at_home


@click.command()
@click.option("--owner", metavar="NAME", help="Only what is this member's.")
@click.option("--texts", is_flag=True, help="Show the texts to start from, in each authority's language.")
@click.option("--out", metavar="FILE", help="Also as a file: a list (.xlsx, .html) or the deadlines to come (.ics).")
@json_option
@click.pass_context
def due(ctx: click.Context, owner: str | None, texts: bool, out: str | None, as_json: bool) -> None:
    """What is to be done today: late answers, meetings, promises, contacts gone quiet, each with a next step.

    \b
    Example:
      npmsync due --owner Nino
      npmsync due --out due.xlsx
      npmsync due --out deadlines.ics
    """
    from npmsync.actions.due_today import due_list, due_shapes, write_due
    from npmsync.actions.opened import opened

    with opened(root_of(ctx), caller()) as workspace:
        found = due_list(workspace, owner)
        today = workspace.today
        path = write_due(workspace, found, at_home(Path(out))) if out else None
    for note in found.notes:
        click.echo(note, err=True)
    answer(due_shapes(found), lambda: _shown(found, today, texts, path), as_json)


def _shown(found: Any, today: Any, texts: bool, path: Path | None) -> str:
    from npmsync.cli.show import table
    from npmsync.dialogue.backlog import fold

    folded = fold(found.items, today)
    rows = (
        (
            item.since,
            item.said_as.replace("_", " "),
            item.authority,
            item.recommendation or "",
            item.suggestion,
        )
        for item in folded.fresh
    )
    parts = [table(["since", "what", "authority", "ref", "next step"], rows, "Nothing is due today.")]
    if not found.items and found.ahead:
        first = found.ahead[0]
        parts.append(f"The next deadline: {first.day}, {first.what}{f' of {first.name}' if first.name else ''}.")
    parts += [f"To {item.person}:\n\n{item.text}\n" for item in folded.fresh if item.text]
    if folded.backlog:
        parts.append(f"backlog: {folded.backlog} (older than a year; --json lists each)")
    if texts:
        for place, text in sorted(found.texts.items()):
            parts.append(f"\n--- {found.items[place].authority} ({text.language})\n{text.subject}\n\n{text.body}")
    elif found.texts_ready:
        parts.append(f"{found.texts_ready} texts to start from: npmsync due --texts")
    if path:
        parts.append(f"Also in {path}")
    return "\n".join(parts)
