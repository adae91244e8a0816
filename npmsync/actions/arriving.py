"""What is handed in as answers: files, folders and saved mailboxes, one mail or calendar file after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from npmsync.actions.archive import LIMIT, read_bounded
from npmsync.errors import NpmsyncError, Refused

_KINDS = (".eml", ".ics", ".mbox", ".msg")
_MOST_FILES = 5_000
_LARGEST_BOX = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Arrived:
    """One mail or calendar file. `where` names it for a person, `name` is what the archive calls it; `data` gives its
    bytes and raises `Refused` where they cannot be had."""

    where: str
    name: str
    data: Callable[[], bytes]
    handed_in: bool = True
    """A person chose it; False: found in a mailbox, among what has nothing to do with our meetings."""


def arrived(path: Path) -> Iterator[Arrived]:
    """What a path holds: one file, each mail of an .mbox, each such file of a folder and the folders in it (a saved
    mail folder, a Maildir)."""
    where = str(path.absolute())
    if path.is_dir():
        yield from _in_folder(path)
    elif path.suffix.casefold() == ".mbox":
        yield from _in_box(path)
    else:
        yield Arrived(where, path.name, lambda: _bytes(path))


def _in_folder(folder: Path) -> Iterator[Arrived]:
    files = sorted(one for one in folder.rglob("*") if one.is_file() and _may_be_mail(one))
    if not files or len(files) > _MOST_FILES:
        many = (
            f"holds {len(files)} mails, more than {_MOST_FILES}" if files else "holds no .eml, .ics, .mbox or .msg file"
        )
        error = Refused("not-a-mail-folder", f"{folder} {many}.", "Name a folder into which answers were saved.")
        yield Arrived(str(folder.absolute()), folder.name, _raising(error))
        return
    for file in files:
        yield from arrived(file)


def _may_be_mail(file: Path) -> bool:
    return file.suffix.casefold() in _KINDS or file.parent.name in ("cur", "new")


def _in_box(path: Path) -> Iterator[Arrived]:
    """The mails of an .mbox file, one by one: such a file may be large, each mail in it may not."""
    import mailbox

    where = str(path.absolute())
    if not path.is_file() or path.stat().st_size > _LARGEST_BOX:
        yield Arrived(where, path.name, lambda: read_bounded(path))
        return
    box = mailbox.mbox(path, create=False)
    try:
        keys = list(box.keys())
        if not keys:
            error = Refused("not-a-reply", f"{path.name} holds no mail.", "Is it a mailbox file (.mbox)?")
            yield Arrived(where, path.name, _raising(error))
        for number, key in enumerate(keys, 1):
            data = box.get_bytes(key)
            yield Arrived(f"{where}#{number}", f"{path.stem}-{number}.eml", _bounded(data), handed_in=len(keys) == 1)
    finally:
        box.close()


def _bounded(data: bytes) -> Callable[[], bytes]:
    if len(data) > LIMIT:
        return _raising(Refused("file-too-large", f"It is larger than the limit of {LIMIT // 1_000_000} MB.", ""))
    return lambda: data


def _raising(error: NpmsyncError) -> Callable[[], bytes]:
    def data() -> bytes:
        raise error

    return data


def _bytes(path: Path) -> bytes:
    data = read_bounded(path)
    if data.startswith(_OLE) or path.suffix.casefold() == ".msg":
        raise Refused(
            "outlook-msg",
            f"{path.name} is a message in Outlook's own form (.msg), which npmsync does not read.",
            "In Outlook save it as .eml or drag the calendar file out of it; or record the answer: "
            "npmsync meetings rsvp ID EMAIL ANSWER.",
        )
    return data


_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
