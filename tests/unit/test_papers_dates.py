"""A second calendar stands beside the Gregorian one wherever an authority reads a date, and in no cell that is read
back; invitations and nudges speak the language that an NPM has added."""

from __future__ import annotations

import csv
import re
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from npmsync.actions.checking_papers import check_papers
from npmsync.actions.due_today import due_list
from npmsync.actions.exporting import ExportOptions, export
from npmsync.actions.inviting import invite
from npmsync.actions.meeting_papers import make_agenda
from npmsync.actions.receiving import receive
from npmsync.documents.dated import day_words
from npmsync.domain import Contact
from npmsync.domain.words import MeetingStatus
from npmsync.locale.second_calendar import in_calendar
from npmsync.store import mailings
from npmsync.testing.samples import JUSTICE, NOW, sample_meeting, sample_recommendation
from npmsync.testing.workspaces import at_work, make_workspace
from npmsync.vocabulary import builtin_vocabulary

pytest.importorskip("hijridate", reason="the extra hijri is not installed")
pytest.importorskip("persiantools", reason="the extra hijri is not installed")

OWN = JUSTICE.model_copy(update={"aliases": ()})
VISITED = date(2026, 3, 15)


@pytest.mark.parametrize(
    ("calendar", "day", "language", "shown"),
    [
        ("hijri", VISITED, "en", "15 March 2026 (26 Ramadan 1447 AH)"),
        ("hijri", VISITED, "ar", "15 مارس 2026 الموافق 26 رمضان 1447 هـ"),
        ("hijri", date(2026, 6, 16), "fr", "16 juin 2026 (1 mouharram 1448 de l’hégire)"),
        ("hijri", date(1850, 1, 1), "en", "1 January 1850"),  # before what is reckoned
        ("solar_hijri", date(2025, 3, 20), "en", "20 March 2025 (30 Esfand 1403 SH)"),  # a leap year's last day
        ("solar_hijri", date(2025, 3, 21), "ru", "21 марта 2025\u202fг. (1 фарвардина 1404 г. солнечной хиджры)"),
        ("solar_hijri_afghan", date(2026, 3, 21), "ar", "21 مارس 2026 الموافق 1 الحمل 1405 هجري شمسي"),
        ("buddhist", VISITED, "es", "15 de marzo de 2026 (2569 de la era budista)"),
        ("", VISITED, "en", "15 March 2026"),
    ],
)
def test_a_date_is_written_in_both_calendars(calendar: str, day: date, language: str, shown: str) -> None:
    words = replace(builtin_vocabulary(), second_calendar=calendar)
    assert day_words(day, language, words).replace("\xa0", "\u202f") == shown


def test_every_built_in_language_has_twelve_months_of_each_calendar() -> None:
    phrases = builtin_vocabulary().phrases
    for key in (k for k in phrases if k.startswith("calendar.") and k.endswith(".months")):
        counts = {language: len(text.split(" | ")) for language, text in phrases[key].items()}
        assert set(counts.values()) == {12} and len(counts) == 6, (key, counts)


