"""Which plugins are installed and what each provides: the entry points of the group `npmsync`, loaded one by one, so
that one that fails is listed as broken with its reason and stops nothing else.

    plugins = Plugins(disabled=("email",))
    name, adapter = plugins.for_path("table", Path("register.xlsx"))
    message_format = plugins.load("mail", "email")
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal, get_args

from npmsync import hookspecs
from npmsync.contained import Contained, faulty, named
from npmsync.errors import MissingExtra, NpmsyncError, UnknownName
from npmsync.hookspecs import GROUP, Card, Kind, Provision

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
    "highspy": "solver",
    "psycopg": "postgres",
}
"""Library -> the extra of npmsync that brings it."""
OWN = "npmsync"
"""The distribution whose plugins are npmsync's own: they come first, so that no other takes a name from them."""
SLOW = 2.0
"""Seconds in which a plugin's module is to be imported; it is needed by almost every command."""
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
}
"""Kind -> what an adapter of it has."""


@dataclass(frozen=True, slots=True)
class PluginInfo:
    """A plugin as it was found. `name` is its entry point's, `package` and `version` its distribution's; `provides` are
    words like `table:xlsx`; `error` says why it is broken, `note` what is to be known of one that works."""

    name: str
    package: str
    version: str
    provides: tuple[str, ...]
    state: Literal["ok", "broken", "disabled"]
    error: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    info: PluginInfo
    provisions: tuple[Provision, ...] = ()


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
        return sorted(points, key=lambda one: (_package(one) != OWN, one.name))

    @cached_property
    def _found(self) -> list[_Found]:
        taken: dict[tuple[str, str], str] = {}
        return [_look_at(point, self._disabled, taken) for point in self._all_points]

    def _provisions(self, kind: Kind) -> dict[str, Provision]:
        if kind == "due_rule" and self._points is None and not _others_installed():
            return {}  # npmsync has none: `due`, which is asked for many times a day, need not look further
        return {one.name: one for found in self._found for one in found.provisions if one.kind == kind}

    def _made(self, provision: Provision) -> Any:
        found = next(one for one in self._found if provision in one.provisions)
        own, plugin = found.info.package == OWN, found.info.name
        what = f"{provision.kind}:{provision.name}"
        made = _loaded(provision, plugin)
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


def _others_installed() -> bool:
    """Whether a distribution beside npmsync's own has entry points of our group. Read from the files themselves, in a
    tenth of the time that `importlib.metadata` takes to be loaded."""
    for folder in dict.fromkeys(sys.path):
        try:
            with os.scandir(folder or ".") as entries:
                names = [one.path for one in entries if one.name.endswith((".dist-info", ".egg-info"))]
        except OSError:
            continue
        for name in names:
            if os.path.basename(name).partition("-")[0].lower() != OWN:  # noqa: PTH119 - as above
                with suppress(OSError), open(os.path.join(name, "entry_points.txt"), "rb") as file:  # noqa: PTH118, PTH123
                    if f"[{GROUP}]".encode() in file.read(1_000_000):
                        return True
    return False


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist else ""


def _look_at(point: EntryPoint, disabled: frozenset[str], taken: dict[tuple[str, str], str]) -> _Found:
    """Loads one plugin's card. Whatever it raises makes it broken, not us."""
    package, version = (point.dist.name, point.dist.version) if point.dist else ("", "")

    def info(
        state: Literal["ok", "broken", "disabled"],
        card: Card | None = None,
        error: str | None = None,
        note: str | None = None,
    ) -> PluginInfo:
        provides = tuple(f"{one.kind}:{one.name}" for one in card.provides) if card else ()
        return PluginInfo(point.name, package, version, provides, state, error, note)

    if point.name in disabled:
        return _Found(info("disabled"))
    began = monotonic()
    try:
        with named(point.name, "its card"):
            card = _card(point)
            problem = next(_problems(card, taken), None)
    except (NpmsyncError, OSError, MemoryError) as error:  # foreign code: all it can do wrong is shown, and only it
        cause = error.__cause__ or error
        return _Found(info("broken", error=f"{type(cause).__name__}: {cause}"))
    if problem:
        return _Found(info("broken", error=problem))
    taken.update({(one.kind, one.name): point.name for one in card.provides})
    return _Found(info("ok", card, note=_note(card, monotonic() - began, package)), tuple(card.provides))


def _note(card: Card, seconds: float, package: str) -> str | None:
    notes = []
    if card.api < hookspecs.API_VERSION:
        notes.append(
            f"it was written for version {card.api} of the contract; this npmsync still takes it, a later one will not"
        )
    if seconds > SLOW and package != OWN:
        notes.append(f"it took {seconds:.0f} s to be imported, which every command waits for")
    return "; ".join(notes) or None


def _card(point: EntryPoint) -> Any:
    """What the plugin's hook returns, through pluggy, which checks the hook's signature against the contract."""
    import pluggy

    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    manager.register(point.load(), name=point.name)
    manager.check_pending()
    return manager.hook.npmsync_card()


def _problems(card: Any, taken: dict[tuple[str, str], str]) -> Iterator[str]:
    if not isinstance(card, Card):
        yield "it has no hook npmsync_card that returns a Card"
        return
    if not isinstance(card.api, int) or not hookspecs.OLDEST_API <= card.api <= hookspecs.API_VERSION:
        newer = isinstance(card.api, int) and card.api > hookspecs.API_VERSION
        way = "update npmsync" if newer else "update the plugin"
        now = hookspecs.API_VERSION
        yield f"it was written for version {card.api} of the contract, and this npmsync has version {now}: {way}"
        return
    try:
        provisions = list(card.provides)
    except TypeError:
        yield "its card's provides is no list"
        return
    for one in provisions:
        if not isinstance(one, Provision) or one.kind not in get_args(Kind):
            yield f"its card provides {one!r}, which is no Provision of a known kind"
        elif one.target.count(":") != 1:
            yield f"the target {one.target!r} of {one.kind}:{one.name} is not written module:attribute"
        elif any(not suffix.startswith(".") or len(suffix) < 2 for suffix in one.suffixes):
            yield f"an ending of {one.kind}:{one.name} does not begin with a dot: it would take files of others"
        elif other := taken.get((one.kind, one.name)):
            yield f"{one.kind}:{one.name} is already provided by {other!r}"


def _loaded(provision: Provision, plugin: str) -> Any:
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
