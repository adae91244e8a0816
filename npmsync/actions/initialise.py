"""`init`: looks at the trackers a person has, says what it took for what, and writes npmsync.toml."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from npmsync.actions.file_names import slug
from npmsync.actions.id_columns import with_ids
from npmsync.actions.opened import Caller
from npmsync.actions.seen_tracker import SeenTracker
from npmsync.actions.stores import store_of
from npmsync.errors import Refused, UsageError
from npmsync.paths import at_home, refuse_unless_file
from npmsync.ports import Capability, TableFormat, Workbook
from npmsync.replace import write_new
from npmsync.tables.model import Reading
from npmsync.tables.recognise import recognise
from npmsync.tables.rows import read_table
from npmsync.tables.sources import gather
from npmsync.vocabulary import builtin_vocabulary, fold
from npmsync.vocabulary.levels import suggested_level
from npmsync.workspace.folder import FILE
from npmsync.workspace.template import NewEndpoint, NewWorkspace, settings_text


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person said on the command line; None where nothing was said."""

    trackers: Sequence[Path]
    country: str | None = None
    timezone: str | None = None
    language: str | None = None
    organiser: str | None = None
    follow_from: date | None = None
    add_id_column: bool = False
    sheets: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What init would write. `without_contact` are the addressees for whom no contact stands in any tracker."""

    root: Path
    trackers: tuple[SeenTracker, ...]
    new: NewWorkspace
    without_contact: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "workspace": str(self.root),
            "trackers": [tracker.to_json() for tracker in self.trackers],
            "country": self.new.country,
            "timezone": self.new.timezone,
            "language": self.new.language,
            "follow_from": self.new.follow_from.isoformat() if self.new.follow_from else None,
            "without_contact": list(self.without_contact),
        }


def look(root: Path, asked: Asked, caller: Caller) -> Found:
    """Reads the trackers and decides on the settings; writes nothing. Raises `Refused` for a tracker that cannot be
    used, `UsageError` for an option that makes no sense."""
    if (root / FILE).exists():
        raise Refused(
            "workspace-exists",
            f"{root} is a workspace already: it has an {FILE}.",
            f"Edit {root / FILE} by hand, or choose another folder with --workspace.",
        )
    _check_organiser(asked.organiser)
    trackers = tuple(_look_at(path, asked.language, caller) for path in asked.trackers)
    trackers += tuple(_look_at_sheet(address, asked.language, caller) for address in asked.sheets)
    if asked.add_id_column:
        trackers = tuple(with_ids(tracker) for tracker in trackers)
    timezone, country = asked.timezone, asked.country
    language = asked.language or next((table.language for tracker in trackers for table in tracker.tables), "en")
    names, places, contacts = _named(trackers)
    new = NewWorkspace(
        country=country,
        timezone=timezone or _zone_of(country),
        language=language,
        organiser=asked.organiser,
        follow_from=asked.follow_from,
        endpoints=tuple(_endpoint(root, tracker, trackers) for tracker in trackers),
        authorities={name: suggested_level(name, places) for name in names},
    )
    without = tuple(name for name in names if fold(name) not in contacts)
    return Found(root, trackers, new, without)


def write(found: Found) -> Path:
    """Makes the workspace's folder, for its owner alone, and writes npmsync.toml into it."""
    found.root.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = found.root / FILE
    write_new(path, settings_text(found.new).encode())
    return path


def _look_at(path: Path, language: str | None, caller: Caller) -> SeenTracker:
    path = at_home(path).absolute()
    refuse_unless_file(path, str(path), "Check the name and the folder.")
    name, adapter = caller.plugins.for_path("table", path)
    assert hasattr(adapter, "read")
    return look_at_tracker(path, name, adapter, language)


def _look_at_sheet(address: str, language: str | None, caller: Caller) -> SeenTracker:
    """A sheet on a server: the first kind of store that knows such an address reads it."""
    unknown: Refused | None = None
    for name in caller.plugins.names("store"):
        store = store_of(caller, name)
        try:
            workbook = store.read(address)
        except Refused as error:
            if error.name != "not-a-sheet-address":
                raise
            unknown = unknown or error
            continue
        seen = _recognised(Path(address), name, workbook, store.capabilities, language)
        called = Path(slug(seen.tables[0].sheet) or name)
        return replace(seen, path=called, address=address.partition("#")[0])
    raise unknown or Refused("not-a-sheet-address", f"No plugin knows the address {address}.", "npmsync plugins list")


