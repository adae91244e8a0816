"""The text with which a letter or a call would begin, in the authority's language. A person reads it, changes it, and
sends it or does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from npmsync.dialogue.due_item import DueItem, DueKind
from npmsync.documents.wording import Wording
from npmsync.domain.world import World

_BODIES = {
    DueKind.COMMITMENT: "due.commitment.body",
    DueKind.DRAFT_WINDOW: "due.draft_window.body",
    DueKind.QUIET_CONTACT: "due.quiet_contact.body",
    DueKind.KEEP_CONTACT: "due.quiet_contact.body",
    DueKind.INTRODUCTION: "due.introduction.body",
}
_STRENGTH = ("reminder.polite", "reminder.firm", "reminder.final")


@dataclass(frozen=True, slots=True)
class Drafted:
    """A text in the authority's language."""

    language: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class DraftSpec:
    """`language` is the workspace's, for authorities without one; `npm` signs; `reply_by` is asked for in reminders."""

    language: str
    npm: str
    reply_by: date


def drafted_texts(items: Sequence[DueItem], world: World, spec: DraftSpec) -> dict[int, Drafted]:
    """Place in the list -> text. One reminder for an authority covers all its late answers and stands at the first of
    them; what would only be said by telephone, decided or done by the NPM itself has none."""
    languages = {one.name: one.languages[0] for one in world.authorities if one.languages}
    late: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        if item.kind is DueKind.LATE_ANSWER and item.draft and item.authority:
            late.setdefault(item.authority, []).append(place)
    found = {
        places[0]: _reminder([items[n] for n in places], _wording(name, languages, spec), spec)
        for name, places in late.items()
    }
    for place, item in enumerate(items):
        key = _BODIES.get(item.kind)
        if (
            key is None
            or item.authority is None
            or (item.kind is DueKind.DRAFT_WINDOW and item.suggestion.find("closed") > 0)
        ):
            continue
        wording = _wording(item.authority, languages, spec)
        gaps: dict[str, str | date] = {"date": item.since} if item.since else {}
        body = wording.say(key, **gaps, text=item.about or "")
        found[place] = _letter(wording.say("invitation.subject_neutral"), body, wording, spec)
    return found


def _wording(authority: str, languages: Mapping[str, str], spec: DraftSpec) -> Wording:
    return Wording((languages.get(authority, spec.language),))


def _reminder(items: Sequence[DueItem], wording: Wording, spec: DraftSpec) -> Drafted:
    """As firm as the longest silence asks for; the date is the earliest one."""
    key = max((item.draft or _STRENGTH[0] for item in items), key=_STRENGTH.index)
    since = min((item.since for item in items if item.since), default=spec.reply_by)
    name = items[0].authority or ""
    subject = wording.say(f"{key}.subject", date=since, authority=name)
    body = wording.say(f"{key}.body", date=since, count=len(items), new_date=spec.reply_by)
    refs = ", ".join(item.recommendation for item in items if item.recommendation and len(item.recommendation) < 30)
    return _letter(subject, f"{body}\n{refs}" if refs else body, wording, spec)


def _letter(subject: str, body: str, wording: Wording, spec: DraftSpec) -> Drafted:
    whole = [wording.say("mail.salutation"), body, wording.say("mail.closing"), spec.npm]
    return Drafted(wording.languages[0], subject, "\n\n".join(whole))
