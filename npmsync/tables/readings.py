"""Words that do not say which field they are, and what decides: the group heading, the other columns, the values.

A rule here takes one column and the fields that the sheet's other columns are sure of, and gives the fields left: one,
several (ask) or none (leave it alone). The order of evidence is the vocabulary's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from npmsync.tables.evidence import Profile
from npmsync.tables.header_words import Match
from npmsync.tables.headings import Heading
from npmsync.vocabulary import Vocabulary, fold

Side = Literal["authority", "npm", ""]
NPM_STATUS = "status, in the NPM's words"
"""Stands among the sure fields where another column's header says that it is the NPM's own judgement."""
_MOST = 0.6
"""Of a column's filled cells: enough to say what it holds, with a slip or two among them."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column: its heading, what the words say, what the values show; whose side the group heading puts it on, and
    the fields that its words head elsewhere ("Visit")."""

    heading: Heading
    match: Match
    profile: Profile
    side: Side = ""
    group_fields: tuple[str, ...] = ()


Others = frozenset[str]
Rule = Callable[[Candidate, Others, Vocabulary], tuple[str, ...]]


def narrowed(column: Candidate, others: Others, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The fields that `column` may still be, `others` being those that other columns are sure of."""
    fields = column.match.fields
    rule = _SHARED.get(frozenset(fields)) if len(fields) > 1 else _MISLEADING.get("".join(fields))
    return rule(column, others, vocabulary) if rule else fields


def is_npm_status(column: Candidate, vocabulary: Vocabulary) -> bool:
    """Whether a header says that the NPM judges ("NPM assessment"), and not only "Status"."""
    words = re.split(r"[\s()/,]+", fold(column.heading.text))
    return column.match.fields == ("status",) and not vocabulary.marks["npm_word"].isdisjoint(words)


def _marked(column: Candidate, mark: str, vocabulary: Vocabulary) -> bool:
    return fold(column.heading.text) in vocabulary.marks.get(mark, ())


def _free(field: str, others: Others) -> tuple[str, ...]:
    return () if field in others else (field,)


def _share(column: Candidate, axis: str) -> float:
    return column.profile.words.get(axis, 0.0)


