"""The dialogue workbook's part of a sync: first what people wrote there is taken in, last it is brought up to date.

In between, trackers and calendars are served, so that what was decided in the workbook is in them after the same sync.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from npmsync.actions.dialogue_endpoint import untouched, up_to_date
from npmsync.actions.dialogue_state import Book
from npmsync.actions.internal_place import refuse_where_others_read
from npmsync.actions.opened import Opened
from npmsync.actions.putting_down import count_decisions
from npmsync.actions.report import EndpointReport, SyncReport
from npmsync.actions.tables import tables_of
from npmsync.errors import Locked, NpmsyncError, Refused, Unreachable
from npmsync.store import decisions
from npmsync.workspace.settings import EndpointSettings

LOOKS = 3
"""How often at most the workbook is looked at in one sync: again where somebody saved it meanwhile."""


def take_in_books(
    opened: Opened,
    endpoints: Sequence[EndpointSettings],
    progress: Callable[[str], None],
    accept_missing: bool,
    dry_run: bool,
) -> list[Book]:
    """Takes in what was changed in each workbook since it was left."""
    books = []
    for endpoint in endpoints:
        book = Book(endpoint, tables_of(opened, endpoint), EndpointReport(endpoint.name))
        books.append(book)
        if _edited(opened, book):
            progress(f"reading {book.tables.label}")
            _take_in(opened, book, accept_missing, dry_run)
    return books


def bring_up_to_date(
    opened: Opened,
    books: Sequence[Book],
    report: SyncReport,
    progress: Callable[[str], None],
    accept_missing: bool,
    dry_run: bool,
) -> None:
    """Has each workbook show what is so, and adds what was done to `report`."""
    for book in books:
        if not book.failed and not dry_run:
            for _ in range(LOOKS):
                if not _stale(opened, book) or not _written(opened, book, progress, accept_missing):
                    break
        if book.run is not None:
            report.run = report.run or book.run
        report.endpoints.append(book.report)
    report.endpoints.sort(key=lambda endpoint: endpoint.name)
    if books and not dry_run:
        with opened.store.transaction() as connection:
            count_decisions(report, decisions.open_decisions(connection))


def _written(opened: Opened, book: Book, progress: Callable[[str], None], accept_missing: bool) -> bool:
    """True where it has to be looked at once more."""
    from npmsync.actions.dialogue_writing import write_book

    try:
        refuse_where_others_read(opened, book.settings)
    except Refused as error:
        _fail(book, error)
        return False
    if not book.taken and _there(opened, book):
        _take_in(opened, book, accept_missing, False)
    if book.failed:
        return False
    progress(f"writing {book.tables.label}")
    again = write_book(opened, book)
    if again:
        book.taken, book.workbook = False, None
    return again


def _take_in(opened: Opened, book: Book, accept_missing: bool, dry_run: bool) -> None:
    """Reads it and takes it in; what keeps it from being read is said, and waits."""
    from npmsync.actions.dialogue_saying import say_problems
    from npmsync.actions.dialogue_taking import take_in

    try:
        take_in(opened, book, accept_missing, dry_run)
        say_problems(book)
    except (Refused, Unreachable, Locked) as error:
        _fail(book, error)


def _fail(book: Book, error: NpmsyncError) -> None:
    book.failed = True
    book.report.waiting = max(book.report.waiting, 1)
    book.note(f"{error.message} {error.hint}".strip())


def _there(opened: Opened, book: Book) -> bool:
    return opened.workspace.address(book.settings).exists()


def _edited(opened: Opened, book: Book) -> bool:
    """Whether its file is another one than it was left."""
    path = opened.workspace.address(book.settings)
    if not path.exists():
        if not path.parent.is_dir():
            _fail(book, Refused("no-folder", f"The folder {path.parent} is not there.", "The workbook waits for it."))
        return False
    return not untouched(opened, book.settings)


def _stale(opened: Opened, book: Book) -> bool:
    """Whether it may show something else than what is so."""
    if book.taken or not _there(opened, book):
        return True
    known = up_to_date(opened, book.settings)
    if known is not None:
        book.report.read = known.read
    return known is None
