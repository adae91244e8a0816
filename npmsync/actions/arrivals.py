"""What is handed in, one file after another: files, the files of folders, the attachments of saved mails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from npmsync.actions.archive import LIMIT, archive, read_bounded
from npmsync.actions.file_names import slug
from npmsync.actions.opened import Opened
from npmsync.documents.replies import Way
from npmsync.errors import NpmsyncError, Refused
from npmsync.ports import Enclosed, Envelope

MOST_FILES = 2_000
_PICTURES = frozenset({".tif", ".tiff", ".jpg", ".jpeg", ".png"})
_LETTERS = frozenset({".pdf", ".doc"}) | _PICTURES
MAY_BE_LETTERS = _LETTERS | {".docx", ".odt", ".rtf"}
SMALLEST_SCAN = 60_000
"""Bytes below which a picture is a logo."""


@dataclass(frozen=True, slots=True)
class Mailed:
    """Who sent a mail, as its own server saw it, and where it lies."""

    sender: str
    way: Way
    where: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file to read. `shown` names it for a person, `name` is its own; `sender` is the address that a mail came from,
    "" where nobody knows; `trouble` is why there is nothing to read."""

    shown: str
    name: str
    path: Path
    sender: str = ""
    trouble: NpmsyncError | None = None
    letter: bool = False
    """It may be a letter."""
    mailed: Mailed | None = None
    """How it came out of a mailbox; None where a person handed it in."""


def arrivals(opened: Opened, paths: Sequence[Path], folder: Path) -> Iterator[Arrival]:
    """Every file that `paths` hold; attachments are put into `folder`, which the caller removes."""
    for path in paths:
        yield from _in_folder(opened, path, folder) if path.is_dir() else _one(opened, path, folder)


def _in_folder(opened: Opened, path: Path, folder: Path) -> Iterator[Arrival]:
    files = sorted(one for one in path.rglob("*") if one.is_file() and _counts(opened, one))
    if not files or len(files) > MOST_FILES:
        many = f"holds {len(files)} files, more than {MOST_FILES}" if files else "holds no form and no saved mail"
        error = Refused("folder-without-forms", f"{path} {many}.", "Name the folder into which the forms were saved.")
        yield Arrival(str(path.absolute()), path.name, path, trouble=error)
    else:
        for file in files:
            yield from _one(opened, file, folder)


def _counts(opened: Opened, file: Path) -> bool:
    if file.name.startswith((".", "~$")):
        return False
    return any(_known(opened, kind, file) for kind in ("table", "envelope"))


def _known(opened: Opened, kind: str, file: PurePath) -> bool:
    return file.name.lower().endswith(tuple(opened.caller.plugins.suffixes(kind)))  # type: ignore[arg-type]


def _one(opened: Opened, path: Path, folder: Path) -> Iterator[Arrival]:
    shown = str(path.absolute())
    if not _known(opened, "envelope", path):
        yield Arrival(shown, path.name, path)
        return
    try:
        read_bounded(path)
        envelope: Envelope = opened.caller.plugins.for_path("envelope", path)[1]
        opening = envelope.open(path)
        forms = [one for one in opening.enclosed if _known(opened, "table", PurePath(one.name))]
        if not forms:
            letters = [one.name for one in opening.enclosed if PurePath(one.name).suffix.lower() in _LETTERS]
            raise Refused(
                "mail-without-form",
                f"{path.name} has no form attached{', but ' + ', '.join(letters) if letters else ''}.",
                "A letter is saved and filed with: npmsync receive LETTER --authority NAME --answers REF --dated DATE",
            )
        archive(opened, path)
    except NpmsyncError as error:
        yield Arrival(shown, path.name, path, trouble=error)
        return
    for number, one in enumerate(forms, 1):
        yield _laid_out(one, f"{slug(path.stem)}-{number}", shown, folder, opening.sender)


def _laid_out(one: Enclosed, name: str, shown: str, folder: Path, sender: str) -> Arrival:
    """An attachment as a file of its own."""
    own = PurePath(one.name.replace("\\", "/")).name
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    suffix = PurePath(own).suffix.lower()
    file = place / f"{slug(PurePath(own).stem)}{suffix}"
    if len(one.data) > LIMIT:
        large = Refused("file-too-large", f"{own} is larger than {LIMIT // 1_000_000} MB.", "Is it the form?")
        return Arrival(f"{shown}: {own}", own, file, sender, large)
    file.write_bytes(one.data)
    return Arrival(f"{shown}: {own}", own, file, sender, letter=suffix in MAY_BE_LETTERS)


def forms_and_letters(opened: Opened, mail: Path, folder: Path) -> list[Arrival]:
    """The files of a mail that may be forms or letters, put into `folder`; pictures that stand below a signature are
    left out. Raises `Refused` for what is no mail."""
    envelope: Envelope = opened.caller.plugins.for_path("envelope", mail)[1]
    opening = envelope.open(mail)
    wanted = [
        one
        for one in opening.enclosed
        if _known(opened, "table", PurePath(one.name))
        or (
            (suffix := PurePath(one.name).suffix.lower()) in MAY_BE_LETTERS
            and (suffix not in _PICTURES or len(one.data) >= SMALLEST_SCAN)
        )
    ]
    laid = (
        _laid_out(one, f"{slug(mail.stem)}-{number}", mail.name, folder, opening.sender)
        for number, one in enumerate(wanted, 1)
    )
    return [one for one in laid if one.trouble is None]
