"""The command line: parses, calls an action, prints. Nothing is imported before the command that needs it runs."""

from __future__ import annotations

import importlib
from typing import Any

import click

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "Make a sample workspace and run the whole job on it."),
    "init": ("init", "Recognise your trackers and write npmsync.toml."),
    "doctor": ("doctor", "Check settings, files and store; say what to do."),
    "sync": ("sync", "Bring the trackers and the store in step."),
    "conflicts": ("conflicts", "What waits for a person, and deciding it."),
    "list": ("listing", "Authorities, focal points, recommendations, meetings, exchanges, commitments."),
    "plan": ("planning", "Propose the year's meetings."),
    "meetings": ("meetings", "Move, cancel or answer for a meeting."),
    "invite": ("inviting", "Write invitations to the outbox."),
    "replies": ("inviting", "Take in answers to invitations."),
    "export": ("exporting", "Make each authority its own response form."),
    "receive": ("exporting", "Take in response forms that came back."),
    "share": ("sharing", "Share a sheet with an authority; release what waits for it."),
    "due": ("due", "What is to be done today."),
    "log": ("log", "Record an exchange with an authority."),
    "history": ("history", "What changed, by whom, from where."),
    "undo": ("history", "Take a run back."),
    "backup": ("backup", "Put the whole workspace into one file."),
    "restore": ("backup", "Put a backup in the place of a workspace."),
    "plugins": ("plugins", "The adapters that are installed."),
}
"""command -> (module below npmsync.cli, one line of help)"""


class LazyGroup(click.Group):
    """A group whose commands live in modules that are imported when they run; `--help` imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"npmsync.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name.replace("list", "list_") if cmd_name == "list" else cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])

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
    """Keeps a National Preventive Mechanism's trackers, meetings and answers in step.

    \b
    Start with your own tracker:
      npmsync init --tracker register.xlsx --country GE --timezone Asia/Tbilisi
      npmsync sync
    or look at a sample first:
      npmsync demo
    """
    ctx.obj = workspace


def main() -> None:
    """The program: runs a command and ends with its exit code (see `frame`)."""
    from npmsync.cli.frame import run_program

    run_program(npmsync)
