"""A form as an HTML page."""

from __future__ import annotations

from pathlib import Path

from npmsync.domain.words import Stage
from npmsync.testing.samples import SECRET, sample_form, sample_recommendation
from npmsync_html.renderer import HtmlRenderer, page


def test_a_page_shows_every_recommendation_with_its_checked_reference(tmp_path: Path) -> None:
    document = sample_form()
    HtmlRenderer().render(document, tmp_path / "f.html")
    text = (tmp_path / "f.html").read_text("utf-8")
    assert all(row.reference in text for row in document.content.rows)
    assert "4 March 2026" in text and "Total: 6" in text


def test_nothing_in_a_text_is_markup_and_nothing_is_fetched() -> None:
    text = page(sample_form(recommendations=[sample_recommendation(0, "<img src=x onerror=alert(1)>")]).content)
    assert "&lt;img" in text and "<img" not in text and "default-src 'none'" in text


def test_arabic_runs_from_right_to_left() -> None:
    assert '<html lang="ar" dir="rtl">' in page(sample_form(("ar",)).content)


def test_a_draft_is_marked_confidential_and_internal_text_is_nowhere() -> None:
    text = page(sample_form(stage=Stage.DRAFT).content)
    assert "CONFIDENTIAL DRAFT" in text and SECRET not in text
