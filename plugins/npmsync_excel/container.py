"""The zip file around a workbook: its directory checked before anything is unpacked, its parts unpacked within bounds,
and a copy with some parts changed and every other member's record copied as it lies.

The records are those of PKWARE's APPNOTE 6.3: local header (4.3.7), data, data descriptor, then the central directory
(4.3.12). Untouched members keep their raw bytes, padding included, and their order.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from npmsync.errors import Refused
from npmsync_excel.kinds import read_bytes, refuse_other_kinds, refuse_other_packages
from npmsync_excel.packing import Packer

FILE_LIMIT = 200 * 2**20
PART_LIMIT = 256 * 2**20
TOTAL_LIMIT = 600 * 2**20
MEMBER_LIMIT = 10_000
RATIO_LIMIT = 500
"""A sheet of nothing but styles packs about 60:1, the widest that others' tests have 200:1; deflate's utmost is
1032:1, which is what bombs come near to."""
_SMALL = 8 * 2**20
_HINT = "Take the file again from where it came, or the last one in backups/."
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")


@dataclass(frozen=True, slots=True)
class Container:
    """A workbook's bytes and its members, checked against the limits and for unsafe names."""

    path: Path
    data: bytes
    members: Mapping[str, zipfile.ZipInfo]
    directory: int
    """Where the central directory begins."""
    _unpacked: dict[str, bytes] = field(default_factory=dict, compare=False)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    def part(self, name: str) -> bytes:
        """A part's bytes. Raises Refused where it is missing, damaged, or larger than the directory says."""
        if name not in self._unpacked:
            if name not in self.members:
                raise _damaged(self.path, f"the part {name} is missing")
            self._unpacked[name] = _unpack(self, self.members[name])
        return self._unpacked[name]

    def forget(self, name: str) -> None:
        """Lets a large part's bytes go."""
        self._unpacked.pop(name, None)


def open_container(path: Path) -> Container:
    """Reads a workbook's zip file. Raises Refused, before unpacking anything large, for all that is no sound workbook
    of ECMA-376."""
    container = open_zip(path)
    types = container.part("[Content_Types].xml") if "[Content_Types].xml" in container.members else b""
    mimetype = container.part("mimetype") if "mimetype" in container.members else b""
    refuse_other_packages(path.name, frozenset(container.members), types, mimetype)
    return container


def open_zip(path: Path) -> Container:
    """Reads a zip file's directory. Raises Refused where it is none, or not a sound one within the limits."""
    data = read_bytes(path, FILE_LIMIT)
    refuse_other_kinds(path.name, data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos, directory = archive.infolist(), archive.start_dir
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError) as error:
        raise _damaged(path, "it is truncated or not a whole zip file") from error
    _check_members(path, infos)
    return Container(path, data, {info.filename: info for info in infos}, directory)


