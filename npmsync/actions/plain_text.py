"""Notes as text, in whatever encoding an editor left them."""

from __future__ import annotations

from pathlib import Path

from npmsync.errors import Refused


def plain_text(file: Path, data: bytes) -> str:
    """The text of a plain file: UTF-8, UTF-16 with its mark, else the Windows letters of Western Europe. Raises
    `Refused` for what is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data or data.startswith((b"%PDF", b"PK\x03\x04")):
        raise Refused("not-text", f"{file.name} is no plain text.", "Save the notes as plain text (.txt, UTF-8).")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
