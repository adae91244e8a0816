"""Dates typed as text, in six languages: what they mean, and when to ask."""

from npmsync.tables.dates.found import Day, Found, Period, Question, Span, Term
from npmsync.tables.dates.reading import (
    AddWorkingDays,
    DateForm,
    add_months,
    column_day_first,
    read_date_text,
    settle_date,
    table_day_first,
)

__all__ = [
    "AddWorkingDays",
    "DateForm",
    "Day",
    "Found",
    "Period",
    "Question",
    "Span",
    "Term",
    "add_months",
    "column_day_first",
    "read_date_text",
    "settle_date",
    "table_day_first",
]
