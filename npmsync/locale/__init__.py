"""How a language writes dates, lists and lines. Everything takes the language as an argument; the process's own locale
is never asked."""

from npmsync.locale.dates import date_text, moment_text, span_text
from npmsync.locale.numbers import number_text, share_text
from npmsync.locale.script import list_text, right_to_left, runs_right_to_left
from npmsync.locale.second_calendar import in_calendar

__all__ = [
    "date_text",
    "in_calendar",
    "list_text",
    "moment_text",
    "number_text",
    "right_to_left",
    "runs_right_to_left",
    "share_text",
    "span_text",
]
