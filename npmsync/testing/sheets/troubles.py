"""What can be told to go wrong, once or several times, at the next call of a kind.

server.troubles.append(fails(429, on="batchUpdate"))
server.troubles.append(meanwhile("batchUpdate", lambda: book.type("Register", "B7", "edited")))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

What = Literal["answer", "reset", "reset_after", "half", "act"]


@dataclass
class Trouble:
    """`on` is a part of the call's name ("get", "batchUpdate", "values.update", "token", "" for any); `left` how often.

    answer: the status `code` is answered and nothing done. reset: the connection breaks before anything is done;
    reset_after: it breaks after it was done, before the answer; half: half of the answer comes, then it breaks.
    act: `act` is called before the call is carried out.
    """

    what: What
    on: str = ""
    code: int = 503
    left: int = 1
    act: Callable[[], object] | None = None

    def meets(self, call: str) -> bool:
        return self.left > 0 and self.on in call


def fails(code: int, on: str = "", times: int = 1) -> Trouble:
    """The next calls are answered with this status (429, 500, 503, 403, 404) and not carried out."""
    return Trouble("answer", on, code, times)


def resets(on: str = "", after: bool = False, times: int = 1) -> Trouble:
    """The connection is reset, before the call is carried out or after it."""
    return Trouble("reset_after" if after else "reset", on, left=times)


def halves(on: str = "", times: int = 1) -> Trouble:
    """The call is carried out; half of its answer arrives."""
    return Trouble("half", on, left=times)


def meanwhile(on: str, act: Callable[[], object], times: int = 1) -> Trouble:
    """Somebody does something just before the call is carried out."""
    return Trouble("act", on, left=times, act=act)
