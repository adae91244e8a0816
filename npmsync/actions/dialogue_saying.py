"""What is said of the workbook outside of it: what could not be understood, and what a sync would do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from npmsync.actions.dialogue_state import Book, in_words
from npmsync.documents.wording import Wording
from npmsync.domain import Key, Record
from npmsync.store import records


def foretell(book: Book, changed: Mapping[Key, Record], hub: Mapping[Key, Mapping[str, Any]]) -> None:
    """What a sync would take into the hub, for `--dry-run`."""
    for key, record in changed.items():
        for name, value in records.fields_of(record).items():
            old = hub.get(key, {}).get(name)
            if old != value and not (key not in hub and value in (None, [])):
                title = str(getattr(record, "name", None) or getattr(record, "title", None) or key.id)
                line = {"to": "hub", "record": title, "field": name, "old": old, "new": value}
                book.report.planned.append(line)
    book.report.waiting = 0


def say_problems(book: Book) -> None:
    """What could not be understood, for whoever reads the sync's own words."""
    english = Wording(("en",))
    for name, rows in book.rows.items():
        seen = book.sheets[name]
        for row in rows:
            text = in_words((*row.problems.values(), *row.said), english)
            book.note(f"sheet {seen.sheet.name!r}, row {row.row.number}: {text}" if text else "")
