"""Every reader, on real files spoiled: it reads them or refuses them by an error of ours, soon, and writes nothing.

A few examples of each every day; thousands with NPMSYNC_NIGHTLY=1 (NPMSYNC_FUZZ says how many).
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import json
import os
import random
import signal
import sys
import tarfile
import time
import warnings
import zipfile
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from npmsync.actions.backups import back_up, restore
from npmsync.actions.initialise import look_at_tracker
from npmsync.actions.opened import Caller
from npmsync.documents.form_return import FormKnown
from npmsync.documents.issued import issued
from npmsync.documents.receive import read_form
from npmsync.errors import NpmsyncError
from npmsync.plugins import Plugins
from npmsync.ports import Method
from npmsync.testing.samples import AUTHORITIES, sample_event, sample_form, sample_recommendation
from npmsync.testing.workspaces import at_work, make_workspace
from npmsync.workspace.toml import read_settings

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
NIGHTLY = bool(os.environ.get("NPMSYNC_NIGHTLY"))
MANY = int(os.environ.get("NPMSYNC_FUZZ", "1500")) if NIGHTLY else 4
SECONDS = 20
TODAY = date(2026, 12, 1)
PLUGINS = Plugins()


def _beside(name: str):
    """tests/ is no package, so a neighbour is loaded by its path."""
    spec = importlib.util.spec_from_file_location(f"fuzz_{name}", Path(__file__).with_name(f"{name}.py"))
    module = sys.modules.setdefault(spec.name, importlib.util.module_from_spec(spec))
    if not hasattr(module, "spoiled"):
        spec.loader.exec_module(module)
    return module


@contextmanager
def in_time():
    """Fails what takes longer than a person waits."""

    def late(*_):
        raise AssertionError(f"it takes longer than {SECONDS} s")

    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, late)
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
    began = time.monotonic()
    try:
        yield
    finally:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
    assert time.monotonic() - began < SECONDS


def real(*patterns: str) -> list[bytes]:
    files = sorted(file for pattern in patterns for file in DATA.rglob(pattern))
    assert files, patterns
    return [file.read_bytes() for file in files]


@cache
def form_files(name: str) -> tuple[bytes, ...]:
    """The sample form in one format, in two languages."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        made = []
        for language in ("en", "ar"):
            path = Path(folder) / f"{language}.{name}"
            PLUGINS.load("renderer", name).render(sample_form((language,)), path)
            made.append(path.read_bytes())
    return tuple(made)


@cache
def known() -> FormKnown:
    forms = [sample_form((language,)).content for language in ("en", "ar")]
    return FormKnown({form.code: issued(form) for form in forms})


def as_tracker(path: Path) -> None:
    name, adapter = PLUGINS.for_path("table", path)
    look_at_tracker(path, name, adapter, None)


def as_form(path: Path) -> None:
    came = read_form(PLUGINS.for_path("table", path)[1].read(path), path.name, known(), TODAY)
    assert {row.recommendation for row in came.taken} <= {f"r{n}" for n in range(6)}


def as_calendar(path: Path) -> None:
    calendar, data = PLUGINS.load("calendar", "ics"), path.read_bytes()
    for look in (
        lambda: calendar.items(data),
        lambda: calendar.replies(data),
        lambda: calendar.busy(data, date(2026, 1, 1), date(2027, 12, 31), "Europe/Paris"),
        lambda: calendar.stored(sample_event(), data, True),
    ):
        quietly(look)


def as_mail(path: Path) -> None:
    mail, data = PLUGINS.load("mail", "email"), path.read_bytes()
    for look in (
        lambda: mail.read(data),
        lambda: mail.calendars(data),
        lambda: PLUGINS.load("envelope", "eml").open(path),
    ):
        quietly(look)


def as_outlook_mail(path: Path) -> None:
    PLUGINS.load("envelope", "msg").open(path)


def as_letter(path: Path) -> None:
    PLUGINS.for_path("letter", path)[1].paragraphs(path)


def as_sealed(path: Path) -> None:
    PLUGINS.load("seal", "office").open(path.read_bytes(), "right", path.name)


def quietly(look) -> None:
    try:
        look()
    except NpmsyncError as error:
        assert error.message and error.name


@cache
def sealed() -> tuple[bytes, ...]:
    return (PLUGINS.load("seal", "office").close(form_files("xlsx")[0], "right"),)


