"""The workspace's records as the rules of dialogue and scheduling see them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, TypeVar

from npmsync.actions.opened import Opened
from npmsync.domain import (
    Authority,
    Commitment,
    Contact,
    Escalation,
    Exchange,
    Extension,
    Mapping,
    Meeting,
    MinutesView,
    Outcome,
    Recommendation,
    Record,
    Response,
)
from npmsync.domain.posted import Posted
from npmsync.domain.world import World
from npmsync.store import reading
from npmsync.store.reading import Reader
from npmsync.vocabulary import fold
from npmsync.workspace.settings import AuthoritySettings

R = TypeVar("R", bound=Record)


def load_world(opened: Opened, reader: Reader, only: Collection[type[Record]] | None = None) -> World:
    """Every live record, with what npmsync.toml says of authorities laid over what the trackers say. With `only`, the
    authorities and the records of these entities, where it is known that nothing else is looked at."""

    def all_of(entity: type[R]) -> tuple[R, ...]:
        return tuple(reading.load(reader, entity)) if only is None or entity in only else ()

    settings = opened.settings
    authorities = described(reading.load(reader, Authority), settings.authority)
    cities = {fold(one.name): one.city for one in settings.authority if one.city}
    return World(
        authorities=authorities,
        contacts=all_of(Contact),
        recommendations=all_of(Recommendation),
        responses=all_of(Response),
        meetings=all_of(Meeting),
        exchanges=all_of(Exchange),
        commitments=all_of(Commitment),
        escalations=all_of(Escalation),
        extensions=all_of(Extension),
        outcomes=all_of(Outcome),
        mappings=all_of(Mapping),
        views=all_of(MinutesView),
        members=settings.members,
        organiser=settings.organiser,
        responsibilities=settings.responsibility,
        guests=settings.guest,
        absences=settings.absence,
        cities={a.id: cities[name] for a in authorities for name in map(fold, (a.name, *a.aliases)) if name in cities},
        posted=tuple(_posted(row) for row in reading.rows(reader, "mailing", _MAILED, _AS_WRITTEN)),
    )


_MAILED = (
    "meeting", "recipient", "method", "version", "state", "written_at", "changed_at", "answer", "note",
)  # fmt: skip
_AS_WRITTEN = ("written_at", "version", "message_id")


def _posted(row: Sequence[Any]) -> Posted:
    meeting, recipient, method, version, state, written_at, changed_at, answer, note = row
    moment = datetime.fromisoformat(changed_at if state in ("sent", "bounced", "answered") else written_at)
    return Posted(meeting, recipient, method, version, state, moment.date(), answer, note)


def described(authorities: list[Authority], said: tuple[AuthoritySettings, ...]) -> tuple[Authority, ...]:
    """Authorities with the levels, parents, other names and languages of npmsync.toml. A parent that no tracker names
    is left out: only trackers and the dialogue workbook create authorities. What a person has set in the workbook
    stands, whatever the file says."""
    by_name = {fold(name): a.id for a in authorities for name in (a.name, *a.aliases)}
    settings = {fold(setting.name): setting for setting in said}
    found = []
    for authority in authorities:
        setting = next((settings[fold(n)] for n in (authority.name, *authority.aliases) if fold(n) in settings), None)
        if setting is None:
            found.append(authority)
            continue
        changes: dict[str, object] = {"aliases": tuple(dict.fromkeys((*authority.aliases, *setting.aliases)))}
        if setting.level is not None:
            changes["level"] = setting.level
        if setting.parent is not None:
            changes["parent"] = by_name.get(fold(setting.parent))
        changes |= {n: v for n in ("mapped_on", "review_on") if (v := getattr(setting, n)) is not None}
        if setting.languages:
            changes["languages"] = setting.languages
        if setting.second_calendar is not None:
            changes["second_calendar"] = setting.second_calendar
        ours = {name: value for name, value in changes.items() if name not in authority.by_hand}
        found.append(authority.model_copy(update=ours))
    return tuple(found)
