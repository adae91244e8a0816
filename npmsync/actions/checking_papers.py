"""`papers check`: whether letters and added languages can be used, before an authority sees that they cannot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from npmsync.actions.lettering import letter_logo
from npmsync.actions.opened import Opened
from npmsync.actions.templates import FOLDER, wrong_templates
from npmsync.actions.words import incomplete, languages_of
from npmsync.domain import Contact
from npmsync.domain.words import SecondCalendar
from npmsync.errors import NpmsyncError
from npmsync.locale import in_calendar
from npmsync.store import records


def check_papers(opened: Opened) -> list[dict[str, Any]]:
    """Every check as `{name, ok, message}`, as `doctor` has them."""
    return [{"name": name, "ok": ok, "message": message} for name, ok, message in _checks(opened)]


def _second_calendars(opened: Opened) -> Iterator[tuple[str, bool, str]]:
    said = opened.settings
    asked = {said.workspace.second_calendar, *(one.second_calendar for one in said.authority)}
    for calendar in sorted(one.value for one in asked if one is not None and one is not SecondCalendar.NONE):
        try:
            in_calendar(opened.today, calendar)
        except NpmsyncError as error:
            yield f"calendar {calendar}", False, f"{error.message} {error.hint}"


def _checks(opened: Opened) -> Iterator[tuple[str, bool, str]]:
    wrong = list(wrong_templates(opened.workspace))
    yield from (("template", False, f"{path}: {why}" if str(path) not in why else why) for path, why in wrong)
    if not wrong:
        made = sorted((opened.workspace.root / FOLDER).glob("letter*.txt"))
        named = ", ".join(path.name for path in made)
        yield "template", True, f"{named} can be used" if made else "letters say npmsync's own words"
    try:
        logo = letter_logo(opened)
        yield "logo", True, "there is one" if logo else "letters have none"
    except NpmsyncError as error:
        yield "logo", False, f"{error.message} {error.hint}"
    try:
        known = languages_of(opened.workspace)
        lacking = incomplete(opened.workspace)
    except NpmsyncError as error:
        yield "languages", False, f"{error.message} {error.hint}"
        return
    for missing in lacking:
        parts = [f"{len(missing.keys)} texts are missing: {', '.join(missing.keys[:8])}"] if missing.keys else []
        parts += (
            [f"the gaps {{...}} differ from the English ones in: {', '.join(missing.gaps[:8])}"] if missing.gaps else []
        )
        yield f"language {missing.language}", False, "; ".join(parts)
    wanted = {language for authority in opened.settings.authority for language in authority.languages}
    for language in sorted({*wanted, opened.settings.workspace.language} - set(known)):
        yield f"language {language}", False, f"npmsync.toml asks for it; vocabulary/{language}.csv would bring it"
    with opened.store.transaction() as connection:
        spoken = {one.language for one in records.load(connection, Contact) if one.language}
    for language in sorted(spoken - wanted - set(known)):
        yield f"language {language}", False, f"contacts speak it; vocabulary/{language}.csv would bring it"
    yield from _second_calendars(opened)
    if not lacking:
        yield "languages", True, ", ".join(known)
