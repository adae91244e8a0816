"""What comes back however it comes: as Word, in mails and folders, sealed, by department, as a letter."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from npmsync.actions.drafting import corrections, record_view
from npmsync.actions.exporting import ExportOptions, export
from npmsync.actions.filing import LetterOptions, file_letter
from npmsync.actions.opened import Opened
from npmsync.actions.receiving import Received, ReceiveOptions, receive
from npmsync.actions.resolve import resolve
from npmsync.actions.world import load_world
from npmsync.domain import Contact, Response
from npmsync.domain.letter import DraftSubject
from npmsync.domain.words import Stage
from npmsync.errors import Refused, UnknownName
from npmsync.store import decisions
from npmsync.testing.samples import HEALTH, JUSTICE, sample_recommendation
from npmsync.testing.workspaces import NOW, at_work, make_workspace

docx = pytest.importorskip("docx", reason="the extra docx is not installed")
FOCAL = Contact(id="c1", authority=JUSTICE.id, name="Focal point", email="focal@justice.example")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    held = [JUSTICE.model_copy(update={"aliases": ()}), HEALTH.model_copy(update={"aliases": ()}), FOCAL]
    final = [sample_recommendation(n) for n in range(4)]
    drafts = [sample_recommendation(n, ref=f"D-{n}", stage=Stage.DRAFT) for n in range(10, 12)]
    return make_workspace(tmp_path_factory.mktemp("papers") / "npm", [*held, *final, *drafts])


@pytest.fixture
def root(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "npm"))


def exported(root: Path, *formats: str, **more: Any) -> list[Path]:
    with at_work(root) as workspace:
        return [Path(f["path"]) for f in export(workspace, ExportOptions("Ministry of Justice", formats, **more)).files]


def taken(root: Path, *files: Path, now: datetime = NOW, **more: Any) -> list[Received]:
    with at_work(root, now) as workspace:
        return receive(workspace, list(files), ReceiveOptions(**more))


def responses(root: Path) -> dict[str, Response]:
    with at_work(root) as workspace, workspace.store.transaction() as connection:
        return {one.recommendation: one for one in load_world(workspace, connection).responses}


def fill_word(path: Path, said: Callable[[int], dict[str, str]]) -> Path:
    """Types into the cells of a Word form, by header, as an office does: what stood in a list is typed over."""
    document = docx.Document(path)
    table = document.tables[0]
    heads = [cell.text for cell in table.rows[0].cells]
    for number, row in enumerate(table.rows[1:]):
        for head, text in said(number).items():
            cell = row.cells[heads.index(head)]
            for control in cell._tc.xpath(".//w:sdt"):
                control.getparent().remove(control)
            cell.paragraphs[0].add_run(text)
    document.save(path)
    return path


def test_a_word_form_comes_back_as_the_excel_form_does(root: Path) -> None:
    (path,) = exported(root, "docx")
    (untouched,) = taken(root, path)
    assert not untouched.accepted and not untouched.refused and "no answer" in untouched.notes[0]
    fill_word(path, lambda n: {"Response": f"Answer {n}", "Position of the authority": "Accepted",
                               "Planned completion date": "30 June 2027"})  # fmt: skip
    (done,) = taken(root, path)
    assert len(done.accepted) == 4 and not done.refused and not done.corrections, done
    held = responses(root)
    assert {r: held[r].text for r in held} == {f"r{n}": f"Answer {n}" for n in range(4)}
    assert {(one.position, one.planned_on) for one in held.values()} == {("accepted", date(2027, 6, 30))}


def test_forms_come_in_folders_and_mails_and_a_receipt_says_what_was_understood(root: Path, tmp_path: Path) -> None:
    (path,) = exported(root, "docx")
    fill_word(path, lambda n: {"Response": f"Answer {n}"} if n < 2 else {"Planned completion date": "soon"})
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Focal <focal@justice.example>", "npm@npm.example", "Our reply"
    mail.set_content("Please find our reply attached.")
    mail.add_attachment(
        path.read_bytes(), maintype="application", subtype="octet-stream", filename="Réponse finale.docx"
    )
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="letter.pdf")
    inbox = tmp_path / "inbox" / "deep"
    inbox.mkdir(parents=True)
    (inbox / "reply.eml").write_bytes(mail.as_bytes())
    (inbox / "notes.txt").write_text("nothing of ours")
    (done,) = taken(root, tmp_path / "inbox", receipt=True)
    assert (len(done.accepted), len(done.refused)) == (2, 2) and done.file.endswith("reply.eml: Réponse finale.docx")
    assert {p.suffix for p in (root / "archive").iterdir()} == {".eml", ".docx"}
    assert done.receipt is not None
    from email import message_from_bytes, policy

    receipt = message_from_bytes(Path(done.receipt).read_bytes(), policy=policy.default)
    assert receipt["To"].addresses[0].addr_spec == "focal@justice.example"
    body = receipt.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Answer 1" in body and "2026/003" in body
    assert not {"refused", "tampered", "forged", "conflict", "invalid"} & set(body.lower().split())


def test_a_receipt_never_goes_to_somebody_who_only_says_to_be_of_the_authority(root: Path, tmp_path: Path) -> None:
    (path,) = exported(root, "docx")
    fill_word(path, lambda n: {"Response": f"Answer {n}"})
    mail = EmailMessage()
    mail["From"], mail["To"] = "stranger@elsewhere.example", "npm@npm.example"
    mail.set_content("x")
    mail.add_attachment(path.read_bytes(), maintype="application", subtype="octet-stream", filename="f.docx")
    (tmp_path / "m.eml").write_bytes(mail.as_bytes())
    (done,) = taken(root, tmp_path / "m.eml", receipt=True)
    assert done.receipt and b"stranger" not in Path(done.receipt).read_bytes()


def test_a_sealed_form_opens_with_its_password_alone(root: Path) -> None:
    pytest.importorskip("msoffcrypto", reason="the extra passwords is not installed")
    (path,) = exported(root, "xlsx", password="correct horse")
    assert path.read_bytes()[:4] == bytes.fromhex("d0cf11e0")
    for password in (None, "wrong"):
        (refused,) = taken(root, path, password=password)
        assert refused.whole and "password" in refused.refused[0]["why"].lower()
    (done,) = taken(root, path, password="correct horse")
    assert not done.whole and "no answer" in done.notes[0]


def test_departments_answer_beside_each_other_and_an_older_answer_takes_no_newer_one_s_place(root: Path) -> None:
    (path,) = exported(root, "docx")
    one, two = (Path(shutil.copyfile(path, path.with_name(f"{n}.docx"))) for n in "ab")
    fill_word(one, lambda n: {"Response": "Built.", "Position of the authority": "Accepted"} if n == 0 else {})
    fill_word(two, lambda n: {"Response": "No money.", "Position of the authority": "Rejected"} if n == 0 else {})
    taken(root, one, department="Prison Service")
    (second,) = taken(root, two, department="Budget")
    assert responses(root)["r0"].text == "Prison Service: Built.\nBudget: No money."
    assert responses(root)["r0"].position == "accepted" and second.corrections[0]["theirs"] == "rejected"
    old = Path(shutil.copyfile(path, path.with_name("old.docx")))
    fill_word(old, lambda n: {"Response": "Earlier.", "Date of response": "1 March 2026"} if n == 0 else {})
    (late,) = taken(root, old)
    assert not late.accepted and "already held" in late.refused[0]["why"]


def letter(path: Path, *paragraphs: str) -> Path:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(path)
    return path


def test_a_letter_is_filed_quoted_beside_and_confirmed(root: Path, tmp_path: Path) -> None:
    asked = sample_recommendation(1)
    path = letter(
        tmp_path / "reply.docx", "Dear colleagues,", "Recommendation 2026/001", "Doctors now come by night.",
        f"On your recommendation “{asked.text}”", "Bells hang in all cells.", "Yours faithfully,", "The Minister",
    )  # fmt: skip
    options = LetterOptions("ministry of justice", ("2026/001", "2026/002", "2026/003"), date(2026, 10, 20), "MJ-7")
    with at_work(root) as workspace:
        done = file_letter(workspace, path, options)
        assert [c["theirs"] for c in done.corrections] == ["Doctors now come by night.", "Bells hang in all cells."]
        assert done.unanswered == ["2026/004"] and any("2026/003" in note for note in done.notes)
        resolve(workspace, done.corrections[0]["id"], "theirs", None)
        with pytest.raises(Refused, match="filed before"):
            file_letter(workspace, path, options)
        with pytest.raises(UnknownName):
            file_letter(
                workspace, letter(tmp_path / "x.docx", "x"), LetterOptions("Ministry of J", ("9/9",), NOW.date())
            )
    held = responses(root)
    assert held["r0"].text == "Doctors now come by night." and held["r0"].responded_on == date(2026, 10, 20)
    assert held["r1"].text is None and held["r2"].responded_on == date(2026, 10, 20)
    assert len(list((root / "archive").iterdir())) == 1


def test_the_draft_stage_from_form_to_the_list_of_corrections(root: Path) -> None:
    (path,) = exported(root, "docx", stage="draft")
    fill_word(path, lambda n: {
        0: {"What the draft says": "within 24 hours", "What it should say": "within 48 hours", "Evidence": "order 7"},
        5: {"Page and paragraph of the draft": "p. 9", "What the draft says": "12", "What it should say": "14"},
    }.get(n, {}))  # fmt: skip
    (done,) = taken(root, path, now=NOW + timedelta(days=60))
    assert len(done.corrections) == 2 and "ended on" in done.notes[-1] and not responses(root)
    with at_work(root) as workspace:
        first, second = waiting(workspace)
        resolve(workspace, first, "theirs", None)
        resolve(workspace, second, "ours", None)
        with pytest.raises(Refused, match="without a reason"):
            corrections(workspace, "Ministry of Justice", ("html",))
    with at_work(root) as workspace:
        view = record_view(workspace, "Ministry of Justice", "D-10", "Not this year.", DraftSubject.TIMING)
        assert view["about"] == "timing"


def waiting(workspace: Opened) -> list[str]:
    with workspace.store.transaction() as connection:
        return [item.id for item in decisions.open_decisions(connection)]


def test_corrections_go_back_with_what_became_of_them(root: Path) -> None:
    (path,) = exported(root, "docx", stage="draft")
    fill_word(path, lambda n: {"What the draft says": f"a{n}", "What it should say": f"b{n}"} if n < 2 else {})
    taken(root, path)
    with at_work(root) as workspace:
        first, second = waiting(workspace)
        resolve(workspace, first, "theirs", None)
        resolve(workspace, second, "ours", "The register of that day says otherwise, as Mr Smith told us.")
        made = corrections(workspace, "Ministry of Justice", ("html",))
    assert (made["accepted"], made["declined"], made["waiting"]) == (1, 1, 0)
    assert [one["words"] for one in made["passages"]] == ["Mr Smith"]
    text = Path(made["files"][0]["path"]).read_text("utf-8")
    assert "Taken up" in text and "The register of that day says otherwise" in text and "CONFIDENTIAL DRAFT" in text