def look_at_tracker(path: Path, name: str, adapter: TableFormat, language: str | None) -> SeenTracker:
    """Recognises one tracker. Raises `Refused` when no table of recommendations or contacts is in it."""
    return _recognised(path, name, adapter.read(path), adapter.capabilities, language)


def _recognised(
    path: Path, name: str, workbook: Workbook, capabilities: frozenset[Capability], language: str | None
) -> SeenTracker:
    vocabulary = builtin_vocabulary()
    recognition = recognise(workbook, vocabulary, language)
    if not recognition.tables:
        raise Refused(
            "no-table",
            f"{path} has no table that npmsync recognises. " + " ".join(recognition.notes[-1:]),
            "Give the columns headers such as Recommendation, Addressed to, Date sent, Status (in six languages).",
        )
    readings: list[Reading] = []
    names: set[str] = set()
    for table in sorted(recognition.tables, key=lambda table: table.entity != "contact"):
        reading = read_table(workbook, table, vocabulary, known_names=frozenset(names))
        readings.append(reading)
        names |= {str(row.values["authority"]) for row in reading.rows if row.values.get("authority")}
    order = {id(table): number for number, table in enumerate(recognition.tables)}
    readings.sort(key=lambda reading: order[id(reading.table)])
    notes = (*workbook.notes, *recognition.notes)
    return SeenTracker(path, name, tuple(readings), notes, workbook, capabilities)


def _named(trackers: Sequence[SeenTracker]) -> tuple[list[str], set[str], set[str]]:
    """(authorities in alphabetical order, names of places, folded names of authorities that have a contact)."""
    names: dict[str, str] = {}
    places: set[str] = set()
    contacts: set[str] = set()
    for tracker in trackers:
        for source in gather(tracker.readings):
            if source.entity == "contact":
                mine = [str(name) for name in source.distinct("authority")]
                contacts |= {fold(name) for name in mine if source.distinct("email") or source.distinct("phone")}
            else:
                mine = list(source.union("addressees"))
                places |= {str(place) for place in source.distinct("place")}
            for name in mine:
                names.setdefault(fold(name), name)
    return sorted(names.values()), places, contacts


def _endpoint(root: Path, tracker: SeenTracker, trackers: Sequence[SeenTracker]) -> NewEndpoint:
    address = tracker.path
    inside = address.is_relative_to(root)
    stems = [other.path.stem for other in trackers[: trackers.index(tracker)]]
    count = stems.count(tracker.path.stem)
    name = tracker.path.stem + (f"-{count + 1}" if count else "")
    shown = tracker.address or (address.relative_to(root).as_posix() if inside else str(address))
    return NewEndpoint(name, tracker.adapter, shown, tracker.tables, _shares_rows(tracker, trackers))


def _shares_rows(tracker: SeenTracker, trackers: Sequence[SeenTracker]) -> bool:
    """Whether the tracker is a copy of another one (or the only one): then records from elsewhere belong into it. Two
    trackers that have little in common are kept for different things."""
    mine = _texts(tracker)
    others = [_texts(other) for other in trackers if other is not tracker]
    return not others or any(len(mine & other) * 2 >= min(len(mine), len(other)) for other in others)


def _texts(tracker: SeenTracker) -> set[str]:
    return {fold(str(text)) for source in gather(tracker.readings) for text in source.distinct("text")}


def _zone_of(country: str | None) -> str:
    """The first zone of a country; UTC where it is not known. A country with several is asked to say which."""
    if country is None:
        return "UTC"
    from babel.core import get_global

    zones = [zone for zone, territory in get_global("zone_territories").items() if territory == country]
    from zoneinfo import available_timezones

    known = sorted(set(zones) & available_timezones())
    return known[0] if known else "UTC"


def _check_organiser(organiser: str | None) -> None:
    if organiser is not None and ("@" not in parseaddr(organiser)[1] or not parseaddr(organiser)[0]):
        raise UsageError(
            "bad-organiser",
            f"--organiser {organiser!r} is not a name and an address.",
            'Write it like this: --organiser "Nino Kapanadze <nino@npm.example>"',
        )
