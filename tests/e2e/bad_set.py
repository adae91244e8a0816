"""Feeds a set of bad, hostile and awkward inputs to the installed command and holds every answer to the set's manifest.

As a program (TOOLS is the folder with make_bad.py; PATTERN picks entries by file name):
    python tests/e2e/bad_set.py TOOLS [PATTERN]

`make` makes the set and two workspaces to copy, `judge` feeds one entry and returns what is wrong with the answer.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TRACKER = Path(__file__).parents[1] / "data" / "trackers" / "en_register.xlsx"
COMMAND = Path(sys.executable).with_name("npmsync.exe" if os.name == "nt" else "npmsync")
ORGANISER = "nino@npm.example"
AUTHORITY = "Ministry of Health"
SECONDS, KILOBYTES = 20, 1_500_000
"""What one answer may take (the set's own page says so)."""
REFUSED, NOTED, ACCEPTED = "refused", "accepted_with_note", "accepted"
BARE_NAME = re.compile(r"\b(?!NpmsyncError)[A-Z]\w*(?:Error|Exception|Warning)\b")
OWN_NOISE = ("archive", "logs", ".npmsync.lock")


@dataclass
class Said:
    """How one command ended. `seconds` are of work, so that a busy machine accuses nobody, or until it was killed."""

    code: int
    out: str
    err: str
    seconds: float
    kilobytes: int

    @property
    def text(self) -> str:
        return (self.out + "\n" + self.err).casefold()


@dataclass
class Bad:
    """The set: its folder, its entries, the workspaces to copy, and the program that spoils forms."""

    out: Path
    entries: list[dict[str, Any]]
    invited: Path
    moved: Path
    words: dict[Path, dict[str, str]] = field(default_factory=dict)
    """What the set's templates ask for, by workspace."""
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)
    backups: dict[str, Path] = field(default_factory=dict)


