"""The main job, end to end, on trackers that look like an NPM's own."""

from __future__ import annotations

import datetime as dt
import email
import json
import re
from email import policy
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

TRACKERS = Path(__file__).parents[1] / "data" / "trackers"
SENTINEL = "INTERNAL: source inside the unit, do not share"
PLAIN = ("ref", "text", "addressees", "place", "visit_date", "issued_on", "response_due", "priority", "status", "notes")
WORKBOOK_WARNINGS = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


def truth(name):
    return json.loads((TRACKERS / f"{name}.truth.json").read_text("utf-8"))


@pytest.mark.parametrize("name", ["en_register", "fr_suivi", "es_por_autoridad", "ar_mutabaa"])
def test_a_tracker_reads_as_its_truth_says_field_by_field(workspace, name):
    workspace.started(workspace.tracker(name))
    expected = truth(name)
    shown = workspace.json("list", "recommendations")
    assert len(shown) == len(expected["recommendations"])
    for got, want in zip(shown, expected["recommendations"], strict=True):
        assert {field: got[field] for field in PLAIN} == {field: want[field] for field in PLAIN}
        answered = want["responded_on"] or want["response_text"] or want["position"]
        assert [r["authority"] for r in got["responses"]] == (want["addressees"] if answered else [])
        for response in got["responses"]:
            assert (response["responded_on"], response["text"], response["position"]) == (
                want["responded_on"], want["response_text"], want["position"],
            )  # fmt: skip
    people = workspace.json("list", "focal-points")
    keys = ("authority", "name", "title", "email", "phone")
    assert sorted(tuple(p[k] for k in keys) for p in people) == sorted(
        tuple(p[k] for k in keys) for p in expected["focal_points"]
    )


def test_init_says_what_it_took_for_what(workspace):
    tracker = workspace.tracker("en_register")
    shape = workspace.json("init", "--tracker", tracker, "--yes")
    (register, contacts) = shape["trackers"][0]["tables"]
    assert (register["sheet"], register["header_rows"], register["rows"]) == ("Follow-up register", [5], 120)
    assert register["columns"]["status"] == "Status (NPM assessment)"
    assert (contacts["entity"], contacts["rows"]) == ("contact", 10)
    assert shape["workspace"] == str(workspace.root)
    assert (workspace.root / "npmsync.toml").read_text("utf-8").count("[[endpoint.table]]") == 2


def test_reading_changes_nothing_in_the_tracker_and_a_second_sync_writes_nothing(workspace):
    tracker = workspace.tracker("fr_suivi")
    before = tracker.read_bytes()
    workspace.started(tracker)
    report = workspace.json("sync")
    assert report["run"] is None
    assert [(e["changed_in"], e["written_out"], e["waiting"]) for e in report["endpoints"]] == [(0, 0, 0)]
    assert tracker.read_bytes() == before
    assert not (workspace.root / "backups").exists()


