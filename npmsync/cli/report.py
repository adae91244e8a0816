"""`npmsync report`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from npmsync.cli.frame import answer, caller, json_option, root_of
from npmsync.paths import at_home


@click.command()
@click.option("--year", type=click.IntRange(1990, 2200), help="A calendar year (default: all there is, as of today).")
@click.option("--public", is_flag=True, help="The edition for outside: no rows, no ranking, no count under 5.")
@click.option("--decided-by", metavar="NAME", help="Who decided that the public edition may be released.")
@click.option("--authority", metavar="NAME", help="Instead: this authority's own account, for it to check.")
@click.option("--out", metavar="FILE", help="A file ending in .html, .docx or .xlsx (default: a page in reports/).")
@json_option
@click.pass_context
def report(
    ctx: click.Context,
    year: int | None,
    public: bool,
    decided_by: str | None,
    authority: str | None,
    out: str | None,
    as_json: bool,
) -> None:
    """The dialogue in figures: answers, implementation, what became worse, commitments, meetings; each with its rows.

    The internal edition says INTERNAL on every page. The public one says that it is not released until --decided-by
    names who decided.

    \b
    Example:
      npmsync report --year 2026
      npmsync report --year 2026 --out annual-figures.xlsx
      npmsync report --authority "Ministry of Health" --year 2026
      npmsync report --year 2026 --public --decided-by "Ana Reyes" --out chapter.docx
    """
    from npmsync.actions.opened import opened
    from npmsync.actions.reporting import ReportOptions
    from npmsync.actions.reporting import report as make

    if public and authority:
        raise click.UsageError("Give --public or --authority, not both.")
    if decided_by and not public:
        raise click.UsageError("--decided-by goes with --public.")
    options = ReportOptions(year, public, decided_by, authority, at_home(Path(out)) if out else None)
    with opened(root_of(ctx), caller()) as workspace:
        done = make(workspace, options)
    answer(done, lambda: _shown(done), as_json)


def _shown(done: dict[str, Any]) -> str:
    lines = [f"{done['title']}, as of {done['as_of']}: {done['path']}"]
    if done["edition"] == "statement":
        return "\n".join([*lines, f"{done['recommendations']} recommendations; send it for checking when you like."])
    for figure in _whole(done["figures"]):
        value = figure["whole"]["value"]
        shown = "–" if value is None else f"{value:.0%}" if figure["measure"] == "share" else f"{value:.0f} days"
        if figure["measure"] != "none":
            lines.append(f"  {figure['key']}: {shown} (of {_count(figure['whole']['total'])})")
        else:
            lines.append(f"  {figure['key']}: {_count(figure['whole']['total'])}")
    lines += [f"note: {note}" for note in done["notes"]]
    if done["not_offered"]:
        names = "; ".join(done["not_offered"])
        lines.append(f"No statement of account has been made for: {names}. First: npmsync report --authority NAME")
    if done["edition"] == "public" and not done["decided_by"]:
        lines.append("It is marked as not released. Once the head has decided: --decided-by NAME")
    return "\n".join(lines)


def _whole(figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({figure["key"]: figure for figure in figures}.values())


def _count(count: int | None) -> str:
    return "withheld" if count is None else str(count)
