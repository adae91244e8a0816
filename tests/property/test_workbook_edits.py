"""Whatever is typed into the dialogue workbook, and however it is sorted: nothing raises, nothing that was typed is
lost, a second sync writes nothing, and no row is taken for another record's."""

from __future__ import annotations

import os
import shutil
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from npmsync.actions.synchronise import synchronise
from npmsync.domain import Authority, Commitment, Contact, Exchange, Meeting, Participant, Recommendation
from npmsync.store import history, records
from npmsync.testing.workspaces import NOW, at_work, make_workspace
from npmsync.vocabulary import builtin_vocabulary
from npmsync.workbook.finding import found_sheets
from npmsync.workbook.sheets import DECIDE, DUE, SHEETS
from npmsync_excel import patch
from npmsync_excel.adapter import ExcelFormat

NIGHTLY = bool(os.environ.get("NPMSYNC_NIGHTLY"))
ENDPOINT = '\n[[endpoint]]\nname = "dialogue"\nadapter = "dialogue"\naddress = "dialogue.xlsx"\n'
RECORD_SHEETS = [spec for spec in SHEETS if spec not in (DECIDE, DUE)]
TYPED = st.one_of(
    st.sampled_from(
        ("Ministry of Health", "ministry of  justice", "Minstry of Health", "Phone", "Implemented", "Cancelled", "Yes",
         "x", "A1", "nobody@health.example", "31.02.2026", "2026-10-01", "10:30", "=1+1", "Accepts", "Ana; Ben", "fr")
    ),
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.integers(-5, 50_000),
    st.none(),
)  # fmt: skip
EDIT = st.tuples(st.sampled_from(RECORD_SHEETS), st.integers(0, 40), st.integers(0, 11), TYPED)


def world():
    """Two ministries with a contact, a meeting, an exchange, a commitment and a recommendation each."""
    for n, name in enumerate(("Health", "Justice")):
        whom = f"a{n}"
        yield Authority(id=whom, name=f"Ministry of {name}")
        yield Contact(id=f"c{n}", authority=whom, name=f"Person {n}", email=f"p{n}@{name.lower()}.example")
        yield Recommendation(id=f"r{n}", ref=f"A{n}", text=f"Repair the wing {n} of the building.", addressees=(whom,))
        yield Exchange(id=f"e{n}", authority=whom, on=date(2026, 9, n + 1), channel="phone", summary=f"called {n}")
        yield Commitment(id=f"k{n}", authority=whom, text=f"Send paper {n}.", due=date(2026, 10, n + 1))
        start = datetime(2027, 1, 15 + n, 10)  # noqa: DTZ001 - wall-clock time in `timezone`
        yield Meeting(
            id=f"m{n}", uid=f"m{n}@npm", kind="bilateral", title=f"Talk {n}", authorities=(whom,), start=start,
            participants=(Participant(name=f"Person {n}", email=f"p{n}@{name.lower()}.example", authority=whom),),
            end=start + timedelta(hours=1), timezone="Europe/Malta",
        )  # fmt: skip


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    root = make_workspace(tmp_path_factory.mktemp("desk") / "npm", world(), ENDPOINT)
    sync(root)
    return root


def sync(root):
    with at_work(root, NOW + timedelta(hours=1)) as work:
        return synchronise(work, progress=lambda text: None)


def state(root):
    with at_work(root) as work, work.store.transaction() as connection:
        return records.load_fields(connection), history.length(connection)


def seen(root):
    return found_sheets(ExcelFormat().read(root / "dialogue.xlsx"), builtin_vocabulary())


def cell(row, place):
    return row[place - 1] if place <= len(row) else None


def letter(place: int) -> str:
    return chr(ord("A") + place - 1)


@settings(max_examples=60 if NIGHTLY else 2, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EDIT, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_whatever_is_typed_nothing_is_lost_and_a_second_sync_writes_nothing(template, edits, random):
    root = template.parent / "copy"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(template, root)
    file, sheets = root / "dialogue.xlsx", seen(template)
    shuffled(file, sheets[random.choice(RECORD_SHEETS).name], random)
    typed: dict[str, dict[str, object]] = {}
    for spec, row, column, value in edits:
        at = sheets[spec.name]
        open_columns = [one for one in spec.open_columns if one.name in at.places]
        name = open_columns[column % len(open_columns)].name
        number = at.header_row + 1 + row % (len(at.rows) + 3)
        typed.setdefault(at.sheet.name, {})[f"{letter(at.places[name])}{number}"] = value
    patch(file, file, cells=typed)
    sync(root)
    hub, length = state(root)
    bytes_then = file.read_bytes()
    again = sync(root)
    assert file.read_bytes() == bytes_then
    assert state(root) == (hub, length) and again.run is None
    kept = repr(hub) + repr([one.sheet.rows for one in seen(root).values()])
    for values in typed.values():
        for value in values.values():
            text = value.strip() if isinstance(value, str) else None
            if text and text not in KNOWN_WORDS:
                assert text in kept, f"{text!r} is nowhere any more"


KNOWN_WORDS = {"Implemented", "Cancelled", "Yes", "Accepts", "Phone", "ministry of  justice", "Ana; Ben", "fr", "10:30"}
"""They are kept as what they mean."""


def shuffled(file, at, random) -> None:
    """Sorts a sheet, with or without the hidden column."""
    first = random.choice((1, 2))
    order = list(at.rows)
    random.shuffle(order)
    width = max(at.places.values())
    cells = {}
    for row, source in zip(at.rows, order, strict=True):
        line = at.sheet.rows[source.number - 1]
        cells |= {f"{letter(c)}{row.number}": cell(line, c) for c in range(first, width + 1)}
    patch(file, file, cells={at.sheet.name: cells})


@settings(max_examples=60 if NIGHTLY else 2, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False))
def test_sorting_alone_changes_nothing(template, random):
    root = template.parent / "sorted"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(template, root)
    before, sheets = state(root), seen(template)
    for spec in RECORD_SHEETS:
        if random.random() < 0.5:
            shuffled(root / "dialogue.xlsx", sheets[spec.name], random)
    report = sync(root)
    assert state(root) == before
    assert not report.waits and not [one.changed for one in report.endpoints if one.changed]
    assert not [row for one in seen(root).values() for row in one.sheet.rows[one.header_row :] if cell(row, 2)]


def test_the_grid_reads_back_what_a_new_workbook_shows(template):
    sheets = seen(template)
    assert {spec.name for spec in SHEETS} == set(sheets)
    assert sheets["meetings"].rows[0].cells["from"] == time(10)
    assert sheets["contacts"].sheet.frozen_rows == sheets["contacts"].header_row
