"""Ids: UUIDv7 (RFC 9562 section 5.7) for what is made, UUIDv5 (section 5.5) for what follows from other ids."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import datetime
from functools import lru_cache

_RESPONSES = uuid.UUID("6f3c1d2e-0a57-5c7e-9a53-6a6f0d7c9b11")
_NOTES = uuid.UUID("3d1f9a52-7c84-5b0a-9e57-18c7d4a0be63")
_ROWS = uuid.UUID("0b9a7a44-5d1b-5f0e-8a41-2f4c9d3e7712")


def new_id(now: datetime, count: int = 0) -> str:
    """A new id that sorts by the time it was made. `now` is aware; ids made at the same moment sort by `count`, which
    fills the 26 bits after the milliseconds (RFC 9562 section 6.2, method 1)."""
    millis = int(now.timestamp() * 1000) & (1 << 48) - 1
    high, low = divmod(count & (1 << 26) - 1, 1 << 14)
    bits = millis << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low << 48 | secrets.randbits(48)
    return str(uuid.UUID(int=bits))


def response_id(recommendation: str, authority: str | None) -> str:
    """The id of the one response of an authority to a recommendation. It follows from the two, so that every endpoint
    and every rerun finds the same record; `authority` is None where a tracker names no addressee."""
    return _from_other_ids(f"{recommendation} {authority or ''}")


@lru_cache(maxsize=65_536)
def _from_other_ids(name: str) -> str:
    """`str(uuid.uuid5(_RESPONSES, name))` without the object in between: a sync asks for each of them several times."""
    text = hashlib.sha1(_RESPONSES.bytes + name.encode(), usedforsecurity=False).hexdigest()
    return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{'89ab'[int(text[16], 16) & 3]}{text[17:20]}-{text[20:32]}"


def noted_id(meeting: str, about: str) -> str:
    """The id of what a meeting came to on something (a recommendation's id, the words of a commitment): notes that are
    taken in again find what they gave before."""
    return str(uuid.uuid5(_NOTES, f"{meeting} {about}"))


def row_id(endpoint: str, content: str) -> str:
    """The id that a row would be given as a record, were it taken for one: it follows from the endpoint's name and the
    row's cells, so that whoever looks at it again speaks of the same thing."""
    return str(uuid.uuid5(_ROWS, f"{endpoint} {content}"))
