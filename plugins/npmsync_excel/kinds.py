"""What a file really is, by its first bytes, and the way out for each kind that is no open workbook.

Signatures: ECMA-376 part 2 (zip package), [MS-CFB] 2.2 (compound file), [MS-OFFCRYPTO] 2.3 (EncryptedPackage),
[MS-XLS] 2.4.21 (BOF), OpenDocument 1.2 part 3 section 2.4 (mimetype).
"""

from __future__ import annotations

from pathlib import Path

from npmsync.errors import Refused

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_BIFF = (b"\x09\x00\x04", b"\x09\x02\x06", b"\x09\x04\x06", b"\x09\x08")
_SAVE_AS = "Open it in Excel or LibreOffice, choose Save as, and pick Excel Workbook (.xlsx)."


def read_bytes(path: Path, limit: int) -> bytes:
    """The bytes of a file of at most `limit`. Raises Refused for a folder and an absent, unreadable or empty file."""
    if path.is_dir():
        raise Refused("not-a-file", f"{path} is a folder, not a file.", "Name the workbook inside it.")
    try:
        size = path.stat().st_size
        if size > limit:
            raise Refused(
                "too-large",
                f"{path.name} is too large: {size // 2**20} MB, and the limit is {limit // 2**20} MB.",
                "Check that it is the tracker; remove pictures, or split it.",
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise Refused("no-such-file", f"{path} does not exist.", "Check the name and the folder.") from None
    except OSError as error:
        raise Refused(
            "unreadable-file", f"{path} cannot be read: {error.strerror}.", "Check who may open the file."
        ) from error
    if not data:
        raise Refused(
            "empty-file",
            f"{path.name} is empty (0 bytes).",
            "Copying it was probably cut short: take it again, or take the last one in backups/.",
        )
    return data


def refuse_other_kinds(name: str, data: bytes) -> None:
    """Raises Refused with the real kind of the file unless it begins as a zip package."""
    if data[:4] == b"PK\x03\x04":
        return
    if data[:8] == COMPOUND:
        _refuse_compound(name, data)
    if data.startswith(_OLD_BIFF):
        raise Refused("old-excel", f"{name} is an Excel workbook from before Excel 97.", _SAVE_AS)
    if data[:4] in (b"PK\x05\x06", b"PK\x07\x08"):
        raise Refused("damaged-file", f"{name} is damaged: an empty or split zip file.", _backup_hint())
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        raise Refused("not-a-workbook", f"{name} is an XML Spreadsheet 2003, not an Excel workbook.", _SAVE_AS)
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")):
        raise Refused("not-a-workbook", f"{name} is a web page (HTML), not an Excel workbook.", _SAVE_AS)
    if start.startswith(b"{") and b'"doc_id"' in start:
        raise Refused(
            "not-a-workbook", f"{name} is only a link to a Google sheet.", "Download the sheet itself as .xlsx."
        )
    if start.startswith(b"%pdf"):
        raise Refused("not-a-workbook", f"{name} is a PDF, not an Excel workbook.", "Ask for the workbook itself.")
    if b"\0" not in data[:2048]:
        raise Refused(
            "not-a-workbook",
            f"{name} is text, perhaps CSV, not an Excel workbook (no zip file).",
            "If it is a CSV file, name it .csv; else take the workbook from backups/.",
        )
    raise Refused("damaged-file", f"{name} is damaged or not an Excel workbook: it is no zip file.", _backup_hint())


def holds_old_workbook(data: bytes) -> bool:
    """A compound file with a Workbook or Book stream: Excel 97 to 2003."""
    return data[:8] == COMPOUND and any(_utf16(word) in data for word in ("Workbook", "Book")) and not _encrypted(data)


def _refuse_compound(name: str, data: bytes) -> None:
    if _encrypted(data):
        raise Refused(
            "encrypted-file",
            f"{name} is encrypted: it has a password to open.",
            "Open it in Excel, choose File, Info, Protect Workbook, Encrypt with Password, empty the box, and save.",
        )
    if holds_old_workbook(data):
        raise Refused("old-excel", f"{name} is an older Excel workbook (.xls, Excel 97-2003).", _SAVE_AS)
    raise Refused("not-a-workbook", f"{name} is an older Office file, not an Excel workbook.", _SAVE_AS)


def refuse_other_packages(name: str, members: frozenset[str], content_types: bytes, mimetype: bytes) -> None:
    """Raises Refused with the real kind of a zip file that is no workbook of ECMA-376."""
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        raise Refused("not-a-workbook", f"{name} is an OpenDocument file (ODS), not an Excel workbook.", _SAVE_AS)
    if b"sheet.binary" in content_types or "xl/workbook.bin" in members:
        raise Refused("binary-workbook", f"{name} is a binary Excel workbook (.xlsb).", _SAVE_AS)
    for word, kind in ((b"wordprocessingml", "a Word document (docx)"), (b"presentationml", "a PowerPoint file")):
        if word in content_types and b"spreadsheetml" not in content_types:
            raise Refused("not-a-workbook", f"{name} is {kind}, not an Excel workbook.", "Name the workbook.")
    if "[Content_Types].xml" not in members:
        if any(member.startswith("xl/") for member in members):
            raise Refused("damaged-file", f"{name} is damaged: [Content_Types].xml is missing.", _backup_hint())
        raise Refused("not-a-workbook", f"{name} is a zip file, but not an Excel workbook.", "Name the workbook.")
    signed = any(member.lower().startswith("_xmlsignatures/") for member in members)
    if signed or b"package.digital-signature" in content_types:
        raise Refused(
            "signed-file",
            f"{name} is digitally signed: any change would break the signature.",
            "Keep the signed file, and use a copy without the signature (File, Info, View Signatures, Remove).",
        )


def _encrypted(data: bytes) -> bool:
    return _utf16("EncryptedPackage") in data or _utf16("EncryptionInfo") in data or _utf16("DataSpaces") in data


def _utf16(word: str) -> bytes:
    return word.encode("utf-16-le")


def _backup_hint() -> str:
    return "Take the file again from where it came, or the last one in backups/."
