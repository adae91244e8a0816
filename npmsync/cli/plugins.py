"""`npmsync plugins`."""

from __future__ import annotations

import click

from npmsync.cli.frame import answer, caller, json_option


@click.group()
def plugins() -> None:
    """The adapters that are installed.

    \b
    Example:
      npmsync plugins list
    """


@plugins.command("list")
@json_option
def list_(as_json: bool) -> None:
    """Show every plugin, what it provides, and what is wrong with it if something is.

    \b
    Example:
      npmsync plugins list
    """
    installed = caller().plugins.installed()
    shapes = [
        {
            "name": info.name,
            "package": info.package,
            "version": info.version,
            "provides": list(info.provides),
            "state": info.state,
            "error": info.error,
        }
        for info in installed
    ]
    answer(shapes, lambda: _shown(shapes), as_json)


def _shown(shapes) -> str:  # type: ignore[no-untyped-def]
    from npmsync.cli.show import table

    rows = ([s["name"], s["state"], s["provides"], f"{s['package']} {s['version']}", s["error"]] for s in shapes)
    return table(["plugin", "state", "provides", "package", "error"], rows, "No plugin is installed.")
