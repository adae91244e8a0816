"""What npmsync.toml may say. Unknown keys are errors; every setting has a meaning written beside it."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import PurePath
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from npmsync.dialogue.settings import Deadlines
from npmsync.domain.member import Guest, Member, MemberRole, PersonAway, Responsibility
from npmsync.domain.words import Level, Role, SecondCalendar
from npmsync.scheduling.constraints import Closure, Hours, Limits, MeetingRoom, NeedNote, Office, Travel
from npmsync.scheduling.settings import Planning, Rules
from npmsync.scheduling.working_time import WorkingTime, working_time
from npmsync.workspace.mail import MailSettings
from npmsync.workspace.papers import Papers

LANGUAGES = ("en", "fr", "es", "pt", "ru", "ar")
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
"""One of `LANGUAGES`, or one that the workspace adds (`vocabulary/ka.csv`)."""


class Closed(BaseModel):
    """A table of the file: what it does not name is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, strict=False, populate_by_name=True)


def known_country(code: str) -> str:
    """The code itself. Raises `ValueError` for a country whose holidays nobody knows."""
    # The registry names the countries; asking for their list would load every one of them.
    from holidays.registry import COUNTRIES

    if all(code != alpha2 for _, alpha2, *_ in COUNTRIES.values()):
        raise ValueError(f"no country code {code!r} is known; write the two letters of ISO 3166, for example GE")
    return code


def known_timezone(name: str) -> str:
    """The name itself. Raises `ValueError` for a zone that does not exist."""
    if not _is_zone(name):
        raise ValueError(f"no time zone {name!r} is known; write its IANA name, for example Africa/Tunis")
    return name


def named_address(text: str) -> tuple[str, str]:
    """The name and the address in "NAME <ADDRESS>", each empty where there is none."""
    from email.utils import parseaddr

    return parseaddr(text)


def _is_zone(name: str) -> bool:
    """Asking for the list of all zones walks through a folder of files on Linux, and every command would. Elsewhere it
    is one file, and names that differ in case open the same one."""
    if sys.platform != "linux":
        return name in available_timezones()
    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return False
    return True


def _organiser(text: str) -> str:
    name, address = named_address(text)
    if not name or "@" not in address:
        raise ValueError('write the name and the address, for example "Nino Kapanadze <nino@npm.example>"')
    return text


def _one_line(text: str) -> str:
    if any(ord(character) < 32 for character in text):
        raise ValueError("a path has no control characters; one seems to have slipped in")
    if not PurePath(text).name:
        raise ValueError("write the path of a file")
    return text


def _database(address: str) -> str:
    found = re.fullmatch(r"postgres(?:ql)?(?:\+psycopg)?://(?:[^/?#]*)/(?P<database>[^/?#]+)(?:\?[^#]*)?", address)
    if not found:
        raise ValueError('write the address of a database: "postgresql+psycopg://user@server/database"')
    return address


class WorkspaceTable(Closed):
    """`[workspace]`: where and in which language the team works."""

    country: Annotated[str, AfterValidator(known_country)] | None = Field(
        None, description="Public holidays are this country's; none: Saturdays and Sundays are days off."
    )
    timezone: Annotated[str, AfterValidator(known_timezone)] = Field(description="Meetings are held in this zone.")
    language: Language = Field(description="The language of forms and invitations where an authority has none.")
    second_calendar: SecondCalendar = Field(
        SecondCalendar.NONE,
        description="Papers for authorities write each date in it too: hijri, solar_hijri (Iran), solar_hijri_afghan, "
        "buddhist.",
    )
    npm: str | None = Field(None, description="The name of the institution, as forms and letters give it.")
    organiser: Annotated[str, AfterValidator(_organiser)] | None = Field(None, description="Who invites.")
    store: Annotated[str, AfterValidator(_database)] | None = Field(
        None,
        description="The PostgreSQL database that several machines share, `postgresql+psycopg://user@server/database`; "
        "without it, npmsync.sqlite in the workspace.",
    )
    store_key: Annotated[str, Field(pattern="^[0-9a-f]{8}$")] | None = Field(
        None, description="The store is encrypted with the key of this name; written by `npmsync encrypt`."
    )


