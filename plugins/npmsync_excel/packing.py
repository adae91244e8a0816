"""A part packed as a zip member's data, beside the thread that makes its text.

zlib lets the interpreter go while it works, so a large sheet is packed while its next piece is checked: half of a
patch's time is one, half the other.
"""

from __future__ import annotations

import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

_LEVEL = 5
"""Half the time of zlib's usual 6 on a sheet's markup, for the same size within a thousandth."""
_AHEAD = 16
"""How many pieces may wait to be packed, so that memory stays bounded should they be made faster."""


class Packer:
    """Packs one member's pieces, deflated (RFC 1951) or stored as `method` says, in a thread `beside` this one where
    that is worth its start. `crc` and `size` are those of what was packed so far."""

    def __init__(self, method: int, beside: bool) -> None:
        self.crc, self.size, self._beside = 0, 0, beside
        self._deflate = None if method == zipfile.ZIP_STORED else zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
        self._packed: Callable[[bytes], bytes] = self._deflate.compress if self._deflate else bytes

    def packed(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """What goes into the file, in order. What making a piece raises is raised here."""
        if not self._beside:
            yield from map(self._packed, self._measured(pieces))
            if self._deflate:
                yield self._deflate.flush()
            return
        with ThreadPoolExecutor(1) as worker:
            waiting: deque[Future[bytes]] = deque()
            for piece in self._measured(pieces):
                waiting.append(worker.submit(self._packed, piece))
                if len(waiting) > _AHEAD:
                    yield waiting.popleft().result()
            yield from (one.result() for one in waiting)
        if self._deflate:
            yield self._deflate.flush()

    def _measured(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.crc, self.size = zlib.crc32(piece, self.crc), self.size + len(piece)
            yield piece
