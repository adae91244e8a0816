"""Bad input to the installed command: a sentence that names the file and the way out, the promised exit code, and the
tracker and the store as they were."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
POSIX = pytest.mark.skipif(os.name != "posix", reason="needs POSIX permissions, limits or signals")
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


def utf16(word: str) -> bytes:
    return word.encode("utf-16-le")


def package(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as z:
        for name, data in parts.items():
            z.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


def book(*rows: tuple[object, ...]) -> bytes:
    """A workbook with these rows from A1 on."""
    buffer = io.BytesIO()
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.save(buffer)
    return buffer.getvalue()


@contextlib.contextmanager
def unharmed(workspace) -> Iterator[None]:
    """Nothing in the workspace changes meanwhile: not the store, not a file (the archive of what came in apart)."""

    def state():
        kept = [
            p for p in sorted(workspace.root.rglob("*"))
            if p.is_file() and not p.name.startswith(("npmsync.sqlite", ".npmsync.lock"))
            and p.parent.name != "archive"
        ]  # fmt: skip
        return workspace.store(), {p.relative_to(workspace.root): p.read_bytes() for p in kept}

    before = state()
    yield
    assert state() == before


BAD_TRACKERS = {
    "gone": (None, "does not exist"),
    "empty": (b"", "is empty"),
    "encrypted": (OLE + utf16("EncryptionInfo") + utf16("EncryptedPackage"), "encrypted"),
    "an older workbook under its new name": (OLE + utf16("Workbook"), "older excel workbook"),
    "a letter": (b"Dear colleagues,\nplease find attached the register.\n", "not an excel workbook"),
    "a word document": (
        package(**{"[Content_Types].xml": b"<Types>wordprocessingml</Types>", "word__document.xml": b"<w/>"}),
        "word document",
    ),
    "zeros after a power cut": (b"\0" * 4096, "damaged"),
    "another table": (book(("Q1", "Q2", "Q3"), ("a", "b", "c")), "is not as npmsync.toml describes it"),
}


@pytest.mark.parametrize("kind", BAD_TRACKERS)
def test_a_tracker_that_went_bad_is_refused_and_nothing_changes(english, kind):
    data, words = BAD_TRACKERS[kind]
    tracker = english.root / "en_register.xlsx"
    tracker.unlink() if data is None else tracker.write_bytes(data)
    with unharmed(english):
        done = english.run("sync", code=1)
    assert words in done.stderr.casefold()
    assert "en_register.xlsx" in done.stderr


def test_a_tracker_cut_short_is_refused_and_nothing_changes(english):
    tracker = english.root / "en_register.xlsx"
    data = tracker.read_bytes()
    tracker.write_bytes(data[: len(data) // 2])
    with unharmed(english):
        done = english.run("sync", code=1)
    assert "damaged" in done.stderr


def test_init_refuses_a_workbook_without_a_table_and_says_what_it_looked_for(workspace):
    tracker = workspace.root / "survey.xlsx"
    tracker.write_bytes(book(("Question", "Answer"), ("Are you well?", "Yes")))
    done = workspace.run("init", "--tracker", tracker, "--yes", code=1)
    assert "survey.xlsx has no table that npmsync recognises" in done.stderr
    assert "Recommendation" in done.stderr
    assert not (workspace.root / "npmsync.toml").exists()


@POSIX
def test_a_device_is_no_tracker(workspace):
    done = workspace.run("init", "--tracker", "/dev/zero", "--yes", code=1)
    assert "/dev/zero is not a file but a device" in done.stderr


HEADS = ("No.", "Recommendation", "Addressed to", "Date sent", "Status")


def test_odd_cells_are_named_and_the_rest_of_their_rows_is_taken(workspace):
    """An impossible date, an unknown status and a reference that stands twice: notes, never a change of the code."""
    tracker = workspace.root / "small.xlsx"
    rows = [
        ("2026/1", "Give every person held written information on rights.", "Ministry", "31/02/2026", "Implemented"),
        ("2026/2", "Install call bells in all cells of the admission wing.", "Ministry", "05/03/2026", "half done-ish"),
        ("2026/2", "Separate juveniles from adults in transport as in cells.", "Ministry", "25/03/2026", "Implemented"),
    ]
    tracker.write_bytes(book(HEADS, *rows))
    before = tracker.read_bytes()
    workspace.run("init", "--tracker", tracker, "--yes")
    told = workspace.run("sync", code=0).stdout
    for word in ("31/02/2026", "half done-ish", "'2026/2' stands on 2 different recommendations"):
        assert word in told
    shown = workspace.json("list", "recommendations")
    assert [(r["ref"], r["text"], r["issued_on"], r["status"]) for r in shown] == [
        ("2026/1", rows[0][1], None, "implemented"),
        ("2026/2", rows[1][1], "2026-03-05", None),
        ("2026/2", rows[2][1], "2026-03-25", "implemented"),
    ]
    assert tracker.read_bytes() == before


# --- forms ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def asked(english_template, at, tmp_path_factory):
    """(a workspace with one form exported, the form)."""
    made = at(Path(shutil.copytree(english_template, tmp_path_factory.mktemp("asked") / "npm")))
    (form,) = made.json("export", "--authority", "Ministry of Health", code=None)["files"]
    return made.root, Path(form["path"])


@pytest.fixture
def waiting(asked, at, tmp_path):
    """The same as a copy to work in, with the form as a workbook to spoil."""
    root, form = asked
    return at(Path(shutil.copytree(root, tmp_path / "npm"))), openpyxl.load_workbook(form)


class Table:
    """The form's table: `at(row, label)` is the cell under a header in the n-th row of answers, counted from 0."""

    def __init__(self, form) -> None:
        self.sheet, self.head = next((s, r) for s in form for r in range(1, 40) if any(c.value == "No." for c in s[r]))
        self.columns = {str(c.value): c.column for c in self.sheet[self.head] if c.value}

    def at(self, row: int, label: str):
        return self.sheet.cell(self.head + 1 + row, self.columns[label])