class TableSettings(Closed):
    """`[[endpoint.table]]`: which columns of a sheet are what."""

    sheet: str = Field(description="The sheet's name.")
    entity: Literal["recommendation", "contact"] = Field(description="What a row is: recommendation or contact.")
    header_rows: tuple[Annotated[int, Field(ge=1)], ...] = Field(
        min_length=1, max_length=3, description="The rows with the headers, counted from 1; records begin below."
    )
    language: Language = Field("en", description="The language of its words and dates.")
    day_first: bool | None = Field(None, description="How 03/04/2024 is meant: true for 3 April, false for 4 March.")
    columns: dict[str, str] = Field(min_length=1, description='Our field = "your header", in the header\'s own words.')
    ticked: dict[str, tuple[str, ...]] = Field(
        default_factory=dict,
        description='Columns of which a row ticks one: status = ["Implemented", "In progress", "Not implemented"].',
    )
    transposed: bool = Field(
        False, description="Labels stand in a column, values beside them; header_rows count columns then (A is 1)."
    )
    add_ids: bool = Field(
        False, description="Rows without a reference get one of npmsync's (R-001), in the column mapped to ref."
    )
    fixed: dict[str, str | tuple[str, ...]] = Field(
        default_factory=dict, description="What the whole sheet is about, for example its one authority."
    )
    words: dict[str, dict[str, str]] = Field(
        default_factory=dict,
        description='What your own words mean: [endpoint.table.words.status] "Closed" = "implemented".',
    )


User = Annotated[str | None, Field(description="The name to log in with at a calendar server; none: it asks for none.")]
CalendarName = Annotated[
    str | None, Field(description="The calendar's name, where the address is the server's and there are several.")
]


class BusySettings(Closed):
    """`[[busy]]`: a calendar that says when somebody cannot come. Nothing of it is kept but when."""

    name: str = Field(min_length=1, max_length=100, description="How npmsync speaks of it.")
    email: str = Field(description="Whose times they are: a member's address, or anybody's who is asked to meetings.")
    adapter: Literal["ics", "caldav"] = Field(
        "ics", description="`ics`: a file, or an address under which the calendar is published; `caldav`: a server."
    )
    address: Annotated[str, AfterValidator(_one_line)] = Field(
        description="File or https:// address; `secret:NAME`: the address itself is a secret and kept as passwords are."
    )
    user: User = None
    calendar: CalendarName = None

    @property
    def remote(self) -> bool:
        return _is_remote(self.address)


def _is_remote(address: str) -> bool:
    return "://" in address or address.startswith("secret:")


class MeetingDefaults(Closed):
    """`[meetings]`: what holds for new meetings until it is changed."""

    place: str | None = Field(None, description="The room in which they are held.")
    conference: str | None = Field(
        None, pattern=r"^(https://|tel:)\S+$", description="An https:// or tel: address to take part from afar."
    )
    attach_agenda_from: int = Field(
        12,
        ge=1,
        le=1000,
        description="An agenda of so many items goes along as a workbook; the mail has it anyway.",
    )
    reminder_minutes: int | None = Field(
        None, ge=0, le=40_320, description="A reminder so many minutes before, in the NPM's own calendars; none: none."
    )


class EndpointSettings(Closed):
    """`[[endpoint]]`: one tracker, sheet or calendar that is kept in step."""

    name: str = Field(min_length=1, max_length=100, description="How npmsync speaks of it.")
    adapter: str = Field("xlsx", description="The format, as `npmsync plugins list` names it.")
    address: Annotated[str, AfterValidator(_one_line)] = Field(
        description="The file; a relative path counts from the workspace. Of what is on a server: https://..."
    )
    role: Role = Field(
        Role.NPM, description="`npm`: the NPM's own; `authority`: an authority's, whose word is limited."
    )
    master: bool = Field(False, description="Where several trackers say different things, this one's word wins.")
    new_rows: bool = Field(True, description="Records that come from elsewhere are added here as new rows.")
    user: User = None
    calendar: CalendarName = None
    authority: str | None = Field(None, description="Whose sheet or calendar it is, where the role is `authority`.")
    table: tuple[TableSettings, ...] = ()

    @property
    def own(self) -> bool:
        """It is the NPM's own, not an authority's."""
        return self.role is Role.NPM

    @property
    def remote(self) -> bool:
        """It is on a server, and no file of this computer."""
        return _is_remote(self.address)


class AuthoritySettings(Closed):
    """`[[authority]]`: what the trackers do not say of an authority that they name."""

    name: str = Field(description="As a tracker names it.")
    level: Level | None = Field(
        None, description="place, supervising, executive, parliament, judiciary or other; none: what its name suggests."
    )
    parent: str | None = Field(None, description="The ministry or service above it; a place's reviews are held there.")
    aliases: tuple[str, ...] = Field((), description="Other names that trackers use for it.")
    language: Language | tuple[Language, Language] | None = Field(
        None, description="Of its forms and invitations; two languages stand side by side."
    )
    second_calendar: SecondCalendar | None = Field(
        None, description="The same for this authority; `none` for none, whatever [workspace] says."
    )
    mapped_on: date | None = Field(None, description="When you last looked at who it is and what it matters for.")
    review_on: date | None = Field(None, description="When to look again; none: [deadlines] mapping_months later.")

    city: str | None = Field(None, description="Where meetings with it are held; none: where the office is.")

    @property
    def languages(self) -> tuple[str, ...]:
        if self.language is None:
            return ()
        return (self.language,) if isinstance(self.language, str) else self.language


