"""A form that comes back, with all that offices do to one: real files, read by the Excel adapter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from npmsync.documents.form_return import FormKnown, FormReturn
from npmsync.documents.issued import IssuedForm, issued
from npmsync.documents.receive import read_form
from npmsync.domain import Response
from npmsync.domain.words import Position, Stage
from npmsync.errors import Refused
from npmsync.testing.samples import JUSTICE, sample_form, sample_recommendation, sample_response
from npmsync_excel.adapter import ExcelFormat
from npmsync_excel.form import FormRenderer

TODAY = date(2026, 12, 1)
Edited = Callable[[Worksheet, dict[str, int], list[int]], None]


class Office:
    """Renders a form, lets an office edit it, and takes it back."""

    def __init__(self, folder: Path, languages: tuple[str, ...] = ("en",), stage: Stage = Stage.FINAL) -> None:
        document = sample_form(languages, stage=stage)
        self.form: IssuedForm = issued(document.content)
        self.path = folder / "form.xlsx"
        FormRenderer().render(document, self.path)
        self.fields = [c.field for c in document.content.columns]

    def returns(self, edit: Edited, known: FormKnown | None = None) -> FormReturn:
        book = openpyxl.load_workbook(self.path)
        sheet = book.worksheets[0]
        first = next(r for r in range(1, 20) if "2026/001" in str(sheet.cell(r, 1).value))
        columns = {field: n for n, field in enumerate(self.fields, 1)}
        edit(sheet, columns, list(range(first, first + len(self.form.items))))
        book.save(self.path)
        known = known or FormKnown({self.form.code: self.form})
        return read_form(ExcelFormat().read(self.path), self.path.name, known, TODAY)


def fill(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
    for number, row in enumerate(rows):
        sheet.cell(row, columns["response"]).value = f"Answer {number}"


def answers(result: FormReturn) -> dict[str, str]:
    return {row.recommendation: row.fields["text"] for row in result.taken if "text" in row.fields}


ALL = {f"r{n}": f"Answer {n}" for n in range(6)}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.mark.parametrize("languages", [("en",), ("fr",), ("es",), ("pt",), ("ru",), ("ar",), ("fr", "ar")])
def test_answers_come_back_from_a_form_in_any_language(tmp_path: Path, languages: tuple[str, ...]) -> None:
    def answer(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
        words = [v.formula1 for v in sheet.data_validations.dataValidation if v.type == "list"]
        name, _, cells = words[0].rpartition("!")
        book = sheet.parent
        assert book is not None
        guide = book[name.strip("'")]
        sheet.cell(rows[0], columns["position"]).value = guide[cells.replace("$", "").split(":")[0]].value
        sheet.cell(rows[0], columns["planned_on"]).value = date(2027, 6, 30)

    result = Office(tmp_path, languages).returns(answer)
    assert [(t.recommendation, dict(t.fields)) for t in result.taken] == [
        ("r0", {"position": "accepted", "planned_on": "2027-06-30"})
    ]
    assert not result.refused and not result.edits


def test_the_honest_case(office: Office) -> None:
    result = office.returns(fill)
    assert answers(result) == ALL
    assert not result.refused and not result.edits and not result.notes


def test_a_sorted_form_keeps_each_answer_at_its_recommendation(office: Office) -> None:
    def sort(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
        fill(sheet, columns, rows)
        lines = [[sheet.cell(r, c).value for c in columns.values()] for r in rows]
        for row, line in zip(rows, sorted(lines, key=lambda line: str(line[1])[::-1]), strict=True):
            for column, value in zip(columns.values(), line, strict=True):
                sheet.cell(row, column).value = value

    assert answers(office.returns(sort)) == ALL


def test_moved_columns_hidden_rows_another_sheet_name_and_no_locks_change_nothing(office: Office) -> None:
    def rearrange(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
        fill(sheet, columns, rows)
        a, b = columns["response"], columns["comments"]
        for row in range(rows[0] - 1, rows[-1] + 1):
            sheet.cell(row, a).value, sheet.cell(row, b).value = sheet.cell(row, b).value, sheet.cell(row, a).value
        sheet.title = "Sheet1 (2)"
        sheet.row_dimensions[rows[2]].hidden = True
        sheet.protection.sheet = False

    assert answers(office.returns(rearrange)) == ALL


def test_deleted_rows_are_named_and_the_others_taken(office: Office) -> None:
    def delete(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
        fill(sheet, columns, rows)
        sheet.delete_rows(rows[3], 3)

    result = office.returns(delete)
    assert set(answers(result)) == {"r0", "r1", "r2"}
    assert "3 of 6 rows are missing" in result.notes[0]


def test_a_row_that_stands_twice_with_two_answers_is_left_out(office: Office) -> None:
    def copy(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
        fill(sheet, columns, rows)
        for column in columns.values():
            sheet.cell(rows[-1] + 1, column).value = sheet.cell(rows[0], column).value
        sheet.cell(rows[-1] + 1, columns["response"]).value = "No, the contrary."

    result = office.returns(copy)
    assert "r0" not in answers(result) and len(result.taken) == 5
    assert all("twice" in r.why for r in result.refused)


def test_a_changed_wording_is_an_edit_and_the_answer_counts(office: Office) -> None:
    def soften(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
        fill(sheet, columns, rows)
        cell = sheet.cell(rows[0], columns["text"])
        cell.value = f"Consider, where resources allow, {cell.value}"
        sheet.cell(rows[1], columns["status"]).value = "Implemented"

    result = office.returns(soften)
    assert answers(result) == ALL
    assert [(e.recommendation, e.field) for e in result.edits] == [("r0", "text"), ("r1", "status")]
    assert result.edits[1].theirs == "Implemented" and result.edits[1].ours == "In progress"


def test_references_that_changed_places_are_not_believed(office: Office) -> None:
    def swap(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
        fill(sheet, columns, rows)
        one, two = sheet.cell(rows[0], 1), sheet.cell(rows[1], 1)
        one.value, two.value = two.value, one.value

    result = office.returns(swap)
    assert set(answers(result)) == {"r2", "r3", "r4", "r5"}
    assert all("do not match" in r.why for r in result.refused)


def test_a_mistyped_reference_fails_its_check_character(office: Office) -> None:
    def mistype(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
        fill(sheet, columns, rows)
        for row in rows:
            sheet.cell(row, 1).value = str(sheet.cell(row, 1).value).replace("2026/00", "2026/01")

    result = office.returns(mistype)
    assert not result.taken and len(result.refused) == 6
    assert all("check character" in r.why for r in result.refused)


def test_rows_that_nobody_asked_about_are_left_out(office: Office) -> None:
    def invent(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
        fill(sheet, columns, rows)
        sheet.cell(rows[-1] + 1, columns["ref"]).value = "2031/900-Q"
        sheet.cell(rows[-1] + 1, columns["text"]).value = "A recommendation nobody made."
        sheet.cell(rows[-1] + 1, columns["response"]).value = "done"
        sheet.cell(rows[-1] + 2, columns["response"]).value = "a note below"

    result = office.returns(invent)
    assert answers(result) == ALL
    assert [r.row for r in result.refused] == sorted(r.row for r in result.refused) and len(result.refused) == 2


@pytest.mark.parametrize(("field", "value", "why"), [
    ("planned_on", "31/02/2026", "no such day"),
    ("planned_on", "soon", "date"),
    ("responded_on", -5, "date"),
    ("position", "Maybe", "not one of the choices"),
    ("position", "Noted", "not one of the choices"),
    ("response", "=1+1", "formula"),
])  # fmt: skip
def test_a_cell_that_cannot_be_read_is_named_and_the_rest_of_its_row_taken(
    office: Office, field: str, value: str | int, why: str
) -> None:
    def write(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
        sheet.cell(rows[0], columns["actions"]).value = "Done."
        sheet.cell(rows[0], columns[field]).value = value

    result = office.returns(write)
    assert [dict(t.fields) for t in result.taken] == [{"actions": "Done."}]
    assert why in result.refused[0].why and result.refused[0].cell in result.refused[0].why


@pytest.mark.parametrize(("typed", "read"), [
    ("30 June 2027", "2027-06-30"), ("June 2027", "2027-06-30"), ("13/04/2027", "2027-04-13"), ("2027", "2027-12-31"),
])  # fmt: skip
def test_a_planned_date_may_be_typed_as_text(office: Office, typed: str, read: str) -> None:
    def write(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
        sheet.cell(rows[0], columns["planned_on"]).value = typed

    assert office.returns(write).taken[0].fields == {"planned_on": read}


def test_odd_characters_are_kept_as_text(office: Office) -> None:
    odd = ["\u202egnp.exe", "😀 \u200b﷽", "<script>alert(1)</script>", "line\nline", "{{ 7*7 }} ${x} %s", "@minister"]

    def write(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
        for row, text in zip(rows, odd, strict=True):
            sheet.cell(row, columns["response"]).value = text
            sheet.cell(row, columns["response"]).data_type = "s"

    # What turns letters round is no part of an answer: it would show something else than it says.
    assert list(answers(office.returns(write)).values()) == ["gnp.exe", *odd[1:]]


def test_an_untouched_form_says_that_there_is_no_answer(office: Office) -> None:
    result = office.returns(lambda *_: None)
    assert not result.taken and "no answer" in result.notes[0]


def test_an_answer_that_is_held_already_is_not_new(office: Office) -> None:
    held = [sample_response()] + [
        Response(id=f"h{n}", recommendation=f"r{n}", authority=JUSTICE.id, text=f"Answer {n}")
        for n in range(6)
        if n != 1
    ]

    def answer(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
        fill(sheet, columns, rows)
        sheet.cell(rows[1], columns["response"]).value = sample_response().text

    again = FormKnown({office.form.code: office.form}, frozenset({office.form.code}), held)
    result = office.returns(answer, again)
    assert not result.taken and "already" in result.notes[0]


def test_a_later_answer_is_not_undone_by_what_the_form_was_made_with(office: Office) -> None:
    later = sample_response().model_copy(update={"position": Position.REJECTED, "text": "We changed our mind."})
    assert not office.returns(lambda *_: None, FormKnown({office.form.code: office.form}, responses=[later])).taken


@pytest.mark.parametrize("column", ["ref", "text"])
def test_without_references_or_texts_no_answer_is_taken(office: Office, column: str) -> None:
    def delete(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
        fill(sheet, columns, rows)
        for row in range(rows[0] - 1, rows[-1] + 1):
            sheet.cell(row, columns[column]).value = None

    with pytest.raises(Refused, match="column"):
        office.returns(delete)


def test_a_form_without_its_code_is_refused(office: Office) -> None:
    def strip(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
        fill(sheet, columns, rows)
        for row in range(1, rows[0] - 1):
            sheet.cell(row, 1).value = None

    with pytest.raises(Refused, match="which form it is"):
        office.returns(strip)


def test_a_form_that_was_never_made_here_is_refused(office: Office) -> None:
    with pytest.raises(Refused, match="no form with this code"):
        office.returns(fill, FormKnown({}))


def test_a_form_of_another_authority_is_refused(office: Office) -> None:
    with pytest.raises(Refused, match="another authority"):
        office.returns(fill, FormKnown({office.form.code: office.form}, authority="a-health"))


def test_a_form_older_than_one_already_taken_is_refused(office: Office) -> None:
    later = IssuedForm("NPM-AAAA-AAAA-A", office.form.authority, office.form.stage,
                       office.form.made_at + timedelta(days=9), ("en",), {})  # fmt: skip
    known = FormKnown({office.form.code: office.form, later.code: later}, frozenset({later.code}))
    with pytest.raises(Refused, match="already taken"):
        office.returns(fill, known)


def test_a_workbook_that_is_no_form_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "Budget"
    book.save(tmp_path / "budget.xlsx")
    with pytest.raises(Refused, match=r"budget\.xlsx is no response form"):
        read_form(ExcelFormat().read(tmp_path / "budget.xlsx"), "budget.xlsx", FormKnown({}), TODAY)


def test_only_corrections_come_back_from_a_draft(tmp_path: Path) -> None:
    def correct(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
        sheet.cell(rows[0], columns["paragraph"]).value = 17
        sheet.cell(rows[0], columns["says"]).value = "240 prisoners"
        sheet.cell(rows[0], columns["should_say"]).value = "214 prisoners"

    result = Office(tmp_path, stage=Stage.DRAFT).returns(correct)
    assert [dict(t.fields) for t in result.taken] == [
        {"paragraph": "17", "says": "240 prisoners", "should_say": "214 prisoners"}
    ]


def test_a_correction_anywhere_in_a_draft_needs_no_recommendation(tmp_path: Path) -> None:
    def correct(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
        sheet.cell(rows[-1] + 2, columns["says"]).value = "opened in 1998"
        sheet.cell(rows[-1] + 2, columns["should_say"]).value = "opened in 1989"

    result = Office(tmp_path, stage=Stage.DRAFT).returns(correct)
    assert [(t.recommendation, dict(t.fields)) for t in result.taken] == [
        ("", {"says": "opened in 1998", "should_say": "opened in 1989"})
    ]
    assert not result.refused and not result.notes


def test_similar_recommendations_are_told_apart_by_their_references(tmp_path: Path) -> None:
    texts = [f"Install {n} showers in wing B." for n in (10, 20, 30)]
    document = sample_form(recommendations=[sample_recommendation(n, t) for n, t in enumerate(texts)], responses=[])
    path, form = tmp_path / "f.xlsx", issued(document.content)
    FormRenderer().render(document, path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    column = [c.field for c in document.content.columns].index("response") + 1
    for row in range(1, 20):
        if "2026/" in str(sheet.cell(row, 1).value):
            sheet.cell(row, column).value = f"About: {sheet.cell(row, 2).value}"
    book.save(path)
    result = read_form(ExcelFormat().read(path), "f.xlsx", FormKnown({form.code: form}), TODAY)
    assert answers(result) == {f"r{n}": f"About: {t}" for n, t in enumerate(texts)}


@pytest.mark.parametrize("shown", ["2026-03-04", "04/03/2026", "03/04/26", "4.3.2026", "4 March 2026", "mars 4, 2026"])
def test_a_date_written_another_country_s_way_is_no_edit(office: Office, shown: str) -> None:
    def write(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
        sheet.cell(rows[0], columns["visit_date"]).value = shown
        sheet.cell(rows[1], columns["responded_on"]).value = "09/01/26"
        sheet.cell(rows[2], columns["visit_date"]).value = "5 March 2026"
        sheet.cell(rows[3], columns["visit_date"]).value = date(2026, 4, 3)

    result = office.returns(write)
    edited = [(e.recommendation, e.field) for e in result.edits]
    assert not result.taken and edited == [("r2", "visit_date"), ("r3", "visit_date")]


@pytest.mark.parametrize("merged", [True, False])
def test_a_row_that_was_split_is_one_answer(office: Office, merged: bool) -> None:
    def split(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
        last, below = rows[-1], rows[-1] + 1
        for field, column in columns.items():
            sheet.cell(below, column).value = None if merged or field == "response" else sheet.cell(last, column).value
            if merged and field in ("ref", "text"):
                sheet.merge_cells(start_row=last, end_row=below, start_column=column, end_column=column)
        sheet.cell(last, columns["response"]).value = "First half."
        sheet.cell(below, columns["response"]).value = "Second half."

    result = office.returns(split)
    assert not result.refused and answers(result) == {"r5": "First half.\nSecond half."}


@pytest.mark.parametrize(
    ("pattern", "typed", "read"),
    [
        ("{m}/{d}/{y}", "3/5/2027", "2027-03-05"),  # the office's computer is set to America
        ("{d}/{m}/{y}", "3/5/2027", "2027-05-03"),
        ("{y}-{m:02}-{d:02}", "3/5/2027", "2027-05-03"),  # nothing shows it: as people of the language write
        ("{m}/{d}/{y}", "25/3/2027", "2027-03-25"),
    ],
)
def test_dates_are_read_as_the_program_wrote_our_own(tmp_path: Path, pattern: str, typed: str, read: str) -> None:
    def written(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
        for row in rows:
            for name in ("visit_date", "issued_on", "response_due"):
                day = sheet.cell(row, columns[name]).value if name in columns else None
                if isinstance(day, date):
                    sheet.cell(row, columns[name]).value = pattern.format(y=day.year, m=day.month, d=day.day)
        sheet.cell(rows[0], columns["planned_on"]).value = typed

    result = Office(tmp_path, ("ar",)).returns(written)
    assert [row.fields["planned_on"] for row in result.taken] == [read] and not result.edits


def test_letters_that_a_code_page_lost_are_asked_for_again(office: Office) -> None:
    def lost(sheet: Worksheet, columns: dict[str, int], rows: list[int]) -> None:
        sheet.cell(rows[0], columns["response"]).value = "????? ???????? 2027"
        sheet.cell(rows[1], columns["response"]).value = "Is this what you meant???"

    result = office.returns(lost)
    assert answers(result) == {"r1": "Is this what you meant???"}
    assert [row.why for row in result.refused if "letters were lost" in row.why]
