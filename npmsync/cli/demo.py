"""`npmsync demo`."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import click

from npmsync.cli.frame import answer, caller, json_option
from npmsync.paths import at_home


@click.command()
@click.argument("folder", metavar="[DIR]", default="npmsync-demo")
@json_option
def demo(folder: str, as_json: bool) -> None:
    """Make a sample workspace in DIR (default: npmsync-demo) and run the whole job on it.

    \b
    Example:
      npmsync demo
    """
    from npmsync.actions.demonstrate import NEXT, demonstrate

    began = perf_counter()
    place = at_home(Path(folder)).absolute()
    steps = []
    for step in demonstrate(place, caller()):
        steps.append({"step": step.title, "what": step.what, "path": str(step.path) if step.path else None})
        if not as_json:
            where = f": {_short(step.path, place)}" if step.path else ""
            click.echo(f"{click.style(step.title.ljust(8), bold=True)} {step.what}{where}")
    seconds = perf_counter() - began
    text = "\n".join([f"\nAll of it is in {place} ({seconds:.1f} s). To play with it: cd {place}", *NEXT])
    answer({"workspace": str(place), "steps": steps, "seconds": round(seconds, 2)}, text, as_json)


def _short(path: Path, place: Path) -> str:
    return path.relative_to(place.parent).as_posix() if path.is_relative_to(place) else str(path)
