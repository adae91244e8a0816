"""References in formulas are moved as Excel moves them, and nothing else in a formula is touched."""

import pytest

from npmsync_excel.formulas import Unclear, moved_down, range_grown, refers_between, rows_inserted


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("H6+30", "H7+30"),
        ('IF(J6="",MAX(0,TODAY()-I6),0)', 'IF(J7="",MAX(0,TODAY()-I7),0)'),
        ("$A$1+A$1+$A1", "$A$1+A$1+$A2"),
        ("SUM(A1:B2)", "SUM(A2:B3)"),
        ("A:A+$B:$B", "A:A+$B:$B"),
        ("SUM(1:1)+SUM($1:$1)", "SUM(2:2)+SUM($1:$1)"),
        ("LOG10(A1)+DEC2BIN(A1)", "LOG10(A2)+DEC2BIN(A2)"),
        ('"A1 "&A1&"say ""B2"""', '"A1 "&A2&"say ""B2"""'),
        ("'O''Neil A1'!A1", "'O''Neil A1'!A2"),
        ("متابعة!A1", "متابعة!A2"),
        ("[1]Sheet1!A1", "[1]Sheet1!A2"),
        ("Table1[[#This Row],[Q1 A1]]+A1", "Table1[[#This Row],[Q1 A1]]+A2"),
        ("Q1_total+A1.5+x.A1", "Q1_total+A1.5+x.A1"),
        ("1E5+A1*2", "1E5+A2*2"),
        ("VLOOKUP(A1,Lists!$A$1:$B$9,2,FALSE)", "VLOOKUP(A2,Lists!$A$1:$B$9,2,FALSE)"),
        ("#REF!+A1", "#REF!+A2"),
    ],
)
def test_rows_without_a_dollar_sign_move_with_the_cell(formula, expected):
    assert moved_down(formula, 1) == expected


def test_a_reference_that_would_leave_the_sheet_is_unclear():
    with pytest.raises(Unclear):
        moved_down("A1048576", 1)


@pytest.mark.parametrize(
    ("formula", "own", "expected"),
    [
        ("A127*2", "Register", "A129*2"),
        ("$A$127", "Register", "$A$129"),
        ("SUM(A6:A125)", "Register", "SUM(A6:A125)"),
        ("SUM(A6:A200)", "Register", "SUM(A6:A202)"),
        ("SUM(A:A)", "Register", "SUM(A:A)"),
        ("A127", "Other", "A127"),
        ("Register!A127+register!A128", "Other", "Register!A129+register!A130"),
        ("SUM(A1:A1048576)", "Register", "SUM(A1:A1048576)"),
    ],
)
def test_rows_put_in_move_references_at_and_below_them(formula, own, expected):
    assert rows_inserted(formula, own, "Register", 127, 2) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("Register!A127", True),
        ("Register!A6:A127", True),
        ("Register!A6:A1000", False),
        ("Register!A6:A125", False),
        ("Other!A127", False),
        ("SUM(One:Three!A127)", True),
        ('"Register!A127"', False),
    ],
)
def test_a_reference_with_an_end_in_the_rows_refers_to_them(formula, expected):
    assert refers_between(formula, "Other", "Register", 127, 130) is expected


def test_a_reference_over_several_sheets_is_not_moved_blindly():
    with pytest.raises(Unclear):
        rows_inserted("SUM(One:Three!A127)", "Two", "Two", 127, 1)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("'Follow-up'!$M$6:$M$125", "'Follow-up'!$M$6:$M$127"),
        ("'Follow-up'!$M$6:$M$124", "'Follow-up'!$M$6:$M$124"),
        ("'Follow-up'!$M$125", "'Follow-up'!$M$125"),
        ("Other!$M$6:$M$125", "Other!$M$6:$M$125"),
    ],
)
def test_only_ranges_of_the_sheet_that_end_at_the_last_row_grow(formula, expected):
    assert range_grown(formula, "", "Follow-up", 125, 2) == expected
