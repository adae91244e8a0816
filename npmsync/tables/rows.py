"""From a table's cells to rows of canonical values, with everything that was odd on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from npmsync.errors import Refused
from npmsync.ports import CellValue, Sheet, Workbook
from npmsync.tables.column_plan import ColumnPlan, Told, plan_column
from npmsync.tables.dates import AddWorkingDays
from npmsync.tables.extent import RecordRow, record_rows
from npmsync.tables.fields import AXIS_FIELDS, UNREAD_FIELDS
from npmsync.tables.model import Problem, Reading, Row, Table, Value
from npmsync.tables.problems import problem
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
    sheet = next((sheet for sheet in workbook.sheets if sheet.name == table.sheet), None)
    if sheet is None:
        raise Refused(
            "sheet-missing",
            f'The file has no sheet "{table.sheet}".',
            "Put the sheet back under that name, or let npmsync look for tables again.",
        )
    records, problems = record_rows(sheet, table, vocabulary)
    told = Told(words_known, known_names, add_working_days, workbook.date1904)
    plans = [
        plan_column(field, sheet, table, _cells(records, field), vocabulary, told)
        for field in sorted(table.columns, key=lambda field: (field != "issued_on", table.columns[field].index))
        if field not in UNREAD_FIELDS
    ]
    rows = []
    unknown: dict[str, dict[str, None]] = defaultdict(dict)
    for record in records:
        values, raw = dict(table.fixed), {}
        for plan, cell, value, odd in _read(sheet, record, plans):
            values[plan.field], raw[plan.field] = value, cell
            if odd is not None:
                problems.append(odd)
                if plan.field in AXIS_FIELDS:
                    unknown[plan.field][odd.found] = None
        rows.append(Row(sheet.name, record.number, values, raw))
    return Reading(
        table,
        tuple(rows),
        tuple(problems),
        words={plan.field: plan.words for plan in plans if plan.words},
        unknown_words={field: tuple(words) for field, words in unknown.items()},
        forms={plan.field: plan.form for plan in plans},
    )


def _cells(records: Sequence[RecordRow], field: str) -> list[CellValue]:
    return [record.cells[field].value for record in records if field in record.cells]


def _read(
    sheet: Sheet, record: RecordRow, plans: Sequence[ColumnPlan]
) -> Iterator[tuple[ColumnPlan, CellValue, Value, Problem | None]]:
    """Every column's cell, value and problem; `issued_on` comes first, for terms count from it."""
    issued_on: date | None = None
    for plan in plans:
        place = (record.number, plan.column.index)
        cell = record.cells.get(plan.field)
        if cell is None:
            error = sheet.errors.get(place) if sheet.errors else None
            odd = problem("error-in-cell", sheet.name, place, error, header=plan.column.header) if error else None
            yield plan, None, None, odd
            continue
        value, doubt = plan.read(cell.value, issued_on)
        if plan.field == "issued_on" and isinstance(value, str):
            issued_on = date.fromisoformat(value)
        odd = problem(doubt[0], sheet.name, place, cell.value, **doubt[1]) if doubt and cell.own else None
        yield plan, cell.value, value, odd