@WORKBOOK_WARNINGS
@pytest.mark.parametrize(
    ("name", "authority"), [("en_register", "Ministry of Health"), ("fr_suivi", "Ministère de la Santé")]
)
def test_an_authority_is_served_answers_and_the_tracker_follows(workspace, name, authority):
    tracker = workspace.tracker(name)
    workspace.started(tracker)
    before = ZipFile(tracker)
    mine = [r for r in truth(name)["recommendations"] if r["addressees"] == [authority]]
    (made,) = workspace.json("export", "--authority", authority, code=None)["files"]
    assert made["recommendations"] == sum(authority in r["addressees"] for r in truth(name)["recommendations"])
    filled, answered = fill(Path(made["path"]), workspace.root / "filled.xlsx", [r["ref"] for r in mine[:3]])
    (received,) = workspace.json("receive", filled)
    assert received["authority"] == authority
    assert len(received["accepted"]) == len(answered) == 3
    report = workspace.json("sync")
    assert report["endpoints"][0]["written_out"] == 3
    by_ref = {r["ref"]: r for r in workspace.json("list", "recommendations")}
    rows = tracker_rows(tracker, name)
    for ref in answered:
        (response,) = by_ref[ref]["responses"]
        assert (response["text"], response["position"]) == (f"Answer to {ref}.", "accepted")
        assert response["responded_on"] == "2026-11-02"
        assert rows[ref]["text"] == f"Answer to {ref}."
        assert rows[ref]["date"].date() == dt.date(2026, 11, 2)
    after = ZipFile(tracker)
    assert after.namelist() == before.namelist()
    changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert changed <= {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"}
    assert workspace.json("sync")["run"] is None
    assert len(list((workspace.root / "backups").iterdir())) == 1


def fill(form: Path, target: Path, refs: list[str]) -> tuple[Path, list[str]]:
    """Answers three rows as an office would, in whatever language the form is."""
    book = openpyxl.load_workbook(form)
    sheet, head = next(
        (sheet, row) for sheet in book for row in range(1, 40) if any(c.value in ("No.", "N°") for c in sheet[row])
    )
    labels = {str(cell.value): cell.column for cell in sheet[head] if cell.value}
    ref = next(labels[label] for label in ("No.", "N°") if label in labels)
    text = next(labels[label] for label in ("Response", "Réponse") if label in labels)
    position = next(column for label, column in labels.items() if "osition" in label)
    responded = next(
        labels[label] for label in ("Date of response", "Date de la réponse", "Date de réponse") if label in labels
    )
    answered = []
    for row in range(head + 1, sheet.max_row + 1):
        shown = str(sheet.cell(row, ref).value or "")
        mine = next((wanted for wanted in refs if shown.startswith(wanted)), None)
        if mine:
            sheet.cell(row, text).value = f"Answer to {mine}."
            sheet.cell(row, position).value = "Acceptée" if "Réponse" in labels else "Accepted"
            sheet.cell(row, responded).value = dt.date(2026, 11, 2)
            answered.append(mine)
    book.save(target)
    return target, answered


def tracker_rows(tracker: Path, name: str) -> dict[str, dict]:
    sheet = openpyxl.load_workbook(tracker, data_only=False).worksheets[0]
    columns = {"en_register": (10, 11), "fr_suivi": (10, 11)}[name]
    return {
        str(row[0].value): {"date": row[columns[0] - 1].value, "text": row[columns[1] - 1].value}
        for row in sheet.iter_rows(min_row=5)
        if row[0].value
    }


def test_nothing_internal_is_in_any_byte_that_leaves(english):
    english.run("plan", code=None)
    english.run("invite", code=None)
    english.run("export", "--all", "--format", "xlsx,html", code=None)
    papers = [p for folder in ("outbox", "exports") for p in (english.root / folder).rglob("*") if p.is_file()]
    assert {p.suffix for p in papers} == {".ics", ".eml", ".xlsx", ".html"}
    internal = [r["notes"] for r in truth("en_register")["recommendations"] if r["notes"]]
    assert SENTINEL in internal
    for paper in papers:
        for content in decoded(paper):
            for note in (*internal, str(english.root)):
                assert note not in content, (paper.name, note)


def decoded(paper: Path):
    """Every text inside a file: unzipped, mail parts decoded, calendar lines unfolded."""
    data = paper.read_bytes()
    yield data.decode("utf-8", "replace")
    if paper.suffix == ".xlsx":
        with ZipFile(paper) as package:
            yield from (package.read(name).decode("utf-8", "replace") for name in package.namelist())
    if paper.suffix in (".eml", ".ics"):
        yield re.sub(r"\r?\n[ \t]", "", data.decode("utf-8", "replace"))
    if paper.suffix == ".eml":
        for part in email.message_from_bytes(data, policy=policy.default).walk():
            if not part.is_multipart():
                yield re.sub(r"\r?\n[ \t]", "", part.get_payload(decode=True).decode("utf-8", "replace"))


def test_each_authority_gets_only_its_own_recommendations(english):
    made = english.json("export", "--all", code=None)["files"]
    expected = truth("en_register")["recommendations"]
    assert {f["authority"] for f in made} == {a for r in expected for a in r["addressees"]}
    for file in made:
        texts = "\n".join(decoded(Path(file["path"])))
        for r in expected:
            if file["authority"] not in r["addressees"]:
                assert f">{r['ref']}-" not in texts and f">{r['ref']} " not in texts


def test_the_year_is_planned_invited_moved_and_cancelled(english):
    planned = english.json("plan", code=None)
    reviews = [m for m in planned["meetings"] if m["kind"] == "annual_review"]
    open_addressees = {
        a for r in truth("en_register")["recommendations"] for a in r["addressees"]
        if r["status"] not in ("implemented", "no_longer_relevant")
    }  # fmt: skip
    assert {a for m in reviews for a in m["authorities"]} == open_addressees
    assert planned["optimal"] is True and planned["unplaced"] == []
    again = english.json("plan", code=None)
    assert [m["id"] for m in again["meetings"]] == [m["id"] for m in planned["meetings"]]
    invited = english.json("invite", code=None)
    assert {c["method"] for c in invited["calendars"]} == {"REQUEST"}
    assert len(invited["calendars"]) == len(planned["meetings"])
    first = reviews[0]
    moved = english.json("meetings", "move", first["id"], "2027-06-09T11:00", code=None)
    assert (moved["start"], moved["sequence"], moved["uid"]) == ("2027-06-09T11:00:00", 1, first["uid"])
    (update,) = english.json("invite", code=None)["calendars"]
    calendar = Path(update["path"]).read_bytes().replace(b"\r\n ", b"")
    assert update["method"] == "REQUEST" and b"SEQUENCE:1" in calendar and b"BEGIN:VTIMEZONE" in calendar
    english.run("meetings", "cancel", first["id"], "--why", "the minister resigned")
    (cancelled,) = english.json("invite", code=None)["calendars"]
    calendar = Path(cancelled["path"]).read_bytes().replace(b"\r\n ", b"")
    assert cancelled["method"] == "CANCEL"
    assert b"METHOD:CANCEL" in calendar and b"SEQUENCE:2" in calendar and b"STATUS:CANCELLED" in calendar
    assert b"minister resigned" not in calendar
    assert english.json("invite", code=None)["calendars"] == []


def test_an_answer_to_an_invitation_counts_from_its_attendee_and_waits_from_others(english):
    english.run("plan", code=None)
    invited = english.json("invite", code=None)
    message = next(m for m in invited["messages"] if m["to"].endswith("gov.example"))
    reply = calendar_reply(message, english, "ACCEPTED", message["to"])
    taken = english.json("replies", reply)
    assert taken["taken"][0]["partstat"] == "accepted"
    meeting = next(m for m in english.json("list", "meetings") if m["id"] == message["meeting"])
    assert {p["email"]: p["partstat"] for p in meeting["participants"]}[message["to"]] == "accepted"
    forged = calendar_reply(message, english, "DECLINED", "somebody@else.example")
    waiting = english.json("replies", forged, code=3)
    assert waiting["taken"] == [] and "not invited" in waiting["waiting"][0]["why"]


def calendar_reply(message, workspace, partstat, attendee) -> Path:
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//X//Y//EN", "METHOD:REPLY", "BEGIN:VEVENT",
        f"UID:{message['uid']}", "SEQUENCE:0", "DTSTAMP:20261101T080000Z",
        "ORGANIZER:mailto:nino@npm.example", f"ATTENDEE;PARTSTAT={partstat}:mailto:{attendee}",
        "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    path = workspace.root / f"{partstat}.ics"
    path.write_bytes("\r\n".join(lines).encode())
    return path


def test_due_folds_an_old_backlog_in_text_and_lists_each_in_json(english):
    items = english.json("due")
    today = dt.datetime.now(dt.UTC).date()
    late = [item for item in items if item["kind"] == "late_answer"]
    old = [item for item in late if (today - dt.date.fromisoformat(item["since"])).days > 365]
    assert 0 < len(old) < len(late)
    text = english.run("due").stdout
    assert f"backlog: {len(old)}" in text
    assert all(item["suggestion"] for item in items)


def test_an_exchange_is_logged_and_listed(english):
    english.run(
        "log", "Ministry of Hea", "--channel", "phone", "--summary", "answer promised", "--with", "Y. Ben Salah"
    )
    (exchange,) = english.json("list", "exchanges")
    assert (exchange["authority"], exchange["channel"], exchange["counterpart"]) == (
        "Ministry of Health", "phone", "Y. Ben Salah",
    )  # fmt: skip


def test_history_and_undo_take_a_received_form_back(english):
    (made,) = english.json("export", "--authority", "Ministry of Health", code=None)["files"]
    ref = next(r["ref"] for r in truth("en_register")["recommendations"] if r["addressees"] == ["Ministry of Health"])
    before = {r["ref"]: r["responses"] for r in english.json("list", "recommendations")}[ref]
    filled, _ = fill(Path(made["path"]), english.root / "filled.xlsx", [ref])
    english.run("receive", filled)
    entries = english.json("history", ref)
    run = entries[-1]["run"]
    assert {e["field"] for e in entries if e["run"] == run} >= {"text"}
    english.run("undo", run)
    after = {r["ref"]: r["responses"] for r in english.json("list", "recommendations")}[ref]
    assert after == before
    checks = {c["name"]: c for c in english.json("doctor", code=None)["checks"]}
    assert checks["history"]["ok"]
