"""What to look at on a visit: every recommendation to the place, and what makes each worth seeing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from npmsync.dialogue.agenda import taken_in_order
from npmsync.domain.authority import Authority
from npmsync.domain.recommendation import Recommendation, Response
from npmsync.domain.words import Level, Position, Stage, Status
from npmsync.domain.world import World
from npmsync.vocabulary import Vocabulary, fold


@dataclass(frozen=True, slots=True)
class ToVerify:
    """One recommendation, what the authorities said of it (name and answer), and the key of what to verify with its
    gaps."""

    recommendation: Recommendation
    answers: tuple[tuple[str, Response], ...]
    verify: str
    gaps: Mapping[str, date]


def places(world: World) -> dict[str, str]:
    """Folded name -> the place's name, as recommendations and authorities name it."""
    names = [one.place.strip() for one in world.recommendations if one.place and one.place.strip()]
    names += [one.name for one in world.authorities if one.level is Level.PLACE]
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(fold(name), name)
    return found


def to_verify(world: World, place: str, vocabulary: Vocabulary, language: str) -> list[ToVerify]:
    """The recommendations made to a place, or after a visit to it, past the draft stage: the open ones first, as an
    agenda takes them."""
    own = authority_of(world, place)
    about = [
        one
        for one in world.recommendations
        if one.stage is not Stage.DRAFT
        and (fold(one.place or "") == fold(place) or (own is not None and own.id in one.addressees))
    ]
    about.sort(key=lambda one: (not one.open, taken_in_order(one)))
    return [_line(world, one, vocabulary, language) for one in about if one.status is not Status.NO_LONGER_RELEVANT]


def authority_of(world: World, place: str) -> Authority | None:
    """The authority that the place itself is, where one is known by its name."""
    wanted = fold(place)
    return next((one for one in world.authorities if wanted in {fold(name) for name in (one.name, *one.aliases)}), None)


def _line(world: World, one: Recommendation, vocabulary: Vocabulary, language: str) -> ToVerify:
    given = world.responses_by_recommendation.get(one.id, ())
    answers = tuple((world.name(answer.authority) if answer.authority else "", answer) for answer in given)
    key, gaps = _what(one, given, vocabulary, language)
    return ToVerify(one, answers, key, gaps)


def _what(
    one: Recommendation, given: tuple[Response, ...], vocabulary: Vocabulary, language: str
) -> tuple[str, dict[str, date]]:
    claimed = {vocabulary.canonical("status", answer.progress, language) for answer in given if answer.progress}
    planned = [answer.planned_on for answer in given if answer.planned_on]
    if one.status is Status.IMPLEMENTED:
        return "brief.verify.lasting", {}
    if Status.IMPLEMENTED in claimed:
        return "brief.verify.claimed", {}
    if planned:
        return "brief.verify.promised", {"date": max(planned)}
    if any(answer.position is Position.REJECTED for answer in given):
        return "brief.verify.rejected", {}
    return ("brief.verify.open" if given else "brief.verify.silent"), {}
