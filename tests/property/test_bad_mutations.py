"""Whatever a disk, a cloud or an editor does to a file, it is read, or refused in a sentence that names it."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from npmsync.actions.initialise import SeenTracker, look_at_tracker
from npmsync.documents.form_return import FormKnown
from npmsync.documents.issued import issued
from npmsync.documents.receive import read_form
from npmsync.domain.words import Level
from npmsync.errors import ConfigError, Refused
from npmsync.testing.samples import sample_form
from npmsync.workspace.template import NewWorkspace, settings_text
from npmsync.workspace.toml import read_settings
from npmsync_csv.adapter import CsvFormat
from npmsync_excel.adapter import ExcelFormat
from npmsync_excel.form import FormRenderer

Damage = tuple[int, int, bytes]
"""From this byte (counted round the end) so many bytes are replaced by these."""
BYTES = st.one_of(st.binary(max_size=8), st.sampled_from([b"\0" * 64, b"9" * 30, b'"', b"<", b"&#0;", b"\r\n", b"="]))
DAMAGE = st.lists(st.tuples(st.integers(0, 2**20), st.sampled_from([0, 1, 4, 300]), BYTES), min_size=1, max_size=4)

HEADS = ("No.", "Recommendation", "Addressed to", "Date sent", "Status (NPM assessment)")
ROWS = [
    (f"2026/{n}", f"Keep register {n} of all uses of force.", "Ministry of Justice", date(2026, 1, n), "In progress")
    for n in range(1, 8)
]


def damaged(data: bytes, damage: list[Damage]) -> bytes:
    for place, length, new in damage:
        at = place % len(data) if data else 0
        data = data[:at] + new + data[at + length :]
    return data


def tracker() -> bytes:
    book = openpyxl.Workbook()
    for row in (HEADS, *ROWS):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


GOOD_TRACKER = tracker()
GOOD_CSV = "\r\n".join(";".join(map(str, row)) for row in (HEADS, *ROWS)).encode()


@pytest.mark.parametrize(
    ("name", "good", "adapter"), [("t.xlsx", GOOD_TRACKER, ExcelFormat()), ("t.csv", GOOD_CSV, CsvFormat())]
)
@settings(deadline=None, max_examples=60)
@given(damage=DAMAGE)
def test_a_damaged_tracker_is_read_or_refused_by_name(tmp_path_factory, name, good, adapter, damage):
    path = tmp_path_factory.mktemp("damaged") / name
    path.write_bytes(damaged(good, damage))
    try:
        assert isinstance(look_at_tracker(path, "any", adapter, None), SeenTracker)
    except Refused as refused:
        assert name in refused.message and refused.hint


@settings(deadline=None, max_examples=40)
@given(damage=DAMAGE)
def test_a_damaged_form_is_read_or_refused_by_name(tmp_path_factory, damage):
    document = sample_form(("en",))
    path = tmp_path_factory.mktemp("damaged") / "form.xlsx"
    FormRenderer().render(document, path)
    path.write_bytes(damaged(path.read_bytes(), damage))
    known = FormKnown({document.content.code: issued(document.content)})
    try:
        came = read_form(ExcelFormat().read(path), path.name, known, date(2026, 12, 1))
        assert {row.recommendation for row in came.taken} <= {row.recommendation for row in document.content.rows}
    except Refused as refused:
        assert "form.xlsx" in refused.message and refused.hint


NEW = NewWorkspace(
    "GE", "Asia/Tbilisi", "en", "Nino <n@npm.example>", None, (), {"Ministry of Justice": Level.EXECUTIVE}
)
GOOD_SETTINGS = settings_text(NEW) + '[[endpoint]]\nname = "a"\naddress = "a.xlsx"\n[office]\nopens = 09:00:00\n'
VALUES = ["1", "-1", "nan", "true", "[]", "[[1]]", "{a = 1}", '"x"', '"\\u0000"', "1979-05-27", "07:32:00", "9" * 40]


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 200), st.sampled_from(VALUES), st.booleans())
def test_settings_with_a_nonsense_value_are_used_or_refused_with_the_file(tmp_path_factory, which, value, doubled):
    lines = GOOD_SETTINGS.splitlines()
    given_on = [number for number, line in enumerate(lines) if "=" in line and not line.startswith("# W")]
    at = given_on[which % len(given_on)]
    key = lines[at].removeprefix("# ").partition("=")[0]
    lines[at : at + 1] = [f"{key}= {value}"] * (1 + doubled)
    _read(tmp_path_factory, "\n".join(lines).encode())


@settings(deadline=None, max_examples=60)
@given(DAMAGE)
def test_damaged_settings_are_used_or_refused_with_the_file(tmp_path_factory, damage):
    _read(tmp_path_factory, damaged(GOOD_SETTINGS.encode(), damage))


def _read(tmp_path_factory, data: bytes) -> None:
    path: Path = tmp_path_factory.mktemp("settings") / "npmsync.toml"
    path.write_bytes(data)
    try:
        read_settings(path)
    except ConfigError as error:
        assert "npmsync.toml" in error.message and error.hint
