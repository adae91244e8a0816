"""`papers check`: whether letters and added languages can be used, before an authority sees that they cannot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from npmsync.actions.lettering import letter_logo
from npmsync.actions.opened import Opened
from npmsync.actions.templates import FOLDER, wrong_templates
from npmsync.actions.words import incomplete, languages_of
from npmsync.errors import NpmsyncError


def check_papers(opened: Opened) -> list[dict[str, Any]]:
    """Every check as `{name, ok, message}`, as `doctor` has them."""
    return [{"name": name, "ok": ok, "message": message} for name, ok, message in _checks(opened)]


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
    if not lacking:
        yield "languages", True, ", ".join(known)
