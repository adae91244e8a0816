"""Whatever is written to a tracker is read back the same, and everything else is as it was."""

from datetime import date, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from npmsync_excel import patch
from npmsync_excel.adapter import ExcelFormat
from npmsync_excel.formulas import moved_down, rows_inserted
from npmsync_excel.markup import cell_text, escape_text

TRACKER = Path(__file__).parents[1] / "data" / "trackers" / "ar_mutabaa.xlsx"
BEFORE = ExcelFormat().read(TRACKER)
SHEET = BEFORE.sheets[0].name
LAST = len(BEFORE.sheets[0].rows)
TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30).filter(
    lambda text: "\r\n" not in text
)
VALUE = st.one_of(
    TEXT,
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False, max_value=1e300, min_value=-1e300),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
    st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 30)).map(lambda when: when.replace(microsecond=0)),  # noqa: DTZ001
    st.none(),
)


def seen(value):
    """A moment at midnight reads as its day, a whole float as the number it is."""
    return value.date() if isinstance(value, datetime) and not any((value.hour, value.minute, value.second)) else value


@given(
    st.dictionaries(st.tuples(st.integers(4, LAST), st.integers(1, 15)), VALUE, max_size=6),
    st.lists(
        st.dictionaries(st.sampled_from("ABCEM"), VALUE.filter(lambda one: one is not None), min_size=1), max_size=3
    ),
)
@settings(deadline=None, max_examples=60)
def test_what_is_written_is_read_back_and_nothing_else_changes(tmp_path_factory, cells, rows):
    target = tmp_path_factory.mktemp("out") / "out.xlsx"
    named = {f"{chr(64 + column)}{row}": value for (row, column), value in cells.items()}
    patch(TRACKER, target, cells={SHEET: named}, rows={SHEET: rows}, after={SHEET: LAST})
    expected = [list(row) + [None] * (15 - len(row)) for row in BEFORE.sheets[0].rows]
    for (row, column), value in cells.items():
        expected[row - 1][column - 1] = seen(value)
    for row in rows:
        expected.append([seen(row.get(chr(65 + column))) for column in range(15)])
    after = ExcelFormat().read(target)
    found = [list(row) + [None] * (15 - len(row)) for row in after.sheets[0].rows]
    assert found == expected
    assert after.sheets[1:] == BEFORE.sheets[1:]


@given(TEXT)
@settings(deadline=None)
def test_escaping_a_text_is_undone_by_reading_it(text):
    assert cell_text(escape_text(text)) == text


@given(st.integers(1, 900), st.integers(0, 100), st.integers(0, 100))
@settings(deadline=None)
def test_moving_down_twice_is_moving_down_once_by_the_sum(row, first, second):
    formula = f'IF(A{row}="A1",SUM($B$1:B{row}),Other!C${row}+LOG10(D{row}))'
    assert moved_down(moved_down(formula, first), second) == moved_down(formula, first + second)


@given(st.integers(1, 900), st.integers(1, 900), st.integers(1, 50))
@settings(deadline=None)
def test_rows_put_in_below_a_reference_leave_it(row, at, count):
    moved = row + count if row >= at else row
    assert rows_inserted(f"Register!A{row}", "Other", "Register", at, count) == f"Register!A{moved}"
