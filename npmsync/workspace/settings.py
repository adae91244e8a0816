"""What npmsync.toml may say. Unknown keys are errors; every setting has a meaning written beside it."""

from __future__ import annotations

from email.utils import parseaddr
from pathlib import PurePath
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from npmsync.dialogue.settings import Deadlines
from npmsync.domain.member import Member, MemberRole
from npmsync.domain.words import Level, Role
from npmsync.scheduling.settings import Closure, Limits, Office, Planning, Rules

LANGUAGES = ("en", "fr", "es", "pt", "ru", "ar")
Language = Literal["en", "fr", "es", "pt", "ru", "ar"]


class Closed(BaseModel):
    """A table of the file: what it does not name is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, populate_by_name=True)


def known_country(code: str) -> str:
    """The code itself. Raises `ValueError` for a country whose holidays nobody knows."""
    from holidays import list_supported_countries

    if code not in list_supported_countries():
        raise ValueError(f"no country code {code!r} is known; write the two letters of ISO 3166, for example GE")
    return code


def known_timezone(name: str) -> str:
    """The name itself. Raises `ValueError` for a zone that does not exist."""
    if name not in available_timezones():
        raise ValueError(f"no time zone {name!r} is known; write its IANA name, for example Africa/Tunis")
    return name


def _organiser(text: str) -> str:
    name, address = parseaddr(text)
    if not name or "@" not in address:
        raise ValueError('write the name and the address, for example "Nino Kapanadze <nino@npm.example>"')
    return text


def _one_line(text: str) -> str:
    if any(ord(character) < 32 for character in text):
        raise ValueError("a path has no control characters; one seems to have slipped in")
    if not PurePath(text).name:
        raise ValueError("write the path of a file")
    return text


class WorkspaceTable(Closed):
    """`[workspace]`."""

    country: Annotated[str, AfterValidator(known_country)] | None = Field(
        None, description="Public holidays are this country's; none: Saturdays and Sundays are days off."
    )
    timezone: Annotated[str, AfterValidator(known_timezone)] = Field(description="Meetings are held in this zone.")
    language: Language = Field(description="The language of forms and invitations where an authority has none.")
    npm: str | None = Field(None, description="The name of the institution, as forms and letters give it.")
    organiser: Annotated[str, AfterValidator(_organiser)] | None = Field(None, description="Who invites.")


class TableSettings(Closed):
    """`[[endpoint.table]]`: which columns of a sheet are what."""

    sheet: str
    entity: Literal["recommendation", "contact"]
    header_rows: tuple[Annotated[int, Field(ge=1)], ...] = Field(min_length=1, max_length=3)
    language: Language = "en"
    day_first: bool | None = None
    columns: dict[str, str] = Field(min_length=1)
    fixed: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    words: dict[str, dict[str, str]] = Field(default_factory=dict)


class EndpointSettings(Closed):
    """`[[endpoint]]`: one tracker, sheet or calendar that is kept in step."""

    name: str = Field(min_length=1, max_length=100)
    adapter: str = "xlsx"
    address: Annotated[str, AfterValidator(_one_line)]
    role: Role = Role.NPM
    master: bool = False
    new_rows: bool = True
    table: tuple[TableSettings, ...] = ()


class AuthoritySettings(Closed):
    """`[[authority]]`: what the trackers do not say of an authority that they name."""

    name: str
    level: Level | None = None
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    language: Language | tuple[Language, Language] | None = None

    @property
    def languages(self) -> tuple[str, ...]:
        if self.language is None:
            return ()
        return (self.language,) if isinstance(self.language, str) else self.language


class Settings(Closed):
    """The whole file."""

    workspace: WorkspaceTable
    endpoint: tuple[EndpointSettings, ...] = ()
    member: tuple[Member, ...] = ()
    authority: tuple[AuthoritySettings, ...] = ()
    rules: Rules = Rules()
    office: Office = Office()
    limits: Limits = Limits()
    closure: tuple[Closure, ...] = ()
    deadlines: Deadlines = Deadlines()

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        names = [endpoint.name for endpoint in self.endpoint]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two endpoints are named {name!r}; give each a name of its own")
        masters = [endpoint.name for endpoint in self.endpoint if endpoint.master]
        if len(masters) > 1:
            raise ValueError(f"{masters[0]!r} and {masters[1]!r} are both master; only one endpoint's word can win")
        return self

    @property
    def planning(self) -> Planning:
        """Everything that planning looks at."""
        return Planning(rules=self.rules, office=self.office, limits=self.limits, closures=self.closure)

    @property
    def organiser(self) -> Member | None:
        """Who invites, None while the file does not say."""
        if self.workspace.organiser is None:
            return None
        name, address = parseaddr(self.workspace.organiser)
        known = next((member for member in self.member if member.email.casefold() == address.casefold()), None)
        return known or Member(name=name, email=address, role=MemberRole.HEAD)

    @property
    def members(self) -> tuple[Member, ...]:
        """The team: the members named, or the organiser alone until some are."""
        return self.member or ((self.organiser,) if self.organiser else ())

    @property
    def npm(self) -> str:
        """The institution's name on papers."""
        return self.workspace.npm or "National Preventive Mechanism"
