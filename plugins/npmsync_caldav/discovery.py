"""From what a person has (a server, their own page there, or the calendar itself) to the calendar (RFC 6764, RFC 4791
section 6.2, RFC 5397)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from npmsync.errors import Refused, UnknownName
from npmsync_caldav import dav
from npmsync_caldav.dav import C, D, Resource
from npmsync_caldav.wire import Wire


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar that was found. `tokens`: the server can say what changed (RFC 6578)."""

    url: str
    name: str
    tokens: bool


def find(wire: Wire, name: str | None) -> Calendar:
    """The calendar at the wire's address, or the one called `name` of whoever logs in. Raises `UnknownName` with the
    names there are."""
    here = _about(wire, wire.address)
    if here is not None and name is None and _is_calendar(here[0]):
        return _calendar(wire, *here)
    found = list(_calendars(wire, here))
    wanted = [one for one in found if name is None or name.casefold() in (one.name.casefold(), _last(one.url))]
    if len(wanted) == 1:
        return wanted[0]
    names = tuple(sorted(one.name for one in found))
    what = f"No calendar {name!r}" if name else "More than one calendar" if found else "No calendar"
    raise UnknownName(
        "unknown-calendar",
        f"{what} was found at {wire.host}. There are: {', '.join(names) or 'none'}.",
        "Write the name of one of them under calendar in npmsync.toml, or its whole address under address.",
        names,
    )


def _calendars(wire: Wire, here: tuple[Resource, str] | None) -> Iterator[Calendar]:
    root = urlsplit(wire.address)
    well_known = f"{root.scheme}://{root.netloc}/.well-known/caldav"
    for start in (here, _about(wire, well_known), _about(wire, f"{root.scheme}://{root.netloc}/")):
        home = _home(wire, start) if start else None
        if home is None:
            continue
        answer = wire.send("PROPFIND", home, dav.about(), {**dav.XML, "Depth": "1"})
        if answer.status != 207:
            continue
        for resource in dav.multistatus(answer.body, wire.host).resources:
            if _is_calendar(resource):
                yield _calendar(wire, resource, answer.url)
        return


def _home(wire: Wire, start: tuple[Resource, str]) -> str | None:
    """The folder of the user's calendars."""
    resource, base = start
    home = resource.href_in(f"{C}calendar-home-set")
    principal = resource.href_in(f"{D}current-user-principal")
    if home is None and principal is not None:
        found = _about(wire, wire.within(urljoin(base, principal)))
        if found is not None:
            home, base = found[0].href_in(f"{C}calendar-home-set"), found[1]
    return wire.within(urljoin(base, home)) if home else None


def _about(wire: Wire, url: str) -> tuple[Resource, str] | None:
    """What is at an address, and which address it is in the end; None where nothing answers there."""
    answer = wire.send("PROPFIND", url, dav.about(), {**dav.XML, "Depth": "0"})
    if answer.status == 403:
        raise Refused("not-allowed", f"{wire.host} does not let you see {urlsplit(url).path}.", "Ask who keeps it.")
    if answer.status != 207:
        return None
    resources = dav.multistatus(answer.body, wire.host).resources
    return (resources[0], answer.url) if resources else None


def _is_calendar(resource: Resource) -> bool:
    if not resource.has(f"{D}resourcetype", f"{C}calendar"):
        return False
    kinds = resource.found.get(f"{C}supported-calendar-component-set")
    return kinds is None or not len(kinds) or any(kind.get("name") == "VEVENT" for kind in kinds)


def _calendar(wire: Wire, resource: Resource, base: str) -> Calendar:
    url = wire.within(urljoin(base, resource.href))
    reports = f"{D}supported-report-set"
    return Calendar(url, resource.text(f"{D}displayname") or _last(url), resource.has(reports, f"{D}sync-collection"))


def _last(url: str) -> str:
    return unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]).casefold()
