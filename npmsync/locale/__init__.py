"""How a language writes dates, lists and lines. Everything takes the language as an argument; the process's own locale
is never asked."""

from npmsync.locale.dates import date_text, moment_text, span_text
from npmsync.locale.script import list_text, right_to_left, runs_right_to_left

__all__ = ["date_text", "list_text", "moment_text", "right_to_left", "runs_right_to_left", "span_text"]
