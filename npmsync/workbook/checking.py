"""What cannot be so within a row: dates in the wrong order, an address that is none, what has not come yet.

The one value is left out and said in the row; the rest of it counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from npmsync.documents.wording import Wording
from npmsync.domain.words import MeetingStatus
from npmsync.domain.world import World
from npmsync.vocabulary import fold
from npmsync.workbook.model import Saying, SheetSpec
from npmsync.workbook.rows import RowRead
from npmsync.workbook.sheets import (
    AUTHORITIES,
    COMMITMENTS,
    CONTACTS,
    EXCHANGES,
    INVITED,
    MAPPING,
    MEETINGS,
    RECOMMENDATIONS,
    RESPONSES,
)

_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")


def check(
    spec: SheetSpec, read: RowRead, before: Mapping[str, Any], world: World, today: str, wording: Wording
) -> None:
    """Adds what is wrong with a row to its `problems` and `said`. `before` are the record's values in the hub, {} for a
    new row; `today` is ISO 8601."""
    for name in dict.fromkeys(column.value for column in spec.columns if column.needed):
        if read.values.get(name, "") is None and name in before:
            label = wording.say(spec.column(spec.columns_of(name)[0]).label)
            read.refuse(name, Saying("book.say.emptied", {"column": label}))
    now = {**before, **read.values}
    _CHECKS[spec.name](read, now, _Around(spec, world, today, wording, before))


class _Around:
    """What a check may look at beside the row."""

    def __init__(self, spec: SheetSpec, world: World, today: str, wording: Wording, before: Mapping[str, Any]) -> None:
        self.spec, self.world, self.today, self.wording, self.before = spec, world, today, wording, before

    def label(self, value: str) -> str:
        return self.wording.say(self.spec.column(self.spec.columns_of(value)[0]).label)

    def in_order(self, read: RowRead, now: Mapping[str, Any], first: str, second: str) -> None:
        """The second day may not lie before the first. The one that was changed is not taken; of both, the second."""
        one, other = now.get(first), now.get(second)
        if one and other and other < one:
            gaps = {"first": self.label(first), "one": one, "second": self.label(second), "other": other}
            changed = first if self.before.get(second) == other and self.before.get(first) != one else second
            if changed in read.values and read.values[changed] != self.before.get(changed):
                read.refuse(changed, Saying("book.say.order", gaps))

    def past(self, read: RowRead, name: str) -> None:
        """A day on which something was done may not lie ahead."""
        day = read.values.get(name)
        if day and day > self.today and day != self.before.get(name):
            read.refuse(name, Saying("book.say.ahead", {"column": self.label(name), "day": day}))


def _authority(read: RowRead, now: Mapping[str, Any], around: _Around) -> None:
    around.in_order(read, now, "mapped_on", "review_on")
    around.past(read, "mapped_on")
    if read.key and now.get("parent") == read.key.id:
        read.refuse("parent", Saying("book.say.own_parent"))
    name = read.values.get("name")
    if name and name != around.before.get("name"):
        mine = read.key.id if read.key else ""
        if any(one.id != mine and around.world.is_called(one.id, name) for one in around.world.authorities):
            read.refuse("name", Saying("book.say.known_authority", {"said": name}))


def _contact(read: RowRead, now: Mapping[str, Any], around: _Around) -> None:
    around.in_order(read, now, "since", "until")
    around.in_order(read, now, "designated_on", "until")
    mail = read.values.get("email")
    if mail and not _ADDRESS.fullmatch(mail):
        read.refuse("email", Saying("book.say.email", {"said": mail}))
    if read.key and now.get("successor") == read.key.id:
        read.refuse("successor", Saying("book.say.own_successor"))
    gone = now.get("until") and now["until"] < around.today
    if not gone and not read.values.get("email") and not mail and (now.get("authority") or read.key):
        read.said.append(Saying("book.say.no_address"))
    if now.get("successor") and not now.get("until"):
        read.said.append(Saying("book.say.hand_over_when"))
    if read.key is None and (twin := _same_person(now, around.world)):
        read.held = True
        read.said.append(Saying("book.say.known_contact", {"said": twin}))


def _same_person(now: Mapping[str, Any], world: World) -> str | None:
    """A contact of that name at that authority who is still there."""
    mine = world.contacts_by_authority.get(str(now.get("authority")), ())
    name = fold(str(now.get("name") or ""))
    return next((one.name for one in mine if fold(one.name) == name and one.until is None), None)


def _meeting(read: RowRead, now: Mapping[str, Any], around: _Around) -> None:
    state, was = read.values.get("status"), around.before.get("status")
    if not state or state == was:
        return
    day = str(now.get("time") or "")[:10]
    if state == MeetingStatus.CANCELLED and not now.get("cancelled_because"):
        read.refuse("status", Saying("book.say.why_cancelled", {"column": around.label("cancelled_because")}))
    elif was == MeetingStatus.CANCELLED:
        read.refuse("status", Saying("book.say.stays_cancelled"))
    elif state == MeetingStatus.HELD and day > around.today:
        read.refuse("status", Saying("book.say.not_yet_held", {"day": day}))
    elif state in (MeetingStatus.INVITED, MeetingStatus.PROPOSED) and was is not None:
        read.refuse("status", Saying("book.say.not_by_hand"))


def _invited(read: RowRead, now: Mapping[str, Any], around: _Around) -> None:
    around.past(read, "agreed_on")


def _exchange(read: RowRead, now: Mapping[str, Any], around: _Around) -> None:
    around.past(read, "on")


def _commitment(read: RowRead, now: Mapping[str, Any], around: _Around) -> None:
    around.past(read, "done_on")
    about = around.world.recommendation_by_id.get(str(now.get("recommendation")))
    whose = now.get("authority")
    if about and whose and not set(around.world.seats(about.addressees)) & set(around.world.seats([whose])):
        gaps = {"ref": about.ref or "", "authority": around.world.name(whose)}
        if "recommendation" in read.values and now["recommendation"] != around.before.get("recommendation"):
            read.refuse("recommendation", Saying("book.say.not_addressed", gaps))


def _recommendation(read: RowRead, now: Mapping[str, Any], around: _Around) -> None:
    around.in_order(read, now, "issued_on", "response_due")
    status = read.values.get("status")
    if status == "implemented" and status != around.before.get("status") and not now.get("status_basis"):
        read.said.append(Saying("book.say.basis", {"column": around.label("status_basis")}))
    again = read.values.get("reiterates")
    if again and again != around.before.get("reiterates"):
        names = {fold(one.ref) for one in around.world.recommendations if one.ref}
        if fold(str(again)) == fold(str(now.get("ref") or "")):
            read.refuse("reiterates", Saying("book.say.itself"))
        elif fold(str(again)) not in names:
            read.said.append(Saying("book.say.no_earlier", {"ref": str(again)}))


def _response(read: RowRead, now: Mapping[str, Any], around: _Around) -> None:
    around.past(read, "responded_on")
    for name in ("recommendation", "authority"):
        if read.key and name in read.values and read.values[name] != around.before.get(name):
            read.refuse(name, Saying("book.say.fixed", {"column": around.label(name)}))
    about = around.world.recommendation_by_id.get(str(now.get("recommendation")))
    if read.key is None and about and now.get("authority") and now["authority"] not in about.addressees:
        gaps = {"ref": about.ref or "", "authority": around.world.name(now["authority"])}
        read.held = True
        read.said.append(Saying("book.say.not_addressed", gaps))


def _mapping(read: RowRead, now: Mapping[str, Any], around: _Around) -> None:
    around.past(read, "on")


_CHECKS: dict[str, Callable[[RowRead, Mapping[str, Any], _Around], None]] = {
    AUTHORITIES.name: _authority,
    CONTACTS.name: _contact,
    MEETINGS.name: _meeting,
    INVITED.name: _invited,
    EXCHANGES.name: _exchange,
    COMMITMENTS.name: _commitment,
    RECOMMENDATIONS.name: _recommendation,
    RESPONSES.name: _response,
    MAPPING.name: _mapping,
}
