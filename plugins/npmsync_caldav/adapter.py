"""`npmsync.ports.CalendarServer` over CalDAV. One request tells whether anything changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urljoin

from npmsync.domain.outgoing import Outgoing
from npmsync.errors import Locked, Refused, Unreachable
from npmsync.ports import CalendarAccess, CalendarChanges, StoredObject
from npmsync_caldav import dav
from npmsync_caldav.dav import CS, C, D, Multistatus, Resource
from npmsync_caldav.discovery import find
from npmsync_caldav.wire import Answer, Wire

_AT_ONCE = 200
"""Objects asked for in one request: more, and some servers run out of time or of memory."""
_ROUNDS = 1_000
_ICS = {"Content-Type": "text/calendar; charset=utf-8"}


class CalDav:
    """Opens calendars."""

    writes = True

    def open(self, access: CalendarAccess) -> DavCalendar:
        """The calendar at an address, by discovery unless it is `remembered`."""
        wire = Wire(access.address, access.user, access.password)
        if access.remembered is not None:
            return DavCalendar(wire, wire.within(access.remembered))
        found = find(wire, access.calendar)
        return DavCalendar(wire, found.url, found.tokens)


class DavCalendar:
    """`npmsync.ports.CalendarStore`: one calendar collection. A cursor is JSON: the server's token; or where it has
    none, its ctag and the version of every object."""

    def __init__(self, wire: Wire, url: str, tokens: bool = True) -> None:
        self.wire = wire
        self.place = url if url.endswith("/") else url + "/"
        self._tokens = tokens

    def close(self) -> None:
        self.wire.close()

    def changes(self, since: str | None) -> CalendarChanges:
        """What changed since a cursor; all there is where there is none, or the server has forgotten it."""
        known: dict[str, Any] = json.loads(since) if since else {}
        if self._tokens and "versions" not in known:
            found = self._by_token(known.get("token"))
            if found is not None:
                return found
        return self._by_version(known)

    def objects(self, hrefs: Sequence[str]) -> list[StoredObject]:
        found = []
        for start in range(0, len(hrefs), _AT_ONCE):
            answer = self._ask("REPORT", dav.these(hrefs[start : start + _AT_ONCE]), "0")
            found += [one for each in self._read(answer).resources if (one := _object(each)) is not None]
        return found

    def put(self, name: str, href: str | None, version: str | None, data: Outgoing[bytes]) -> str:
        """Writes one object, under the condition that nobody else did meanwhile."""
        path = href or dav.path_of(urljoin(self.place, f"{quote(name, safe='@.-_')}.ics"))
        condition = {"If-Match": version} if href and version else {"If-None-Match": "*"}
        answer = self.wire.send("PUT", self._at(path), data.content, {**_ICS, **condition})
        if answer.status in (404, 409) and href:
            raise Locked("changed-meanwhile", "The event is no longer there.", "It is read again.")
        if answer.status not in (200, 201, 204):
            raise self._no(answer, "written")
        return path

    def remove(self, href: str, version: str) -> None:
        answer = self.wire.send("DELETE", self._at(href), None, {"If-Match": version})
        if answer.status not in (200, 202, 204, 404, 410):
            raise self._no(answer, "taken out")

    def flush(self) -> None:
        """Everything was sent at once."""

    def between(self, first: date, last: date) -> list[bytes]:
        """The events that touch these days, with a day on either side for the zones; or when they are, where the owner
        lets no more be seen."""
        start = f"{first - timedelta(days=1):%Y%m%dT000000Z}"
        end = f"{last + timedelta(days=2):%Y%m%dT000000Z}"
        answer = self._ask("REPORT", dav.touching(start, end), "1")
        if answer.status == 207:
            return [one.data for each in self._read(answer).resources if (one := _object(each)) is not None]
        answer = self._ask("REPORT", dav.free_busy(start, end), "1")
        if answer.status != 200:
            raise self._no(answer, "read")
        return [answer.body]

    def _by_token(self, token: str | None) -> CalendarChanges | None:
        """None: the server has no tokens."""
        changed: dict[str, StoredObject] = {}
        bare: dict[str, None] = {}
        gone: set[str] = set()
        at = token
        for _ in range(_ROUNDS):
            answer = self._ask("REPORT", dav.since(at), "0")
            if answer.status != 207:
                if answer.status in (404, 410):
                    raise self._no(answer, "read")
                # 403, 409 or 412 with valid-sync-token; some say 400. Without a token it means: not here.
                return self._by_token(None) if at is not None else None
            said = self._read(answer)
            for resource in said.resources:
                self._note(resource, changed, bare, gone)
            more = any(_is_cut(resource, self.place) for resource in said.resources)
            if said.token is None or (more and said.token == at):
                raise Unreachable("answer-strange", f"{self.wire.host} does not say where it stands.", "Try later.")
            at = said.token
            if not more:
                break
        changed |= {one.href: one for one in self.objects(list(bare))}
        cursor = json.dumps({"token": at})
        return CalendarChanges(tuple(changed.values()), frozenset(gone - set(changed)), cursor, token is None)

    def _note(
        self, resource: Resource, changed: dict[str, StoredObject], bare: dict[str, None], gone: set[str]
    ) -> None:
        href = dav.path_of(resource.href)
        if href == dav.path_of(self.place):
            return
        if resource.status in (404, 410):
            gone.add(href)
            changed.pop(href, None)
            bare.pop(href, None)
        elif (one := _object(resource)) is not None:
            changed[href] = one
        elif f"{D}getetag" in resource.found:
            bare[href] = None

    def _by_version(self, known: dict[str, Any]) -> CalendarChanges:
        """One request where the ctag is the same, three where it is not."""
        tag = self._ctag()
        before: dict[str, str] = known.get("versions", {})
        if tag is not None and tag == known.get("ctag"):
            return CalendarChanges((), frozenset(), json.dumps(known), whole=False)
        answer = self._ask("PROPFIND", dav.versions(), "1")
        now = {
            dav.path_of(each.href): each.text(f"{D}getetag") or ""
            for each in self._read(answer).resources
            if f"{D}getetag" in each.found and not each.has(f"{D}resourcetype", f"{D}collection")
        }
        fresh = [href for href, version in now.items() if before.get(href) != version]
        cursor = json.dumps({"ctag": tag, "versions": now})
        gone = frozenset(before) - frozenset(now)
        return CalendarChanges(tuple(self.objects(fresh)), gone, cursor, whole=not known)

    def _ctag(self) -> str | None:
        answer = self._ask("PROPFIND", dav.ctag(), "0")
        resources = self._read(answer).resources
        return resources[0].text(f"{CS}getctag") if resources else None

    def _ask(self, method: str, body: bytes, depth: str) -> Answer:
        try:
            return self.wire.send(method, self.place, body, {**dav.XML, "Depth": depth})
        except Locked:  # 412 to a question: the server knows the token no more
            return Answer(412, {}, b"", self.place)

    def _read(self, answer: Answer) -> Multistatus:
        if answer.status != 207:
            raise self._no(answer, "read")
        return dav.multistatus(answer.body, self.wire.host)

    def _at(self, href: str) -> str:
        return self.wire.within(urljoin(self.place, href))

    def _no(self, answer: Answer, what: str) -> Refused:
        host = self.wire.host
        if answer.status in (404, 410):
            return Refused(
                "calendar-gone", f"The calendar is no longer at {host}.", "Check its address in npmsync.toml."
            )
        if b"no-uid-conflict" in answer.body:
            return Refused("uid-elsewhere", f"{host} has the event already, elsewhere.", "Look for it in the calendar.")
        if answer.status == 507:
            return Refused("server-full", f"{host} has no room left.", "Ask who keeps the server.")
        if answer.status in (403, 405):
            return Refused("not-allowed", f"{host} does not let it be {what}.", "Ask who keeps it for the right to.")
        return Refused("server-refused", f"{host} refuses: it cannot be {what} ({answer.status}).", "Try later.")


def _object(resource: Resource) -> StoredObject | None:
    data, version = resource.text(f"{C}calendar-data"), resource.text(f"{D}getetag")
    if not data or version is None:
        return None
    return StoredObject(dav.path_of(resource.href), version, data.encode())


def _is_cut(resource: Resource, place: str) -> bool:
    """507 on the calendar itself: there is more (RFC 6578 section 3.6)."""
    return resource.status == 507 and dav.path_of(resource.href) == dav.path_of(place)