def answered(form, rows=(0, 1)) -> Table:
    table = Table(form)
    for row in rows:
        table.at(row, "Response").value = f"Measure {row} was taken."
    return table


def rows_of(table: Table, refs: set[str]) -> list[int]:
    """The rows whose reference (2024/017 and its check character) is among these."""
    return [row for row in range(40) if str(table.at(row, "No.").value)[:8] in refs]


def saved(form, folder: Path) -> Path:
    form.save(folder / "answer.xlsx")
    return folder / "answer.xlsx"


def test_a_row_whose_reference_was_altered_is_refused_and_the_others_are_taken(waiting, tmp_path):
    workspace, form = waiting
    table = answered(form)
    altered = table.at(0, "No.")
    altered.value = altered.value.replace(altered.value[3], "9" if altered.value[3] != "9" else "8", 1)
    (shape,) = workspace.json("receive", saved(form, tmp_path), code=3)
    assert [row["fields"]["text"] for row in shape["accepted"]] == ["Measure 1 was taken."]
    assert [row["reference"] for row in shape["refused"]] == [altered.value]


def test_the_npms_own_words_changed_in_a_form_become_a_proposal_never_a_change(waiting, tmp_path):
    workspace, form = waiting
    table = answered(form)
    text = table.at(0, "Recommendation")
    text.value = f"Where resources allow, {text.value}"
    texts = [r["text"] for r in workspace.json("list", "recommendations")]
    (shape,) = workspace.json("receive", saved(form, tmp_path), code=3)
    assert [c["field"] for c in shape["corrections"]] == ["text"]
    assert [r["text"] for r in workspace.json("list", "recommendations")] == texts


def test_a_form_that_was_not_made_here_is_refused_whole(asked, english, tmp_path):
    form = openpyxl.load_workbook(asked[1])
    answered(form)
    with unharmed(english):
        done = english.run("receive", saved(form, tmp_path), code=1)
    assert "no form with this code was made here" in done.stderr


