"""What is no sound workbook is refused before it is unpacked, by its real kind and with the way out."""

import io
import zipfile

import pytest
import xlsxwriter

from npmsync.errors import Refused
from npmsync_excel import patch
from npmsync_excel.adapter import ExcelFormat, OldExcelFormat

SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def parts():
    """The members of a small sound workbook."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet("Register").write_string(0, 0, "Recommendation")
    with zipfile.ZipFile(buffer) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def with_sheet(change):
    members = parts()
    members[SHEET] = change(members[SHEET])
    return packed(members.items())


def refusal(path, data, format=None):
    path.write_bytes(data)
    with pytest.raises(Refused) as caught:
        (format or ExcelFormat()).read(path)
    return caught.value


DOCTYPE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
ODS = [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<x/>")]
DOCX = [("[Content_Types].xml", '<Types><Override ContentType="x.wordprocessingml.document.main+xml"/></Types>')]
XLSB = [("[Content_Types].xml", '<Types><Default ContentType="x.sheet.binary.macroEnabled.main"/></Types>')]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", ("empty", "0 bytes")),
        (b"Dear colleague,\n" * 20, ("text", "CSV")),
        (b"<html><table></table></html>", ("web page",)),
        (OLE + "Workbook".encode("utf-16-le"), ("older", "Save as")),
        (OLE + "EncryptedPackage".encode("utf-16-le"), ("encrypted", "password")),
        (packed(ODS), ("OpenDocument", "Save as")),
        (packed(DOCX), ("Word",)),
        (packed(XLSB), (".xlsb", "Save as")),
        (packed([*parts().items(), ("_xmlsignatures/sig1.xml", "<x/>")]), ("signed", "signature")),
        (packed([*parts().items(), ("../../out.txt", "x")]), ("unsafe", "out.txt")),
        (packed([*parts().items(), ("C:\\out.txt", "x")]), ("unsafe", "out.txt")),
        (packed([*parts().items(), ("XL/Workbook.xml", "x")]), ("twice", "Workbook.xml")),
        (packed([*parts().items(), *((f"xl/media/{n}", "") for n in range(10_001))]), ("too many parts", "10000")),
        (packed(parts().items())[:-40], ("damaged",)),
        (packed([item for item in parts().items() if item[0] != SHEET]), ("missing", "Register")),
        (packed([item for item in parts().items() if "sharedStrings" not in item[0]]), ("shared strings", "missing")),
        (with_sheet(lambda xml: xml.replace(b"<worksheet", DOCTYPE + b"<worksheet", 1)), ("entities", SHEET)),
        (with_sheet(lambda xml: xml[: len(xml) // 2]), ("damaged", SHEET)),
        (with_sheet(lambda xml: xml.replace(b"<v>0</v>", b"<v>7</v>")), ("damaged", "shared strings")),
        (with_sheet(lambda xml: xml[:-12] + b" " * 40_000_000 + xml[-12:]), ("too large", "limits")),
    ],
)
def test_each_kind_is_refused_by_its_name(tmp_path, data, words):
    refused = refusal(tmp_path / "tracker.xlsx", data)
    assert "tracker.xlsx" in refused.message
    assert all(word in f"{refused.message} {refused.hint}" for word in words), f"{refused.message} {refused.hint}"


def test_a_wrong_checksum_and_a_lying_size_are_damage(tmp_path):
    data = packed(parts().items())
    entry = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02"))
    at = data.index(SHEET.encode(), entry) - 46
    for offset in (16, 24):  # CRC, uncompressed size (APPNOTE 4.3.12)
        broken = bytearray(data)
        broken[at + offset] ^= 1
        assert "damaged" in refusal(tmp_path / "tracker.xlsx", bytes(broken)).message


def test_an_old_workbook_under_another_name_and_a_new_one_named_xls(tmp_path):
    assert "Rename" in refusal(tmp_path / "tracker.xls", packed(parts().items()), OldExcelFormat()).hint
    assert ".xlsb" in refusal(tmp_path / "tracker.xlsb", packed(XLSB), OldExcelFormat()).message


def test_an_old_workbook_is_read_and_never_written(tmp_path):
    assert OldExcelFormat.capabilities == frozenset()
    with pytest.raises(Refused, match="only read"):
        OldExcelFormat().write(tmp_path / "a.xls", tmp_path / "b.xls", None)


def test_a_refused_file_leaves_the_target_as_it_was(tmp_path):
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    source.write_bytes(b"no workbook")
    target.write_bytes(b"kept")
    with pytest.raises(Refused):
        patch(source, target, cells={"Register": {"A1": "x"}})
    assert target.read_bytes() == b"kept" and sorted(tmp_path.iterdir()) == [source, target]
