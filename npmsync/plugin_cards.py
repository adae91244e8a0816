"""What a plugin says of itself, looked at: its card loaded through its entry point, and whatever is wrong with one said
before anything of it is used."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal, get_args

from npmsync import hookspecs
from npmsync.contained import named
from npmsync.errors import NpmsyncError
from npmsync.hookspecs import GROUP, Card, Kind, Provision

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

OWN = "npmsync"
"""The distribution whose plugins are npmsync's own: they come first, so that no other takes a name from them."""
SLOW = 2.0
"""Seconds in which a plugin's module is to be imported; it is needed by almost every command."""


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
class Found:
    info: PluginInfo
    provisions: tuple[Provision, ...] = ()


def others_installed() -> bool:
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


def package_of(point: EntryPoint) -> str:
    return point.dist.name if point.dist else ""


def look_at(point: EntryPoint, disabled: frozenset[str], taken: dict[tuple[str, str], str]) -> Found:
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
        return Found(info("disabled"))
    began = monotonic()
    try:
        with named(point.name, "its card"):
            card = _card(point)
            problem = next(_problems(card, taken), None)
    except (NpmsyncError, OSError, MemoryError) as error:  # foreign code: all it can do wrong is shown, and only it
        cause = error.__cause__ or error
        return Found(info("broken", error=f"{type(cause).__name__}: {cause}"))
    if problem:
        return Found(info("broken", error=problem))
    taken.update({(one.kind, one.name): point.name for one in card.provides})
    return Found(info("ok", card, note=_note(card, monotonic() - began, package)), tuple(card.provides))


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