def _notes(column: Candidate, others: Others, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Comments below a heading of the authority are its own words, not our notes."""
    if column.side == "authority" and _marked(column, "remark", vocabulary):
        return _free("response_text", others)
    return ("notes",)


def _response_text(column: Candidate, others: Others, _: Vocabulary) -> tuple[str, ...]:
    """A "response" of words like Accepted is a position, one of dates the day it came, yes or no neither."""
    if _share(column, "position") >= _MOST and _share(column, "position") > _share(column, "yes_no"):
        return _free("position", others)
    if column.profile.dates >= _MOST:
        return _free("responded_on", others)
    return () if _share(column, "yes_no") >= _MOST else ("response_text",)


def _responded_on(column: Candidate, others: Others, _: Vocabulary) -> tuple[str, ...]:
    """The header "Reply received" may hold the day, yes or no, or the reply itself."""
    if _share(column, "yes_no") >= _MOST and column.profile.dates < _MOST:
        return ()
    return _free("response_text", others) if column.profile.long >= _MOST else ("responded_on",)


def _status(column: Candidate, others: Others, vocabulary: Vocabulary) -> tuple[str, ...]:
    """A status in the authority's group is what it claims: progress. So is free text under the word "execution"."""
    claimed = column.side == "authority" or NPM_STATUS in others
    if claimed and not is_npm_status(column, vocabulary):
        return _free("progress", others)
    if column.profile.long >= _MOST and not _share(column, "status"):
        return _free("progress", others)
    return ("status",)


def _ref(column: Candidate, others: Others, _: Vocabulary) -> tuple[str, ...]:
    """A citation of another body's text is a paragraph of it; one Arabic letter heads numbers only below numbers."""
    if column.profile.citations >= _MOST:
        return _free("paragraph", others)
    single = len(fold(column.heading.text)) == 1 and column.heading.text.strip(". ").isalpha()
    return () if single and column.profile.count and column.profile.numbers < _MOST else ("ref",)


def _addressees(column: Candidate, others: Others, vocabulary: Vocabulary) -> tuple[str, ...]:
    """An "institution" beside an authority, or with names of prisons and hospitals in it, is the place."""
    if not _marked(column, "institution_header", vocabulary):
        return ("addressees",)
    prisons = column.profile.places >= _MOST and column.profile.institutions < 1 - _MOST
    return _free("place", others) if "addressees" in others or (prisons and "place" not in others) else ("addressees",)


def _place(column: Candidate, others: Others, vocabulary: Vocabulary) -> tuple[str, ...]:
    alone = _marked(column, "institution_header", vocabulary) and "addressees" not in others
    return ("addressees",) if alone and column.profile.institutions >= _MOST else ("place",)


def _actions(column: Candidate, others: Others, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Measures taken are the response where the sheet has no other; a plan's measures its text where it has none."""
    if _marked(column, "measure_text_header", vocabulary) and "text" not in others:
        return ("text",)
    response = _marked(column, "measures_header", vocabulary) and "response_text" not in others
    return ("response_text",) if response else ("actions",)


def _follow_up_action(column: Candidate, _: Others, vocabulary: Vocabulary) -> tuple[str, ...]:
    """In tables of the Universal Periodic Review "Action" is a category from 1 to 5."""
    category = _marked(column, "action_header", vocabulary) and column.profile.numbers >= _MOST
    return () if category else ("follow_up_action",)


def _response_due(column: Candidate, others: Others, vocabulary: Vocabulary) -> tuple[str, ...]:
    term = _marked(column, "deadline_header", vocabulary) and column.profile.terms >= _MOST
    return _free("implementation_due", others) if term else ("response_due",)


def _focal_point(column: Candidate, others: Others, vocabulary: Vocabulary) -> tuple[str, ...]:
    """A "Contact" may hold addresses or numbers; a "Name" beside recommendations may be a detained person's."""
    if "text" in others and _marked(column, "name_header", vocabulary):
        return ()
    if column.profile.emails >= _MOST:
        return _free("contact_email", others)
    return _free("contact_phone", others) if column.profile.phones >= _MOST else ("focal_point",)


def _responsible(column: Candidate, others: Others, _: Vocabulary) -> tuple[str, ...]:
    if "addressees" in others or column.side == "npm" or column.profile.initials >= _MOST:
        return _free("responsible_member", others)
    return ("addressees",)


def _respuesta(column: Candidate, others: Others, _: Vocabulary) -> tuple[str, ...]:
    position = _share(column, "position") >= _MOST and "position" not in others
    return ("position",) if position else _free("response_text", others)


def _suivi(column: Candidate, others: Others, _: Vocabulary) -> tuple[str, ...]:
    status = _share(column, "status") >= _MOST and "status" not in others
    return ("status",) if status else _free("follow_up_action", others)


def _avancement(column: Candidate, others: Others, _: Vocabulary) -> tuple[str, ...]:
    claimed = column.side == "authority" or column.profile.percentages >= _MOST or "status" in others
    if claimed:
        return _free("progress", others)
    judged = column.side == "npm" or _share(column, "status") >= _MOST
    return ("status",) if judged else column.match.fields


def _srok(column: Candidate, others: Others, _: Vocabulary) -> tuple[str, ...]:
    later = "response_due" in others or column.profile.terms >= _MOST
    return _free("implementation_due", others) if later else ("response_due",)


_MISLEADING: Mapping[str, Rule] = {
    "notes": _notes,
    "response_text": _response_text,
    "responded_on": _responded_on,
    "status": _status,
    "ref": _ref,
    "addressees": _addressees,
    "place": _place,
    "actions": _actions,
    "follow_up_action": _follow_up_action,
    "response_due": _response_due,
    "focal_point": _focal_point,
}
"""Headers listed under one field that may still be another."""
_SHARED: Mapping[frozenset[str], Rule] = {
    frozenset({"addressees", "responsible_member"}): _responsible,
    frozenset({"response_text", "position"}): _respuesta,
    frozenset({"status", "follow_up_action"}): _suivi,
    frozenset({"progress", "status"}): _avancement,
    frozenset({"response_due", "implementation_due"}): _srok,
}
"""Headers listed under several fields. Plain dates have a file of their own: `date_columns.py`."""
