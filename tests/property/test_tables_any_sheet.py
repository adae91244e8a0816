"""Whatever stands on a sheet, looking for tables and reading them ends, and puts no value where there was none."""

from datetime import date
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from npmsync.ports import Area, CellValue, Sheet, Workbook
from npmsync.tables.recognise import recognise
from npmsync.tables.rows import read_table
from npmsync.testing.text_tables import sheet_of
from npmsync.vocabulary import builtin_vocabulary

WORDS = ["No.", "Recommendation", "Status", "Date", "Authority", "Name", "E-mail", "Implemented", "Total", "03/04/2024"]
CELL: st.SearchStrategy[CellValue] = st.one_of(
    st.none(),
    st.sampled_from(WORDS),
    st.text(max_size=12),
    st.integers(-5, 60000),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1900, 1, 1)),
)
GRID = st.lists(st.lists(CELL, max_size=6), max_size=14)
MERGES = st.lists(
    st.tuples(st.integers(1, 8), st.integers(1, 5), st.integers(0, 3), st.integers(0, 3)).map(
        lambda area: Area(area[0], area[1], area[0] + area[2], area[1] + area[3])
    ),
    max_size=3,
)


@settings(max_examples=200, deadline=None)
@given(rows=GRID, merges=MERGES, frozen=st.integers(0, 5))
def test_any_sheet_is_read_or_left_alone(rows: list[list[CellValue]], merges: list[Area], frozen: int) -> None:
    vocabulary = builtin_vocabulary()
    workbook = Workbook((Sheet("S", rows, merges=tuple(merges), frozen_rows=frozen),), "")
    for table in recognise(workbook, vocabulary).tables:
        reading = read_table(workbook, table, vocabulary)
        numbers = [row.number for row in reading.rows]
        assert numbers == sorted(set(numbers)) and all(number > table.header_rows[-1] for number in numbers)
        for row in reading.rows:
            assert all(row.values[field] is None for field, cell in row.raw.items() if cell is None)


COLUMNS = ["No.", "Visit date", "Recommendation", "Addressed to", "Status"]
ROWS = [
    ["1", "2024-03-01", "Repair the roof of the second wing", "Ministry of Justice; Police", "Done"],
    ["2", "2024-04-01", "Train the nurses who work at night", "Police", "In progress"],
]


def test_the_order_of_columns_does_not_matter() -> None:
    vocabulary = builtin_vocabulary()
    seen = set()
    for order in permutations(range(len(COLUMNS))):
        lines = [" | ".join(row[k] for k in order) for row in (COLUMNS, *ROWS)]
        workbook = Workbook((sheet_of("\n".join(lines)),), "")
        (table,) = recognise(workbook, vocabulary).tables
        reading = read_table(workbook, table, vocabulary)
        seen.add(tuple(tuple(sorted(row.values.items())) for row in reading.rows))
    assert len(seen) == 1
