"""Everything the rules of dialogue and scheduling look at, at one moment, with the look-ups they share.

world = World(authorities=..., contacts=..., recommendations=..., responses=..., meetings=..., organiser=lead)
world.name(authority_id)
world.seat(place_id)          # the ministry or service that answers for it
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from npmsync.domain.authority import Authority
from npmsync.domain.contact import Contact
from npmsync.domain.exchange import Commitment, Exchange
from npmsync.domain.further_step import Escalation, Extension
from npmsync.domain.mapping import Mapping as Mapped
from npmsync.domain.meeting import Meeting, Outcome
from npmsync.domain.member import Absence, Guest, Member, MemberRole, PersonAway, Responsibility
from npmsync.domain.minutes_view import MinutesView
from npmsync.domain.posted import Posted
from npmsync.domain.recommendation import Recommendation, Response
from npmsync.domain.reiteration import earlier_ones, made_in
from npmsync.domain.words import Level, MeetingKind, MeetingStatus, Position, Stage, Status

T = TypeVar("T")


@dataclass(frozen=True)
class World:
    """The records of a workspace. `organiser` is the member who invites, None while nobody is named; `cities`: id of an
    authority -> where meetings with it are held. Every look-up answers for ids it does not know as for an authority
    about which nothing is known."""

    authorities: tuple[Authority, ...] = ()
    contacts: tuple[Contact, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    responses: tuple[Response, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    mappings: tuple[Mapped, ...] = ()
    views: tuple[MinutesView, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    extensions: tuple[Extension, ...] = ()
    members: tuple[Member, ...] = ()
    organiser: Member | None = None
    responsibilities: tuple[Responsibility, ...] = ()
    guests: tuple[Guest, ...] = ()
    absences: tuple[PersonAway, ...] = ()
    cities: Mapping[str, str] = field(default_factory=dict)
    posted: tuple[Posted, ...] = ()
    """Messages about meetings, in the order in which they were written."""
    past: Mapping[str, tuple[tuple[date, Status | None], ...]] = field(default_factory=dict)
    """Recommendation -> (day, status since then), oldest first; empty where nobody has looked it up."""

    @cached_property
    def authority_by_id(self) -> dict[str, Authority]:
        return {authority.id: authority for authority in self.authorities}

    @cached_property
    def recommendation_by_id(self) -> dict[str, Recommendation]:
        return {recommendation.id: recommendation for recommendation in self.recommendations}

    @cached_property
    def head(self) -> Member | None:
        """The NPM's head, None where no member is named as one."""
        return next((member for member in self.members if member.role is MemberRole.HEAD), None)

    @cached_property
    def member_by_email(self) -> dict[str, Member]:
        """The team, the organiser included, by address without regard to case."""
        team = (*self.members, *((self.organiser,) if self.organiser else ()))
        return {member.email.strip().casefold(): member for member in reversed(team)}

    def is_called(self, authority: str, name: str) -> bool:
        """Whether an authority (id) has this name or alias, case and blanks aside."""
        known = self.authority_by_id.get(authority)
        names = (known.name, *known.aliases) if known else (authority,)
        return " ".join(name.split()).casefold() in {" ".join(one.split()).casefold() for one in names}

    @cached_property
    def _by_addressee(self) -> dict[str, tuple[Recommendation, ...]]:
        return _lists((addressee, one) for one in self.recommendations for addressee in dict.fromkeys(one.addressees))

    @cached_property
    def earlier(self) -> dict[str, str]:
        """Recommendation (id) -> the one that it makes again."""
        return earlier_ones(self.recommendations)

    @cached_property
    def later(self) -> dict[str, tuple[Recommendation, ...]]:
        """Recommendation (id) -> those that make it again."""
        return _lists((before, self.recommendation_by_id[after]) for after, before in self.earlier.items())

    def made_in(self, recommendation: Recommendation) -> tuple[int, ...]:
        """The years in which a recommendation was made, itself and those that it makes again."""
        return made_in(recommendation, self.earlier, self.recommendation_by_id)

    def recommendations_to(self, authority: str) -> tuple[Recommendation, ...]:
        """Every recommendation addressed to the authority, of whatever stage, in order."""
        return self._by_addressee.get(authority, ())

    def name(self, authority: str) -> str:
        """The authority's name; the id itself where no such authority is known."""
        known = self.authority_by_id.get(authority)
        return known.name if known else authority

    def seat(self, authority: str) -> str:
        """The authority that sits at the table for this one: a place's nearest parent that is no place, else itself."""
        return self._seat_by_id.get(authority, authority)

    @cached_property
    def _seat_by_id(self) -> dict[str, str]:
        return {authority: self._climb(authority) for authority in self.authority_by_id}

    def _climb(self, authority: str) -> str:
        seen = {authority}
        current = self.authority_by_id[authority]
        while current.level is Level.PLACE and current.parent in self.authority_by_id and current.parent not in seen:
            current = self.authority_by_id[current.parent]
            seen.add(current.id)
        return current.id

    def seats(self, authorities: Iterable[str]) -> tuple[str, ...]:
        """The seats of several authorities, each once, in the order given."""
        return tuple(dict.fromkeys(self.seat(authority) for authority in authorities))

    @cached_property
    def open_by_seat(self) -> dict[str, tuple[Recommendation, ...]]:
        """Seat -> its open recommendations past the draft stage, those to its places included."""
        return _lists(
            (seat, recommendation)
            for recommendation in self.recommendations
            if recommendation.open and recommendation.stage is not Stage.DRAFT
            for seat in self.seats(recommendation.addressees)
        )

    @cached_property
    def drafts_by_addressee(self) -> dict[str, tuple[Recommendation, ...]]:
        """Addressee -> its draft recommendations. Nobody answers for another here: a draft is its addressee's alone."""
        return _lists(
            (addressee, recommendation)
            for recommendation in self.recommendations
            if recommendation.open and recommendation.stage is Stage.DRAFT
            for addressee in dict.fromkeys(recommendation.addressees)
        )

    @cached_property
    def contacts_by_authority(self) -> dict[str, tuple[Contact, ...]]:
        return _lists((contact.authority, contact) for contact in self.contacts)

    def contacts_on(self, authority: str, day: date) -> tuple[Contact, ...]:
        """The authority's contacts in office on a day (`since` and `until` included), focal points first, by name."""
        current = (
            contact
            for contact in self.contacts_by_authority.get(authority, ())
            if (contact.since is None or contact.since <= day) and (contact.until is None or day <= contact.until)
        )
        return tuple(sorted(current, key=lambda contact: (contact.designated_on is None, contact.name)))

    def absences_of(self, authority: str, name: str, email: str | None) -> tuple[Absence, ...]:
        """When a contact of an authority (id) is away, as far as somebody has written it down."""
        if not self.absences:
            return ()
        known = {one.strip().casefold() for one in (name, email) if one}
        return tuple(
            one.days
            for one in self.absences
            if " ".join(one.who.split()).casefold() in known
            and (one.authority is None or self.is_called(authority, one.authority))
        )

    @cached_property
    def responses_by_recommendation(self) -> dict[str, tuple[Response, ...]]:
        return _lists((response.recommendation, response) for response in self.responses if response.given)

    @cached_property
    def responses_by_authority(self) -> dict[str, tuple[Response, ...]]:
        return _lists((one.authority, one) for one in self.responses if one.authority is not None and one.given)

    def response(self, recommendation: str, authority: str) -> Response | None:
        """What this authority has said to the recommendation. An answer without a named author counts for every
        addressee: somebody has answered."""
        anybody = None
        for response in self.responses_by_recommendation.get(recommendation, ()):
            if response.authority == authority:
                return response
            if response.authority is None and anybody is None:
                anybody = response
        return anybody

    def rejected(self, recommendation: str, authority: str) -> bool:
        response = self.response(recommendation, authority)
        return response is not None and response.position is Position.REJECTED

    @cached_property
    def meetings_by_seat(self) -> dict[str, tuple[Meeting, ...]]:
        """Seat -> its meetings that were not cancelled, by start."""
        in_order = sorted(self.meetings, key=lambda meeting: (meeting.start, meeting.title, meeting.id))
        return _lists(
            (seat, meeting) for meeting in in_order if meeting.live for seat in self.seats(meeting.authorities)
        )

    @cached_property
    def exchanges_by_seat(self) -> dict[str, tuple[Exchange, ...]]:
        in_order = sorted(self.exchanges, key=lambda exchange: (exchange.on, exchange.channel))
        return _lists((self.seat(exchange.authority), exchange) for exchange in in_order)

    def last_contact(self, seat: str, today: date) -> date | None:
        """When the NPM last spoke with the authority, a place's contact counting for its seat: an exchange, or a
        meeting that took place. None: never, as far as the records say."""
        days = [exchange.on for exchange in self.exchanges_by_seat.get(seat, ()) if exchange.on <= today]
        days += [
            meeting.start.date()
            for meeting in self.meetings_by_seat.get(seat, ())
            if meeting.start.date() <= today and meeting.status is MeetingStatus.HELD
        ]
        return max(days, default=None)

    def granted(self, recommendation: Recommendation, authority: str) -> tuple[Extension, ...]:
        """The extensions that cover an authority's answer, in the order in which they were granted."""
        known = self._extensions_by_authority.get(authority)
        if not known:
            return ()
        return tuple(
            one
            for one in known
            if one.recommendation == recommendation.id
            or (one.recommendation is None and (recommendation.issued_on or one.on) <= one.on)
        )

    @cached_property
    def _extensions_by_authority(self) -> dict[str, tuple[Extension, ...]]:
        return _lists((one.authority, one) for one in sorted(self.extensions, key=lambda one: (one.on, one.until)))

    @cached_property
    def escalations_by_authority(self) -> dict[str, tuple[Escalation, ...]]:
        """Authority -> what was decided about it, the latest decision last."""
        return _lists((one.authority, one) for one in sorted(self.escalations, key=lambda one: (one.on, one.id)))

    @cached_property
    def outcomes_by_recommendation(self) -> dict[str, tuple[Outcome, ...]]:
        """Recommendation -> what meetings came to on it, the latest meeting last."""
        start = {meeting.id: meeting.start for meeting in self.meetings}
        in_order = sorted((one for one in self.outcomes if one.meeting in start), key=lambda one: start[one.meeting])
        return _lists((one.recommendation, one) for one in in_order)

    def standing(self, seat: str, kind: MeetingKind, today: date) -> tuple[Meeting, ...]:
        """The seat's meetings of a kind that took place or are to come, by start. One that was only proposed and whose
        day has passed is neither."""
        return tuple(
            meeting
            for meeting in self.meetings_by_seat.get(seat, ())
            if meeting.kind is kind and stands(meeting, today)
        )


def stands(meeting: Meeting, today: date) -> bool:
    """Not cancelled, and not a mere proposal whose day has passed."""
    return meeting.live and (meeting.status is not MeetingStatus.PROPOSED or meeting.start.date() >= today)


def _lists(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    found: dict[str, list[T]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}
