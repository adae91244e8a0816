"""Every renderer that comes with npmsync keeps the contract."""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path

import pytest

from npmsync.plugins import Plugins
from npmsync.testing import workbooks
from npmsync.testing.renderers import CHECKS, DOSSIER_CHECKS, DossierSubject, Subject

RENDERERS = Plugins().names("renderer")
DOSSIERS = Plugins().names("dossier")


def words(path: Path) -> str:
    """What a reader of the file sees."""
    if path.suffix == ".pdf":
        import pypdf

        return " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            parts = [package.read(name).decode() for name in package.namelist() if name.endswith(".xml")]
        return html.unescape(re.sub(r"<[^>]*>", " ", " ".join(parts)))
    return html.unescape(re.sub(r"<[^>]*>", " ", path.read_text("utf-8-sig")).replace('""', '"'))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", RENDERERS)
def test_a_renderer_keeps_the_contract(name, check, tmp_path):
    pytest.importorskip({"docx": "docx", "pdf": "typst"}.get(name, "npmsync"), reason="its extra is not installed")
    if (name, check.__name__) == ("pdf", "every_recommendation_is_there"):
        pytest.importorskip("pypdf")
    check(Subject(Plugins().load("renderer", name), words), tmp_path)


@pytest.mark.parametrize("check", DOSSIER_CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", DOSSIERS)
def test_a_dossier_s_renderer_keeps_the_contract(name, check, tmp_path):
    check(DossierSubject(Plugins().load("dossier", name), f".{name}", words), tmp_path)


@pytest.mark.parametrize("check", workbooks.CHECKS, ids=lambda check: check.__name__)
def test_the_dialogue_workbook_keeps_the_contract(check, tmp_path):
    plugins = Plugins()
    check(workbooks.Subject(plugins.load("workbook", "xlsx"), plugins.load("table", "xlsx"), ".xlsx"), tmp_path)