def run(root: Path, *words: str | Path) -> Said:
    """The installed command on a workspace, measured."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.monotonic()
        started = subprocess.Popen(
            [COMMAND, "--workspace", root, *map(str, words)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            preexec_fn=_bounded,
        )
        done = 0
        while not done and time.monotonic() - began < 3 * SECONDS:
            done, status, used = os.wait4(started.pid, os.WNOHANG)
            time.sleep(0.01)
        if not done:
            started.kill()
            done, status, used = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0), err.seek(0)
        texts = [stream.read().decode("utf-8", "replace") for stream in (out, err)]
        seconds = used.ru_utime + used.ru_stime if started.returncode >= 0 else time.monotonic() - began
        return Said(started.returncode, *texts, seconds, used.ru_maxrss)


def _bounded() -> None:
    """No bomb that goes off takes the machine along."""
    resource.setrlimit(resource.RLIMIT_AS, (4_000_000_000, 4_000_000_000))


def listed(root: Path, what: str) -> Any:
    said = run(root, "list", what, "--json")
    return json.loads(said.out) if said.code == 0 else {"error": said.text}


def make(tools: Path, out: Path) -> Bad:
    """Makes the set in `out` with the program in `tools`, and beside it a workspace with meetings that people were
    invited to and one form exported, and the same after its meeting was moved."""
    program = [sys.executable, tools / "make_bad.py", out / "set", "--tracker", TRACKER]
    subprocess.run(program, check=True, capture_output=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    entries = json.loads((out / "set" / "manifest.json").read_text("utf-8"))
    invited = out / "invited"
    invited.mkdir(mode=0o700)
    shutil.copyfile(TRACKER, invited / TRACKER.name)
    steps = [
        ["init", "--tracker", invited / TRACKER.name, "--country", "GE", "--organiser", f"Nino <{ORGANISER}>", "--yes"],
        ["sync"], ["plan"], ["invite"], ["export", "--authority", AUTHORITY],
    ]  # fmt: skip
    for step in steps:
        assert run(invited, *step).code in (0, 3), step
    moved = Path(shutil.copytree(invited, out / "moved"))
    meeting = _meeting(moved)
    assert run(moved, "meetings", "move", meeting["id"], f"{meeting['start'][:10]}T14:00").code in (0, 3)
    assert run(moved, "invite", "--meeting", meeting["id"]).code in (0, 3)
    assert run(invited, "backup", out / "backup.zip").code == 0
    sys.path.insert(0, str(out / "set"))
    try:
        spoil = importlib.import_module("tamper_form").tamper_form
        forms = spoil(next((invited / "exports").rglob("*.xlsx")), out / "forms")
        backups = importlib.import_module("tamper_backup").tamper_backup(out / "backup.zip", out / "backups")
    finally:
        sys.path.remove(str(out / "set"))
    words = {root: _words(root) for root in (invited, moved)}
    return Bad(out / "set", entries, invited, moved, words, forms, backups)


def _meeting(root: Path) -> dict[str, Any]:
    """The first meeting to which two people from outside were invited."""

    def guests(meeting: dict[str, Any]) -> int:
        return sum(bool(p["email"]) and p["email"] != ORGANISER for p in meeting["participants"])

    return next(m for m in listed(root, "meetings") if m["status"] == "invited" and guests(m) > 1)


def judge(bad: Bad, entry: dict[str, Any]) -> list[str]:
    """Feeds one entry to a fresh copy of a workspace; returns what is wrong with the answer, in sentences."""
    if entry.get("made_by") == "tamper_form" and entry["kind"].partition("/")[2] not in bad.forms:
        return []
    with tempfile.TemporaryDirectory(prefix="npmsync-bad-") as folder:
        case = _Case(bad, entry, Path(folder))
        try:
            case.feed()
        except _DoesNotApply:
            return []
        return case.wrong


class _DoesNotApply(Exception):
    """The entry's edit finds nothing in this workspace's settings (the manifest allows that)."""


class _Case:
    """One entry being fed. `outside` is a folder around the workspace in which nothing may appear."""

    def __init__(self, bad: Bad, entry: dict[str, Any], folder: Path) -> None:
        self.bad, self.entry = bad, entry
        self.outside = folder / "around"
        self.root = self.outside / "npm"
        self.outside.mkdir()
        self.wrong: list[str] = []

    def feed(self) -> None:
        if self.entry["fed_to"] == "init":
            self.root.mkdir(mode=0o700)
        else:
            shutil.copytree(self.source, self.root)
        words = getattr(self, f"_{self.entry['fed_to']}")()
        looks_at = set(self.entry.get("unchanged", ()))
        if {"taken", "same_texts"} & self.entry.keys() or self.entry.get("made_by"):
            looks_at.add("recommendations")
        before = {what: listed(self.root, what) for what in looks_at}
        held, around = _content(self.root), _around(self.outside)
        answers = [run(self.root, *line) for line in words]
        self._told(answers, held == _content(self.root))
        if around != _around(self.outside) or Path("/npmsync-bad-escaped.txt").exists():
            self.wrong.append("wrote outside the workspace")
        self._listed(before, answers)

    @property
    def source(self) -> Path:
        return self.bad.moved if self.entry.get("needs") == "moved" else self.bad.invited

    def _init(self) -> list[list[str | Path]]:
        file = self._laid(self.outside)
        return [["init", "--tracker", file, "--country", "GE", "--yes"], ["sync"]]

    def _sync(self) -> list[list[str | Path]]:
        (self.root / TRACKER.name).unlink()
        self._laid(self.root, TRACKER.name)
        return [["sync"]]

    def _receive(self) -> list[list[str | Path]]:
        if self.entry.get("made_by"):
            made = {f"tampered_form/{name}": one["path"] for name, one in self.bad.forms.items()}
            for first in self.entry.get("first", ()):
                assert run(self.root, "receive", made[first]).code in (0, 3)
            return [["receive", made[self.entry["file"]]]]
        return [["receive", self._laid(self.outside)]]

    def _replies(self) -> list[list[str | Path]]:
        file = self._laid(self.outside)
        if self.entry.get("template"):
            data = file.read_bytes()
            for word, value in self.bad.words[self.source].items():
                data = data.replace(f"@{word}@".encode(), value.encode())
            file.write_bytes(data)
        return [["replies", file]]

    def _config(self) -> list[list[str | Path]]:
        path, source = self.root / "npmsync.toml", self.bad.out / self.entry["file"]
        good = path.read_text("utf-8")
        if source.is_dir():
            path.unlink()
            path.mkdir()
            return [["sync"]]
        data = source.read_bytes()
        if self.entry.get("template"):
            edited = good
            for pattern, replacement in self.entry.get("edit", ()):
                edited, hits = re.subn(pattern, replacement, edited)
                if not hits:
                    raise _DoesNotApply
            if self.entry.get("duplicate_endpoint"):
                block = edited[edited.index("[[endpoint]]") : edited.index("# What the trackers do not say")]
                edited += "\n" + block.replace('name = "en_register"', 'name = "twin"')
            data = data.replace(b"@GOOD@", edited.encode())
        path.write_bytes(data)
        return [["sync"]]

    def _restore(self) -> list[list[str | Path]]:
        if self.entry.get("made_by"):
            return [["restore", self.bad.backups[Path(self.entry["file"]).name]]]
        return [["restore", self._laid(self.outside)]]

    def _laid(self, folder: Path, name: str | None = None) -> Path:
        source = self.bad.out / self.entry["file"]
        target = folder / (name or source.name)
        return Path((shutil.copytree if source.is_dir() else shutil.copyfile)(source, target))

    def _told(self, answers: list[Said], store_same: bool) -> None:
        """Exit codes, words, time, memory, faults, and the store where the input was refused."""
        allowed = {self.entry["expect"], *self.entry.get("also_ok", ())}
        for said in answers:
            for word in ("traceback (most recent", "a fault of its own"):
                if word in said.text:
                    self.wrong.append(f"{word!r}: {said.err.strip()[-300:]}")
            if found := BARE_NAME.search(said.err):
                self.wrong.append(f"bare exception name {found.group()!r}")
            if said.seconds > SECONDS or said.kilobytes > KILOBYTES:
                self.wrong.append(f"took {said.seconds:.0f} s and {said.kilobytes // 1000} MB")
        told = [said for said in answers if not (answers[0].code in (1, 2) and said is not answers[0])]
        text = "\n".join(said.text for said in told)
        last = next((said for said in told if said.code in (1, 2)), told[-1])
        outcomes = self._outcomes(last, text, store_same)
        if not outcomes & allowed:
            self.wrong.append(f"exit {last.code} is none of {sorted(allowed)}, or says none of {self._words()}")
            self.wrong.append(f"it said: {(last.err + last.out).strip()[:600]}")
        if last.code in (1, 2) and self.entry["fed_to"] != "init" and not store_same:
            self.wrong.append(f"exit {last.code}, yet the store changed")
        self.wrong += [f"mentions {word!r}" for word in self.entry.get("must_not_mention", ()) if word in text]

    def _words(self) -> list[str]:
        words = list(self.entry["must_mention"])
        return words if self.entry["fed_to"] == "config" else [*words, Path(self.entry["file"]).name.casefold()]

    def _outcomes(self, last: Said, text: str, store_same: bool) -> set[str]:
        """What the answer counts as: an exit code and the words that go with it."""
        noted = not self.entry["must_mention"] or any(word in text for word in self.entry["must_mention"])
        named = noted or any(word in text for word in self._words())
        found = set()
        if last.code in (0, 3):
            found |= {ACCEPTED, *([NOTED] if noted else [])}
        if last.code in (1, 2, 3) and named and (store_same or last.code != 3) and (last.err or last.code == 3):
            found.add(REFUSED)
        return found

    def _listed(self, before: dict[str, Any], answers: list[Said]) -> None:
        """What the listings say afterwards."""
        entry = self.entry
        for what in entry.get("unchanged", ()):
            if before[what] != listed(self.root, what):
                self.wrong.append(f"list {what} changed")
        accepted = answers[-1].code in (0, 3)
        if accepted and {"truth", "rows"} & entry.keys():
            self._true(listed(self.root, "recommendations"))
        if entry.get("partstat"):
            email, uid = (self.bad.words[self.source][word] for word in ("ATTENDEE", "UID"))
            meeting = next(m for m in listed(self.root, "meetings") if m["uid"] == uid)
            people = {p["email"]: p["partstat"] for p in meeting["participants"]}
            if people[email] != entry["partstat"]:
                self.wrong.append(f"PARTSTAT is {people[email]!r}, not {entry['partstat']!r}")
        if "recommendations" in before and entry["fed_to"] == "receive":
            self._answered(before["recommendations"], listed(self.root, "recommendations"), accepted)

    def _true(self, now: list[dict[str, Any]]) -> None:
        if "rows" in self.entry and len(now) != self.entry["rows"]:
            self.wrong.append(f"{len(now)} recommendations, not {self.entry['rows']}")
        by_ref = {r["ref"]: r for r in now}
        for ref, fields in self.entry.get("truth", {}).items():
            for name, value in fields.items():
                got = by_ref.get(ref, {}).get(name)
                if got != value:
                    self.wrong.append(f"{ref} {name}: {got!r}, not {value!r}")
        shown = json.dumps(now, ensure_ascii=False).casefold()
        self.wrong += [f"lists {word!r}" for word in self.entry.get("must_not_mention", ()) if word in shown]

    def _answered(self, before: list[dict[str, Any]], now: list[dict[str, Any]], accepted: bool) -> None:
        if self.entry.get("same_texts") and [r["text"] for r in before] != [r["text"] for r in now]:
            self.wrong.append("a recommendation's text changed")
        if not self.entry.get("made_by"):
            return
        answers = self.bad.forms[self.entry["kind"].partition("/")[2]]["answers"]
        found = set()
        for one in now:
            held = " ".join(str(response["text"]) for response in one["responses"])
            for token in re.findall(r"ANSWER-\d+", held):
                found.add(token)
                near = [" ".join(text.split()) for text in answers.get(token, ())]
                if token in answers and " ".join(one["text"].split()) not in near:
                    self.wrong.append(f"{token} stands at another recommendation ({one['ref']})")
        if self.entry.get("taken") == "all" and not set(answers) <= found:
            self.wrong.append(f"not taken: {sorted(set(answers) - found)}")
        if self.entry.get("taken") == "none" and found:
            self.wrong.append(f"taken: {sorted(found)}")


def _words(root: Path) -> dict[str, str]:
    """What the set's templates ask for, from the meeting with two guests."""
    meeting = _meeting(root)
    guests = [p["email"] for p in meeting["participants"] if p["email"] and p["email"] != ORGANISER]
    start, end = (meeting[end].replace("-", "").replace(":", "") for end in ("start", "end"))
    return {
        "UID": meeting["uid"], "SEQ": str(meeting["sequence"]), "OLDSEQ": str(max(meeting["sequence"] - 1, 0)),
        "ATTENDEE": guests[0], "OTHER": guests[1], "ORGANIZER": ORGANISER, "DTSTART": start, "DTEND": end,
    }  # fmt: skip


