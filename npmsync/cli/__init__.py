"""The command line: parses, calls an action, prints. Nothing is imported before the command that needs it runs, and
for the front page nothing at all."""

from __future__ import annotations


def main() -> None:
    """The program: runs a command and ends with its exit code (see `frame`)."""
    import sys

    from npmsync.cli.front import front_page

    if sys.argv[1:] in (["--help"], ["-h"]):
        sys.stdout.write(front_page())
        return
    from npmsync.cli.frame import run_program
    from npmsync.cli.group import npmsync

    run_program(npmsync)
