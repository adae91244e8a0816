"""Access tokens that last an hour (OAuth 2): from the keyring as any secret, or from a command of this computer that
prints a fresh one.

The command stands in the environment and never in npmsync.toml: that file may be shared, and whoever could write it
would have their commands run on every computer that reads it.
"""

from __future__ import annotations

import os
import shlex
import subprocess

from npmsync.actions.opened import Opened
from npmsync.actions.secrets import secret, variable_of
from npmsync.errors import Refused

_LONGEST = 60
"""Seconds: such programs ask a server, and some a person."""


def token(opened: Opened, name: str) -> str:
    """The access token of the account `name`. Raises `Refused` where the command gives none, and as `secret` does."""
    variable = command_of(name)
    command = opened.caller.environment.get(variable)
    return _printed(command, variable) if command else secret(opened, name)


def command_of(name: str) -> str:
    """The environment variable for an account: NPMSYNC_TOKEN_COMMAND_OFFICE for "office"."""
    return variable_of(name).replace("_PASSWORD_", "_TOKEN_COMMAND_", 1)


def _printed(command: str, variable: str) -> str:
    hint = f"Run it by hand: it has to print the token and nothing else. It stands in the environment, {variable}."
    words = command if os.name == "nt" else shlex.split(command)
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=_LONGEST, check=False)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        why = "did not end in time" if isinstance(error, subprocess.TimeoutExpired) else "could not be run"
        raise Refused("no-token", f"The command for the access token {why}.", hint) from None
    found = done.stdout.strip()
    if done.returncode or not found or len(found.splitlines()) > 1:
        raise Refused(
            "no-token", f"The command for the access token gave none (it ended with {done.returncode}).", hint
        )
    return found
