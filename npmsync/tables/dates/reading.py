"""From a date as typed to the one day it gives, or to the question that it leaves open."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from npmsync.tables.dates.found import Day, Found, Period, Question, Span, Term
from npmsync.tables.dates.grammar import fitting, without_weekday, words
from npmsync.tables.dates.numeric import figures, orders_shown, timed
from npmsync.tables.dates.tokens import calendar_words, pieces, plain
from npmsync.vocabulary import Vocabulary

AddWorkingDays = Callable[[date, int], date]
EARLIEST = 1984
"""The year of the Convention against Torture: an earlier date in a tracker is a slip of the finger."""
AHEAD = 10
"""Years from now after which a date is a slip of the finger too."""
_LONGEST = 100
"""Characters: a longer text is no date."""
LATEST = 2099
"""The last year believed where no clock is at hand."""


@dataclass(frozen=True, slots=True)
class DateForm:
    """How a column writes its dates. `day_first` settles 03/04/2024, None where nobody knows; `date1904` is the
    workbook's serial system; `today` bounds the years, None where no clock is at hand."""

    vocabulary: Vocabulary
    language: str
    day_first: bool | None = None
    date1904: bool = False
    today: date | None = None


def read_date_text(text: str, form: DateForm) -> Found:
    """What a text in a date column means.

    >>> from npmsync.vocabulary import builtin_vocabulary
    >>> read_date_text("1er mars 2024", DateForm(builtin_vocabulary(), "fr"))
    Day(day=datetime.date(2024, 3, 1))
    """
    if len(text) > _LONGEST:
        return Question("it is not written as a date")
    typed = plain(text)
    found = timed(typed)
    if found is None:
        cut, weekday = without_weekday(pieces(typed, calendar_words(form.vocabulary, form.language)))
        found = fitting(figures(cut, form.day_first, form.date1904) or words(cut), weekday)
    return _within_reason(found, form.today)


def column_day_first(texts: Iterable[str], form: DateForm) -> bool | None:
    """Whether a column's own values show that the day comes first; else what `form` says; else, outside English, True.

    Where values show both, only `form` can say.
    """
    shown = _orders(texts, form) - {None}
    if len(shown) == 1:
        return next(iter(shown))
    return form.day_first if form.day_first is not None else (None if form.language == "en" else True)


def table_day_first(columns: Iterable[Iterable[str]], form: DateForm) -> bool | None:
    """The order that all columns of a table share, each showing it by itself; None where one of them does not.

    Kept with the table, it still holds when the value that showed it is gone.
    """
    shown = [orders for orders in (_orders(texts, form) for texts in columns) if orders]
    settled = {order for orders in shown for order in orders - {None}}
    return settled.pop() if len(settled) == 1 and all(orders - {None} for orders in shown) else None


def _orders(texts: Iterable[str], form: DateForm) -> frozenset[bool | None]:
    table = calendar_words(form.vocabulary, form.language)
    return orders_shown(pieces(plain(text), table) for text in texts if "/" in text or "-" in text)


def settle_date(
    found: Found, due: bool, issued_on: date | None, add_working_days: AddWorkingDays | None
) -> date | Question:
    """The day that `found` gives in a column of deadlines (`due`) or of other dates, or what has to be asked.

    `issued_on` is the same row's; `add_working_days(day, count)` knows the country's working days.
    """
    if isinstance(found, Day):
        return found.day
    if isinstance(found, Span):
        return found.last if due else found.first
    if isinstance(found, Question):
        return found
    if not due:
        return Question("it is a period, and this column wants a day")
    if isinstance(found, Period):
        return found.last
    return _from_issue(found, issued_on, add_working_days)


def _from_issue(term: Term, issued_on: date | None, add_working_days: AddWorkingDays | None) -> date | Question:
    if issued_on is None:
        return Question("it counts from the day the recommendation was sent, and that is not known in this row")
    if term.unit == "working_day":
        if add_working_days is None:
            return Question("it counts working days, and the country's are not known")
        return add_working_days(issued_on, term.count)
    try:
        if term.unit in ("day", "week"):
            return issued_on + timedelta(days=term.count * (7 if term.unit == "week" else 1))
        return add_months(issued_on, term.count * (12 if term.unit == "year" else 1))
    except (OverflowError, ValueError):
        return Question("it reaches further than the calendar")


def add_months(day: date, count: int) -> date:
    """`count` months later: the same day, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _within_reason(found: Found, today: date | None) -> Found:
    days = {Day: "day", Span: "last", Period: "last"}.get(type(found))
    if days is None:
        return found
    year = getattr(found, days).year
    if not EARLIEST <= year <= (LATEST if today is None else today.year + AHEAD):
        return Question(f"its year {year} looks like a slip of the finger")
    return found