def _content(root: Path) -> list[Any]:
    """The store by content, and the names of the workspace's files but for logs, locks and the archive."""
    path = root / "npmsync.sqlite"
    rows: list[Any] = []
    if path.exists():
        with contextlib.closing(sqlite3.connect(path)) as store:
            names = sorted(name for (name,) in store.execute("select name from sqlite_master where type = 'table'"))
            rows = [(name, *row) for name in names for row in store.execute(f'select * from "{name}"')]
    files = [p.relative_to(root) for p in root.rglob("*") if p.is_file() and not p.name.startswith("npmsync.sqlite")]
    return [rows, sorted(file for file in files if file.parts[0] not in OWN_NOISE)]


def _around(outside: Path) -> list[str]:
    near = [*outside.parent.rglob("*"), *Path(tempfile.gettempdir()).glob("*escaped*")]
    return sorted(str(p) for p in near if "npm" not in p.relative_to(p.anchor).parts)


def main() -> int:
    tools, pattern = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "."
    with tempfile.TemporaryDirectory(prefix="npmsync-set-") as folder:
        bad = make(tools, Path(folder))
        chosen = [entry for entry in bad.entries if re.search(pattern, entry["file"])]
        with ThreadPoolExecutor(2) as pool:
            failed = 0
            for entry, wrong in zip(chosen, pool.map(lambda entry: judge(bad, entry), chosen), strict=True):
                failed += bool(wrong)
                for number, sentence in enumerate(wrong):
                    print(f"{entry['file'] if not number else '':45} {sentence}", flush=True)
    print(f"{len(chosen)} fed, {failed} answered wrongly")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
