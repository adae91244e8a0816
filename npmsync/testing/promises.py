"""Promises that every port shares, for the contract suites beside this module."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from npmsync.errors import NpmsyncError

NOISE = (b"", bytes(range(256)) * 8, b"<html><body>Service unavailable</body></html>")
"""What comes instead of the file one waited for: nothing, noise, a page that says sorry."""
HOSTILE = (
    "=1+1",
    '=HYPERLINK("http://evil.example","x")',
    "<script>alert(1)</script><img src=http://evil.example>",
    "good\u202egnp.exe",
    '#image("/etc/passwd")',
    "{{ 7*7 }}",
    "توفير فحص طبي",
)
"""Texts that programs have taken for more than texts, and one that only reads the other way."""


def refused(act: Callable[[], Any]) -> NpmsyncError:
    """That the act is refused in words: an error of `npmsync.errors` with a name, a sentence and nothing else."""
    try:
        found = act()
    except NpmsyncError as error:
        assert error.name and error.name == error.name.lower() and " " not in error.name, f"name {error.name!r}"
        assert error.message.strip(), "the error says nothing"
        return error
    raise AssertionError(f"this was taken, and gave {found!r}")


def accepts_only_outgoing(act: Callable[[], Any]) -> None:
    """That a bare value, which has not passed the gate, is not taken, however it is said."""
    try:
        act()
    except Exception:  # whatever it raises, it has not taken it
        return
    raise AssertionError("a value that has not passed the gate was taken")
