"""Pages of docs/ that are made from the program itself. Run this file to write them; a test holds them true."""

from __future__ import annotations

import re
import typing
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from npmsync.cli.front import COMMANDS
from npmsync.cli.group import npmsync
from npmsync.workspace.settings import Settings

DOCS = Path(__file__).parents[2] / "docs"


def commands_page() -> str:
    """docs/commands.md: the help of every command and subcommand."""
    parts = [COMMANDS_HEAD]
    with click.Context(npmsync, info_name="npmsync", help_option_names=["-h", "--help"]) as root:
        for name in COMMANDS:
            command = npmsync.get_command(root, name)
            assert command is not None, name
            parts += _help(command, name, root)
    return "\n".join(parts).rstrip() + "\n"


def _help(command: click.Command, name: str, parent: click.Context) -> list[str]:
    with click.Context(command, info_name=name, parent=parent, max_content_width=100, terminal_width=100) as ctx:
        parts = [
            f"{'#' * 2 if parent.parent is None else '###'} {ctx.command_path}",
            "",
            "```text",
            command.get_help(ctx),
            "```",
            "",
        ]
        if isinstance(command, click.Group):
            for sub in command.list_commands(ctx):
                found = command.get_command(ctx, sub)
                assert found is not None
                parts += _help(found, sub, ctx)
    return parts


def settings_page() -> str:
    """docs/settings.md: every table and key of npmsync.toml with its default and what it means."""
    parts = [SETTINGS_HEAD]
    for name, field in Settings.model_fields.items():
        model = _model(field.annotation)
        assert model is not None, name
        many = typing.get_origin(field.annotation) is tuple
        parts += _table(f"[[{name}]]" if many else f"[{name}]", model)
    return "\n".join(parts).rstrip() + "\n"


def _table(title: str, model: type[BaseModel]) -> list[str]:
    rows, below = [], []
    for name, field in model.model_fields.items():
        inner = _model(field.annotation)
        if inner is not None:
            bare = title.strip("[]")
            many = typing.get_origin(field.annotation) is tuple
            below += _table(f"[[{bare}.{name}]]" if many else f"[{bare}.{name}]", inner)
            continue
        rows.append(f"| `{name}` | {_default(field)} | {field.description or ''} |")
    about = " ".join((model.__doc__ or "").split())
    about = re.sub(r"^`\[.*?\]+`: (.)", lambda found: found[1].upper(), about)
    head = [f"## `{title}`", "", about, ""]
    if rows:
        head += ["| key | default | meaning |", "| --- | --- | --- |", *rows, ""]
    return head + below


def _default(field: Any) -> str:
    if field.is_required():
        return "must be given"
    value = field.default if field.default is not PydanticUndefined else field.default_factory()
    if value in (None, (), {}):
        return "none"
    if isinstance(value, tuple):
        return "; ".join(f"`{part}`" for part in value)
    return f"`{getattr(value, 'value', value)}`".replace("True", "true").replace("False", "false")


def _model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model, typing.get_args(annotation))), None)


COMMANDS_HEAD = """\
# Commands

`npmsync [--workspace DIR] COMMAND`: a workspace is a folder with `npmsync.toml`; without `--workspace` it is the
current folder. This page is made from the program's own help.

Every command takes `--json`: one document on standard output and nothing else ([shapes](json.md)). Errors go to
standard error: what happened, to which file and row, what to do next.

| exit code | meaning |
| --- | --- |
| 0 | done |
| 1 | it failed, and nothing was half done |
| 2 | the command was called wrongly |
| 3 | done, but something waits for a person: a conflict, a locked file, a meeting without a place in the calendar |
"""

SETTINGS_HEAD = """\
# Settings

`npmsync.toml` is written by `npmsync init` and edited by hand. A mistake is named with its line, and nothing happens
until it is put right. Secrets never stand in it. This page is made from the program's own models.
"""

PAGES = {"commands.md": commands_page, "settings.md": settings_page}

if __name__ == "__main__":
    for name, make in PAGES.items():
        (DOCS / name).write_text(make(), "utf-8")
