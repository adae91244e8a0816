"""Who we are to Google: what npmsync hands us from the environment or the system's keyring.

    NPMSYNC_GOOGLE_CREDENTIALS   the path or the contents of a service account's key (JSON), or of a person's consent
    NPMSYNC_GOOGLE_TOKEN         an access token of OAuth 2.0, for an hour
    keyring, service npmsync, name google   the contents of a key, as in the first variable

`python -m npmsync_gsheets.keep FILE` puts a key into the keyring, and asks for a person's consent where the file is an
OAuth client's.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from npmsync.errors import Refused, Unreachable
from npmsync.ports import Secrets
from npmsync_gsheets.place import Place

SCOPES = ("https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive.file")
VARIABLE, TOKEN = "NPMSYNC_GOOGLE_CREDENTIALS", "NPMSYNC_GOOGLE_TOKEN"
SERVICE, NAME, TOKEN_NAME = "npmsync", "google", "google-token"
_WAY_OUT = "See docs/sharing.md for each step; then run: npmsync doctor"


def credentials(place: Place, ask: Secrets) -> Any:
    """Credentials of google-auth for the server of `place`. Raises Unreachable where there are none: without them the
    sheet is out of reach, and everything else goes on."""
    said = found(ask)
    if said is None:
        raise Unreachable(
            "no-credentials",
            "npmsync has no credentials for Google: neither the keyring nor the environment holds any.",
            _WAY_OUT,
        )
    if isinstance(said, str):
        from google.oauth2.credentials import Credentials

        return Credentials(token=said)
    if place.server and urlsplit(str(said.get("token_uri"))).netloc != urlsplit(place.server).netloc:
        # A token of Google's goes to Google alone, whatever an address in npmsync.toml says.
        raise Refused(
            "credentials-of-another-server",
            f"The credentials are not for {place.server}, so they are not sent there.",
            "Use the address of the sheet at docs.google.com.",
        )
    return _made(said)


def account(said: dict[str, Any] | str | None) -> str:
    """The address to share a sheet with, "" where the credentials do not tell."""
    return str(said.get("client_email", "")) if isinstance(said, dict) else ""


def found(ask: Secrets) -> dict[str, Any] | str | None:
    """The contents of a key, or a token; None where there is neither. Raises Refused for what cannot be read."""
    if token := ask(TOKEN_NAME, TOKEN):
        return token
    given = ask(NAME, VARIABLE)
    return _read(given) if given else None


def _read(given: str) -> dict[str, Any]:
    where = f"{VARIABLE} or the keyring"
    try:
        text = given if given.lstrip().startswith("{") else Path(given).expanduser().read_text("utf-8")
        found = json.loads(text)
    except OSError as error:
        raise Refused(
            "credentials-unreadable",
            f"What {where} holds names a file that cannot be read: {error.strerror}.",
            _WAY_OUT,
        ) from error
    except ValueError:
        found = None
    if not isinstance(found, dict) or found.get("type") not in ("service_account", "authorized_user"):
        what = "an OAuth client's file, which needs your consent first" if _is_client(found) else "no key of Google's"
        raise Refused("credentials-unreadable", f"What {where} holds is {what}.", _WAY_OUT)
    return found


def _is_client(found: Any) -> bool:
    return isinstance(found, dict) and ("installed" in found or "web" in found)


def _made(said: dict[str, Any]) -> Any:
    try:
        if said["type"] == "service_account":
            from google.oauth2.service_account import Credentials as Service

            return Service.from_service_account_info(said, scopes=SCOPES)
        from google.oauth2.credentials import Credentials as Person

        return Person.from_authorized_user_info(said, scopes=list(SCOPES))
    except (ValueError, KeyError) as error:
        raise Refused(
            "credentials-unreadable", f"The key for Google is damaged or not whole ({type(error).__name__}).", _WAY_OUT
        ) from None
