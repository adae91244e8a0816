"""The attachments of a mail that Outlook saved in its own way: a compound file, in which each attachment is a storage
and each property a stream (MS-OXMSG, sections 2.2 and 2.4)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from npmsync.errors import Refused
from npmsync.ports import Enclosed, Opening
from npmsync_envelopes.internet import LARGEST, MOST

_STORAGE = "__attach_version1.0_#"
_DATA = "__substg1.0_37010102"
_NAMES = ("3707", "3704")
"""PidTagAttachLongFilename, PidTagAttachFilename (MS-OXPROPS)."""
_SENDERS = ("5D01", "0C1F")
"""PidTagSenderSmtpAddress, PidTagSenderEmailAddress; the second is no address where the server is Exchange."""
_SUBJECT = ("0037",)


class OutlookMail:
    """`npmsync.ports.Envelope` for .msg."""

    def __init__(self) -> None:
        import olefile  # noqa: F401 - a missing extra is said before a file is opened

    def open(self, source: Path) -> Opening:
        """Raises `Refused` for what is too large or no such file."""
        import olefile

        if source.stat().st_size > LARGEST:
            raise Refused("file-too-large", f"{source.name} is larger than {LARGEST // 2**20} MB.", "Save the forms.")
        try:
            with olefile.OleFileIO(str(source)) as file:
                tops = sorted({path[0] for path in file.listdir() if path[0].startswith(_STORAGE)})
                if len(tops) > MOST:
                    raise Refused("too-many-attachments", f"{source.name} has {len(tops)} attachments.", "")
                found = [one for top in tops if (one := _enclosed(file, top)) is not None]
                sender = next((s for tag in _SENDERS if "@" in (s := _text(file, "", (tag,)))), "")
                return Opening(sender.lower(), _text(file, "", _SUBJECT)[:200], tuple(found))
        except Refused:
            raise
        except Exception as error:  # of a spoiled file the library raises whatever it stumbles over
            raise Refused(
                "not-a-mail", f"{source.name} is no mail that Outlook saved, or it is damaged.", "Save it as .eml."
            ) from error


def _enclosed(file: Any, top: str) -> Enclosed | None:
    name = _text(file, top, _NAMES)
    path = f"{top}/{_DATA}"
    # A mail in the mail is a storage of its own, with the same tag and another type: a person opens that one.
    if not name or not file.exists(path) or file.get_size(path) > LARGEST:
        return None
    return Enclosed(" ".join(name.split())[:200], file.openstream(path).read())


def _text(file: Any, top: str, tags: tuple[str, ...]) -> str:
    """The first of the properties that is there: as Unicode (001F), else in the letters of Windows (001E)."""
    for tag in tags:
        for kind, encoding in (("001F", "utf-16-le"), ("001E", "cp1252")):
            path = "/".join(filter(None, (top, f"__substg1.0_{tag}{kind}")))
            if file.exists(path) and file.get_size(path) < 100_000:
                text: str = file.openstream(path).read().decode(encoding, "replace").rstrip("\0")
                return text
    return ""