def _check_members(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MEMBER_LIMIT:
        raise Refused(
            "too-large", f"{path.name} has too many parts: {len(infos)}, and the limit is {MEMBER_LIMIT}.", _HINT
        )
    seen: set[str] = set()
    total = 0
    for info in infos:
        name = info.orig_filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name or "\0" in name:
            raise Refused(
                "unsafe-file", f"{path.name} is unsafe: the path of its part {name[:80]!r} leads outside.", _HINT
            )
        if name.lower() in seen:
            raise _damaged(path, f"the part {name} is in it twice")
        seen.add(name.lower())
        if info.flag_bits & 1:
            raise Refused(
                "encrypted-file", f"{path.name} is encrypted: its parts need a password.", "Save it without one."
            )
        total += info.file_size
        _check_size(path, info, total)


def _check_size(path: Path, info: zipfile.ZipInfo, total: int) -> None:
    bomb = info.file_size > _SMALL and info.file_size > RATIO_LIMIT * max(1, info.compress_size)
    if info.file_size > PART_LIMIT or total > TOTAL_LIMIT or bomb:
        raise Refused(
            "too-large",
            f"{path.name} is too large when unpacked: {info.filename} expands to {info.file_size // 2**20} MB; the "
            f"limits are {PART_LIMIT // 2**20} MB a part, {TOTAL_LIMIT // 2**20} MB in all, {RATIO_LIMIT} to 1.",
            "Delete unused formatted rows and columns in Excel and save, or take the file again from where it came.",
        )


def _unpack(container: Container, info: zipfile.ZipInfo) -> bytes:
    data, at = container.data, info.header_offset
    if data[at : at + 4] != b"PK\x03\x04" or at + 30 > len(data):
        raise _damaged(container.path, f"the part {info.filename} is not where the directory says")
    names, extra = struct.unpack_from("<2H", data, at + 26)
    begin = at + 30 + names + extra
    packed = memoryview(data)[begin : begin + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        raw = bytes(packed)
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        inflate = zlib.decompressobj(-15)
        try:
            raw = inflate.decompress(packed, info.file_size + 1)
        except zlib.error as error:
            raise _damaged(container.path, f"the part {info.filename} cannot be unpacked") from error
    else:
        raise _damaged(container.path, f"the part {info.filename} is packed in a way Excel does not use")
    if len(raw) != info.file_size:
        raise _damaged(container.path, f"the part {info.filename} has another size than the zip directory says")
    if zlib.crc32(raw) != info.CRC:
        raise _damaged(container.path, f"the checksum (CRC) of the part {info.filename} is wrong")
    return raw


def with_parts(container: Container, changed: Mapping[str, Iterable[bytes]]) -> bytes:
    """The zip file with these existing parts' contents replaced by what comes in pieces; all other records are the
    bytes they were.

    Raises Refused for zip64 members, whose sizes lie elsewhere (no workbook within the limits needs them).
    """
    data, infos = container.data, sorted(container.members.values(), key=lambda info: info.header_offset)
    ends = [info.header_offset for info in infos[1:]] + [container.directory]
    first = infos[0].header_offset if infos else 0
    out, offsets, packed = [data[:first]], {}, {}
    position = first
    for info, end in zip(infos, ends, strict=True):
        offsets[info.header_offset] = position
        if info.filename in changed:
            record, packed[info.header_offset] = _record(container, info, changed[info.filename])
        else:
            record = data[info.header_offset : end]
        out.append(record)
        position += len(record)
    prefix = _prefix(container)
    central = _central(container, offsets, packed, prefix)
    tail = data[container.directory + _directory_size(container) :]
    if tail[:4] != b"PK\x05\x06":
        raise _damaged(container.path, "its zip directory has parts that cannot be kept (zip64 or a signature)")
    tail = tail[:12] + struct.pack("<LL", len(central), position - prefix) + tail[20:]
    return b"".join([*out, central, tail])


Sizes = tuple[int, int, int, int, int]
"""flags, method, CRC, packed size, size: what a changed member's central entry says anew."""


def _record(container: Container, info: zipfile.ZipInfo, pieces: Iterable[bytes]) -> tuple[bytes, Sizes]:
    head = list(_LOCAL.unpack_from(container.data, info.header_offset))
    name_end = info.header_offset + 30 + head[9]
    name = container.data[info.header_offset + 30 : name_end]
    packer = Packer(info.compress_type, beside=info.file_size > _SMALL // 8)
    body = list(packer.packed(pieces))
    # bit 3 off: no data descriptor follows
    sizes = (head[2] & ~8, info.compress_type, packer.crc, sum(map(len, body)), packer.size)
    head[2], head[3], head[6], head[7], head[8] = sizes
    head[10] = 0  # extra fields told the old sizes
    return b"".join([_LOCAL.pack(*head), name, *body]), sizes


def _entries(container: Container) -> list[tuple[int, list, bytes]]:
    found, at = [], container.directory
    while container.data[at : at + 4] == b"PK\x01\x02":
        head = list(_CENTRAL.unpack_from(container.data, at))
        end = at + 46 + head[10] + head[11] + head[12]
        found.append((at, head, container.data[at + 46 : end]))
        at = end
    return found


def _directory_size(container: Container) -> int:
    return sum(46 + len(rest) for _, _, rest in _entries(container))


def _prefix(container: Container) -> int:
    """How many bytes stand before the zip file proper: offsets in the directory do not count them."""
    info = next(iter(container.members.values()))
    return info.header_offset - int(_entries(container)[0][1][16])


def _central(container: Container, offsets: Mapping[int, int], packed: Mapping[int, Sizes], prefix: int) -> bytes:
    out = []
    for _, head, rest in _entries(container):
        if 0xFFFFFFFF in (head[8], head[9], head[16]):
            raise _damaged(container.path, "it is a zip64 file, which is not written here")
        at = head[16] + prefix
        head[16] = offsets[at] - prefix
        if at in packed:
            head[3], head[4], head[7], head[8], head[9] = packed[at]
            name, comment = rest[: head[10]], rest[head[10] + head[11] :]
            head[11], rest = 0, name + comment
        out.append(_CENTRAL.pack(*head) + rest)
    return b"".join(out)


def _damaged(path: Path, what: str) -> Refused:
    return Refused("damaged-file", f"{path.name} is damaged: {what}.", _HINT)
