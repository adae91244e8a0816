"""Who calls: service accounts and access tokens.

https://developers.google.com/identity/protocols/oauth2/service-account: a signed JWT is exchanged for an access token
at the account's own `token_uri`, which is this server's, so that nothing ever goes to Google.
"""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from npmsync.testing.sheets.refusals import ApiError

SHEETS = "https://www.googleapis.com/auth/spreadsheets"
DRIVE = "https://www.googleapis.com/auth/drive"
WRITING = {SHEETS, DRIVE, f"{DRIVE}.file"}
READING = WRITING | {f"{SHEETS}.readonly", f"{DRIVE}.readonly"}


@dataclass
class Accounts:
    """Tokens and whose they are."""

    tokens: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    keys: dict[str, Any] = field(default_factory=dict)
    seconds: int = 3600

    def token(self, email: str, *scopes: str) -> str:
        """An access token of a person, as the OAuth consent screen would give it."""
        made = f"ya29.{secrets.token_urlsafe(16)}"
        self.tokens[made] = (email, frozenset(scopes or (SHEETS, DRIVE)))
        return made

    def service_account(self, email: str, token_uri: str) -> dict[str, str]:
        """The contents of a service account's key file."""
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa

        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.keys[email] = key.public_key()
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return {
            "type": "service_account",
            "project_id": "npmsync-test",
            "private_key_id": "1",
            "private_key": pem.decode(),
            "client_email": email,
            "client_id": "1",
            "token_uri": token_uri,
        }

    def exchange(self, form: dict[str, str]) -> dict[str, Any]:
        """The token for a JWT. An account that is not known, or a wrong signature, is `invalid_grant`."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        signed, _, signature = form.get("assertion", "").rpartition(".")
        try:
            claims = json.loads(_decoded(signed.split(".")[1]))
            self.keys[claims["iss"]].verify(_decoded(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        except (KeyError, IndexError, ValueError, InvalidSignature):
            raise InvalidGrant from None
        return {
            "access_token": self.token(claims["iss"], *claims["scope"].split()),
            "expires_in": self.seconds,
            "token_type": "Bearer",
        }

    def who(self, authorization: str | None, write: bool) -> str:
        """Whose token this is. Raises 401 for none or an unknown one, 403 where its scopes do not reach."""
        found = self.tokens.get((authorization or "").removeprefix("Bearer "))
        if found is None:
            raise ApiError(
                401,
                "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other "
                "valid authentication credential.",
            )
        email, scopes = found
        if not scopes & (WRITING if write else READING):
            message = "Request had insufficient authentication scopes."
            raise ApiError(403, message, "ACCESS_TOKEN_SCOPE_INSUFFICIENT")
        return email


class InvalidGrant(Exception):
    """The token endpoint says no (RFC 6749 section 5.2)."""


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