def test_a_form_under_another_authoritys_code_brings_no_answer(waiting, tmp_path):
    workspace, form = waiting
    (other,) = workspace.json("export", "--authority", "Ministry of Interior", code=None)["files"]
    first = next(workspace.root.rglob("ministry-of-health-*"))
    ours, theirs = (Path(path).stem[-15:] for path in (first, other["path"]))
    sole = {r["ref"] for r in workspace.json("list", "recommendations") if len(r["addressees"]) == 1}
    answered(form, rows_of(Table(form), sole)[:2])
    for sheet in form:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and ours in cell.value:
                    cell.value = cell.value.replace(ours, theirs)
    before = workspace.json("list", "recommendations")
    (shape,) = workspace.json("receive", saved(form, tmp_path), code=1)
    assert shape["accepted"] == []
    assert {row["row"] for row in shape["refused"]} >= {
        Table(form).head + 1 + n for n in rows_of(Table(form), sole)[:2]
    }
    assert workspace.json("list", "recommendations") == before


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.xlsx", b"", "is empty"),
        ("locked.xlsx", OLE + utf16("EncryptedPackage"), "encrypted"),
        ("letter.xlsx", b"We shall answer soon.", "not an excel workbook"),
        ("table.xlsx", book(HEADS, ("1", "Text of a table that is no form.", "Ministry", None, None)), "form"),
        ("scan.pdf", b"%PDF-1.7", "scan.pdf"),
    ],
)
def test_what_is_no_form_is_refused_by_name_and_nothing_changes(english, tmp_path, name, data, words):
    (tmp_path / name).write_bytes(data)
    with unharmed(english):
        done = english.run("receive", tmp_path / name, code=1)
    assert words in done.stderr.casefold()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.ics", b"", "is empty"),
        ("letter.ics", b"I shall come, gladly.\r\n", "calendar"),
        ("letter.eml", b"From: <a@gov.example>\r\nSubject: Re: meeting\r\n\r\nI shall come.\r\n", "calendar"),
    ],
)
def test_what_is_no_reply_is_refused_by_name_and_nothing_changes(english, tmp_path, name, data, words):
    (tmp_path / name).write_bytes(data)
    with unharmed(english):
        done = english.run("replies", tmp_path / name, code=1)
    assert words in done.stderr.casefold()
    assert name in done.stderr


# --- settings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('timezone = "Asia/Tbilisi"', 'timezone = "Mars/Olympus"', ["line 6", "Mars/Olympus", "Africa/Tunis"]),
        ('timezone = "Asia/Tbilisi"', "timezone = 4", ["line 6", "timezone", "string"]),
        ('timezone = "Asia/Tbilisi"', 'time_zone = "Asia/Tbilisi"', ["time_zone", "unknown", "timezone"]),
        ('timezone = "Asia/Tbilisi"', "timezone = Asia/Tbilisi", ["line 6", "not TOML"]),
        ('address = "en_register.xlsx"', 'address = "~nobody-here/x.xlsx"', ["~nobody-here/x.xlsx", "does not exist"]),
        ('adapter = "xlsx"', 'adapter = "xslx"', ["xslx", "Near names: xlsx"]),
        ('text = "Recommendation"', 'text = "Our wording"', ["Our wording", "npmsync.toml"]),
    ],
)
def test_a_setting_that_cannot_be_is_named_with_what_would_be_right(english, old, new, words):
    settings = english.root / "npmsync.toml"
    text = settings.read_text("utf-8")
    assert old in text
    settings.write_text(text.replace(old, new, 1), "utf-8")
    with unharmed(english):
        done = english.run("sync", code=1)
    for word in words:
        assert word in done.stderr


@pytest.mark.parametrize("line", ['password = "hunter2"', 'feed = "https://anna:hunter2@dav.example/cal"'])
def test_a_secret_in_the_settings_is_refused_and_never_repeated(english, line):
    settings = english.root / "npmsync.toml"
    settings.write_text(f"{line}\n{settings.read_text('utf-8')}", "utf-8")
    done = english.run("sync", "--json", code=1)
    assert json.loads(done.stdout)["error"]["name"] == "secret-in-config"
    assert "line 1" in done.stderr
    assert "hunter2" not in done.stdout + done.stderr


# --- a tracker that cannot be written just now ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def answer_held(asked, at, tmp_path_factory):
    """A workspace whose store holds an answer that its tracker does not have yet."""
    root, form = asked
    folder = tmp_path_factory.mktemp("held")
    made = at(Path(shutil.copytree(root, folder / "npm")))
    opened = openpyxl.load_workbook(form)
    # Where several were asked, position and date wait until all agree; the tracker takes the answer of a sole one.
    sole = {r["ref"] for r in made.json("list", "recommendations") if r["addressees"] == ["Ministry of Health"]}
    table = Table(opened)
    answered(opened, rows_of(table, sole)[:1])
    made.run("receive", saved(opened, folder))
    return made.root


