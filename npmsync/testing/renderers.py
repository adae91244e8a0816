"""What every renderer must keep (`npmsync.ports.Renderer`, `DossierRenderer`): run `CHECKS`, or `DOSSIER_CHECKS`, on
your adapter.

    check(Subject(HtmlRenderer(), text_of), tmp_path)

`text_of(path)` gives the words of a file, as a reader of it sees them.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from npmsync.documents.cover import Head, cover_letter
from npmsync.documents.dossier import Column, Dossier, Row, Table, inside
from npmsync.documents.paper import Paper
from npmsync.documents.wording import Wording
from npmsync.domain.outgoing import Inside, Outgoing
from npmsync.domain.words import Stage
from npmsync.ports import DossierRenderer, Renderer, Shows
from npmsync.testing.promises import HOSTILE, accepts_only_outgoing
from npmsync.testing.samples import SECRET, sample_form, sample_recommendation
from npmsync.vocabulary import builtin_vocabulary

LANGUAGES = ("en", "ar")
_HEAD = Head("NPM/2026/004", ("Ana Reyes", "ana@npm.example"), ("NPM of Example", "1 Liberty Square"))


@dataclass(frozen=True, slots=True)
class Subject:
    """The adapter under test. `words(path)` are the words of a file that it made, read without it."""

    renderer: Renderer
    words: Callable[[Path], str]


def every_recommendation_is_there(subject: Subject, folder: Path) -> None:
    if Shows.FORM not in subject.renderer.shows:
        return
    for language in LANGUAGES:
        form = sample_form((language,)).content
        shown = _plain(subject.words(_rendered(subject, sample_form((language,)), folder / language)))
        for row in form.rows:
            assert _plain(row.reference) in shown, f"{row.reference} is missing"
        # Letters that run from right to left are not always extracted in their order.
        for text in (form.code, *(("Part 1.", "Part 6.", form.texts.total) if language == "en" else ())):
            assert _plain(text) in shown, f"{text!r} is missing"


def a_letter_says_all_its_words(subject: Subject, folder: Path) -> None:
    if Shows.LETTER not in subject.renderer.shows:
        return
    paper: Outgoing[Paper] = cover_letter(sample_form(("en",)), _HEAD, builtin_vocabulary())
    shown = _plain(subject.words(_rendered(subject, paper, folder)))
    for text in (*paper.content.paragraphs, *paper.content.addressee, *paper.content.letterhead):
        assert _plain(text) in shown, f"{text!r} is missing"


def the_same_document_gives_the_same_bytes(subject: Subject, folder: Path) -> None:
    for document in _documents(subject):
        one, two = (_rendered(subject, document, folder / name).read_bytes() for name in ("one", "two"))
        assert one == two


def a_draft_says_that_it_is_one(subject: Subject, folder: Path) -> None:
    if Shows.FORM not in subject.renderer.shows:
        return
    form = sample_form(("en",), [sample_recommendation(0)], Stage.DRAFT)
    assert form.content.texts.marking in subject.words(_rendered(subject, form, folder))


def a_text_is_a_text(subject: Subject, folder: Path) -> None:
    if Shows.FORM not in subject.renderer.shows:
        return
    records = [sample_recommendation(n, text, place=text) for n, text in enumerate(HOSTILE)]
    path = _rendered(subject, sample_form(("en",), records), folder)
    for data in every_byte(path):
        assert "\u202e".encode() not in data, "a sign that turns letters round came through"
        if data.lstrip(b"\xef\xbb\xbf").startswith(b"<"):
            assert b"<script>alert" not in data and b"<img src=http" not in data, "markup came through"
        assert not re.search(rb"<f>(?![\"&])", data), "a formula is live"


def nothing_internal_comes_out(subject: Subject, folder: Path) -> None:
    for document in _documents(subject):
        for data in every_byte(_rendered(subject, document, folder)):
            assert SECRET.encode() not in data and SECRET.encode("utf-16-le") not in data
            assert str(folder).encode() not in data, "a file says where it was made"


def only_what_passed_the_gate_is_taken(subject: Subject, folder: Path) -> None:
    for document in _documents(subject):
        bare: Any = document.content
        target = folder / f"bare{subject.renderer.suffix}"
        accepts_only_outgoing(lambda bare=bare, target=target: subject.renderer.render(bare, target))  # type: ignore[misc]
        assert not target.exists()


def it_writes_its_target_and_nothing_beside_it(subject: Subject, folder: Path) -> None:
    for number, document in enumerate(_documents(subject)):
        own = folder / str(number)
        path = _rendered(subject, document, own)
        assert list(own.iterdir()) == [path] and path.stat().st_size > 0


CHECKS: tuple[Callable[[Subject, Path], None], ...] = (
    every_recommendation_is_there,
    a_letter_says_all_its_words,
    the_same_document_gives_the_same_bytes,
    a_draft_says_that_it_is_one,
    a_text_is_a_text,
    nothing_internal_comes_out,
    only_what_passed_the_gate_is_taken,
    it_writes_its_target_and_nothing_beside_it,
)


@dataclass(frozen=True, slots=True)
class DossierSubject:
    """The adapter under test; `suffix` is the ending of its files, `words` as in `Subject`."""

    renderer: DossierRenderer
    suffix: str
    words: Callable[[Path], str]


def a_dossier_says_all_its_words(subject: DossierSubject, folder: Path) -> None:
    shown = _plain(subject.words(_dossier(subject, folder / f"d{subject.suffix}")))
    for text in ("Dialogue", "As of today", "A table", "Ministry of Justice", "2026"):
        assert _plain(text) in shown, f"{text!r} is missing"


def a_dossier_for_the_house_says_so(subject: DossierSubject, folder: Path) -> None:
    assert "INTERNAL" in subject.words(_dossier(subject, folder / f"d{subject.suffix}"))


def a_text_in_a_dossier_is_a_text(subject: DossierSubject, folder: Path) -> None:
    path = _dossier(subject, folder / f"d{subject.suffix}", *(Row((text, 1)) for text in HOSTILE))
    for data in every_byte(path):
        assert b"<script>alert" not in data and b"<img src=http" not in data
        assert not re.search(rb"<f>(?![\"&])", data)


def only_a_marked_dossier_is_taken(subject: DossierSubject, folder: Path) -> None:
    bare: Any = _sample_dossier().content
    target = folder / f"bare{subject.suffix}"
    accepts_only_outgoing(lambda: subject.renderer.render(bare, target))
    assert not target.exists()


DOSSIER_CHECKS: tuple[Callable[[DossierSubject, Path], None], ...] = (
    a_dossier_says_all_its_words,
    a_dossier_for_the_house_says_so,
    a_text_in_a_dossier_is_a_text,
    only_a_marked_dossier_is_taken,
)


def every_byte(path: Path) -> Iterator[bytes]:
    """A file's bytes, and those of its parts where it is a package."""
    yield path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            yield from (package.read(name) for name in package.namelist())


def _documents(subject: Subject) -> Iterator[Outgoing[Any]]:
    if Shows.FORM in subject.renderer.shows:
        yield sample_form(("en",))
    if Shows.LETTER in subject.renderer.shows:
        yield cover_letter(sample_form(("en",)), _HEAD, builtin_vocabulary())


def _rendered(subject: Subject, document: Outgoing[Any], folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"paper{subject.renderer.suffix}"
    subject.renderer.render(document, path)
    return path


def _sample_dossier(*rows: Row) -> Inside[Dossier]:
    columns = (Column("Who"), Column("Count", "number"))
    rows = rows or (Row(("Ministry of Justice", 12)), Row((str(date(2026, 1, 2)), 3)))
    table = Table("A table", columns, rows, "A table")
    return inside(
        Dossier("Dialogue", "en", False, "NPM of Example", ("As of today",), (table,), page="{page} / {pages}"),
        Wording(("en",)),
    )


def _dossier(subject: DossierSubject, path: Path, *rows: Row) -> Path:
    subject.renderer.render(_sample_dossier(*rows), path)
    return path


def _plain(text: str) -> str:
    return re.sub(r"[\s\u200e\u200f\u2066-\u2069\xad]+", "", text)
