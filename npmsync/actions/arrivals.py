"""What is handed in, one file after another: files, the files of folders, the attachments of saved mails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from npmsync.actions.archive import LIMIT, archive, read_bounded
from npmsync.actions.file_names import slug
from npmsync.actions.opened import Opened
from npmsync.errors import NpmsyncError, Refused
from npmsync.ports import Envelope

MOST_FILES = 2_000
_LETTERS = frozenset({".pdf", ".doc", ".tif", ".tiff", ".jpg", ".jpeg", ".png"})


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file to read. `shown` names it for a person, `name` is its own; `sender` is the address that a mail came from,
    "" where nobody knows; `trouble` is why there is nothing to read."""

    shown: str
    name: str
    path: Path
    sender: str = ""
    trouble: NpmsyncError | None = None


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
        own = PurePath(one.name.replace("\\", "/")).name
        place = folder / f"{slug(path.stem)}-{number}"
        place.mkdir(parents=True, exist_ok=True)
        file = place / f"{slug(PurePath(own).stem)}{PurePath(own).suffix.lower()}"
        if len(one.data) > LIMIT:
            large = Refused("file-too-large", f"{own} is larger than {LIMIT // 1_000_000} MB.", "Is it the form?")
            yield Arrival(f"{shown}: {own}", own, file, opening.sender, large)
            continue
        file.write_bytes(one.data)
        yield Arrival(f"{shown}: {own}", own, file, opening.sender)