@pytest.fixture
def held(answer_held, at, tmp_path):
    return at(Path(shutil.copytree(answer_held, tmp_path / "npm")))


@pytest.mark.parametrize("lock", ["~$en_register.xlsx", ".~lock.en_register.xlsx#"])
def test_a_tracker_open_in_another_program_is_not_written_and_the_write_waits(held, lock):
    tracker = held.root / "en_register.xlsx"
    before = tracker.read_bytes()
    (held.root / lock).write_bytes(b"\x04Anna" + b" " * 50)
    (endpoint,) = held.json("sync", code=3)["endpoints"]
    assert (endpoint["written_out"], endpoint["waiting"]) == (0, 1)
    assert "is open in" in " ".join(endpoint["notes"])
    assert tracker.read_bytes() == before
    (held.root / lock).unlink()
    (endpoint,) = held.json("sync")["endpoints"]
    assert (endpoint["written_out"], endpoint["waiting"]) == (1, 0)


@POSIX
def test_a_read_only_tracker_is_not_written_and_the_write_waits(held):
    tracker = held.root / "en_register.xlsx"
    before = tracker.read_bytes()
    tracker.chmod(0o444)
    (endpoint,) = held.json("sync", code=3)["endpoints"]
    assert (endpoint["written_out"], endpoint["waiting"]) == (0, 1)
    assert "read-only" in " ".join(endpoint["notes"])
    assert tracker.read_bytes() == before


def limited(workspace, size: int, *words: str) -> subprocess.CompletedProcess[str]:
    """The command in a process that may write no file beyond `size` bytes: to it, the disk is full."""
    import resource

    from_conftest = workspace.run.__globals__["COMMAND"]
    return subprocess.run(
        [from_conftest, "--workspace", workspace.root, *words],
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )


@POSIX
def test_a_disk_too_full_for_the_store_changes_nothing(held):
    with unharmed(held):
        done = limited(held, 8_000, "plan")
    assert done.returncode == 1
    assert "full" in done.stderr
    assert "fault" not in done.stderr


@POSIX
def test_a_disk_too_full_for_the_tracker_leaves_the_old_one_and_the_write_waits(held):
    tracker = held.root / "en_register.xlsx"
    with zipfile.ZipFile(tracker, "a", zipfile.ZIP_STORED) as z:
        z.writestr("xl/media/photo.bin", os.urandom(3_000_000))
    before = tracker.read_bytes()
    done = limited(held, 2_500_000, "sync")
    assert done.returncode == 3
    assert "en_register.xlsx" in done.stdout
    assert tracker.read_bytes() == before
    assert not list(held.root.glob(".npmsync-*"))
    assert held.json("sync")["endpoints"][0]["written_out"] == 1


# --- Ctrl-C -----------------------------------------------------------------------------------------------------------


@POSIX
def test_ctrl_c_ends_in_a_sentence_and_the_next_run_does_the_whole_work(workspace):
    tracker = workspace.tracker("en_register")
    workspace.run("init", "--tracker", tracker, "--yes")
    before = tracker.read_bytes()
    command = [workspace.run.__globals__["COMMAND"], "--workspace", workspace.root, "sync"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while running.poll() is None and not (workspace.root / ".npmsync.lock").exists():
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert running.returncode == 1
    assert told.lstrip() == "npmsync: Stopped. Nothing was half done.\n  Run the command again when you like.\n"
    assert not any(row[0] == "runs" for row in workspace.store())
    assert tracker.read_bytes() == before
    assert workspace.json("sync")["endpoints"][0]["changed_in"] == 130


@POSIX
def test_a_workspace_is_its_owners_alone_and_doctor_says_who_else_may_read_it(workspace):
    tracker = workspace.tracker("en_register")
    other = replace(workspace, root=workspace.root / "new")
    other.run("init", "--tracker", tracker, "--yes")
    assert other.root.stat().st_mode & 0o077 == 0
    other.root.chmod(0o755)
    told = {check["name"]: check for check in other.json("doctor", code=3)["checks"]}["permissions"]
    assert not told["ok"] and str(other.root) in told["message"]
