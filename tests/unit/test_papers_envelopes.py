"""Saved mails, Internet's and Outlook's, give their attachments and nothing else."""

from __future__ import annotations

import struct
from itertools import pairwise
from pathlib import Path

import pytest

from npmsync.errors import Refused
from npmsync_envelopes.internet import InternetMail

_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def compound_file(streams: dict[str, bytes]) -> bytes:
    """A compound file (MS-CFB) of streams by path, `storage/stream`, one storage deep. Streams have 4,096
    bytes or more, so that they lie in ordinary sectors."""
    storages = sorted({path.split("/")[0] for path in streams if "/" in path})
    names = ["Root Entry", *storages, *streams]
    owner = {path: (names.index(path.split("/")[0]) if "/" in path else 0) for path in streams}
    children: dict[int, list[int]] = {0: [names.index(s) for s in storages]}
    for path in streams:
        children.setdefault(owner[path], []).append(names.index(path))
    sectors: list[bytes] = []
    fat: list[int] = []
    starts: dict[str, int] = {}
    for path, data in streams.items():
        starts[path] = len(sectors)
        count = max(1, -(-len(data) // 512))
        sectors += [data[512 * n : 512 * n + 512].ljust(512, b"\0") for n in range(count)]
        fat += [*range(starts[path] + 1, starts[path] + count), _END]
    following = {one: after for kin in children.values() for one, after in pairwise(kin)}
    entries = []
    for number, name in enumerate(names):
        short = name.rpartition("/")[2].encode("utf-16-le")
        kind = 5 if not number else (1 if name in storages else 2)
        first = children.get(number, [_NONE])[0] if kind != 2 else _NONE
        start, size = (starts[name], len(streams[name])) if kind == 2 else (_END if not number else 0, 0)
        entries.append(
            short.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(short) + 2, kind, 1, _NONE, following.get(number, _NONE), first)
            + bytes(36) + struct.pack("<IQ", start, size)
        )  # fmt: skip
    table = b"".join(entries)
    table += bytes(-len(table) % 512)
    directory = len(sectors)
    count = len(table) // 512
    sectors += [table[512 * n : 512 * n + 512] for n in range(count)]
    fat += [*range(directory + 1, directory + count), _END, _FAT]
    fat += [_FREE] * (128 - len(fat))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, directory, 0, 4096, _END, 0, _END, 0) + struct.pack("<I", len(sectors))
    return header.ljust(512, b"\xff") + b"".join(sectors) + struct.pack("<128I", *fat)


def test_an_outlook_mail_gives_its_attachments_and_its_sender(tmp_path: Path) -> None:
    pytest.importorskip("olefile", reason="the extra msg is not installed")
    from npmsync_envelopes.outlook import OutlookMail

    def words(text: str) -> bytes:
        return text.encode("utf-16-le").ljust(4096, b"\0")

    form = b"PK" + bytes(range(256)) * 17
    path = tmp_path / "reply.msg"
    path.write_bytes(
        compound_file({
            "__substg1.0_0037001F": words("Our reply"),
            "__substg1.0_5D01001F": words("Focal@Justice.example"),
            "__attach_version1.0_#00000000/__substg1.0_37010102": form,
            "__attach_version1.0_#00000000/__substg1.0_3707001F": words("Réponse finale.xlsx"),
        })
    )  # fmt: skip
    opening = OutlookMail().open(path)
    assert (opening.sender, opening.subject) == ("focal@justice.example", "Our reply")
    assert [(one.name, one.data) for one in opening.enclosed] == [("Réponse finale.xlsx", form)]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1") + b"\xff" * 700])
def test_what_is_no_mail_is_refused_in_words(tmp_path: Path, data: bytes) -> None:
    pytest.importorskip("olefile", reason="the extra msg is not installed")
    from npmsync_envelopes.outlook import OutlookMail

    for adapter, name in ((OutlookMail(), "a.msg"), (InternetMail(), "a.eml")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(Refused, match=r"a\.(msg|eml) is no"):
            adapter.open(tmp_path / name)
