"""What the system's keyring keeps for npmsync: Windows' Credential Manager, macOS' Keychain, Secret Service."""

from __future__ import annotations

SERVICE = "npmsync"
"""Under this name the keyring keeps everything of ours: `keyring set npmsync NAME`."""


def kept(name: str) -> str | None:
    """The secret kept under `name`; None where there is none, no keyring, or one that does not open."""
    try:
        import keyring

        return keyring.get_password(SERVICE, name)
    except Exception:  # every system's keyring fails in ways of its own; then the secret is elsewhere
        return None


def keep(name: str, secret: str) -> bool:
    """Whether the keyring keeps the secret under `name` from now on: it is read back."""
    try:
        import keyring

        keyring.set_password(SERVICE, name, secret)
    except Exception:  # as above
        return False
    return kept(name) == secret
