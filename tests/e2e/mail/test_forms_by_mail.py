"""Forms and letters come out of a real mailbox: each once, from whom they may; the rest waits for a person."""

from __future__ import annotations

import io
import itertools
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest

from npmsync.actions.exporting import ExportOptions, export
from npmsync.actions.receiving_mail import WHAT
from npmsync.errors import NpmsyncError
from npmsync.store import mailings

_FOLDER = itertools.count()


def scan() -> bytes:
    """A letter as a picture: a page without words."""
    pypdf = pytest.importorskip("pypdf", reason="the extra pdf is not installed")
    made, out = pypdf.PdfWriter(), io.BytesIO()
    made.add_blank_page(595, 842)
    made.write(out)
    return out.getvalue()


@pytest.fixture
def desk(office, smtp, imap):
    """The office with a folder of this test's own, and the form that the Ministry of Justice was sent."""
    office.folder = f"Forms {next(_FOLDER)}"
    with imap.client() as client:
        client.create_folder(office.folder)
    lines = f'folders = ["{office.folder}"]'
    office.connect(
        smtp.ca, 'authserv = "mx.npm.example"', smtp=(smtp.port, "starttls"), imap=(imap.port, "starttls", lines)
    )
    office.deliver = lambda *mails: imap.deliver(*mails, folder=office.folder)
    with office.open() as workspace:
        made = export(workspace, ExportOptions("Ministry of Justice"))
    office.form = Path(made.files[0]["path"])
    return office


def filled(form: Path, answer: str, name: str = "form") -> tuple[str, bytes]:
    """The form as the ministry's office fills it in."""
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    head = next(r for r in range(1, 30) if sheet.cell(r, 2).value == "Recommendation")
    column = next(c.column for c in sheet[head] if c.value == "Response")
    sheet.cell(head + 1, column).value = answer
    target = form.with_name(f"{name}-{answer[:3]}.xlsx")
    book.save(target)
    return f"{name}.xlsx", target.read_bytes()


def mail(sender: str, *files: tuple[str, bytes], results: str = "") -> bytes:
    made = EmailMessage()
    if results:
        made["Authentication-Results"] = results
    made["From"], made["To"], made["Subject"] = sender, "nino@npm.example", "Our reply"
    made.set_content("Please find our reply attached.")
    for name, data in files:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def test_a_form_from_a_contact_is_taken_once_and_all_else_waits_for_a_person(desk):
    form = filled(desk.form, "Two nurses were hired.", "Réponse – форма")
    desk.deliver(
        mail("Person 1 <one@justice.example>", form, ("logo.png", b"\x89PNG" + bytes(900))),
        mail("office@justice.example", filled(desk.form, "One nurse.", "other")),
        mail("one@justice.example", filled(desk.form, "No.", "forged"), results="mx.npm.example; dmarc=fail"),
        mail("two@justice.example", ("Letter 17.pdf", scan())),
        mail("shop@elsewhere.example", ("invoice.pdf", scan() + b"2"), ("prices.xlsx", b"PK")),
        mail("one@justice.example", ("form.xlsx", desk.form.read_bytes())),  # ours, sent back as it was
        b"From: <friend@x.example>\r\nSubject: Lunch?\r\n\r\nAt noon?\r\n",
    )
    done = desk.command("receive", "--via", "office", code=3)
    taken = [one for one in done if one["accepted"]]
    assert [one["accepted"][0]["fields"]["text"] for one in taken] == ["Two nurses were hired."]
    beside, forged, letter = [one for one in done if one["waiting"]]
    assert beside["authority"] == "Ministry of Justice" and "of the same office" in beside["waiting"]
    assert "could not confirm" in forged["waiting"]
    assert "seems to be a letter, from two@justice.example" in letter["waiting"]
    (note,) = [one["notes"][0] for one in done if one["notes"]]
    assert note.startswith("1 files that may be letters") and "shop@elsewhere.example" in note
    # Nothing is taken twice, also where the mailbox was made anew.
    assert desk.command("receive", "--via", "office") == []
    with desk.open() as workspace, workspace.store.transaction() as connection:
        mailings.put_read_up_to(connection, "office", desk.folder, 1, 10_000, WHAT)
        assert mailings.read_up_to(connection, "office", desk.folder) is None  # answers have a place of their own
    again = desk.command("receive", "--via", "office", code=None)
    assert not any(one["accepted"] or one["waiting"] for one in again)
    # What waited is taken in by a person, in the words that it said.
    path = beside["waiting"].split('"')[1]
    (done,) = desk.command("receive", path)
    assert done["accepted"][0]["fields"]["text"] == "One nurse."
    path = letter["waiting"].split('"')[1]
    words = ("receive", path, "--authority", "Ministry of Justice", "--answers", "2026/1", "--dated", "2026-11-20")
    desk.command(*words)
    with pytest.raises(NpmsyncError, match="was filed before"):
        desk.command(*words)


def test_a_form_that_came_back_undelivered_is_no_answer(desk):
    inner = mail("nino@npm.example", filled(desk.form, "Said by nobody."))
    bounce = (
        b"From: MAILER-DAEMON@justice.example\r\nTo: nino@npm.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.justice.example\r\n\r\n"
        b"Final-Recipient: rfc822; one@justice.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--b--\r\n"
    )
    desk.deliver(bounce)
    assert desk.command("receive", "--via", "office") == []


def test_before_anything_was_sent_nothing_is_read(office, smtp, imap):
    office.connect(smtp.ca, smtp=(smtp.port, "starttls"), imap=(imap.port, "starttls"))
    assert office.command("receive", "--via", "office") == []
