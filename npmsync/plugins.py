"""Which plugins are installed and what each provides: the entry points of the group `npmsync`, loaded one by one, so
that one that fails is listed as broken with its reason and stops nothing else.

    plugins = Plugins(disabled=("email",))
    name, adapter = plugins.for_path("table", Path("register.xlsx"))
    message_format = plugins.load("mail", "email")
"""

from __future__ import annotations

import importlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from npmsync.errors import MissingExtra, NpmsyncError, Refused, UnknownName
from npmsync.hookspecs import API_VERSION, GROUP, Card, Kind, Provision

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


@dataclass(frozen=True, slots=True)
class PluginInfo:
    """A plugin as it was found. `name` is its entry point's, `package` and `version` its distribution's; `provides` are
    words like `table:xlsx`; `error` says why it is broken."""

    name: str
    package: str
    version: str
    provides: tuple[str, ...]
    state: Literal["ok", "broken", "disabled"]
    error: str | None = None


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
        return _made(provision)

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
        return provision.name, _made(provision)

    def suffixes(self, kind: Kind) -> list[str]:
        """The endings of file names that some plugin of a kind is tried for, in lower case."""
        return sorted({suffix.lower() for one in self._provisions(kind).values() for suffix in one.suffixes})

    def names(self, kind: Kind) -> list[str]:
        """What can be asked for with `load`."""
        return sorted(self._provisions(kind))

    @cached_property
    def _found(self) -> list[_Found]:
        from importlib.metadata import entry_points

        points = entry_points(group=GROUP) if self._points is None else self._points
        taken: dict[tuple[str, str], str] = {}
        found = []
        for point in sorted(points, key=lambda one: one.name):
            found.append(_look_at(point, self._disabled, taken))
        return found

    def _provisions(self, kind: Kind) -> dict[str, Provision]:
        return {one.name: one for found in self._found for one in found.provisions if one.kind == kind}

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


def _look_at(point: EntryPoint, disabled: frozenset[str], taken: dict[tuple[str, str], str]) -> _Found:
    """Loads one plugin's card. Whatever it raises makes it broken, not us."""
    package, version = (point.dist.name, point.dist.version) if point.dist else ("", "")

    def info(
        state: Literal["ok", "broken", "disabled"], card: Card | None = None, error: str | None = None
    ) -> PluginInfo:
        provides = tuple(f"{one.kind}:{one.name}" for one in card.provides) if card else ()
        return PluginInfo(point.name, package, version, provides, state, error)

    if point.name in disabled:
        return _Found(info("disabled"))
    try:
        card = _card(point)
    except (Exception, SystemExit) as error:  # foreign code: all it can do wrong is shown, and only it falls out
        return _Found(info("broken", error=f"{type(error).__name__}: {error}"))
    if problem := next(_problems(card, taken), None):
        return _Found(info("broken", card if isinstance(card, Card) else None, problem))
    taken.update({(one.kind, one.name): point.name for one in card.provides})
    return _Found(info("ok", card), tuple(card.provides))


def _card(point: EntryPoint) -> Any:
    """What the plugin's hook returns, through pluggy, which checks the hook's signature against the contract."""
    import pluggy

    from npmsync import hookspecs

    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    manager.register(point.load(), name=point.name)
    manager.check_pending()
    return manager.hook.npmsync_card()


def _problems(card: Any, taken: dict[tuple[str, str], str]) -> Iterator[str]:
    if not isinstance(card, Card):
        yield "it has no hook npmsync_card that returns a Card"
        return
    if card.api != API_VERSION:
        yield f"it was written for version {card.api} of the contract, and this npmsync has version {API_VERSION}"
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
        elif other := taken.get((one.kind, one.name)):
            yield f"{one.kind}:{one.name} is already provided by {other!r}"


def _made(provision: Provision) -> Any:
    module, _, attribute = provision.target.partition(":")
    try:
        return getattr(importlib.import_module(module), attribute)()
    except NpmsyncError:
        raise
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        if library == module.partition(".")[0]:
            raise _faulty(provision, error) from error
        extra = EXTRAS.get(library)
        raise MissingExtra(
            "missing-extra",
            f"{provision.kind}:{provision.name} needs the library {library!r}, which is not installed.",
            f'Run: pip install "npmsync[{extra}]"' if extra else f"Run: pip install {library}",
        ) from error
    except Exception as error:  # foreign code, as above
        raise _faulty(provision, error) from error


def _faulty(provision: Provision, error: Exception) -> Refused:
    return Refused(
        "broken-plugin",
        f"The plugin that provides {provision.kind}:{provision.name} does not work: {type(error).__name__}: {error}.",
        "Update or remove it, or set NPMSYNC_DISABLE_PLUGINS to its name.",
    )
