"""Everything the reader may find odd in a cell. The words are stable; the sentences are for a person.

The rest of the row is read all the same, and the cell stays as it was.
"""

from __future__ import annotations

from collections.abc import Mapping

from npmsync.ports import CellValue
from npmsync.tables.address import cell_in
from npmsync.tables.grid import text_of
from npmsync.tables.model import Problem, Table

CATALOGUE: Mapping[str, str] = {
    "unknown-word": 'npmsync does not know the word "{found}" in the column "{header}"; say once what it means.',
    "unclear-percentage": '"{found}" in the column "{header}" may be partially implemented or in progress; say which.',
    "unclear-date": '"{found}" in the column "{header}" is not taken as a date: {why}.',
    "error-in-cell": 'The cell in the column "{header}" shows the error {found}; it is read as empty.',
    "row-without-text": 'This row has no recommendation in the column "{header}" and is not read.',
    "text-apart": 'The text in the column "{header}" stands apart from the table and is not read; if it is a '
    "recommendation, close the gap or give it a number.",
    "row-without-name": "This row has no name, e-mail or phone number and is not read.",
}
"""The name of a problem -> its sentence."""
UNKNOWN_WORDS = frozenset({"unknown-word", "unclear-percentage"})
"""The problems that are over once the user has said what a word means."""


def problem(name: str, table: Table, place: tuple[int, int], found: CellValue, **words: str) -> Problem:
    """A problem at a (row, column) of a table, counted from 1, with the words that its sentence wants."""
    shown = text_of(found)
    return Problem(name, table.sheet, cell_in(table, *place), shown, CATALOGUE[name].format(found=shown, **words))
