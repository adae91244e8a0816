"""Letters, saved mails and passwords keep their contracts."""

from __future__ import annotations

import importlib.util
import io
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

from npmsync.plugins import Plugins
from npmsync.testing.arrivals import (
    CONTACT_CHECKS,
    ENVELOPE_CHECKS,
    LETTER_CHECKS,
    SEAL_CHECKS,
    ContactSubject,
    EnvelopeSubject,
    LetterSubject,
    SealSubject,
)


def make_docx(path, paragraphs):
    import docx

    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(str(path))


def make_pdf(path, paragraphs):
    import typst

    lines = "\n\n".join(text.replace(".", "\\.", 1) if text[0].isdigit() else text for text in paragraphs)
    path.write_bytes(typst.compile(lines.encode()))


def make_eml(path, sender, subject, enclosed):
    mail = EmailMessage()
    mail["From"], mail["Subject"] = f"<{sender}>", subject
    mail.set_content("Attached.")
    for one in enclosed:
        mail.add_attachment(one.data, maintype="application", subtype="octet-stream", filename=one.name)
    path.write_bytes(bytes(mail))


def make_msg(path, sender, subject, enclosed):
    beside = Path(__file__).parents[1] / "unit" / "test_papers_envelopes.py"  # tests/ is no package
    spec = importlib.util.spec_from_file_location("papers_envelopes", beside)
    module = sys.modules.setdefault("papers_envelopes", importlib.util.module_from_spec(spec))
    if not hasattr(module, "compound_file"):
        spec.loader.exec_module(module)

    def words(text):
        return text.encode("utf-16-le").ljust(4096, b"\0")

    streams = {"__substg1.0_0037001F": words(subject), "__substg1.0_5D01001F": words(sender)}
    for number, one in enumerate(enclosed):
        storage = f"__attach_version1.0_#{number:08X}"
        streams |= {f"{storage}/__substg1.0_37010102": one.data, f"{storage}/__substg1.0_3707001F": words(one.name)}
    path.write_bytes(module.compound_file(streams))


@pytest.mark.parametrize("check", LETTER_CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize(("name", "make"), [("docx", make_docx), ("pdf", make_pdf)])
def test_letters_keep_the_contract(name, make, check, tmp_path):
    for library in {"docx": ["docx"], "pdf": ["pypdf", "typst"]}[name]:
        pytest.importorskip(library, reason="its extra is not installed")
    check(LetterSubject(Plugins().load("letter", name), make, f".{name}"), tmp_path)


@pytest.mark.parametrize("check", ENVELOPE_CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize(("name", "make"), [("eml", make_eml), ("msg", make_msg)])
def test_saved_mails_keep_the_contract(name, make, check, tmp_path):
    if name == "msg":
        pytest.importorskip("olefile", reason="the extra msg is not installed")
    check(EnvelopeSubject(Plugins().load("envelope", name), make, f".{name}"), tmp_path)


@pytest.mark.parametrize("check", SEAL_CHECKS, ids=lambda check: check.__name__)
def test_passwords_keep_the_contract(check, tmp_path):
    pytest.importorskip("msoffcrypto", reason="the extra passwords is not installed")
    import openpyxl

    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    check(SealSubject(Plugins().load("seal", "office"), out.getvalue()), tmp_path)


def make_vcf(path, cards, private):
    lines = []
    for one in cards:
        organisation = ";".join(part.replace(",", "\\,") for part in (one.organisation, one.department) if part)
        lines += ["BEGIN:VCARD", "VERSION:4.0", f"FN:{one.name}", f"ORG:{organisation}", f"NOTE:{private}"]
        lines += [f"{name}:{value}" for name, value in (("TITLE", one.title), ("EMAIL", one.email)) if value]
        lines += ["END:VCARD"]
    path.write_bytes("\r\n".join([*lines, ""]).encode())


@pytest.mark.parametrize("check", CONTACT_CHECKS, ids=lambda check: check.__name__)
def test_address_books_keep_the_contract(check, tmp_path):
    pytest.importorskip("vobject", reason="the extra contacts is not installed")
    check(ContactSubject(Plugins().load("contacts", "vcf"), make_vcf, ".vcf"), tmp_path)
