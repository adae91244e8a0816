"""`npmsync init`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from npmsync.cli.frame import DONE, WAITS, answer, caller, json_option, progress, root_of


@click.command()
@click.option("--tracker", "trackers", metavar="FILE", multiple=True, help="Your tracker; may be repeated.")
@click.option("--sheet", "sheets", metavar="URL", multiple=True, help="Your shared sheet's address; may be repeated.")
@click.option("--country", metavar="XX", help="ISO code of the country whose public holidays count, for example GE.")
@click.option("--timezone", metavar="TZ", help="IANA name, for example Asia/Tbilisi (default: the country's).")
@click.option("--language", type=click.Choice(["en", "fr", "es", "pt", "ru", "ar"]), help="Default: the tracker's.")
@click.option("--organiser", metavar='"NAME <ADDRESS>"', help="Who invites to meetings.")
@click.option(
    "--follow-from", type=click.DateTime(["%Y-%m-%d"]), help="Follow deadlines from this day on (default: all)."
)
@click.option("--add-id-column", is_flag=True, help="Let sync add a column of references beside tables that have none.")
@click.option("--dialogue", is_flag=True, help="Make the dialogue workbook, dialogue.xlsx, too (now or later).")
@click.option("--mapping", is_flag=True, help="Keep influence and attitude of institutions, in a file of their own.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@json_option
@click.pass_context
def init(
    ctx: click.Context,
    trackers: tuple[str, ...],
    sheets: tuple[str, ...],
    country: str | None,
    timezone: str | None,
    language: str | None,
    organiser: str | None,
    follow_from: datetime | None,
    add_id_column: bool,
    dialogue: bool,
    mapping: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Recognise your trackers and write npmsync.toml. The trackers themselves are not touched.

    \b
    Example:
      npmsync init --sheet https://docs.google.com/spreadsheets/d/1AbC.../edit --country GE
      npmsync init --tracker register.xlsx --country GE --organiser "Nino Kapanadze <nino@npm.example>"
      npmsync init --dialogue
    """
    from npmsync.actions.initialise import Asked, look, write

    kinds = [kind for kind, asked in (("dialogue", dialogue), ("mapping", mapping)) if asked]
    if kinds and not trackers and not sheets:
        _make_workbooks(ctx, kinds, {}, "", as_json)
        return
    if not trackers and not sheets:
        raise click.UsageError("Give --tracker FILE or --sheet URL.")
    check_place(country, timezone)
    since = follow_from.date() if follow_from else None
    paths = [Path(path) for path in trackers]
    asked = Asked(paths, country, timezone, language, organiser, since, add_id_column, sheets)
    found = look(root_of(ctx), asked, caller())
    if not yes and not as_json and sys.stdin.isatty():
        click.echo(summary(found))
        asked = _ask(asked)
        found = look(root_of(ctx), asked, caller())
        click.confirm("Write npmsync.toml like this?", default=True, abort=True)
    path = write(found)
    if kinds:
        _make_workbooks(ctx, kinds, found.to_json(), f"{summary(found)}\n\nWrote {path}. ", as_json)
        return
    answer(found.to_json(), lambda: f"{summary(found)}\n\nWrote {path}. Look at it, then run: npmsync sync", as_json)


def _make_workbooks(ctx: click.Context, kinds: list[str], shape: dict[str, object], said: str, as_json: bool) -> None:
    """The dialogue workbook of this workspace, and the mapping's, made with all that is known."""
    from npmsync.actions.dialogue_adding import add_workbook
    from npmsync.actions.opened import opened
    from npmsync.actions.synchronise import synchronise

    if shape:  # the trackers first: the workbook shows what they hold
        with opened(root_of(ctx), caller()) as workspace:
            synchronise(workspace, progress=progress(as_json))
    added = {kind: add_workbook(root_of(ctx), caller(), kind) for kind in kinds}
    endpoints = [endpoint for one in added.values() for endpoint in one.report.endpoints]
    notes = [note for endpoint in endpoints for note in endpoint.notes]
    lines = [f"{said}Made: {', '.join(str(one.path) for one in added.values())}."]
    lines += ["Work in it; every sync reads it and brings it up to date."]
    lines += [f"note: {note}" for note in notes if not note.startswith("made ")]
    paths = {kind: str(one.path) for kind, one in added.items()}
    code = WAITS if any(endpoint.waiting for endpoint in endpoints) else DONE
    answer({**shape, **paths, "notes": notes}, lambda: "\n".join(lines), as_json, code)


def check_place(country: str | None, timezone: str | None) -> None:
    """Wrong codes are named at once, not when they are first used."""
    from npmsync.workspace.settings import known_country, known_timezone

    for option, given, check in (("--country", country, known_country), ("--timezone", timezone, known_timezone)):
        try:
            if given is not None:
                check(given)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint=option) from None


def _ask(asked):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    country = asked.country or click.prompt(
        "Country whose public holidays count (ISO code, empty: none)", default="", show_default=False
    )
    check_place(country or None, None)
    since = asked.follow_from
    if since is None:
        text = click.prompt("Follow deadlines from which date (YYYY-MM-DD, empty: all)", default="", show_default=False)
        since = datetime.fromisoformat(text).date() if text else None
    return replace(asked, country=country or None, follow_from=since)


def summary(found) -> str:  # type: ignore[no-untyped-def]
    """What was taken for what."""
    from npmsync.cli.show import table

    parts = []
    for tracker in found.trackers:
        parts.append(click.style(tracker.where, bold=True))
        for reading in tracker.readings:
            about = ", ".join(f"{field}: {value}" for field, value in reading.table.fixed.items())
            rows = f"{len(reading.rows)} {'contacts' if reading.table.entity == 'contact' else 'recommendations'}"
            parts.append(f"sheet {reading.table.sheet!r}: {rows}" + (f" ({about})" if about else ""))
            columns = (
                (column.header, field, _sure(column.certainty)) for field, column in reading.table.columns.items()
            )
            unknown = ((header, "not read, never touched", "") for header in reading.table.unknown_headers)
            parts.append(table(["your header", "taken for", ""], [*columns, *unknown], ""))
            for field, words in reading.unknown_words.items():
                parts.append(f"  words nobody knows in {field}: {', '.join(words)} (kept as they are)")
        parts += [f"  note: {note}" for note in tracker.notes]
    if found.new.country is None:
        parts.append("No country was given: only Saturdays and Sundays are days off (--country, or npmsync.toml).")
    parts.append(f"Time zone {found.new.timezone}, language {found.new.language}.")
    if found.without_contact:
        parts.append("Authorities without a contact yet: " + "; ".join(found.without_contact) + ".")
        parts.append("Planning works without; invitations need an address.")
    return "\n".join(parts)


def _sure(certainty: float) -> str:
    return "" if certainty >= 0.8 else "not sure"
