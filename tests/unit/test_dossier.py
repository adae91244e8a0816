"""Reports, agendas and briefs as files: nothing in them is live, and nothing in them is too much."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from npmsync.documents.dossier import Column, Dossier, Link, Row, Table, inside
from npmsync.documents.wording import Wording
from npmsync.domain.outgoing import Inside
from npmsync_excel.dossier import ExcelDossier
from npmsync_html.dossier import HtmlDossier, page


def made(*rows: Row, language: str = "en") -> Inside[Dossier]:
    columns = (Column("Who"), Column("Count", "number", bar=0), Column("Rate", "share"), Column("Rows"))
    table = Table("A [table]: of/what?", columns, rows, "A [table]: of/what?", note="n", empty="None.")
    dossier = Dossier("Title", language, language == "ar", "NPM & Co", ("As of today",), (table, table))
    return inside(dossier, Wording((language,)))


def test_markup_and_formulas_are_text(tmp_path: Path) -> None:
    row = Row(("<script>alert(1)</script>", 1, 0.5, "=HYPERLINK(1)"), anchor='x"y')
    text = page(made(row).content)
    assert "<script>alert" not in text and 'id="x&quot;y"' in text
    ExcelDossier().render(made(row), tmp_path / "d.xlsx")
    book = openpyxl.load_workbook(tmp_path / "d.xlsx")
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value]
    assert [cell.data_type for cell in cells if str(cell.value).startswith("=")] == ["s", "s"]


def test_more_references_than_a_cell_holds_are_counted_and_a_long_text_is_cut(tmp_path: Path) -> None:
    links = tuple(Link(f"2026/{n}", "") for n in range(9_000))
    ExcelDossier().render(made(Row(("x" * 40_000, 9_000, None, links))), tmp_path / "d.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "d.xlsx").worksheets[1]
    shown = next(str(c.value) for line in sheet.iter_rows() for c in line if str(c.value).startswith("2026/"))
    listed, _, left = shown.partition(" … (+")
    assert listed.count(";") + 1 + int(left.rstrip(")")) == 9_000
    assert "<summary>9000</summary>" in page(made(Row(("x", 1, None, links))).content)


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ru", "ar"])
def test_an_internal_dossier_says_so_in_both_languages_and_reads_its_own_way(language: str, tmp_path: Path) -> None:
    content = made(Row((date(2026, 1, 2), 1, 0.5, None)), language=language).content
    assert content.banner.startswith("INTERNAL") and (language == "en" or " · " in content.banner)
    HtmlDossier().render(made(language=language), tmp_path / "d.html")
    text = (tmp_path / "d.html").read_text("utf-8")
    assert content.banner in text and f'dir="{"rtl" if language == "ar" else "ltr"}"' in text and "None." in text


def test_nobody_else_makes_an_internal_dossier() -> None:
    with pytest.raises(TypeError):
        Inside(made().content, key=object())
