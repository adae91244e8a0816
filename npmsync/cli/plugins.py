"""`npmsync plugins`."""

from __future__ import annotations

import click

from npmsync.cli.frame import answer, caller, json_option


@click.group()
def plugins() -> None:
    """The adapters that are installed, and beginning one of your own.

    \b
    Example:
      npmsync plugins list
      npmsync plugins new ledger
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
            "note": info.note,
        }
        for info in installed
    ]
    answer(shapes, lambda: _shown(shapes), as_json)


@plugins.command()
@click.argument("name")
@click.option("--kind", type=click.Choice(["table", "renderer", "due-rule"]), default="table", show_default=True,
              help="A table format, a renderer of forms, or a rule of the day's list.")  # fmt: skip
@json_option
def new(name: str, kind: str, as_json: bool) -> None:
    """Begin a plugin of your own: npmsync-NAME/ below this folder, which works and passes its tests as it stands.

    \b
    Example:
      npmsync plugins new ledger
      npmsync plugins new law-on-answers --kind due-rule
    """
    from pathlib import Path

    from npmsync.actions.new_plugin import new_plugin

    written = new_plugin(name, Path.cwd(), kind)
    folder = written[0].parent
    answer(
        {"folder": str(folder), "files": [str(path) for path in written]},
        f'Wrote {folder}.\nNext: cd {folder.name}, pip install -e ".[test]", pytest; then make adapter.py yours.',
        as_json,
    )


def _shown(shapes) -> str:  # type: ignore[no-untyped-def]
    from npmsync.cli.show import table

    rows = (
        [s["name"], s["state"], s["provides"], f"{s['package']} {s['version']}", s["error"] or s["note"]]
        for s in shapes
    )
    return table(["plugin", "state", "provides", "package", "what is to be known"], rows, "No plugin is installed.")
