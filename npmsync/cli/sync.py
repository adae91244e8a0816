"""`npmsync sync`."""

from __future__ import annotations

import click

from npmsync.cli.frame import DONE, WAITS, answer, caller, json_option, progress, root_of


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--endpoint", metavar="NAME", help="Only this one.")
@click.option("--accept-missing", is_flag=True, help="Many rows are gone and that is meant: ask about each.")
@click.option("--moved-here", is_flag=True, help="Stand in the place of a workspace that is gone for good.")
@json_option
@click.pass_context
def sync(ctx: click.Context, endpoint: str | None, as_json: bool, **how: bool) -> None:
    """Bring the trackers and the store in step. What two sides changed apart waits for you.

    \b
    Example:
      npmsync sync --dry-run
    """
    import gc

    from npmsync.actions.opened import opened
    from npmsync.actions.sync_options import SyncOptions
    from npmsync.actions.synchronise import synchronise

    # What a sync reads stays until it ends, and the process ends with it: looking through it again and again for
    # rings to collect was two fifths of the time of a tracker of 10,000 rows.
    gc.disable()
    with opened(root_of(ctx), caller()) as workspace:
        options = SyncOptions(only=endpoint, **how)
        report = synchronise(workspace, options, progress(as_json))
    answer(report.to_json(), lambda: said(report), as_json, WAITS if report.waits else DONE)


def said(report) -> str:  # type: ignore[no-untyped-def]
    """The report in sentences."""
    lines = [f"note: {note}" for note in report.notes]
    for e in report.endpoints:
        verb = "would change" if report.dry_run else "changed"
        written = "would be written" if report.dry_run else "written"
        line = f"{e.name}: {e.read} records read, {e.changed_in} {verb} here, {e.written_out} {written} out"
        lines.append(line + (f", {e.waiting} waiting" if e.waiting else ""))
        lines += [f"  note: {note}" for note in e.notes[:20]]
        lines += [f"  ... and {len(e.notes) - 20} more notes (--json shows all)"] if len(e.notes) > 20 else []
        if report.dry_run:
            lines += [f"  {p['to']}: {p['record']}: {p['field'] or ''} {p['old']!r} -> {p['new']!r}" for p in e.planned]
    if report.new_authorities:
        lines.append("new authorities: " + "; ".join(report.new_authorities))
    waiting = {
        "conflicts": report.conflicts,
        "corrections": report.corrections,
        "vanished rows": report.vanished,
        "near names": report.near_names,
        "replies": report.replies,
    }
    open_items = ", ".join(f"{count} {name}" for name, count in waiting.items() if count)
    if open_items:
        lines.append(f"waiting for you: {open_items}. See: npmsync conflicts list")
    if not report.endpoints:
        lines.append("npmsync.toml names no endpoint; nothing was read.")
    return "\n".join(lines)