def workspace(folder: Path, settings: str, *more: object) -> Path:
    held = [OWN, *(sample_recommendation(n, visit_date=VISITED) for n in range(2)), *more]
    return make_workspace(folder / "npm", held, settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(("language", "hijri"), [("en", "26 Ramadan 1447 AH"), ("ar", "26 رمضان 1447 هـ")])
def test_every_format_shows_both_calendars_and_takes_only_the_gregorian_day_back(
    tmp_path: Path, language: str, hijri: str
) -> None:
    pytest.importorskip("docx", reason="the extra docx is not installed")
    pytest.importorskip("typst", reason="the extra pdf is not installed")
    pypdf = pytest.importorskip("pypdf", reason="the extra pdf is not installed")
    from docx import Document

    root = workspace(tmp_path, 'second_calendar = "hijri"\n')
    formats = ("xlsx", "docx", "pdf", "html", "csv")
    with at_work(root) as opened:
        done = export(opened, ExportOptions(None, formats, language, letter=True))
    at = {file["format"]: Path(file["path"]) for file in done.files}
    sheet = openpyxl.load_workbook(at["xlsx"]).worksheets[0]
    values = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any(getattr(v, "date", lambda: None)() == VISITED for v in values)  # the day itself, in a cell
    era = hijri.rsplit(" ", 1)[1]
    assert sum(era in str(v) for v in values) == 1  # by when to answer, above the table
    body = "\n".join(
        cell.text for table in Document(str(at["docx"])).tables for row in table.rows for cell in row.cells
    )
    assert hijri in body
    assert hijri in at["html"].read_text("utf-8")
    pages = "".join(page.extract_text() for page in pypdf.PdfReader(at["pdf"]).pages)
    assert re.search("1447", pages)
    rows = list(csv.reader(at["csv"].read_text("utf-8-sig").splitlines(), delimiter="," if language == "en" else ";"))
    assert any("2026-03-15" in row for row in rows) and not any(hijri in cell for row in rows for cell in row)
    # Nothing in the guide on how to type a date speaks of the other calendar: what is typed is read as Gregorian.
    guide = [
        str(c.value) for row in openpyxl.load_workbook(at["xlsx"]).worksheets[1].iter_rows() for c in row if c.value
    ]
    assert sum(era in text for text in guide) <= 1  # by when to answer
    (letter,) = done.letters
    assert any(era in p.text for p in Document(letter["path"]).paragraphs)
    with at_work(root) as opened:
        for name in ("xlsx", "docx", "csv"):
            (back,) = receive(opened, [at[name]])
            assert not back.whole and not back.corrections and not back.refused, (name, back)


def test_an_authority_may_have_another_second_calendar_or_none(tmp_path: Path) -> None:
    root = workspace(
        tmp_path,
        f'second_calendar = "hijri"\n[[authority]]\nname = "{OWN.name}"\nsecond_calendar = "none"\n',
    )
    with at_work(root) as opened:
        page = Path(export(opened, ExportOptions(None, ("html",))).files[0]["path"]).read_text("utf-8")
    assert "15 March 2026" in page and " AH" not in page


def test_what_a_second_calendar_and_a_contact_s_language_lack_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Contact(id="c1", authority=OWN.id, name="Focal point", email="focal@justice.example", language="fa")
    root = workspace(tmp_path, 'second_calendar = "solar_hijri"\n', person)
    monkeypatch.setitem(sys.modules, "persiantools.jdatetime", None)
    in_calendar.cache_clear()
    with at_work(root) as opened:
        said = {one["name"]: one["message"] for one in check_papers(opened) if not one["ok"]}
    in_calendar.cache_clear()
    assert 'pip install "npmsync[hijri]"' in said["calendar solar_hijri"]
    assert said["language fa"] == "contacts speak it; vocabulary/fa.csv would bring it"


def test_dates_follow_the_country_of_the_workspace(tmp_path: Path) -> None:
    root = workspace(tmp_path, 'country = "LB"\n')
    with at_work(root) as opened:
        page = Path(export(opened, ExportOptions(None, ("html",), "ar")).files[0]["path"]).read_text("utf-8")
    assert "15 آذار 2026" in page


KA = {
    "mail.attention": "{name}-ს", "mail.salutation": "მოგესალმებით,", "mail.closing": "პატივისცემით,",
    "mail.confidential_footer": "კონფიდენციალური", "nudge.body": "{sent} გიწვევდით ({start}). გთხოვთ გვიპასუხოთ.",
    "invitation.subject_neutral": "შეხვედრა", "invite.meeting.body": "გიწვევთ: {start}, {place}, {date}-მდე.",
    "invite.roundtable.body": "გიწვევთ: {start}, {place}.", "invite.annual_review.body": "გიწვევთ: {start}, {place}.",
    "agenda.title": "დღის წესრიგი", "label.ref": "ნომერი", "label.recommendation": "რეკომენდაცია",
    "form.title": "ფორმა",
}  # fmt: skip


def test_invitations_agendas_and_nudges_speak_a_language_that_the_npm_added(tmp_path: Path) -> None:
    person = Contact(id="c1", authority=OWN.id, name="Focal point", email="focal@justice.example", language="ka")
    told = sample_meeting(authorities=(OWN.id,), status=MeetingStatus.PROPOSED, invited_sequence=None)
    root = workspace(
        tmp_path,
        'second_calendar = "hijri"\n'
        f'[[authority]]\nname = "{OWN.name}"\nlanguage = "ka"\n',
        person, told,
    )  # fmt: skip
    (root / "vocabulary").mkdir()
    lines = "".join(f'{key},ka,"{text}"\n' for key, text in KA.items())
    (root / "vocabulary" / "ka.csv").write_text("key,language,text\n" + lines, "utf-8")
    with at_work(root) as opened:
        (sent,) = invite(opened, None).messages
        mail = Path(sent["path"]).read_bytes().decode("utf-8", "replace")
        agenda = Path(make_agenda(opened, told.id, None)["path"]).read_text("utf-8")
        (lacking,) = [one for one in check_papers(opened) if one["name"] == "language ka"]
    import email
    import email.policy

    parts = [
        part.get_content()
        for part in email.message_from_string(mail, policy=email.policy.default).walk()
        if part.get_content_maintype() == "text"
    ]
    assert all("გიწვევთ" in part for part in parts) and any("1448" in part for part in parts)
    assert "დღის წესრიგი" in agenda and "1448" in agenda
    assert "calendar.hijri.months" in lacking["message"] or "texts are missing" in lacking["message"]
    with at_work(root) as opened, opened.store.transaction() as connection:
        mailings.moved_on(connection, [sent["message_id"]], "sent", NOW)
    with at_work(root, NOW.replace(month=12, day=14)) as opened:
        (nudge,) = [item.text for item in due_list(opened, None).items if item.text and "Focal" in item.text]
    assert "გთხოვთ" in nudge and "1448" in nudge and "Dear" not in nudge