class RestrictedReader(Closed):
    """`[[restricted]]`: a member who may read concerns about reprisals (`npmsync concerns`)."""

    member: str = Field(description="The member's address.")
    recipient: str = Field(description="To whose key notes are encrypted (age1..., from `npmsync backup-key`).")


class BackupTable(Closed):
    """`[backup]`: who can read the backups."""

    recipients: tuple[str, ...] = Field(
        (),
        description="Backups are encrypted to these (age1..., from `npmsync backup-key`); any of their keys opens one.",
    )


class Settings(Closed):
    """The whole file."""

    workspace: WorkspaceTable
    endpoint: tuple[EndpointSettings, ...] = ()
    mail: tuple[MailSettings, ...] = ()
    busy: tuple[BusySettings, ...] = ()
    meetings: MeetingDefaults = Field(default_factory=MeetingDefaults)
    member: tuple[Member, ...] = ()
    responsibility: tuple[Responsibility, ...] = ()
    authority: tuple[AuthoritySettings, ...] = ()
    guest: tuple[Guest, ...] = ()
    absence: tuple[PersonAway, ...] = ()
    rules: Rules = Field(default_factory=Rules)
    office: Office = Field(default_factory=Office)
    limits: Limits = Field(default_factory=Limits)
    hours: tuple[Hours, ...] = ()
    closure: tuple[Closure, ...] = ()
    room: tuple[MeetingRoom, ...] = ()
    travel: tuple[Travel, ...] = ()
    need: tuple[NeedNote, ...] = ()
    deadlines: Deadlines = Field(default_factory=Deadlines)
    restricted: tuple[RestrictedReader, ...] = ()
    backup: BackupTable = Field(default_factory=BackupTable)
    papers: Papers = Field(default_factory=Papers)

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        for what, parts in (("endpoints", self.endpoint), ("mail accounts", self.mail)):
            names = [part.name for part in parts]
            for name in names:
                if names.count(name) > 1:
                    raise ValueError(f"two {what} are named {name!r}; give each a name of its own")
        masters = [endpoint.name for endpoint in self.endpoint if endpoint.master]
        if len(masters) > 1:
            raise ValueError(f"{masters[0]!r} and {masters[1]!r} are both master; only one endpoint's word can win")
        return self

    @model_validator(mode="after")
    def _known_people(self) -> Self:
        known = {member.email.strip().casefold() for member in self.members}
        for reader in self.restricted:
            if reader.member.strip().casefold() not in known:
                raise ValueError(f"[[restricted]] names {reader.member}, who is no [[member]]; add the member first")
        for one in self.responsibility:
            for address in filter(None, (one.lead, one.deputy, *one.team)):
                if address.strip().casefold() not in known:
                    raise ValueError(f"[[responsibility]] names {address}, who is no [[member]]; add the member first")
        return self

    @property
    def working_days(self) -> WorkingTime:
        """The country's working days less the closures, and the hours in which meetings may be held."""
        return working_time(self.workspace.country, self.office, self.closure, hours=self.hours)

    @property
    def planning(self) -> Planning:
        """Everything that planning looks at."""
        return Planning(
            rules=self.rules,
            office=self.office,
            limits=self.limits,
            closures=self.closure,
            hours=self.hours,
            rooms=self.room,
            travel=self.travel,
            notes=self.need,
        )

    @property
    def organiser(self) -> Member | None:
        """Who invites, None while the file does not say."""
        if self.workspace.organiser is None:
            return None
        name, address = named_address(self.workspace.organiser)
        known = next((member for member in self.member if member.email.casefold() == address.casefold()), None)
        return known or Member(name=name, email=address, role=MemberRole.HEAD)

    @property
    def members(self) -> tuple[Member, ...]:
        """The team with its absences: the members named, or the organiser alone until some are."""
        team = self.member or ((self.organiser,) if self.organiser else ())
        return tuple(map(self._with_absences, team))

    def _with_absences(self, member: Member) -> Member:
        known = {member.name.casefold(), member.email.casefold()}
        mine = [one.days for one in self.absence if one.authority is None and one.who.strip().casefold() in known]
        return member.model_copy(update={"absences": (*member.absences, *mine)}) if mine else member

    @property
    def paper_contact(self) -> tuple[str, str] | None:
        """Name and address of who answers questions about a letter, None while the file names nobody."""
        if self.papers.contact:
            return named_address(self.papers.contact)
        return (self.organiser.name, self.organiser.email) if self.organiser else None

    @property
    def npm(self) -> str:
        """The institution's name on papers."""
        return self.workspace.npm or "National Preventive Mechanism"
