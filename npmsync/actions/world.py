"""The workspace's records as the rules of dialogue and scheduling see them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from npmsync.actions.opened import Opened
from npmsync.domain import Authority, Commitment, Contact, Exchange, Meeting, Recommendation, Response
from npmsync.domain.posted import Posted
from npmsync.domain.world import World
from npmsync.store import mailings, records
from npmsync.store.mailings import Mailing
from npmsync.vocabulary import fold
from npmsync.workspace.settings import AuthoritySettings


def load_world(opened: Opened, connection: Connection) -> World:
    """Every live record, with what npmsync.toml says of authorities laid over what the trackers say."""
    settings = opened.settings
    authorities = described(records.load(connection, Authority), settings.authority)
    cities = {fold(one.name): one.city for one in settings.authority if one.city}
    return World(
        authorities=authorities,
        contacts=tuple(records.load(connection, Contact)),
        recommendations=tuple(records.load(connection, Recommendation)),
        responses=tuple(records.load(connection, Response)),
        meetings=tuple(records.load(connection, Meeting)),
        exchanges=tuple(records.load(connection, Exchange)),
        commitments=tuple(records.load(connection, Commitment)),
        members=settings.members,
        organiser=settings.organiser,
        responsibilities=settings.responsibility,
        guests=settings.guest,
        cities={a.id: cities[name] for a in authorities for name in map(fold, (a.name, *a.aliases)) if name in cities},
        posted=tuple(_posted(one) for one in mailings.mailings(connection)),
    )


def _posted(one: Mailing) -> Posted:
    on = datetime.fromisoformat(
        one.changed_at if one.state in ("sent", "bounced", "answered") else one.written_at
    ).date()
    return Posted(one.meeting, one.recipient, one.method, one.version, one.state, on, one.answer, one.note)


def described(authorities: list[Authority], said: tuple[AuthoritySettings, ...]) -> tuple[Authority, ...]:
    """Authorities with the levels, parents, other names and languages of npmsync.toml. A parent that no tracker names
    is left out: only trackers create authorities."""
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
        if setting.languages:
            changes["languages"] = setting.languages
        found.append(authority.model_copy(update=changes))
    return tuple(found)
