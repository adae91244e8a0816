"""A week's work in the dialogue workbook, by a person who never opens a terminal: everything through `sync`."""

from __future__ import annotations

import hashlib
import random
import shutil
from copy import copy
from datetime import date, datetime, timedelta

import openpyxl
import pytest

from npmsync.tables.address import cell_name
from npmsync.testing.dialogue import Hands
from npmsync.testing.workspaces import at_work
from npmsync.vocabulary import builtin_vocabulary
from npmsync.workbook.finding import found_sheets
from npmsync_excel import patch
from npmsync_excel.adapter import ExcelFormat

TODAY = date.today()  # noqa: DTZ011 - the command's own clock


@pytest.fixture(scope="module")
def made(at, tmp_path_factory):
    """A workspace with a small register, two meetings to come, and the workbook."""
    root = tmp_path_factory.mktemp("book") / "npm"
    root.mkdir(mode=0o700)
    register(root / "register.xlsx")
    workspace = at(root)
    said = ("--country", "GE", "--organiser", "Nino Kapanadze <nino@npm.example>", "--yes")
    workspace.run("init", "--tracker", root / "register.xlsx", *said, "--dialogue")
    with Hands(root / "dialogue.xlsx") as book:
        for n, whom in enumerate(("Ministry of Health", "Ministry of Justice")):
            day = TODAY + timedelta(days=40 + n)
            book.add("meetings", day=day, from_="10:00", authorities=whom, kind="Annual review", title=f"Review {n}")
    workspace.run("sync")
    return root


