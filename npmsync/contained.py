"""An adapter of a plugin that somebody else wrote: whatever goes wrong in it is said with its name, and stays there.

- what it raises that is none of `npmsync.errors` becomes `Refused`, with the plugin's name and the way to do without it
- what it prints goes to stderr: stdout holds the answer, which another program may be reading
- where it takes long, a line on stderr says which plugin is at work; Ctrl-C stops it, and nothing is half done

Errors of the disk and of memory go through as they are: they are not the plugin's.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from types import GeneratorType
from typing import Any

from npmsync.errors import NpmsyncError, Refused

PATIENCE = 20.0
"""Seconds after which a plugin at work is named."""


def faulty(plugin: str, what: str, why: str) -> Refused:
    """The error that names a plugin which does not work."""
    return Refused(
        "broken-plugin",
        f"The plugin {plugin!r}, which provides {what}, does not work: {why}.",
        f"Update or remove it, or do without it: NPMSYNC_DISABLE_PLUGINS={plugin}",
    )


class Contained:
    """Stands for the adapter `inner` of `plugin`; `what` is like "table:json"."""

    __slots__ = ("_inner", "_plugin", "_what")

    def __init__(self, inner: Any, plugin: str, what: str) -> None:
        object.__setattr__(self, "_inner", inner)
        object.__setattr__(self, "_plugin", plugin)
        object.__setattr__(self, "_what", what)

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        return type(self._inner)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._inner, name, value)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._inner, name)
        if not callable(value):
            return value

        def call(*words: Any, **more: Any) -> Any:
            with at_work(self._plugin, self._what):
                found = value(*words, **more)
            return self._within(found)

        return call

    def _within(self, found: Any) -> Any:
        """What was returned; a connection, a context or a generator is contained as well."""
        if isinstance(found, GeneratorType):
            return self._one_by_one(found)
        if hasattr(found, "__enter__"):
            return self._entered(found)
        return Contained(found, self._plugin, self._what) if hasattr(found, "changes") else found

    def _one_by_one(self, found: Iterator[Any]) -> Iterator[Any]:
        end = object()
        while True:
            with named(self._plugin, self._what):
                one = next(found, end)
            if one is end:
                return
            yield one

    @contextmanager
    def _entered(self, found: Any) -> Iterator[Any]:
        with at_work(self._plugin, self._what):
            inner = found.__enter__()
        try:
            yield Contained(inner, self._plugin, self._what)
        except BaseException as error:
            if not found.__exit__(type(error), error, error.__traceback__):
                raise
        else:
            found.__exit__(None, None, None)


@contextmanager
def at_work(plugin: str, what: str) -> Iterator[None]:
    """While foreign code runs that may take long."""
    said = threading.Timer(PATIENCE, _still, (plugin, what))
    said.daemon = True
    said.start()
    try:
        with named(plugin, what):
            yield
    finally:
        said.cancel()


@contextmanager
def named(plugin: str, what: str) -> Iterator[None]:
    """While foreign code runs: what it raises bears its name, and what it prints goes to stderr."""
    try:
        with redirect_stdout(sys.stderr):
            yield
    except (NpmsyncError, OSError, MemoryError):
        raise
    except (Exception, SystemExit) as error:
        raise faulty(plugin, what, f"{type(error).__name__}: {_first_line(error)}") from error


def _still(plugin: str, what: str) -> None:
    print(f"The plugin {plugin!r} ({what}) is still at work; Ctrl-C stops it.", file=sys.stderr)


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0][:200].rstrip(".")
