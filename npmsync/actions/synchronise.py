"""`sync`: the endpoints looked at, and brought in step where anything is new. Mostly nothing is, and to find that out
takes neither what merges and writes (`table_round`, `calendar_round`) nor a transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from npmsync.actions.calendar_access import is_calendar
from npmsync.actions.copies_beside import with_copies
from npmsync.actions.dialogue_endpoint import is_dialogue, untouched, up_to_date
from npmsync.actions.neighbours import about_the_folder, refuse_two_copies, take_the_place
from npmsync.actions.nothing_new import nothing_new
from npmsync.actions.opened import Opened
from npmsync.actions.report import SyncReport
from npmsync.actions.sync_options import SyncOptions
from npmsync.actions.tables import tables_of
from npmsync.errors import UnknownName
from npmsync.workspace.settings import EndpointSettings

LOOKS = 3
"""How often at most an endpoint is looked at in one sync: again where somebody changed it between reading and writing,
and where it was given names of addressees, beside which their answers then have a place."""


def synchronise(
    opened: Opened, options: SyncOptions | None = None, progress: Callable[[str], None] = print
) -> SyncReport:
    """Brings the hub and its endpoints in step. `progress` is told what is being done, for a person who waits."""
    options = options or SyncOptions()
    chosen = _chosen(opened, options.only)
    refuse_two_copies(opened)
    notes = list(about_the_folder(opened))
    if options.moved_here:
        notes += [f"the workspace in {old} is no more; this one stands in its place" for old in take_the_place(opened)]
    calendars = [endpoint for endpoint in chosen if is_calendar(opened, endpoint)]
    workbooks = [endpoint for endpoint in chosen if is_dialogue(endpoint)]
    trackers = [one for one in chosen if one not in calendars and one not in workbooks]
    shown = _Workbooks(opened, options, workbooks, progress)
    run = shown.take_in()
    report = _synchronise_tables(opened, options, trackers, progress, run)
    if calendars:
        from npmsync.actions.calendars import synchronise_calendars

        synchronise_calendars(opened, calendars, report, progress, options.accept_missing)
    shown.bring_up_to_date(report)
    return replace(report, notes=notes)


@dataclass
class _Workbooks:
    """The dialogue workbook, and the mapping's: taken in first and brought up to date last. What does so is loaded only
    where a file was saved or shows something that is no longer so."""

    opened: Opened
    options: SyncOptions
    endpoints: Sequence[EndpointSettings]
    progress: Callable[[str], None]
    books: Sequence[Any] | None = None

    def take_in(self) -> str | None:
        """Takes in what people wrote, and returns the run under which."""
        if all(untouched(self.opened, endpoint) for endpoint in self.endpoints):
            return None
        return next((book.run for book in self._read() if book.run is not None), None)

    def bring_up_to_date(self, report: SyncReport) -> None:
        """Has them show what is so, and adds what was done to `report`."""
        known = [up_to_date(self.opened, endpoint) for endpoint in self.endpoints] if self.books is None else [None]
        if all(one is not None for one in known):
            report.endpoints = sorted([*report.endpoints, *filter(None, known)], key=lambda one: one.name)
            return
        from npmsync.actions.dialogue import bring_up_to_date

        books, options = self._read(), self.options
        bring_up_to_date(self.opened, books, report, self.progress, options.accept_missing, options.dry_run)

    def _read(self) -> Sequence[Any]:
        if self.books is None:
            from npmsync.actions.dialogue import take_in_books

            options = self.options
            self.books = take_in_books(
                self.opened, self.endpoints, self.progress, options.accept_missing, options.dry_run
            )
        return self.books


def _synchronise_tables(
    opened: Opened,
    options: SyncOptions,
    endpoints: Sequence[EndpointSettings],
    progress: Callable[[str], None],
    run: str | None,
) -> SyncReport:
    """`run` is the one that this sync has begun already, None where it has not."""
    tables = {endpoint.name: tables_of(opened, endpoint) for endpoint in endpoints}
    if not options.dry_run and (unchanged := nothing_new(opened, endpoints, tables)):
        unchanged.run = run
        return unchanged
    from npmsync.actions.table_round import look

    report = look(opened, options, endpoints, progress, tables, run)
    for _ in range(LOOKS - 1):
        if options.dry_run or not any(endpoint.again for endpoint in report.endpoints):
            break
        report.follow(look(opened, options, endpoints, progress, tables, run))
    return report


def _chosen(opened: Opened, only: str | None) -> Sequence[EndpointSettings]:
    endpoints = sorted(opened.settings.endpoint, key=lambda endpoint: endpoint.name)
    if only is None:
        return with_copies(opened, endpoints)
    chosen = [endpoint for endpoint in endpoints if endpoint.name == only]
    if not chosen:
        names = ", ".join(endpoint.name for endpoint in endpoints) or "none"
        raise UnknownName("unknown-endpoint", f"No endpoint is named {only!r}.", f"npmsync.toml has: {names}.")
    return with_copies(opened, chosen)