def register(path) -> None:
    """Eight recommendations to two ministries, and who is to be spoken with."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Register"
    heads = ("No.", "Recommendation", "Addressed to", "Date sent", "Reply due", "Status", "Response", "Notes")
    sheet.append(heads)
    for n in range(1, 9):
        sent = TODAY - timedelta(days=20 * n)
        text = f"Improve the {('cells', 'yard', 'clinic', 'kitchen')[n % 4]} of wing {n} by painting and repair."
        whom = ("Ministry of Health", "Ministry of Justice")[n % 2]
        answer = "Works were completed." if n > 6 else None
        sheet.append((f"A{n}", text, whom, sent, sent + timedelta(days=30), "Not implemented", answer, f"note {n}"))
    people = book.create_sheet("Contacts")
    people.append(("Authority", "Focal point", "Function", "E-mail", "Phone"))
    for n, (whom, name) in enumerate((("Health", "Yasmine Ben Salah"), ("Justice", "Amara Diallo"))):
        people.append((f"Ministry of {whom}", name, "Adviser", f"person{n}@{whom.lower()}.example", f"+000 {n}"))
    book.save(path)


@pytest.fixture
def desk(at, made, tmp_path):
    return at(shutil.copytree(made, tmp_path / "npm"))


def hands(desk) -> Hands:
    return Hands(desk.root / "dialogue.xlsx")


def shown(desk, name: str) -> list[dict[str, object]]:
    """The rows of a sheet, quickly read: column -> cell."""
    seen = found_sheets(ExcelFormat().read(desk.root / "dialogue.xlsx"), builtin_vocabulary())[name]
    lines = [(row, seen.sheet.rows[row.number - 1]) for row in seen.rows]
    at = seen.places["message"] - 1
    return [{**row.cells, "id": row.id, "message": line[at] if at < len(line) else None} for row, line in lines]


def said(desk, name: str) -> list[str]:
    """What the sheet says beside its rows."""
    return [str(row["message"]) for row in shown(desk, name) if row["message"]]


def digest(desk) -> str:
    return hashlib.sha256((desk.root / "dialogue.xlsx").read_bytes()).hexdigest()


def quiet(desk) -> None:
    """Another sync writes nothing and changes nothing."""
    file, store = digest(desk), desk.store()
    for one in desk.json("sync", code=None)["endpoints"]:
        assert (one["changed_in"], one["written_out"]) == (0, 0), one
    assert digest(desk) == file
    assert [row for row in desk.store() if row[0] == "history"] == [row for row in store if row[0] == "history"]


def test_a_week_s_work_is_in_the_records_after_one_sync(desk):
    quiet(desk)
    with hands(desk) as book:
        book.add("authorities", name="Ministry of Labour", level="Other executive body")
        book.add(
            "contacts", authority="ministry of labour", name="Ana Reyes", rank="Technical", email="ana@labour.example"
        )
        book.add("exchanges", authority="Ministry of Labour", channel="Phone", summary="agreed to meet", obstacle="No")
        late = next(row for row in book.rows("due") if row[1]["kind"] == "Late answer")
        book.put("due", late[0], channel="Phone", said="they will answer on Friday")
        moved, meeting = next(book.rows("meetings"))
        day = meeting["day"] + timedelta(days=7)
        book.put("meetings", moved, day=day)
        off, other = list(book.rows("meetings"))[1]
        book.put("meetings", off, status="Cancelled", cancelled_because="the minister is away")
        book.add("meetings", day=TODAY + timedelta(days=30), from_="10:00", authorities="Ministry of Labour")
        promised = book.add("commitments", authority="Ministry of Health", text="Send the decree", due=date(2026, 1, 5))
        book.put("commitments", promised, done_on=TODAY)
        rec, was = next(book.rows("recommendations"))
        book.put("recommendations", rec, status="Implemented", status_basis="visit of May")
        answer, given = next(row for row in book.rows("responses") if not row[1]["text"])
        book.put("responses", answer, text="Works begin in spring", position="Accepted", responded_on=TODAY)
    report = desk.json("sync", code=None)
    assert report["run"] and not report["conflicts"]
    quiet(desk)

    lists = {name: desk.json("list", name) for name in ("authorities", "meetings", "exchanges", "commitments")}
    assert "Ministry of Labour" in {one["name"] for one in lists["authorities"]}
    (contact,) = [one for one in desk.json("list", "focal-points") if one["name"] == "Ana Reyes"]
    assert (contact["authority"], contact["rank"]) == ("Ministry of Labour", "technical")
    told = {one["summary"]: one for one in lists["exchanges"]}
    assert told["agreed to meet"]["on"] == TODAY.isoformat()
    assert told["they will answer on Friday"]["authority"] == late[1]["authority"]
    by_title = {one["title"]: one for one in lists["meetings"]}
    assert by_title[meeting["title"]]["start"][:10] == day.date().isoformat()
    assert by_title[other["title"]]["status"] == "cancelled"
    mine = next(one for one in lists["meetings"] if one["authorities"] == ["Ministry of Labour"])
    assert mine["kind"] == "bilateral" and "Ana Reyes" in {one["name"] for one in mine["participants"]}
    assert [one["done_on"] for one in lists["commitments"]] == [TODAY.isoformat()]
    recs = {one["ref"]: one for one in desk.json("list", "recommendations")}
    assert recs[was["ref"]]["status"] == "implemented"
    texts = [one["text"] for one in recs[given["recommendation"]]["responses"]]
    assert "Works begin in spring" in texts
    register = ExcelFormat().read(desk.root / "register.xlsx").sheets[0]
    cells = [str(cell) for row in register.rows for cell in row]
    assert any("Works begin in spring" in cell for cell in cells), "the tracker has the answer after the same sync"

    assert [row["id"] for row in shown(desk, "contacts") if row["name"] == "Ana Reyes"] == [contact["id"]]
    assert not [row for row in shown(desk, "due") if row["said"]], "what was noted is dealt with"
    desk.run("undo", report["run"], code=None)
    assert "Ana Reyes" not in {one["name"] for one in desk.json("list", "focal-points")}
    desk.run("sync", code=None)
    assert not [row for row in shown(desk, "contacts") if row["name"] == "Ana Reyes"]
    quiet(desk)


def test_a_conflict_is_decided_by_a_drop_down(desk):
    tracker = desk.root / "register.xlsx"
    with hands(desk) as book:
        number, values = next(book.rows("recommendations"))
        book.put("recommendations", number, notes="ours, from the workbook")
    sheet = ExcelFormat().read(tracker).sheets[0]
    (place,) = [
        cell_name(r, c)
        for r, row in enumerate(sheet.rows, 1)
        for c, cell in enumerate(row, 1)
        if cell == values["notes"] and values["ref"] in row
    ]
    patch(tracker, tracker, cells={sheet.name: {place: "theirs, from the tracker"}})
    assert desk.json("sync", code=3)["conflicts"] == 1
    with hands(desk) as book:
        line, item = next(book.rows("decide"))
        assert (item["ours"], item["theirs"]) == ("ours, from the workbook", "theirs, from the tracker")
        assert (item["record"], item["where"]) == (values["ref"], "register") and "dialogue" in item["by"]
        book.put("decide", line, take="Take the other side", why="the tracker is right")
    assert desk.json("sync")["conflicts"] == 0
    assert not shown(desk, "decide")
    (row,) = [row for row in shown(desk, "recommendations") if row["ref"] == values["ref"]]
    assert row["notes"] == "theirs, from the tracker"


def test_what_cannot_be_understood_is_said_in_the_sheet_and_nothing_is_lost(desk):
    with hands(desk) as book:
        authority = next(book.rows("authorities"))[1]["name"]
        wrong = book.add("contacts", authority=authority, name="A B", since=date(2026, 3, 1), until=date(2026, 2, 1))
        book.add("contacts", authority=authority, name="C D", designated_on="31.02.2026")
        book.add("contacts", authority=f"{authority[:-1]}x", name="E F", email="e@f.example")
        book.add("exchanges", authority=authority, summary="no channel")
        number, _ = next(book.rows("meetings"))
        book.put("meetings", number, status="Cancelled")
        refs = [v for _, v in book.rows("recommendations") if authority not in v["addressees"]]
        book.add("commitments", authority=authority, text="x", recommendation=refs[0]["ref"])
    desk.run("sync", code=None)
    quiet(desk)
    rows = {row["name"]: row for row in shown(desk, "contacts")}
    assert "wrong order" in rows["A B"]["message"] and "31.02.2026" in rows["C D"]["message"]
    assert rows["C D"]["designated_on"] == "31.02.2026", "what nobody could read stays to the letter"
    assert authority in rows["E F"]["message"] and "no e-mail" in rows["C D"]["message"]
    assert "How" in said(desk, "exchanges")[0] and "Why cancelled" in said(desk, "meetings")[0]
    assert "is not addressed to" in said(desk, "commitments")[0]
    names = {one["name"]: one for one in desk.json("list", "focal-points")}
    assert names["A B"]["until"] is None and "E F" not in names
    with hands(desk) as book:
        book.put("contacts", wrong, until=date(2026, 4, 1))
        row = book.find("contacts", name="E F")[0]
        book.put("contacts", row, authority=authority)
    desk.run("sync", code=None)
    assert [m for m in said(desk, "contacts") if "order" in m or "authority" in m] == []
    names = {one["name"]: one for one in desk.json("list", "focal-points")}
    assert names["A B"]["until"] == "2026-04-01" and "E F" in names


def test_a_contact_who_leaves_hands_open_meetings_over(desk):
    meeting = next(m for m in desk.json("list", "meetings") if any(p["email"] for p in m["participants"][1:]))
    person = next(p for p in meeting["participants"][1:] if p["email"])
    with hands(desk) as book:
        number, values = book.find("contacts", email=person["email"])
        book.add("contacts", authority=values["authority"], name="New Person", email="new@person.example")
        book.put("contacts", number, until=TODAY - timedelta(days=1), successor="New Person")
    desk.run("sync", code=None)
    after = next(m for m in desk.json("list", "meetings") if m["id"] == meeting["id"])
    assert "new@person.example" in {p["email"] for p in after["participants"]}
    assert person["email"] not in {p["email"] for p in after["participants"]}
    old = next(one for one in desk.json("list", "focal-points") if one["email"] == person["email"])
    assert old["until"] == (TODAY - timedelta(days=1)).isoformat(), "the history stays"
    quiet(desk)


def test_sorting_inserting_renaming_and_own_columns_change_nothing(desk):
    with hands(desk) as book:
        for name, hidden_too in (("contacts", True), ("commitments", True), ("recommendations", False)):
            _shuffle(book, name, hidden_too)
        sheet = book.sheet("contacts")
        sheet.title = "Leute"
        sheet.insert_rows(1)
        head = book.head("contacts")
        for cell in sheet[head][1:]:
            cell.value = f"{cell.value} (renamed)" if cell.value else None
        sheet.cell(head, sheet.max_column + 1).value = "My own"
        own = sheet.cell(head + 1, sheet.max_column)
        own.value = "call her on Mondays"
        sheet.row_dimensions[head + 3].hidden = True
        place = own.coordinate
        del book.book[book.sheet("exchanges").title]
    history = [row for row in desk.store() if row[0] == "history"]
    report = desk.json("sync", code=None)
    notes = [note for one in report["endpoints"] for note in one["notes"]]
    assert any("is gone; its records are kept" in note for note in notes), notes
    assert [row for row in desk.store() if row[0] == "history"] == history
    book = hands(desk)
    assert book.book["Leute"][place].value == "call her on Mondays"
    assert not said(desk, "contacts") and not said(desk, "recommendations")
    quiet(desk)


def _shuffle(book: Hands, name: str, hidden_too: bool) -> None:
    """Sorts a sheet, with or without the hidden column of identifiers."""
    sheet, first = book.sheet(name), 1 if hidden_too else 2
    numbers = [number for number, _ in book.rows(name)]
    lines = [[copy(cell.value) for cell in sheet[number][first - 1 :]] for number in numbers]
    random.Random(7).shuffle(lines)
    for number, line in zip(numbers, lines, strict=True):
        for place, value in enumerate(line, first):
            sheet.cell(number, place).value = value


def test_a_file_that_is_open_waits_and_a_deleted_row_is_asked_about(desk):
    lock = desk.root / "~$dialogue.xlsx"
    with hands(desk) as book:
        number = book.add(
            "exchanges", authority=next(book.rows("authorities"))[1]["name"], channel="Phone", summary="hi"
        )
    lock.write_bytes(b"\x04Ana" + b" " * 50)
    report = desk.json("sync", code=3)
    assert "open" in " ".join(note for one in report["endpoints"] for note in one["notes"])
    assert [one["summary"] for one in desk.json("list", "exchanges")].count("hi") == 1
    lock.unlink()
    desk.run("sync")
    assert [one["summary"] for one in desk.json("list", "exchanges")].count("hi") == 1
    with hands(desk) as book:
        book.sheet("exchanges").delete_rows(number)
    assert desk.json("sync", code=3)["vanished"] == 1
    with hands(desk) as book:
        line, item = next(book.rows("decide"))
        assert item["kind"] == "Row is gone"
        book.put("decide", line, take="Take the other side")
    desk.run("sync")
    assert "hi" not in [one["summary"] for one in desk.json("list", "exchanges")]
    quiet(desk)


def test_a_run_that_dies_makes_nothing_twice(desk, monkeypatch):
    from npmsync.actions import dialogue_writing
    from npmsync.actions.synchronise import synchronise

    with hands(desk) as book:
        authority = next(book.rows("authorities"))[1]["name"]
        book.add("exchanges", authority=authority, channel="Phone", summary="only once")
        line = next(book.rows("due"))[0]
        book.put("due", line, channel="Phone", said="noted once")

    class Killed(BaseException):
        pass

    def dies(*_: object) -> None:
        raise Killed

    for name in ("write_book", "_settle"):
        with monkeypatch.context() as broken, at_work(desk.root, datetime.now().astimezone()) as work:
            broken.setattr(dialogue_writing, name, dies)
            with pytest.raises(Killed):
                synchronise(work, progress=lambda text: None)
    desk.run("sync", code=None)
    summaries = [one["summary"] for one in desk.json("list", "exchanges")]
    assert summaries.count("only once") == 1
    assert summaries.count("noted once") == 1
    quiet(desk)


def test_what_is_thought_of_institutions_lies_in_a_file_of_its_own_once_asked_for(desk):
    assert not (desk.root / "mapping.xlsx").exists()
    desk.run("init", "--mapping")
    with Hands(desk.root / "mapping.xlsx") as book:
        number, values = book.find("mapping", name="Ministry of Health")
        book.put("mapping", number, influence="High", attitude="Reserved", grounds="three letters without reply")
        book.add("mapping", influence="Low")
    report = desk.json("sync", code=None)
    assert {one["name"]: one["changed_in"] for one in report["endpoints"]}["mapping"] == 1
    quiet(desk)
    history = desk.json("history", values["id"])
    assert {"influence", "attitude", "grounds", "on"} <= {one["field"] for one in history}
    sheets = ExcelFormat().read(desk.root / "dialogue.xlsx").sheets
    cells = [cell for sheet in sheets for row in sheet.rows for cell in row]
    assert "Reserved" not in cells and "three letters without reply" not in cells


def test_it_is_internal_and_never_lies_where_an_authority_reads(desk):
    book = hands(desk)
    for sheet in book.book.worksheets:
        if sheet.sheet_state == "visible":
            assert "INTERNAL" in sheet["B2"].value and "INTERNAL" in sheet.oddHeader.center.text
    shared = desk.root.parent / "shared"
    shared.mkdir()
    settings = desk.root / "npmsync.toml"
    settings.write_text(
        settings.read_text("utf-8").replace('"dialogue.xlsx"', f'"{shared / "dialogue.xlsx"}"')
        + f'\n[[endpoint]]\nname = "theirs"\nadapter = "xlsx"\naddress = "{shared / "form.xlsx"}"\n'
        + 'role = "authority"\nauthority = "Ministry of Health"\n',
        "utf-8",
    )
    (desk.root / "register.xlsx").replace(shared / "form.xlsx")
    desk.run("sync", "--endpoint", "dialogue", code=3)
    assert not (shared / "dialogue.xlsx").exists()
    checks = desk.json("doctor", code=3)["checks"]
    assert any("is internal, and its folder is shared with" in one["message"] for one in checks)
