"""Which plugins are installed and what each provides: the entry points of the group `npmsync`, loaded one by one, so
that one that fails is listed as broken with its reason and stops nothing else.

    plugins = Plugins(disabled=("email",))
    name, adapter = plugins.for_path("table", Path("register.xlsx"))
    message_format = plugins.load("mail", "email")
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Collection, Iterable
from contextlib import redirect_stdout
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from npmsync.contained import Contained, faulty
from npmsync.errors import MissingExtra, NpmsyncError, UnknownName
from npmsync.hookspecs import GROUP, Kind, Provision
from npmsync.plugin_cards import OWN, Found, PluginInfo, look_at, others_installed, package_of

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

EXTRAS = {
    "caldav": "caldav",
    "urllib3": "caldav",
    "imapclient": "mail",
    "docx": "docx",
    "typst": "pdf",
    "pypdf": "pdf",
    "msoffcrypto": "passwords",
    "olefile": "msg",
    "vobject": "contacts",
    "highspy": "solver",
    "psycopg": "postgres",
}
"""Library -> the extra of npmsync that brings it."""
_ASKED: dict[str, tuple[str, ...]] = {
    "table": ("capabilities", "read", "write"),
    "store": ("capabilities", "read", "write", "inspect"),
    "calendar": ("invitation", "feed", "replies", "items", "busy", "stored"),
    "calendars": ("writes", "open"),
    "mail": ("compose", "calendars", "read"),
    "post": ("sending", "mailbox"),
    "renderer": ("suffix", "shows", "render"),
    "dossier": ("render",),
    "letter": ("paragraphs",),
    "envelope": ("open",),
    "seal": ("close", "open"),
    "workbook": ("render",),
    "due_rule": ("due",),
    "contacts": ("read",),
}
"""Kind -> what an adapter of it has."""


class Plugins:
    """The installed plugins. Nothing is imported before the first question."""

    def __init__(self, disabled: Collection[str] = (), points: Iterable[EntryPoint] | None = None) -> None:
        """`disabled` are names of entry points to leave alone; `points` stand in for the installed ones."""
        self._disabled = frozenset(disabled)
        self._points = points

    def installed(self) -> list[PluginInfo]:
        """Every plugin by name, those broken or disabled too."""
        return [found.info for found in self._found]

    def load(self, kind: Kind, name: str) -> Any:
        """A new instance of what is provided under `name`. Raises UnknownName with near names, MissingExtra with the
        pip command where a library is not installed, Refused where the plugin itself fails."""
        provision = self._provisions(kind).get(name)
        if provision is None:
            raise self._unknown(kind, name)
        return self._made(provision)

    def for_path(self, kind: Kind, path: Path) -> tuple[str, Any]:
        """The name and an instance of what is provided for the file's ending, of the longest ending that fits. What the
        file really is, is the adapter's to find out. Raises UnknownName where no plugin knows the ending."""
        fitting = [
            (len(suffix), provision)
            for provision in self._provisions(kind).values()
            for suffix in provision.suffixes
            if path.name.lower().endswith(suffix.lower())
        ]
        if not fitting:
            known = sorted({suffix for one in self._provisions(kind).values() for suffix in one.suffixes})
            raise UnknownName(
                "unknown-file-kind",
                f"No plugin reads {path.name}: its ending is none of {', '.join(known) or 'those installed'}.",
                "Save it in one of these formats, or install a plugin for its own.",
                tuple(known),
            )
        provision = max(fitting, key=lambda pair: pair[0])[1]
        return provision.name, self._made(provision)

    def suffixes(self, kind: Kind) -> list[str]:
        """The endings of file names that some plugin of a kind is tried for, in lower case."""
        return sorted({suffix.lower() for one in self._provisions(kind).values() for suffix in one.suffixes})

    def names(self, kind: Kind) -> list[str]:
        """What can be asked for with `load`."""
        return sorted(self._provisions(kind))

    def whose(self, kind: Kind, name: str) -> str:
        """The name of the plugin that provides it, "" where none does."""
        return next(
            (f.info.name for f in self._found if any((p.kind, p.name) == (kind, name) for p in f.provisions)), ""
        )

    @cached_property
    def _all_points(self) -> list[EntryPoint]:
        from importlib.metadata import entry_points

        points = entry_points(group=GROUP) if self._points is None else self._points
        return sorted(points, key=lambda one: (package_of(one) != OWN, one.name))

    @cached_property
    def _found(self) -> list[Found]:
        taken: dict[tuple[str, str], str] = {}
        return [look_at(point, self._disabled, taken) for point in self._all_points]

    def _provisions(self, kind: Kind) -> dict[str, Provision]:
        if kind == "due_rule" and self._points is None and not others_installed():
            return {}  # npmsync has none: `due`, which is asked for many times a day, need not look further
        return {one.name: one for found in self._found for one in found.provisions if one.kind == kind}

    def _made(self, provision: Provision) -> Any:
        found = next(one for one in self._found if provision in one.provisions)
        own, plugin = found.info.package == OWN, found.info.name
        what = f"{provision.kind}:{provision.name}"
        made = loaded(provision, plugin)
        if missing := [name for name in _ASKED[provision.kind] if not hasattr(made, name)]:
            raise faulty(plugin, what, f"it has no {missing[0]!r}")
        return made if own else Contained(made, plugin, what)

    def _unknown(self, kind: Kind, name: str) -> UnknownName:
        for found in self._found:
            if found.info.state != "ok" and (name == found.info.name or f"{kind}:{name}" in found.info.provides):
                return UnknownName(
                    f"plugin-{found.info.state}",
                    f"The plugin {found.info.name!r} is {found.info.state}{_because(found.info.error)}.",
                    "Run npmsync plugins list.",
                )
        from difflib import get_close_matches

        near = tuple(get_close_matches(name, self.names(kind), 3, 0.5))
        listed = ", ".join(near or self.names(kind)) or "none"
        return UnknownName(
            "unknown-plugin", f"No plugin provides a {kind} format {name!r}.", f"Near names: {listed}.", near
        )


def _because(error: str | None) -> str:
    return f": {error}" if error else ""


def loaded(provision: Provision, plugin: str) -> Any:
    """A new instance of what a plugin provides. Raises `MissingExtra` for a library, `Refused` for a faulty plugin."""
    module, _, attribute = provision.target.partition(":")
    what = f"{provision.kind}:{provision.name}"
    try:
        with redirect_stdout(sys.stderr):
            return getattr(importlib.import_module(module), attribute)()
    except NpmsyncError:
        raise
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        if library == module.partition(".")[0]:
            raise faulty(plugin, what, f"{type(error).__name__}: {error}") from error
        extra = EXTRAS.get(library)
        raise MissingExtra(
            "missing-extra",
            f"{what} needs the library {library!r}, which is not installed.",
            f'Run: pip install "npmsync[{extra}]"' if extra else f"Run: pip install {library}",
        ) from error
    except (Exception, SystemExit) as error:  # foreign code, as above
        raise faulty(plugin, what, f"{type(error).__name__}: {error}") from error
