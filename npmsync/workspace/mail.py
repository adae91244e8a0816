"""What npmsync.toml may say of the NPM's own mail: `[[mail]]`. No secret stands in it: see docs/mail.md."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Security = Literal["starttls", "tls"]
"""How a connection is encrypted; there is no third way."""


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class SmtpSettings(_Closed):
    """`[mail.smtp]`: the server that takes mail to be sent."""

    host: str = Field(min_length=1, description="Its name, for example smtp.npm.example.")
    security: Security = Field("starttls", description="`starttls` or `tls`; mail never goes out without one of them.")
    port: int | None = Field(None, ge=1, le=65535, description="None: 587 for starttls, 465 for tls.")

    @property
    def at(self) -> int:
        return self.port or (587 if self.security == "starttls" else 465)


class ImapSettings(_Closed):
    """`[mail.imap]`: the mailbox in which answers arrive."""

    host: str = Field(min_length=1, description="Its name, for example imap.npm.example.")
    security: Security = Field("tls", description="`tls` or `starttls`.")
    port: int | None = Field(None, ge=1, le=65535, description="None: 993 for tls, 143 for starttls.")
    folders: tuple[str, ...] = Field(("INBOX",), min_length=1, description="Where answers are looked for.")
    mark_read: bool = Field(False, description="Whether answers that were taken in are marked as read.")
    sent_folder: str | None = Field(None, description="A copy of what was sent is put there, for example Sent.")

    @property
    def at(self) -> int:
        return self.port or (993 if self.security == "tls" else 143)


class MailSettings(_Closed):
    """`[[mail]]`: an account of the NPM, the one to which answers to the organiser come."""

    name: str = Field(min_length=1, max_length=100, description="How --via names it.")
    user: str | None = Field(None, description="The name to log in with; none: the server asks for none.")
    login: Literal["password", "oauth"] = Field(
        "password", description="What the keyring or the environment holds: `password`, or an `oauth` access token."
    )
    ca: str | None = Field(None, description="File with the certificate of your own authority, where servers use one.")
    most_a_run: int = Field(10, ge=1, le=500, description="Messages that one command sends at most.")
    most_a_minute: int = Field(20, ge=1, le=600, description="Messages a minute, so that no server takes it for spam.")
    authserv: str | None = Field(
        None, description="The name of your own mail server in Authentication-Results; no other is believed."
    )
    smtp: SmtpSettings | None = None
    imap: ImapSettings | None = None
