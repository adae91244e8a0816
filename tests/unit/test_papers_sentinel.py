"""Nothing internal is in any byte of anything that leaves, and nothing that came from outside acts in it."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from npmsync.documents import gate
from npmsync.documents.corrections import Proposal, corrections_paper
from npmsync.documents.cover import Head, cover_letter
from npmsync.documents.form_model import Form
from npmsync.domain.outgoing import Outgoing, Viewer
from npmsync.domain.words import Stage
from npmsync.ports import Renderer
from npmsync.testing.samples import (
    AUTHORITIES,
    HEALTH,
    JUSTICE,
    NOW,
    SECRET,
    sample_form,
    sample_recommendation,
)
from npmsync.vocabulary import builtin_vocabulary
from npmsync_csv.renderer import CsvRenderer
from npmsync_excel.form import FormRenderer
from npmsync_html.renderer import HtmlRenderer

pytest.importorskip("docx", reason="the extra docx is not installed")
pytest.importorskip("typst", reason="the extra pdf is not installed")
pypdf = pytest.importorskip("pypdf", reason="the extra pdf is not installed")

from npmsync_docx.renderer import DocxRenderer  # noqa: E402
from npmsync_pdf.renderer import PdfRenderer  # noqa: E402

FORMS: tuple[Renderer, ...] = (FormRenderer(), DocxRenderer(), PdfRenderer(), HtmlRenderer(), CsvRenderer())
LETTERS = FORMS[1:4]
HEAD = Head("NPM/2026/004", ("Ana Reyes", "ana@npm.example"), ("NPM of Example", "1 Liberty Square"))
LANGUAGES = ("en", "fr", "es", "pt", "ru", "ar")
HOSTILE = (
    "=1+1", "=cmd|'/c calc'!A0", "@SUM(1)", "+1", "-1", '=HYPERLINK("http://evil.example","x")',
    "<script>alert(1)</script><img src=http://evil.example>", 'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"',
    "good\u202egnp.exe", '#image("/etc/passwd") #eval("1")', "{{ 7*7 }}",
    'INCLUDETEXT "http://evil.example"', "\x00\x0b",
)  # fmt: skip


def everything(path: Path) -> Iterator[bytes]:
    """Every byte of a file, its parts unpacked and its streams decompressed; the text of a PDF as it reads."""
    yield path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            yield from (package.read(name) for name in package.namelist())
    if path.suffix == ".pdf":
        for match in re.finditer(rb"stream\r?\n(.*?)endstream", path.read_bytes(), re.S):
            try:
                yield zlib.decompress(match[1])
            except zlib.error:
                continue
        yield " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages).encode()


def papers(languages: tuple[str, ...], stage: Stage) -> Iterator[tuple[Outgoing[object], tuple[Renderer, ...]]]:
    form: Outgoing[Form] = sample_form(languages, stage=stage)
    yield form, FORMS  # type: ignore[misc]
    yield cover_letter(form, HEAD, builtin_vocabulary()), LETTERS  # type: ignore[misc]
    if stage is Stage.DRAFT:
        drafts = [
            sample_recommendation(0, stage=stage),
            sample_recommendation(9, SECRET, ref=SECRET, addressees=(HEALTH.id,)),
        ]
        viewer = Viewer(frozenset({JUSTICE.name}), stage.value)
        shared = gate.recommendations(drafts, (), AUTHORITIES, viewer)
        said = [
            Proposal("r0", "p. 3", "12 cells", "14 cells", "plan", True),
            Proposal("r9", "", "a", "b", "", False, "no"),
        ]
        words = (languages[0], builtin_vocabulary())
        yield corrections_paper(shared, said, (JUSTICE.name, "NPM", NOW), HEAD, words), LETTERS  # type: ignore[misc]


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.FINAL])
@pytest.mark.parametrize("languages", [*((one,) for one in LANGUAGES), ("fr", "ar")], ids="-".join)
def test_internal_text_is_in_no_byte_of_any_paper(tmp_path: Path, languages: tuple[str, ...], stage: Stage) -> None:
    for number, (paper, renderers) in enumerate(papers(languages, stage)):
        for renderer in renderers:
            path = tmp_path / f"{number}{renderer.suffix}"
            renderer.render(paper, path)
            for data in everything(path):
                assert SECRET.encode() not in data and SECRET.encode("utf-16-le") not in data, path.name
                assert str(tmp_path).encode() not in data and b"python-docx" not in data, path.name


def test_what_came_from_outside_acts_in_no_paper(tmp_path: Path) -> None:
    recommendations = [sample_recommendation(n, text, place=text) for n, text in enumerate(HOSTILE)]
    form = sample_form(("en",), recommendations)
    for renderer in FORMS:
        path = tmp_path / f"form{renderer.suffix}"
        renderer.render(form, path)
        whole = list(everything(path))
        assert not any("\u202e".encode() in data for data in whole), path.name
        if path.suffix == ".xlsx":
            assert not any(re.search(rb"<f>(?!&quot;|\")", data) for data in whole)
            assert not any(b"hyperlink" in data.lower() and b"<hyperlink" in data for data in whole)
        if path.suffix == ".docx":
            codes = {code for data in whole for code in re.findall(rb"<w:instrText[^>]*>([^<]*)<", data)}
            assert codes == {b" PAGE ", b" NUMPAGES "}
            assert not any(b"TargetMode" in data for data in whole)
        if path.suffix == ".html":
            assert b"<script" not in whole[0] and b"<img" not in whole[0]
        if path.suffix == ".csv":
            cells = re.findall(r'(?:^|,)"?([^",\r\n]*)', path.read_text("utf-8-sig"), re.M)
            assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
        if path.suffix == ".pdf":
            assert not re.search(rb"/(JavaScript|JS|Launch|URI|EmbeddedFile)\b", whole[0])


def test_of_a_word_form_only_the_cells_to_fill_in_can_be_changed(tmp_path: Path) -> None:
    DocxRenderer().render(sample_form(("en",)), tmp_path / "f.docx")
    with zipfile.ZipFile(tmp_path / "f.docx") as package:
        settings, body = package.read("word/settings.xml").decode(), package.read("word/document.xml").decode()
        names = package.namelist()
    assert re.search(r'<w:documentProtection w:edit="forms" w:enforcement="1"/>\s*<w:defaultTabStop', settings)
    form = sample_form(("en",)).content
    asked = sum(column.open for column in form.columns) * len(form.rows)
    assert body.count("<w:sdt>") == asked and body.count('<w:lock w:val="sdtLocked"/>') == asked
    assert "contentLocked" not in body
    # Nothing of python-docx's template is left that tells of a program, an editing session or a preview.
    assert "rsid" not in settings + body and not [
        n for n in names if "thumbnail" in n or "app.xml" in n or "custom" in n
    ]
    cover = cover_letter(sample_form(("en",)), HEAD, builtin_vocabulary())
    DocxRenderer().render(cover, tmp_path / "l.docx")
    with zipfile.ZipFile(tmp_path / "l.docx") as package:
        assert b"documentProtection" not in package.read("word/settings.xml")  # a letter is changed and signed


def test_a_sign_that_no_font_has_keeps_no_pdf_from_being_made(tmp_path: Path) -> None:
    PdfRenderer().render(sample_form(("en",), [sample_recommendation(0, "odd \u0378 sign")]), tmp_path / "f.pdf")
    assert "odd" in pypdf.PdfReader(tmp_path / "f.pdf").pages[0].extract_text()


def test_a_draft_is_marked_on_every_page_of_every_paper(tmp_path: Path) -> None:
    form = sample_form(("en",), [sample_recommendation(n) for n in range(25)], Stage.DRAFT)
    marking = "CONFIDENTIAL DRAFT"
    FormRenderer().render(form, tmp_path / "f.xlsx")
    DocxRenderer().render(form, tmp_path / "f.docx")
    PdfRenderer().render(form, tmp_path / "f.pdf")
    with zipfile.ZipFile(tmp_path / "f.xlsx") as package:
        sheets = [package.read(name).decode() for name in package.namelist() if "worksheets/sheet" in name]
    assert all(marking in re.search(r"<oddHeader>(.*?)</oddHeader>", sheet)[1] for sheet in sheets)  # type: ignore[index]
    with zipfile.ZipFile(tmp_path / "f.docx") as package:
        heads = [package.read(name).decode() for name in package.namelist() if "header" in name]
    assert any(marking in head for head in heads)
    pages = pypdf.PdfReader(tmp_path / "f.pdf").pages
    assert len(pages) > 1 and all(marking in page.extract_text() for page in pages)
