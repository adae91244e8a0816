"""Whatever an office types into the open cells of a form, in whatever order its rows come back, each answer arrives at
its own recommendation, or is left out; never at another."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from npmsync.documents.form_grid import cell_text
from npmsync.documents.form_model import Form
from npmsync.documents.form_return import FormKnown
from npmsync.documents.issued import issued
from npmsync.documents.receive import read_form
from npmsync.ports import CellValue, Sheet, Workbook
from npmsync.testing.samples import sample_form

FORMS = {language: sample_form((language,)).content for language in ("en", "fr", "ar")}
typed = st.one_of(st.none(), st.text(max_size=40), st.integers(), st.dates(), st.booleans(), st.floats(allow_nan=False))


def returned(form: Form, rows: list[list[CellValue]]) -> Workbook:
    head: list[list[CellValue]] = [[line] for line in (form.texts.title, *form.texts.heading)]
    headers: list[CellValue] = [column.label for column in form.columns]
    return Workbook((Sheet("any", [*head, headers, *rows, [form.texts.total]]),), "0" * 64)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(sorted(FORMS)))
def test_no_answer_goes_to_another_recommendation(data: st.DataObject, language: str) -> None:
    form = FORMS[language]
    response = [c.field for c in form.columns].index("response")
    rows: list[list[CellValue]] = []
    said: dict[str, CellValue] = {}
    for row in form.rows:
        cells: list[CellValue] = list(row.cells)
        for place, column in enumerate(form.columns):
            if column.open and data.draw(st.booleans()):
                cells[place] = data.draw(typed)
        said[row.recommendation] = cells[response]
        rows.append(cells)
    known = FormKnown({form.code: issued(form)})
    result = read_form(returned(form, data.draw(st.permutations(rows))), "f.xlsx", known, date(2026, 12, 1))
    for taken in result.taken:
        if "text" in taken.fields:
            assert taken.fields["text"] in (cell_text(said[taken.recommendation]), plain(said[taken.recommendation]))
    assert not result.edits


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(typed, max_size=8), max_size=12))
def test_a_sheet_of_anything_below_the_head_breaks_nothing(rows: list[list[CellValue]]) -> None:
    form = FORMS["en"]
    result = read_form(returned(form, rows), "f.xlsx", FormKnown({form.code: issued(form)}), date(2026, 12, 1))
    assert not result.taken


def plain(value: CellValue) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
