"""Who has a workbook open, told by the files that Excel and LibreOffice lay beside it while they do."""

from __future__ import annotations

from pathlib import Path

from npmsync.errors import Locked


def refuse_if_open(path: Path) -> None:
    """Raises Locked, naming who has the file open where that can be read, while a lock file lies beside it."""
    for lock, program, owner in (
        (path.with_name(f"~${path.name}"), "Excel", _excel_owner),
        # Office shortens the name of its owner file by two characters where the name is long (as Word always does).
        (path.with_name(f"~${path.name[2:]}"), "Excel", _excel_owner),
        (path.with_name(f".~lock.{path.name}#"), "LibreOffice", _libreoffice_owner),
    ):
        if not lock.is_file():
            continue
        name = owner(lock)
        by = f" by {name}" if name else ""
        raise Locked(
            "file-open",
            f"{path} is open in {program}{by}.",
            f"Close it there; the changes wait for the next run. If nobody has it open, delete {lock.name} beside it.",
        )


def _excel_owner(lock: Path) -> str:
    """The first byte is the length of the user's name, which follows in the system's code page, and again in UTF-16
    from byte 55 with its length before it."""
    data = _bytes(lock)
    if not data:
        return ""
    length = data[0]
    wide = data[56 : 56 + 2 * length] if len(data) > 56 and data[54] == length else b""
    text = (
        wide.decode("utf-16-le", "ignore")
        if len(wide) == 2 * length
        else data[1 : 1 + length].decode("cp1252", "ignore")
    )
    return _shown(text)


def _libreoffice_owner(lock: Path) -> str:
    """Comma separated: nothing or the user, the full name, the machine, the date, the profile; commas escaped."""
    fields = _bytes(lock).decode("utf-8", "ignore").replace("\\,", "\0").split(",")
    names = [_shown(field.replace("\0", ",")) for field in fields[:2]]
    return next((name for name in reversed(names) if name), "")


def _bytes(lock: Path) -> bytes:
    try:
        with lock.open("rb") as file:
            return file.read(4096)
    except OSError:
        return b""


def _shown(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable()).strip()[:80]
