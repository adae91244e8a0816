"""The group of all commands, which are imported when they run."""

from __future__ import annotations

import importlib
from typing import Any

import click

from npmsync.cli.front import COMMANDS, front_page


class LazyGroup(click.Group):
    """A group whose commands live in modules that are imported when they run; `--help` imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"npmsync.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, "list_" if cmd_name == "list" else cmd_name.replace("-", "_"))
        return command

    def get_help(self, ctx: click.Context) -> str:
        return front_page().rstrip()

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"There is no command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--workspace", metavar="DIR", default=".", help="The folder with npmsync.toml (default: this one).")
@click.version_option(package_name="npmsync")
@click.pass_context
def npmsync(ctx: click.Context, workspace: str) -> None:
    """Keeps a National Preventive Mechanism's trackers, meetings and answers in step (see `front_page`)."""
    ctx.obj = workspace
