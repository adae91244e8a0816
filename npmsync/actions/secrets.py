"""Secrets: from the environment or the system's keyring, never from npmsync.toml, never into a message or the store."""

from __future__ import annotations

import re

from npmsync.actions.opened import Opened
from npmsync.errors import Refused
from npmsync.keyrings import SERVICE, kept


def secret(opened: Opened, name: str) -> str:
    """The secret of the account `name`. Raises `Refused` with both ways to give one where there is none."""
    variable = variable_of(name)
    found = opened.caller.environment.get(variable) or kept(name)
    if not found:
        quoted = name if name.isalnum() else f'"{name}"'
        raise Refused(
            "no-secret",
            f"The password of {name!r} is not known.",
            f"Put it into the keyring (python -m keyring set {SERVICE} {quoted}), or set the environment variable "
            f"{variable}.",
        )
    return found


def variable_of(name: str) -> str:
    """The environment variable for an account: NPMSYNC_PASSWORD_OFFICE for "office"."""
    return "NPMSYNC_PASSWORD_" + re.sub(r"\W+", "_", name).strip("_").upper()
