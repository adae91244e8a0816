"""A mapping over a tracker that people went on changing: found again, or said with the line that mends it."""

from npmsync.ports import Workbook
from npmsync.tables.mapping import Located, SheetMapping, locate
from npmsync.tables.mending import mends, unmapped_tables
from npmsync.tables.recognise import recognise
from npmsync.testing.text_tables import sheet_of, workbook_of
from npmsync.vocabulary import builtin_vocabulary

TABLE = """
    No. | Recommendation | Addressed to | Status | Own code
    1   | Repair roofs   | Justice      | Done   | a
    2   | Train nurses   | Health       |        | b
"""
TICKS = """
    No. | Recommendation | Implemented | In progress
    1   | Repair roofs   | x           |
"""


def mapping(text: str) -> SheetMapping:
    (table,) = recognise(workbook_of(text), builtin_vocabulary()).tables
    columns = {field: column.header for field, column in table.columns.items() if not column.ticks}
    ticked = {f: tuple(header for _, header in c.ticks) for f, c in table.columns.items() if c.ticks}
    return SheetMapping(
        table.sheet,
        table.entity,
        table.header_rows,
        columns,
        table.language,
        table.fixed,
        transposed=table.transposed,
        ticked=ticked,
    )


def found(text: str, kept: SheetMapping) -> tuple[Workbook, Located]:
    workbook = workbook_of(text)
    return workbook, locate(workbook, kept)


def test_a_mapping_that_fits_has_nothing_to_mend() -> None:
    workbook, located = found(TABLE, mapping(TABLE))
    assert located.lost == () and mends(workbook, mapping(TABLE), located) == ()


def test_moved_columns_and_rows_above_are_found_again() -> None:
    moved = "Our register\n\nStatus | Own code | Recommendation | No. | Addressed to\nDone | a | Repair | 1 | Justice"
    _, located = found(moved, mapping(TABLE))
    assert located.table is not None and located.lost == ()
    assert {field: column.index for field, column in located.table.columns.items()} == {
        "ref": 4,
        "text": 3,
        "addressees": 5,
        "status": 1,
    }


def test_a_renamed_header_is_proposed_in_one_line() -> None:
    kept = mapping(TABLE)
    workbook, located = found(TABLE.replace("Status", "State of implementation"), kept)
    assert located.lost == (("status", "Status"),)
    assert mends(workbook, kept, located) == (
        "sheet 'Sheet1': the column 'Status' is gone (status); 'State of implementation' in column D looks like it: "
        'write status = "State of implementation"',
    )


def test_a_header_with_a_slip_is_proposed_though_nobody_knows_its_words() -> None:
    kept = mapping(TABLE)
    workbook, located = found(TABLE.replace("Addressed to", "Adressedd to"), kept)
    assert mends(workbook, kept, located)[0].endswith('write addressees = "Adressedd to"')


def test_a_deleted_column_is_said_and_nothing_is_put_in_its_place() -> None:
    kept = mapping(TABLE)
    workbook, located = found("No. | Recommendation | Addressed to | Own code\n1 | Repair roofs | Justice | a", kept)
    assert "nothing looks like it" in mends(workbook, kept, located)[0]
    assert located.table is not None and "status" not in located.table.columns


def test_a_second_column_of_the_same_name_leaves_both_unread() -> None:
    kept = mapping(TABLE)
    workbook, located = found(TABLE.replace("Own code", "Status"), kept)
    assert located.lost == (("status", "Status"),)
    assert 'status = "Status [D]" or status = "Status [E]"' in mends(workbook, kept, located)[0]


def test_ticked_columns_are_found_by_their_headers() -> None:
    kept = mapping(TICKS)
    assert kept.ticked == {"status": ("Implemented", "In progress")}
    _, located = found("No. | In progress | Recommendation | Implemented\n1 | x | Repair roofs |", kept)
    assert located.table is not None
    assert located.table.columns["status"].ticks == ((2, "In progress"), (4, "Implemented"))


def test_none_of_the_ticked_columns_is_read_while_one_of_their_headings_is_gone() -> None:
    kept = mapping(TICKS)
    workbook, located = found(TICKS.replace("In progress", "Ongoing"), kept)
    assert located.table is not None and "status" not in located.table.columns
    assert mends(workbook, kept, located)[0].endswith(
        "'Ongoing' looks like it: write \"Ongoing\" in its place under [endpoint.table.ticked]"
    )


def test_a_card_s_labels_are_found_though_they_moved() -> None:
    card = "Ref. | 1\nRecommendation | Repair roofs\nStatus | Done"
    _, located = found("Title\n\nStatus | Done\nRef. | 1\nRecommendation | Repair roofs", mapping(card))
    assert located.table is not None and located.lost == ()
    assert {field: column.index for field, column in located.table.columns.items()} == {
        "ref": 4,
        "text": 5,
        "status": 3,
    }


def test_a_new_sheet_is_said_with_what_to_write() -> None:
    workbook = workbook_of(sheet_of(TABLE, "2024"), sheet_of(TABLE, "2025"), sheet_of("Cover | page", "Read me"))
    tables = [table for table in recognise(workbook, builtin_vocabulary()).tables if table.sheet == "2024"]
    (said,) = unmapped_tables(workbook, tables)
    assert "'2025'" in said and 'sheet = "2025"' in said
    assert unmapped_tables(workbook, recognise(workbook, builtin_vocabulary()).tables) == []
