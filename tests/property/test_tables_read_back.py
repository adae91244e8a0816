"""What is written into a tracker reads back the same, and touches no other value."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from npmsync.domain.words import Audience, Position, Priority, Status
from npmsync.ports import CellValue, Sheet, Workbook
from npmsync.tables.cells import cell_value
from npmsync.tables.fields import DATE_FIELDS
from npmsync.tables.lists import join_names, names_alone, split_names
from npmsync.tables.model import Reading, Table, Value
from npmsync.tables.recognise import recognise
from npmsync.tables.rows import read_table
from npmsync.testing.text_tables import workbook_of
from npmsync.vocabulary import builtin_vocabulary, fold
from npmsync_excel.adapter import ExcelFormat

TRACKERS = Path(__file__).parents[1] / "data" / "trackers"
TYPED = """
    Ref | Visit date | Recommendation | Addressed to | Topics | Date sent | Reply due | Status | Notes
    1 | 13/04/2024 | Repair roofs | • Justice\\n• Police | Health | 1 May 2024 | 15-Mar-24 | IMPLEMENTED |
    2 | 05/04/2024 | Train nurses | Health | Food / Health | 2 June 2024 | Q2 2024 | | ask
    3 | | Open the yard | | | | ASAP | IN PROGRESS |
"""
NAME = st.from_regex(r"[A-ZÉЖ][a-zéж]{1,8}( (of|de|и) [A-ZÉЖ][a-z]{1,8})?(, [A-Z][a-z]{1,8})?", fullmatch=True)
TOPIC = st.from_regex(r"[A-ZÉ][a-zé]{1,8}( [a-z]{1,8})?", fullmatch=True)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1).filter(
    lambda text: text == text.strip() and text != ""
)
DAY = st.dates(date(1990, 1, 1), date(2060, 12, 31)).map(date.isoformat)
VALUES: dict[str, st.SearchStrategy[Value]] = {
    "status": st.none() | st.sampled_from([str(word) for word in Status]),
    "position": st.none() | st.sampled_from([str(word) for word in Position]),
    "priority": st.none() | st.sampled_from([str(word) for word in Priority]),
    "confidentiality": st.none() | st.sampled_from([str(word) for word in Audience]),
    "addressees": st.none() | st.lists(NAME, min_size=1, max_size=4, unique_by=fold).map(tuple),
    "topics": st.none() | st.lists(TOPIC, min_size=1, max_size=3, unique_by=fold).map(tuple),
}


@cache
def workbooks() -> list[Workbook]:
    files = ("ar_mutabaa", "en_register", "es_por_autoridad", "fr_suivi")
    return [workbook_of(TYPED), *(ExcelFormat().read(TRACKERS / f"{name}.xlsx") for name in files)]


@cache
def tables(workbook: int) -> list[Table]:
    return list(recognise(workbooks()[workbook], builtin_vocabulary()).tables)


@cache
def reading(workbook: int, table: int) -> Reading:
    return read_table(workbooks()[workbook], tables(workbook)[table], builtin_vocabulary())


def with_cell(workbook: Workbook, sheet: str, row: int, column: int, value: CellValue) -> Workbook:
    def changed(old: Sheet) -> Sheet:
        rows = [list(cells) for cells in old.rows]
        rows[row - 1] += [None] * (column - len(rows[row - 1]))
        rows[row - 1][column - 1] = value
        return replace(old, rows=rows)

    return replace(workbook, sheets=tuple(changed(s) if s.name == sheet else s for s in workbook.sheets))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_written_value_reads_back_and_no_other_value_changes(data: st.DataObject) -> None:
    book = data.draw(st.integers(0, len(workbooks()) - 1))
    table = data.draw(st.integers(0, len(tables(book)) - 1))
    before = reading(book, table)
    row = before.rows[data.draw(st.integers(0, len(before.rows) - 1))]
    field = data.draw(st.sampled_from(sorted(row.raw)))
    optional = field not in ("text", "ref", "name", "email", "phone", "authority")
    fallback = (DAY if field in DATE_FIELDS else TEXT) | st.none() if optional else TEXT
    value = data.draw(VALUES.get(field, fallback))

    cell = cell_value(before, field, value, row.raw[field])

    place = before.table.columns[field].index
    changed = with_cell(workbooks()[book], before.table.sheet, row.number, place, cell)
    names = value if field == "addressees" and isinstance(value, tuple) else ()
    after = read_table(changed, before.table, builtin_vocabulary(), known_names=names)
    dates = {"response_due", "implementation_due"} if field == "issued_on" else set()
    for old, new in zip(before.rows, after.rows, strict=True):
        expected = {**old.values, field: value} if old.number == row.number else old.values
        assert {k: v for k, v in new.values.items() if k not in dates} == {
            k: v for k, v in expected.items() if k not in dates
        }


@given(data=st.data())
def test_a_value_that_stands_there_already_is_not_rewritten(data: st.DataObject) -> None:
    book = data.draw(st.integers(0, len(workbooks()) - 1))
    before = reading(book, data.draw(st.integers(0, len(tables(book)) - 1)))
    row = before.rows[data.draw(st.integers(0, len(before.rows) - 1))]
    field = data.draw(st.sampled_from(sorted(name for name in row.raw if isinstance(row.values[name], str))))
    current = row.raw[field]
    assert cell_value(before, field, row.values[field], current) is current


@given(st.lists(NAME, min_size=1, max_size=5, unique_by=fold), st.sampled_from(["; ", "\n", "؛ ", " / ", " | "]))
def test_names_joined_are_split_into_the_same_names(names: list[str], separator: str) -> None:
    known = {fold(name) for name in names}
    assert split_names(join_names(names, separator), known.__contains__) == tuple(names)


@given(st.lists(NAME, min_size=2, max_size=4, unique_by=fold))
def test_names_that_stand_alone_elsewhere_are_split_at_commas(names: list[str]) -> None:
    plain = [name for name in names if "," not in name]
    alone = names_alone(plain)
    assert split_names(", ".join(plain), alone.__contains__) == tuple(plain)
