"""Any table of texts survives CSV, and writing nothing changes no byte."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from npmsync_csv.records import read_records, value

CELL = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), max_size=12)
TABLE = st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6)


@given(TABLE, st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n"]))
@settings(deadline=None)
def test_what_the_csv_module_writes_is_read_the_same_and_kept_to_the_letter(table, delimiter, end):
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(table)
    text = buffer.getvalue()
    found = read_records(f"sep={delimiter}\n{text}", "a.csv", False)
    assert [[value(cell) or "" for cell in record.cells] for record in found.records] == table
    assert found.text() == f"sep={delimiter}\n{text}"
