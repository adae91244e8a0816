"""From a table's cells to rows of canonical values, with everything that was odd on the way."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import repeat

from npmsync.errors import Refused
from npmsync.ports import CellValue, Sheet, Workbook
from npmsync.tables.axis_words import as_share
from npmsync.tables.column_plan import ColumnPlan, Told, plan_column
from npmsync.tables.dates import AddWorkingDays
from npmsync.tables.extent import RecordRow, record_rows
from npmsync.tables.fields import UNREAD_FIELDS
from npmsync.tables.model import Problem, Reading, Row, Table, Value
from npmsync.tables.place import sheet_of
from npmsync.tables.problems import UNKNOWN_WORDS, problem
from npmsync.vocabulary import Vocabulary

_NO_WORDS: Mapping[str, Mapping[str, str]] = {}


def read_table(
    workbook: Workbook,
    table: Table,
    vocabulary: Vocabulary,
    words_known: Mapping[str, Mapping[str, str]] = _NO_WORDS,
    known_names: Collection[str] = (),
    add_working_days: AddWorkingDays | None = None,
) -> Reading:
    """The rows of `table` in `workbook`.

    `words_known` is field -> the tracker's word -> canonical word, as the user has said it. `known_names` are
    authorities known as a whole: never split at a comma. `add_working_days(day, count)` knows the country's holidays;
    without it, a term in working days is a problem. Raises `Refused` where the workbook has no such sheet.
    """
    sheet = sheet_of(workbook, table)
    if sheet is None:
        raise Refused(
            "sheet-missing",
            f'The file has no sheet "{table.sheet}".',
            "Put the sheet back under that name, or let npmsync look for tables again.",
        )
    records, problems = record_rows(sheet, table, vocabulary)
    told = Told(words_known, known_names, add_working_days, workbook.date1904)
    plans = [
        plan_column(field, sheet, table, records, vocabulary, told)
        for field in sorted(table.columns, key=lambda field: (field != "issued_on", table.columns[field].index))
        if field not in UNREAD_FIELDS
    ]
    values: list[dict[str, Value]] = [dict(table.fixed) for _ in records]
    raw: list[dict[str, CellValue]] = [{} for _ in records]
    unknown: dict[str, tuple[str, ...]] = {}
    issued: Sequence[date | None] = [None] * len(records)
    for plan in plans:
        column, odd = _read_column(sheet, table, plan, records, issued)
        for row, (value, cell) in enumerate(column):
            values[row][plan.field], raw[row][plan.field] = value, cell
        problems += odd
        words = dict.fromkeys(each.found for each in odd if each.name in UNKNOWN_WORDS)
        if words:
            unknown[plan.field] = tuple(words)
        if plan.field == "issued_on":
            issued = [date.fromisoformat(value) if isinstance(value, str) else None for value, _ in column]
    return Reading(
        table,
        tuple(map(Row, repeat(sheet.name), (record.number for record in records), values, raw)),
        tuple(sorted(problems, key=_place)),
        words={plan.field: plan.words for plan in plans if plan.words},
        unknown_words=unknown,
        forms={plan.field: plan.form for plan in plans},
    )


def _read_column(
    sheet: Sheet, table: Table, plan: ColumnPlan, records: Sequence[RecordRow], issued: Sequence[date | None]
) -> tuple[list[tuple[Value, CellValue]], list[Problem]]:
    """(value, cell) for every record, and what was odd; `issued` is each record's day of sending."""
    field, column, read = plan.field, plan.column.index, plan.read
    found: list[tuple[Value, CellValue]] = []
    problems = []
    for record, sent in zip(records, issued, strict=True):
        cell = record.cells.get(field)
        if cell is None:
            error = sheet.errors.get((record.number, column)) if sheet.errors else None
            if error:
                place = (record.number, column)
                problems.append(problem("error-in-cell", table, place, error, header=plan.column.header))
            found.append((None, None))
            continue
        value, doubt = read(cell, sent)
        found.append((value, cell))
        if doubt is not None and field not in record.merged_down:
            shown = as_share(cell) if plan.form.shares else cell
            problems.append(problem(doubt[0], table, (record.number, column), shown, **doubt[1]))
    return found, problems


def _place(odd: Problem) -> tuple[int, int, str]:
    """Problems are told row by row, as one reads a sheet."""
    letters = odd.cell.rstrip("0123456789")
    return int(odd.cell[len(letters) :]), len(letters), letters
