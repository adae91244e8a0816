"""Every failure a person may meet, sorted by what they would do about it.

    NpmsyncError             something failed and nothing was half done         (exit 1)
      Refused                this file or value will not be read or written; its text says why and the way out
      Locked                 open in another program or by another run: close it, then run again
      Unreachable            a server or folder did not answer: try later
      ConfigError            npmsync.toml says something that cannot be: the line and what would be right
      UnknownName            no such authority, record or plugin; near names are offered
      MissingExtra           a library is not installed: the pip command that brings it
      StoreError             the workspace's store is damaged or from a newer version
    UsageError               the command was called wrongly                     (exit 2)

An error is a record: a stable kebab-case `name` (goes into `--json`), a `message` (what happened, to which file and
row) and a `hint` (what to do next). It is written where it is raised; `cli` only prints it.
"""

from __future__ import annotations


class NpmsyncError(Exception):
    """Something failed; the workspace is as it was. `name` is stable, `message` and `hint` are for a person."""

    exit_code = 1

    def __init__(self, name: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.name = name
        self.message = message
        self.hint = hint


class Refused(NpmsyncError):
    """A file or a value is not read or not written, by design; nothing was changed."""


class Locked(NpmsyncError):
    """Another program or another run holds the file; nothing was changed, the work waits."""


class Unreachable(NpmsyncError):
    """A server, a network drive or a folder did not answer."""


class ConfigError(NpmsyncError):
    """npmsync.toml cannot be used. `line` is the 1-based line at fault, or None where no single line is."""

    def __init__(self, name: str, message: str, hint: str = "", line: int | None = None) -> None:
        super().__init__(name, message, hint)
        self.line = line


class UnknownName(NpmsyncError):
    """Nothing, or more than one thing, goes by this name. `near` holds the names that were close."""

    def __init__(self, name: str, message: str, hint: str = "", near: tuple[str, ...] = ()) -> None:
        super().__init__(name, message, hint)
        self.near = near


class MissingExtra(NpmsyncError):
    """An optional library is not installed; the hint is the pip command."""


class StoreError(NpmsyncError):
    """The store cannot be opened, is damaged, or was written by a newer npmsync."""


class UsageError(NpmsyncError):
    """The command line was wrong."""

    exit_code = 2
