"""What left, when, to whom, in which version; letters numbered and signed; templates and languages of the NPM's own."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from npmsync.actions.checking_papers import check_papers
from npmsync.actions.dispatch import Step, listed, seen, step
from npmsync.actions.exporting import ExportOptions, export
from npmsync.actions.past import list_history
from npmsync.actions.world import load_world
from npmsync.errors import MissingExtra, Refused, UsageError
from npmsync.hookspecs import Provision
from npmsync.plugins import loaded
from npmsync.testing.samples import JUSTICE, sample_recommendation
from npmsync.testing.workspaces import at_work, make_workspace

PAPERS = """
[deadlines]
answer_days = 30
[papers]
number = "NPM/{year}/{number:03}"
signatories = ["Ana Reyes"]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    held = [
        JUSTICE.model_copy(update={"aliases": ()}),
        *(sample_recommendation(n, response_due=None) for n in range(3)),
    ]
    return make_workspace(tmp_path / "npm", held, PAPERS)


def made(root: Path, **more: Any) -> Any:
    with at_work(root) as workspace:
        return export(workspace, ExportOptions(None, ("html",), letter=True, **more))


def test_what_an_authority_has_seen_is_shown_with_words_and_digests(root: Path) -> None:
    done = made(root)
    with at_work(root) as workspace:
        step(workspace, done.files[0]["code"], Step(sent=date(2026, 11, 3), to="Focal point", means="email"))
        shape = seen(workspace, "Ministry of Justice")
        entries = list_history(workspace, "Ministry of Justice")
    (form,) = shape["forms"]
    path = Path(form["files"][0]["path"])
    assert form["files"][0]["digest"] == hashlib.sha256(path.read_bytes()).hexdigest() and form["files"][0]["sent"]
    assert [row["shown"]["text"] for row in form["recommendations"]] == [
        sample_recommendation(n).text for n in range(3)
    ]
    assert [one["kind"] for one in shape["papers"]] == ["letter"] and shape["sent"][0]["to"] == "Focal point"
    written = [entry for entry in entries if entry["field"] == "written"]
    assert {one["new"]["paper"] for one in written} == {done.files[0]["code"], "NPM/2026/001"}
    assert [one["field"] for one in entries if one["field"] == "sent"] == ["sent"]


def test_only_who_signs_moves_a_letter_on_and_the_time_to_answer_runs_from_receipt_else_dispatch(root: Path) -> None:
    made(root)
    made_again = "NPM/2026/001"
    with at_work(root) as workspace:
        with pytest.raises(Refused, match="not been signed"):
            step(workspace, made_again, Step(sent=date(2026, 11, 5)))
        with pytest.raises(Refused, match="signs no letters"):
            step(workspace, made_again, Step(by="An intern"))
        shape = step(workspace, made_again, Step(by="Ana Reyes", sent=date(2026, 11, 5), means="post"))
        assert (shape["state"], set(shape["deadlines"].values())) == ("sent", {"2026-12-05"})
        shape = step(workspace, made_again, Step(received=date(2026, 11, 9)))
        assert (shape["state"], set(shape["deadlines"].values())) == ("received", {"2026-12-09"})
        with workspace.store.transaction() as connection:
            due = {r.response_due for r in load_world(workspace, connection).recommendations}
        assert due == {date(2026, 12, 9)}
        assert [one["state"] for one in listed(workspace, None) if one["kind"] == "letter"] == ["received"]


def test_a_template_says_what_the_npm_wants_and_nothing_else(root: Path) -> None:
    (root / "templates").mkdir()
    template = root / "templates" / "letter.txt"
    template.write_text("Our {{ count }} recommendations\n\nTo {{ authority }}, by {{ deadline }}.", "utf-8")
    letter = Path(made(root).letters[0]["path"])
    text = letter.with_suffix(".html").read_text("utf-8")
    assert "Our 3 recommendations</bdi></h1>" in text and "To Ministry of Justice, by" in text
    for wrong, why in (
        ("{{ secret }}", "'secret' is undefined"), ("{% for %}", "line 1"), ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ range(1000)|list }}", "range"), ("{{ 'x' * 10**9 }}", "not for letters"),
    ):  # fmt: skip
        template.write_text(wrong, "utf-8")
        with at_work(root) as workspace:
            (check,) = [one for one in check_papers(workspace) if one["name"] == "template"]
        assert not check["ok"] and why in check["message"], wrong


def test_another_language_is_one_file_and_what_it_lacks_is_said(root: Path) -> None:
    with pytest.raises(UsageError, match="no words for the language 'ka'"):
        made(root, language="ka")
    (root / "vocabulary").mkdir()
    rows = "form.title,ka,რეკომენდაციები\nlabel.response_text,ka,პასუხი\nform.addressee,ka,უწყება\n"
    (root / "vocabulary" / "ka.csv").write_text("key,language,text\n" + rows, "utf-8-sig")
    text = Path(made(root, language="ka").files[0]["path"]).read_text("utf-8")
    assert "<h1><bdi>რეკომენდაციები</bdi></h1>" in text and "პასუხი" in text and "Recommendation" in text
    with at_work(root) as workspace:
        (check,) = [one for one in check_papers(workspace) if one["name"] == "language ka"]
    assert "texts are missing: " in check["message"] and "form.addressee" in check["message"]


def test_a_missing_extra_names_the_pip_command() -> None:
    missing = Provision("renderer", "pdf", "npmsync_pdf.not_there:X")
    with pytest.raises(Refused):
        loaded(missing, "pdf")
    import sys

    hidden = {name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] in ("docx", "typst")}
    try:
        for name, extra in (("docx", "docx"), ("typst", "pdf")):
            sys.modules[name] = None  # type: ignore[assignment]
            target = {"docx": "npmsync_docx.renderer:DocxRenderer", "typst": "npmsync_pdf.renderer:PdfRenderer"}[name]
            with pytest.raises(MissingExtra) as raised:
                loaded(Provision("renderer", name, target), name)
            assert f'pip install "npmsync[{extra}]"' in raised.value.hint
    finally:
        for name in ("docx", "typst"):
            sys.modules.pop(name, None)
        sys.modules.update(hidden)
