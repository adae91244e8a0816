"""The text with which a letter or a call would begin, in the authority's language. A person reads it, changes it, and
sends it or does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from npmsync.dialogue.due_item import DueItem, DueKind
from npmsync.documents.wording import Wording
from npmsync.domain.world import World
from npmsync.vocabulary import Vocabulary, builtin_vocabulary

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
    words: Callable[[str], Vocabulary] = lambda authority: builtin_vocabulary()
    """The vocabulary for an authority, by its name."""


def places_of_texts(items: Sequence[DueItem]) -> dict[int, list[DueItem]]:
    """Place in the list -> the items that a text there covers. One reminder for an authority covers all its late
    answers and stands at the first of them; what would only be said by telephone, decided or done by the NPM itself has
    none."""
    found: dict[int, list[DueItem]] = {}
    late: dict[str, list[DueItem]] = {}
    for place, item in enumerate(items):
        if item.authority is None:
            continue
        if item.kind is DueKind.LATE_ANSWER and item.draft:
            if item.authority not in late:
                found[place] = late[item.authority] = []
            late[item.authority].append(item)
        elif item.kind in _BODIES and not (item.kind is DueKind.DRAFT_WINDOW and item.suggestion.find("closed") > 0):
            found[place] = [item]
    return found


def drafted_texts(items: Sequence[DueItem], world: World, spec: DraftSpec) -> dict[int, Drafted]:
    """Place in the list -> the text that stands there."""
    languages = {one.name: one.languages[0] for one in world.authorities if one.languages}
    found = {}
    for place, covered in places_of_texts(items).items():
        first = covered[0]
        wording = _wording(first.authority or "", languages, spec)
        if first.kind is DueKind.LATE_ANSWER:
            found[place] = _reminder(covered, wording, spec)
            continue
        gaps: dict[str, str | date] = {"date": first.since} if first.since else {}
        body = wording.say(_BODIES[first.kind], **gaps, text=first.about or "")
        found[place] = _letter(wording.say("invitation.subject_neutral"), body, wording, spec)
    return found


def _wording(authority: str, languages: Mapping[str, str], spec: DraftSpec) -> Wording:
    return Wording((languages.get(authority, spec.language),), spec.words(authority))


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
