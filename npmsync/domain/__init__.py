"""The domain: what an NPM speaks of. Plain typed records; no I/O, no library but pydantic."""

from npmsync.domain.authority import Authority
from npmsync.domain.contact import Contact
from npmsync.domain.exchange import Commitment, Exchange
from npmsync.domain.further_step import Escalation, Extension
from npmsync.domain.letter import DraftView, Letter
from npmsync.domain.mapping import Mapping
from npmsync.domain.meeting import Meeting, Outcome, Participant
from npmsync.domain.member import Absence, Guest, Member, MemberRole, PersonAway, Responsibility, Weekday
from npmsync.domain.minutes_view import MinutesView
from npmsync.domain.recommendation import Recommendation, Response
from npmsync.domain.record import Key, Record, Rule, rules

ENTITIES: dict[str, type[Record]] = {
    "authority": Authority,
    "contact": Contact,
    "recommendation": Recommendation,
    "response": Response,
    "meeting": Meeting,
    "exchange": Exchange,
    "commitment": Commitment,
    "outcome": Outcome,
    "escalation": Escalation,
    "extension": Extension,
    "letter": Letter,
    "draft_view": DraftView,
    "mapping": Mapping,
    "minutes_view": MinutesView,
}
"""The entity's name in the store, the history and `npmsync.toml` -> its class."""

__all__ = [
    "ENTITIES",
    "Absence",
    "Authority",
    "Commitment",
    "Contact",
    "DraftView",
    "Escalation",
    "Exchange",
    "Extension",
    "Guest",
    "Key",
    "Letter",
    "Mapping",
    "Meeting",
    "Member",
    "MemberRole",
    "MinutesView",
    "Outcome",
    "Participant",
    "PersonAway",
    "Recommendation",
    "Record",
    "Response",
    "Responsibility",
    "Rule",
    "Weekday",
    "rules",
]
