"""Working days of a country and the hours in which a meeting may be held.

    days = working_time("TN", Office(), closures)
    days.is_working_day(date(2027, 3, 20))      # False: Independence Day

Holidays and weekends (Friday and Saturday in Egypt) come from the `holidays` library, loaded on first use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING

from npmsync.errors import ConfigError
from npmsync.scheduling.constraints import Closure, Hours, Office

if TYPE_CHECKING:
    from holidays import HolidayBase

DAY = timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6


@dataclass(frozen=True, eq=False)
class WorkingTime:
    """A country's working days less the closures that hold for all, and the office's hours. Made by `working_time`."""

    country: str
    office: Office
    closures: tuple[Closure, ...]
    holidays: HolidayBase
    hours: tuple[Hours, ...] = ()

    def is_working_day(self, day: date) -> bool:
        return self.why_not(day) is None

    def why_not(self, day: date) -> str | None:
        """Why nobody meets on this day ("Independence Day"; "a weekend"; a closure's name); None for a working day."""
        for closure in self.closures:
            if closure.for_all and closure.first <= day <= closure.last:
                return closure.name
        if self.holidays.is_working_day(day):
            return None
        return self.holidays.get(day) or "a weekend"

    def working_days(self, first: date, last: date) -> list[date]:
        """The working days from `first` to `last`, both included, in order."""
        return [day for n in range((last - first).days + 1) if self.is_working_day(day := first + timedelta(days=n))]

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it for a negative count); `day` itself for 0. Raises
        `ConfigError` where closures leave no working day within two years."""
        step = DAY if count >= 0 else -DAY
        left, current = abs(count), day
        while left:
            current += step
            left -= self.is_working_day(current)
            if abs((current - day).days) > 730 + 3 * abs(count):
                raise ConfigError(
                    "no-working-days",
                    f"There are not {abs(count)} working days near {day}: the closures leave none.",
                    "Shorten the [[closure]] entries in npmsync.toml.",
                )
        return current

    def week(self, day: date) -> date:
        """The first day of the day's week, which begins after the country's weekend: Monday in France, Sunday in
        Egypt."""
        weekend = self.holidays.weekend or {_SATURDAY, _SUNDAY}
        begins = next((n for n in range(7) if n not in weekend and (n - 1) % 7 in weekend), 0)
        return day - timedelta(days=(day.weekday() - begins) % 7)

    def open_on(self, day: date) -> Office | Hours:
        """The hours of a day: the office's, or others that hold for a time."""
        return next((one for one in self.hours if one.first <= day <= one.last), self.office)

    def starts(self, minutes: int, day: date) -> list[time]:
        """Every time of a day at which a meeting of this length may start, the preferred ones first."""
        open_ = self.open_on(day)
        opens, closes = _minute(open_.opens), _minute(open_.closes)
        grid = self.office.grid_minutes
        first = -(-opens // grid) * grid
        wanted = _minute(self.office.preferred_start)
        free = [start for start in range(first, closes - minutes + 1, grid) if not _in_lunch(open_, start, minutes)]
        return [time(*divmod(start, 60)) for start in sorted(free, key=lambda start: (abs(start - wanted), start))]

    def outside_hours(self, start: datetime, end: datetime) -> str | None:
        """What is wrong with a meeting's time of day, None if nothing is."""
        open_ = self.open_on(start.date())
        called = f"outside {open_.name}" if isinstance(open_, Hours) else "outside office hours"
        if start.date() != end.date() or start.time() < open_.opens or end.time() > open_.closes:
            return f"{called} ({open_.opens:%H:%M} to {open_.closes:%H:%M})"
        if _in_lunch(open_, _minute(start.time()), int((end - start).total_seconds() // 60)):
            return f"in the lunch break ({open_.lunch_from:%H:%M} to {open_.lunch_to:%H:%M})"
        return None


def _in_lunch(open_: Office | Hours, start: int, minutes: int) -> bool:
    if open_.lunch_from is None or open_.lunch_to is None:
        return False
    return start < _minute(open_.lunch_to) and start + minutes > _minute(open_.lunch_from)


def working_time(
    country: str | None,
    office: Office,
    closures: Iterable[Closure] = (),
    subdivision: str | None = None,
    hours: Iterable[Hours] = (),
) -> WorkingTime:
    """The working time of a country (ISO 3166-1 code) or a part of it (ISO 3166-2); without a country, Saturdays and
    Sundays are days off. Raises `ConfigError` for a country or subdivision whose holidays are not known."""
    code = country.upper() if country else ""
    return WorkingTime(code, office, tuple(closures), _holidays(code, subdivision), tuple(hours))


@cache
def _holidays(country: str, subdivision: str | None) -> HolidayBase:
    import holidays

    if not country:
        return holidays.HolidayBase()
    make = _of_country(country) or partial(holidays.country_holidays, country)
    try:
        found = make()
    except NotImplementedError as error:
        raise ConfigError(
            "unknown-country",
            f"The public holidays of {country!r} are not known.",
            "Write the two letters of ISO 3166 (TN, GE, FR) as country in [workspace] of npmsync.toml.",
        ) from error
    if subdivision is not None and subdivision not in found.subdivisions:
        raise ConfigError(
            "unknown-subdivision",
            f"The public holidays of {subdivision!r} in {country} are not known.",
            f"Known are: {', '.join(found.subdivisions) or 'none; leave the subdivision out'}.",
        )
    # Sentences about a plan are English; the holidays in them should be too.
    language = "en_US" if "en_US" in found.supported_languages else None
    return make(subdiv=subdivision, language=language)


def _of_country(country: str) -> Callable[..., HolidayBase] | None:
    """What makes the country's holidays, from its module alone: asked for by name, the library imports those of two
    hundred countries, which takes longer than all else that `due` does. None where the module is not where it was."""
    import holidays
    from holidays.registry import COUNTRIES

    name = next((module for module, codes in COUNTRIES.items() if country in codes), "")
    path = Path(holidays.__file__).with_name("countries") / f"{name}.py"
    spec = spec_from_file_location(f"{__name__}_{name}", path) if path.is_file() else None
    if spec is None or spec.loader is None:
        return None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[..., HolidayBase] | None = getattr(module, country, None)
    return found


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute
