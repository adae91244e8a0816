"""Tables in Google Sheets: one request to read, two to write, however many rows."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from npmsync.domain.outgoing import Outgoing
from npmsync.errors import Locked, NpmsyncError, Refused, Unreachable
from npmsync.ports import Capability, Secrets, TableChanges, Workbook, Written
from npmsync_gsheets.batching import (
    cell_requests,
    check_limits,
    puts_of,
    remark_requests,
    row_requests,
)
from npmsync_gsheets.comparing import compared
from npmsync_gsheets.connection import Connection, Unsure
from npmsync_gsheets.grid import FIELDS, Known, workbook_of
from npmsync_gsheets.patience import Patience
from npmsync_gsheets.place import Place, place_of, server_of
from npmsync_gsheets.witness import Witness, left_behind, witness_for

Answer = Mapping[str, Any]


class GoogleSheets:
    """`npmsync.ports.TableStore` and `SheetMaker`. Credentials are asked for where `use_secrets` says; without it, in
    the environment alone."""

    capabilities = frozenset(
        {Capability.WRITE_CELLS, Capability.APPEND_ROWS, Capability.ADD_COLUMNS, Capability.REMARKS}
    )

    def __init__(self) -> None:
        self.patience = Patience()
        self._ask: Secrets = lambda account, variable: os.environ.get(variable)
        self._connections: dict[Place, Connection] = {}
        self._known: dict[tuple[Place, str], dict[str, Known]] = {}
        """By the digest of what was read, so that what is known of one reading is never used for another."""

    def use_secrets(self, ask: Secrets) -> None:
        """Where secrets are from now on."""
        self._ask = ask

    def read(self, address: str) -> Workbook:
        """One request. What a run that died left undone is finished first."""
        connection = self._at(address)
        answer = connection.get(FIELDS)
        stale = list(left_behind(answer, connection.now)) if connection.now else []
        notes: list[str] = []
        for witness, tab in stale:
            answer = self._finished(connection, witness, tab, answer, notes)
        return self._taken(connection.place, answer, notes)

    def write(self, address: str, changes: TableChanges, expected: Workbook) -> Written:
        """Two requests, and one more each time somebody else was writing in the same second."""
        connection = self._at(address)
        known = self._known.get((connection.place, expected.digest))
        if known is None:
            now = self.read(address)
            if now.digest != expected.digest:
                raise _changed(connection.place)
            known = self._known[connection.place, expected.digest]
        puts = puts_of(changes, expected)
        witness = witness_for(puts, expected, known, connection.now)
        check_limits(changes, known, witness.size)
        requests = [
            *witness.requests(),
            *cell_requests(puts, known),
            *remark_requests(changes, known),
            *row_requests(changes, expected, known),
        ]
        answer, at_once = self._carried_out(connection, witness, requests)
        book, now_known = workbook_of(answer)
        there = {now_known[sheet.name].id: sheet for sheet in book.sheets}
        stood = witness.stood(_tab(answer, witness.id) or {})
        missed, moved, edited = compared(witness, puts, stood, there, expected, known, changes)
        lost: list[str] = []
        with contextlib.suppress(Unreachable):
            # Where this is lost, the next reading finds the witness and puts back what it says.
            witness = self._put_back(connection, witness, stood, missed, lost)
            self._take_away(connection, witness)
        if missed or moved:
            raise _changed(connection.place, lost)
        return Written(self._kept(connection.place, book, now_known, []), edited=edited or not at_once)

    def inspect(self, address: str) -> tuple[str, ...]:
        """Reads its title, and tries whether it may be written without writing."""
        connection = self._at(address)
        try:
            connection.get("properties(title)")
            # An empty batch is refused as such by whom it would serve, and as forbidden by whom it would not.
            connection.batch([], None)
        except Refused:
            return ()
        except Unsure:
            return ()
        except NpmsyncError as error:
            return (f"{error.message} {error.hint}",)
        return ()

    def make(self, document: Outgoing[Any], into: str | None, share_with: Sequence[str]) -> str:
        """A sheet for an authority: see `making`."""
        from npmsync_gsheets.making import form_requests

        server = server_of(into) if into is not None else ""
        made = into is None or bool(server)
        if into is None or server:
            title = f"{document.content.npm} – {document.content.addressee}"
            into = Place(Connection(Place("new", server), self.patience, self._ask).create(title), server).address
        connection = self._at(into)
        answer = connection.get(FIELDS)
        if any(row for sheet in workbook_of(answer)[0].sheets for row in sheet.rows):
            raise Refused(
                "sheet-not-empty",
                f"{connection.place.address} is not empty, so nothing was put there.",
                "Make a new, empty sheet (sheets.new in the browser) and give its address.",
            )
        try:
            connection.batch(form_requests(document.content, answer["sheets"]), None)
        except Unsure as error:
            raise Unreachable(
                "outcome-unknown",
                "The connection broke while the sheet was being made; nobody else can see it yet.",
                "Look whether it is there; delete what is in it and run the command again.",
            ) from error
        for address in share_with if made else ():
            connection.permit(address)
        return connection.place.address

    # --- inside -------------------------------------------------------------------------------------------------------

    def _at(self, address: str) -> Connection:
        place = place_of(address)
        if place not in self._connections:
            self._connections[place] = Connection(place, self.patience, self._ask)
        return self._connections[place]

    def _taken(self, place: Place, answer: Answer, notes: Sequence[str]) -> Workbook:
        return self._kept(place, *workbook_of(answer), notes)

    def _kept(self, place: Place, book: Workbook, known: dict[str, Known], notes: Sequence[str]) -> Workbook:
        self._known = {(place, book.digest): known} | {key: its for key, its in self._known.items() if key[0] != place}
        return Workbook(book.sheets, book.digest, (*book.notes, *notes))

    def _carried_out(self, connection: Connection, witness: Witness, requests: list[Any]) -> tuple[Answer, bool]:
        """(the spreadsheet after the batch, whether it is as it was right after it). Where its answer was lost, the
        witness tells whether it was done, and somebody may have typed over it since."""
        pauses = self.patience.pauses()
        while True:
            try:
                done: Answer = connection.batch(requests, FIELDS)["updatedSpreadsheet"]
                return done, True
            except Unsure as unsure:
                pause = next(pauses, None)
                if pause is None:
                    raise unsure.__cause__ or unsure from None
                self.patience.sleep(pause)
                answer = connection.get(FIELDS)
                if _tab(answer, witness.id) is not None:
                    return answer, False

    def _put_back(
        self,
        connection: Connection,
        witness: Witness,
        stood: Mapping[tuple[int, int, int], Any],
        missed: Sequence[tuple[int, int, int]],
        lost: list[str],
    ) -> Witness:
        """Puts back what was written over, each time under a new witness: whatever somebody has typed over it since is
        newer, and is put back in its turn. Returns the last witness; `lost` is told what no cell holds any more."""
        expected = {(sheet, row, column): wrote for sheet, row, column, _, wrote in witness.cells}
        while missed:
            following = witness.following([(*cell, expected[cell], stood[cell]) for cell in missed])
            requests = [*following.requests(), *witness.put_back(missed), witness.removal()]
            answer, _ = self._carried_out(connection, following, requests)
            here = following.stood(_tab(answer, following.id) or {})
            newer = [cell for cell in missed if here[cell] != expected[cell]]
            lost += [f"row {cell[1]} held {stood[cell]!r} a moment before" for cell in newer if stood[cell] is not None]
            expected, stood = {cell: stood[cell] for cell in newer}, here
            witness, missed = following, newer
        return witness

    def _take_away(self, connection: Connection, witness: Witness) -> None:
        pauses = self.patience.pauses()
        while True:
            try:
                connection.batch([witness.removal()], None)
                return
            except Refused:
                return  # it is gone: the answer was lost and it was done, or somebody else was quicker
            except Unsure:
                pause = next(pauses, None)
                if pause is None:
                    return
                self.patience.sleep(pause)

    def _finished(
        self, connection: Connection, witness: Witness, tab: Answer, answer: Answer, notes: list[str]
    ) -> Answer:
        """Puts back what a run that died had written over, where that still stands, and takes its witness away."""
        stood, back = witness.stood(tab), []
        now = _values(answer)
        for sheet, row, column, was, wrote in witness.cells:
            if stood[sheet, row, column] == was:
                continue
            if now.get((sheet, row, column)) == wrote:
                back.append((sheet, row, column))
            else:
                notes.append(f"row {row} held {stood[sheet, row, column]!r} before a run that died wrote there")
        try:
            requests: list[Any] = [*witness.put_back(back), witness.removal()]
            done: Answer = connection.batch(requests, FIELDS)["updatedSpreadsheet"]
            return done
        except (Unsure, Refused):
            return answer  # somebody else was quicker


def _sheets(answer: Answer) -> Iterator[tuple[Any, Known]]:
    book, known = workbook_of(answer)
    for sheet in book.sheets:
        yield sheet, known[sheet.name]


def _values(answer: Answer) -> dict[tuple[int, int, int], Any]:
    from npmsync_gsheets.witness import raw

    return {
        (one.id, r, c): raw(value)
        for sheet, one in _sheets(answer)
        for r, row in enumerate(sheet.rows, 1)
        for c, value in enumerate(row, 1)
        if value is not None
    }


def _tab(answer: Answer, sheet: int) -> Answer | None:
    return next((tab for tab in answer.get("sheets", ()) if tab["properties"]["sheetId"] == sheet), None)


def _changed(place: Place, lost: Sequence[str] = ()) -> Locked:
    said = f"{place.address} was edited by somebody just while it was written; what they typed was put back."
    if lost:
        said += f" Somebody typed twice there in that second: {'; '.join(lost)} (File, Version history has it)."
    return Locked("changed-meanwhile", said, "It is looked at again.")
