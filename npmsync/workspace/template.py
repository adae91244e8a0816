"""The npmsync.toml that `init` writes: every setting with a word on what it does, so that it can be edited by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from npmsync.domain.words import Level
from npmsync.tables.model import Table
from npmsync.workspace.toml_values import toml_value


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """A tracker that init took: its name, format, address as it goes into the file, and its tables."""

    name: str
    adapter: str
    address: str
    tables: tuple[Table, ...]
    new_rows: bool = True


@dataclass(frozen=True, slots=True)
class NewWorkspace:
    """What init found out or was told. `authorities`: name -> the level that its name suggests; `parents`: name -> the
    ministry or service above it, where that is known."""

    country: str | None
    timezone: str
    language: str
    organiser: str | None
    follow_from: date | None
    endpoints: Sequence[NewEndpoint]
    authorities: Mapping[str, Level]
    parents: Mapping[str, str] = field(default_factory=dict)
    npm: str | None = None


def settings_text(new: NewWorkspace) -> str:
    """The file's text (UTF-8, one newline at the end)."""
    parts = [_head(new)]
    parts += [_endpoint(endpoint) for endpoint in new.endpoints]
    parts.append(_authorities(new.authorities, new.parents))
    return "\n".join(parts).rstrip() + "\n"


def _head(new: NewWorkspace) -> str:
    organiser = f"organiser = {toml_value(new.organiser)}" if new.organiser else '# organiser = "NAME <ADDRESS>"'
    follow = f"follow_from = {new.follow_from.isoformat()}" if new.follow_from else "# follow_from = 2025-01-01"
    country = f"country = {toml_value(new.country)}" if new.country else '# country = "GE"'
    npm = f"npm = {toml_value(new.npm)}" if new.npm else '# npm = "National Preventive Mechanism of ..."'
    return f"""\
# The settings of this npmsync workspace. Edit them by hand without fear: a mistake is named with its line,
# and nothing happens until it is put right. Lines that begin with # are switched off.

[workspace]
{country}  # whose public holidays count (ISO 3166)
timezone = {toml_value(new.timezone)}  # meetings are held in this zone
language = {toml_value(new.language)}  # of forms and invitations, where an authority has no language of its own
{npm}  # the institution's name on forms and letters
{organiser}  # who invites

[deadlines]
{follow}  # answers that were due before this day are let be
# answer_days = 30  # an answer is due so many days after dispatch, where a tracker gives no date
# report_to = "the prosecutor"  # where the law obliges you to report what is urgent and serious
# [[deadlines.rule]]
# priority = "urgent"  # or authority, level
# hours = 48  # or days = 20, count = "working"

# The team; until it is named here, the organiser is all of it.
# [[member]]
# name = "Nino Kapanadze"
# email = "nino@npm.example"
# role = "head"  # head, member or staff
# [[responsibility]]
# lead = "nino@npm.example"
# deputy = "beka@npm.example"  # leads while Nino is away
# level = "supervising"  # or authority, kind, topic, rank

# To send invitations and to take answers out of the mailbox; the password goes into the keyring (docs/mail.md).
# [[mail]]
# name = "office"
# user = "nino@npm.example"
# [mail.smtp]
# host = "smtp.npm.example"
# [mail.imap]
# host = "imap.npm.example"

# When meetings may be held, and how many (the defaults).
# [office]
# opens = 09:00:00
# closes = 17:00:00
# [limits]
# meetings_a_month = 6
# [rules.annual_review]
# month = 3  # all reviews in March; without it, spread over the year
# [[closure]]
# first = 2027-08-01
# last = 2027-08-31
# name = "recess of parliament"
# levels = ["parliament"]  # only for these; without it, for all
"""


def _endpoint(endpoint: NewEndpoint) -> str:
    lines = [
        "# A tracker that is kept in step. npmsync changes the cells it must and nothing else in the file.",
        "[[endpoint]]",
        f"name = {toml_value(endpoint.name)}",
        f"adapter = {toml_value(endpoint.adapter)}",
        f"address = {toml_value(endpoint.address)}",
        'role = "npm"  # the NPM\'s own',
        f"new_rows = {str(endpoint.new_rows).lower()}  # records that come from elsewhere are added as new rows",
        "# master = true  # where several trackers say different things, this one's word wins",
        "",
    ]
    for table in endpoint.tables:
        lines += _table(table)
    return "\n".join(lines)


def _table(table: Table) -> Iterable[str]:
    yield "[[endpoint.table]]"
    yield f"sheet = {toml_value(table.sheet)}"
    yield f'entity = "{table.entity}"'
    yield f"header_rows = [{', '.join(map(str, table.header_rows))}]"
    yield f'language = "{table.language}"'
    if table.transposed:
        yield "transposed = true  # labels stand in a column (header_rows: A is 1), values beside them"
    if table.day_first is not None:
        yield f"day_first = {str(table.day_first).lower()}  # how 03/04/2024 is meant"
    if table.add_ids:
        yield "add_ids = true  # rows without a reference get one of npmsync's, in the column mapped to ref"
    yield "[endpoint.table.columns]  # our field = your header"
    for name, column in table.columns.items():
        if not column.ticks:
            sure = "" if column.certainty >= 0.8 else "  # not sure: please look"
            yield f"{name} = {toml_value(column.header)}{sure}"
    for header in table.unknown_headers:
        yield f"# not read, never touched: {' '.join(header.split())}"
    ticked = {name: column.ticks for name, column in table.columns.items() if column.ticks}
    if ticked:
        yield "[endpoint.table.ticked]  # a column for each word: a row ticks one of them"
        for name, ticks in ticked.items():
            yield f"{name} = {toml_value(tuple(header for _, header in ticks))}"
    if table.fixed:
        yield "[endpoint.table.fixed]  # what the whole sheet is about"
        for name, value in table.fixed.items():
            yield f"{name} = {toml_value(value)}"
    yield ""


def _authorities(authorities: Mapping[str, Level], parents: Mapping[str, str]) -> str:
    lines = [
        "# What the trackers do not say of the authorities they name: the level (place, supervising, executive,",
        "# parliament, judiciary, other), the ministry or service above a place (its reviews are held there), other",
        "# names (aliases), the language. The levels are what the names suggest; please look.",
    ]
    for name, level in sorted(authorities.items()):
        lines += ["[[authority]]", f"name = {toml_value(name)}", f'level = "{level.value}"']
        if name in parents:
            lines.append(f"parent = {toml_value(parents[name])}  # the ministry or service above it")
        elif level is Level.PLACE:
            lines.append('# parent = "..."  # the ministry or service above it')
        lines.append("")
    return "\n".join(lines)