@cache
def outlook() -> tuple[bytes, ...]:
    spec = importlib.util.spec_from_file_location("fuzz_msg", ROOT / "tests" / "unit" / "test_papers_envelopes.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    words = [text.encode("utf-16-le").ljust(4096, b"\0") for text in ("Our reply", "a@justice.example", "form.xlsx")]
    streams = {"__substg1.0_0037001F": words[0], "__substg1.0_5D01001F": words[1]}
    storage = "__attach_version1.0_#00000000"
    streams |= {f"{storage}/__substg1.0_37010102": b"PK" * 3000, f"{storage}/__substg1.0_3707001F": words[2]}
    return (module.compound_file(streams),)


def ods_form() -> list[bytes]:
    """The form as LibreOffice saves it is not at hand everywhere: trackers in its format stand in for it."""
    return real("*.ods")


def calendars() -> list[bytes]:
    import re

    own = PLUGINS.load("calendar", "ics")
    found = [own.invitation(sample_event(), Method.REQUEST), own.feed([sample_event()], "All")]
    for mail in real("replies/*.eml"):
        found += re.findall(rb"BEGIN:VCALENDAR.*?END:VCALENDAR\r?\n", mail, re.S)
    return found


READERS = {
    "tracker.xlsx": (as_tracker, lambda: real("trackers/*.xlsx", "layouts/*.xlsx")),
    "tracker.xls": (as_tracker, lambda: real("*.xls")),
    "tracker.ods": (as_tracker, lambda: real("*.ods")),
    "tracker.csv": (as_tracker, lambda: [*real("*.csv"), *form_files("csv")]),
    "tracker.docx": (as_tracker, lambda: list(form_files("docx"))),
    "form.xlsx": (as_form, lambda: list(form_files("xlsx"))),
    "form.docx": (as_form, lambda: list(form_files("docx"))),
    "form.csv": (as_form, lambda: list(form_files("csv"))),
    "form.ods": (as_form, ods_form),
    "event.ics": (as_calendar, calendars),
    "reply.eml": (as_mail, lambda: real("replies/*.eml")),
    "reply.msg": (as_outlook_mail, lambda: list(outlook())),
    "letter.docx": (as_letter, lambda: list(form_files("docx"))),
    "letter.pdf": (as_letter, lambda: list(form_files("pdf"))),
    "sealed.xlsx": (as_sealed, lambda: list(sealed())),
    "npmsync.toml": (read_settings, lambda: [f.read_bytes() for f in ROOT.glob("config/*/npmsync.toml")]),
}
NEEDS = {"docx": "docx", "msg": "olefile", "pdf": "typst", "sealed": "msoffcrypto"}


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=MANY, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32 - 1))
def test_a_spoiled_file_is_read_or_refused(name, seed, tmp_path_factory):
    for part, library in NEEDS.items():
        if part in name:
            pytest.importorskip(library, reason="its extra is not installed")
    read, files = READERS[name]
    chance = random.Random(seed)
    good = files()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a package with a name twice
        data = _beside("spoiling").spoiled(chance.choice(good), chance, good)
    folder = tmp_path_factory.mktemp("fuzz")
    path = folder / name
    path.write_bytes(data)
    with in_time(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        quietly(lambda: read(path))
    assert path.read_bytes() == data and list(folder.iterdir()) == [path], "a reader wrote"
    path.unlink()
    folder.rmdir()


@cache
def backup() -> tuple[bytes, bytes]:
    """A backup of a small workspace, plain, and as a tar, which it is not."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        root = make_workspace(Path(folder) / "ws", [*AUTHORITIES.values(), sample_recommendation(0)])
        with at_work(root) as workspace:
            made = back_up(workspace, Path(folder) / "b.npmsync")
        data = made.path.read_bytes()
        tar = io.BytesIO()
        with tarfile.open(fileobj=tar, mode="w") as archive:
            archive.add(root, "ws")
    return data, tar.getvalue()


def with_its_sums(data: bytes, chance: random.Random) -> bytes:
    """A backup in which one member was spoiled before it was made: its manifest agrees with it."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = chance.choice([name for name in parts if name != "manifest.json"])
    parts[name] = _beside("spoiling").spoiled(parts[name], chance, list(parts.values()))
    manifest = json.loads(parts["manifest.json"])
    manifest["members"][name] = [len(parts[name]), hashlib.sha256(parts[name]).hexdigest()]
    parts["manifest.json"] = json.dumps(manifest).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for part, content in parts.items():
            package.writestr(part, content)
    return out.getvalue()


@settings(max_examples=max(6, MANY // 4), suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32 - 1))
def test_a_spoiled_backup_is_restored_whole_or_not_at_all(seed, tmp_path_factory):
    chance = random.Random(seed)
    data, tar = backup()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        if chance.random() < 0.5:
            spoiled = with_its_sums(data, chance)
        else:
            spoiled = _beside("spoiling").spoiled(data if chance.random() < 0.9 else tar, chance, [data, tar])
    folder = tmp_path_factory.mktemp("fuzz")
    path, root = folder / "b.npmsync", folder / "ws"
    path.write_bytes(spoiled)
    caller = Caller(datetime(2026, 11, 2, 9, tzinfo=UTC), "somebody", PLUGINS)
    with in_time(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            done = restore(root, path, caller)
        except NpmsyncError as error:
            assert error.message and not root.exists(), "a refused backup left something behind"
        else:
            assert done["files"] and (root / "npmsync.toml").exists() and json.dumps(done)
