"""The same rows, in the same order, with the same total, in every format; and nothing live in any of them."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from npmsync.documents.form_grid import cell_text, find_grid
from npmsync.documents.inert import inert
from npmsync.domain.words import Stage
from npmsync.ports import TableFormat
from npmsync.testing.samples import sample_form, sample_recommendation
from npmsync.vocabulary import builtin_vocabulary
from npmsync_csv.adapter import CsvFormat
from npmsync_csv.renderer import CsvRenderer
from npmsync_excel.adapter import ExcelFormat
from npmsync_excel.form import FormRenderer
from npmsync_html.renderer import HtmlRenderer

pytest.importorskip("docx", reason="the extra docx is not installed")
pytest.importorskip("typst", reason="the extra pdf is not installed")
pypdf = pytest.importorskip("pypdf", reason="the extra pdf is not installed")

from npmsync_docx.reading import WordFormat  # noqa: E402
from npmsync_docx.renderer import DocxRenderer  # noqa: E402
from npmsync_pdf.renderer import PdfRenderer  # noqa: E402

Rows = tuple[list[tuple[str, str]], str]
"""(reference, text) of each row, and the line with the total."""
PDF = PdfRenderer()


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.last = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        self.last = "" if tag == "p" else self.last

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1] and not self.rows[-1][-1].endswith("\0"):
            self.rows[-1][-1] += data
        self.last += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.rows[-1][-1] += "\0"


def tables(adapter: TableFormat) -> Callable[[Path], Rows]:
    def read(path: Path) -> Rows:
        grid = find_grid(adapter.read(path), builtin_vocabulary())
        assert grid is not None
        shown = [(cell_text(grid.value(r, "ref")), cell_text(grid.value(r, "text"))) for r in grid.data_rows()]
        below = [ref for ref, text in shown if ref and not text and "·" not in ref]
        return [one for one in shown if "·" in one[0] and one[1]], below[0]

    return read


def page(path: Path) -> Rows:
    parser = _Page()
    parser.feed(path.read_text("utf-8"))
    cells = [[cell.rstrip("\0") for cell in row] for row in parser.rows[1:]]
    return [(row[0], row[1].strip()) for row in cells if row[0]], parser.last.strip()


FORMATS = {
    ".xlsx": (FormRenderer(), tables(ExcelFormat())),
    ".docx": (DocxRenderer(), tables(WordFormat())),
    ".csv": (CsvRenderer(), tables(CsvFormat())),
    ".html": (HtmlRenderer(), page),
}
texts = st.one_of(
    st.sampled_from(["=1+1", "+5 beds", "@all", "-", "=cmd|'/c calc'!A0", "<script>alert(1)</script>", "a\u202eb\nc",
                     '=HYPERLINK("http://x")', "'=1", "يوصى بتوفير طبيب", "#strong[x] *b* $x$ @ref"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60).filter(str.strip),
)  # fmt: skip


def plain(text: str) -> str:
    return " ".join(inert(text).split()).removeprefix("'")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(texts, min_size=1, max_size=6), st.sampled_from(["en", "fr", "ar"]), st.sampled_from(list(Stage)[:2]))
def test_every_format_shows_the_same_rows_in_the_same_order_with_the_same_total(
    said: list[str], language: str, stage: Stage
) -> None:
    document = sample_form((language,), [sample_recommendation(n, t) for n, t in enumerate(said)], stage)
    form = document.content
    expected = [(row.reference, plain(said[n])) for n, row in enumerate(form.rows)]
    with tempfile.TemporaryDirectory() as folder:
        for suffix, (renderer, read) in FORMATS.items():
            renderer.render(document, Path(folder) / f"form{suffix}")
            rows, total = read(Path(folder) / f"form{suffix}")
            assert [(ref, plain(text)) for ref, text in rows] == expected, suffix
            assert total == form.texts.total, suffix
            assert "\u202e" not in str(rows)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_pdf_shows_every_row_in_order_is_tagged_and_numbered(tmp_path: Path, language: str) -> None:
    document = sample_form((language,), [sample_recommendation(n) for n in range(20)], Stage.DRAFT)
    PDF.render(document, tmp_path / "f.pdf")
    reader = pypdf.PdfReader(tmp_path / "f.pdf")
    shown = " ".join(p.extract_text() for p in reader.pages)
    found = re.findall(r"2026/\d{3}", shown)
    assert found == [row.reference[:8] for row in document.content.rows]
    assert len(reader.pages) > 1 and reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (842, 595)
    marking = document.content.texts.marking
    assert all(marking.split()[0] in p.extract_text() for p in reader.pages) or language == "ar"
    assert reader.metadata.author == "NPM of Example" and str(tmp_path) not in str(reader.metadata)
