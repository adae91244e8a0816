"""`report`: one file, as a page or a workbook, whose editions show what they may."""

from __future__ import annotations

import re
from zipfile import ZipFile


def test_the_internal_report_says_so_and_every_figure_leads_to_its_rows(english, tmp_path):
    before = english.store()
    page = tmp_path / "r.html"
    done = english.json("report", "--out", page)
    assert done["path"] == str(page) and done["edition"] == "internal"
    assert english.store() == before, "a report changes nothing"
    text = page.read_text("utf-8")
    assert "INTERNAL" in text.split("<main>")[0] and "<title>" in text and "INTERNAL" in text.split("</title>")[0]
    anchors = set(re.findall(r'<tr id="([^"]+)"', text))
    targets = set(re.findall(r'href="#([^"]+)"', text))
    assert targets and targets <= anchors
    assert not re.search(r'(?:src|href)="(?!#)', text) and "<script" not in text and "url(http" not in text
    assert all("<title>" in bar for bar in re.findall(r"<svg role=.img.*?</svg>", text))
    answers = next(figure for figure in done["figures"] if figure["key"] == "answers")
    assert answers["definition"] and answers["whole"]["total"] == len(answers["whole"]["rows"]) > 0


def test_the_workbook_is_internal_on_every_sheet(english, tmp_path):
    book = tmp_path / "r.xlsx"
    english.run("report", "--year", "2025", "--out", book)
    with ZipFile(book) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) > 8
        assert all(b"<oddHeader>&amp;CINTERNAL" in package.read(name) for name in sheets)


def test_the_public_report_holds_nothing_of_the_rows_and_waits_for_a_decision(english, tmp_path):
    page, released = tmp_path / "p.html", tmp_path / "q.html"
    assert "not released" in english.run("report", "--public", "--out", page).stdout
    english.run("report", "--public", "--decided-by", "Nino Kapanadze", "--out", released)
    assert "not yet released" in page.read_text("utf-8") and "not yet released" not in released.read_text("utf-8")
    records = english.json("list", "recommendations")
    names = {name for one in records for name in one["addressees"]} | {one["text"][:40] for one in records}
    assert not [name for name in names if name in released.read_text("utf-8")]


def test_an_authority_s_own_account_holds_its_own_rows_alone(english, tmp_path):
    page = tmp_path / "s.html"
    records = english.json("list", "recommendations")
    name = records[0]["addressees"][0]
    done = english.json("report", "--authority", name, "--out", page)
    text = page.read_text("utf-8")
    assert done["recommendations"] == sum(name in one["addressees"] for one in records)
    assert "INTERNAL" not in text
    assert not [one for one in records if name not in one["addressees"] and one["text"][:50] in text]


def test_a_year_to_come_and_an_unknown_ending_are_said(english, tmp_path):
    assert "has not come yet" in english.run("report", "--year", "2199", code=2).stderr
    assert "ending" in english.run("report", "--out", tmp_path / "r.pdfx", code=1).stderr


def test_the_chapter_in_word_links_figures_to_rows_or_names_their_number(english, tmp_path):
    inside, chapter = tmp_path / "i.docx", tmp_path / "c.docx"
    done = english.json("report", "--out", inside)
    public = english.json("report", "--public", "--decided-by", "Nino Kapanadze", "--out", chapter)
    texts = {}
    for path in (inside, chapter):
        with ZipFile(path) as package:
            texts[path] = package.read("word/document.xml").decode()
    targets = set(re.findall(r'w:anchor="([^"]+)"', texts[inside]))
    assert targets and targets <= set(re.findall(r'bookmarkStart[^>]*w:name="([^"]+)"', texts[inside]))
    numbers = {figure["number"] for figure in public["figures"]}
    assert numbers <= {figure["number"] for figure in done["figures"]} | {"5"}
    assert all(f"Figure {number}." in texts[chapter] for number in numbers) and "w:anchor" not in texts[chapter]
    assert not any(one["text"] in texts[chapter] for one in english.json("list", "recommendations"))
    name = public["not_offered"][0]
    english.run("report", "--authority", name)
    assert name not in english.json("report", "--public", "--out", chapter)["not_offered"]
