"""The mail accounts of npmsync.toml, as servers to connect to."""

from __future__ import annotations

from pathlib import Path

from npmsync.actions.opened import Opened
from npmsync.actions.secrets import secret
from npmsync.actions.tokens import token
from npmsync.errors import Refused, UnknownName
from npmsync.paths import at_home
from npmsync.ports import Server
from npmsync.workspace.mail import ImapSettings, MailSettings, SmtpSettings


def mail_account(opened: Opened, via: str | None, wanted: str) -> MailSettings:
    """The account of this name; without a name the only one that has what is `wanted` ("smtp" or "imap"). Raises
    `UnknownName` for a name nobody has, `Refused` with the lines to write where there is none."""
    fitting = [one for one in opened.settings.mail if getattr(one, wanted) is not None]
    if via is not None:
        found = next((one for one in opened.settings.mail if one.name.casefold() == via.casefold()), None)
        if found is None:
            names = tuple(one.name for one in opened.settings.mail)
            raise UnknownName("unknown-account", f"No mail account is called {via!r}.", _named(names), names)
        if found not in fitting:
            raise Refused(
                "account-without-server",
                f"The mail account {found.name!r} has no [mail.{wanted}].",
                f'Write it into npmsync.toml: [mail.{wanted}] with host = "..." (docs/mail.md).',
            )
        return found
    if len(fitting) != 1:
        what = "Several mail accounts could be meant" if fitting else "No mail account is set up"
        names = tuple(one.name for one in fitting)
        hint = f"Say which: --via NAME. {_named(names)}" if fitting else _TO_WRITE.format(wanted)
        raise Refused("which-account", f"{what}.", hint)
    return fitting[0]


_TO_WRITE = (
    'Write into npmsync.toml: [[mail]] with name and user, and below it [mail.{}] with host = "..." (docs/mail.md).'
)


def smtp_server(opened: Opened, account: MailSettings) -> Server:
    """The account's server for mail to be sent, with its secret."""
    assert account.smtp is not None
    return _server(opened, account, account.smtp)


def imap_server(opened: Opened, account: MailSettings) -> Server:
    """The account's mailbox, with its secret."""
    assert account.imap is not None
    return _server(opened, account, account.imap)


def _server(opened: Opened, account: MailSettings, at: SmtpSettings | ImapSettings) -> Server:
    return Server(
        host=at.host,
        port=at.at,
        security=at.security,
        user=account.user,
        secret=_secret(opened, account) if account.user else None,
        oauth=account.login == "oauth",
        ca=opened.workspace.root / at_home(Path(account.ca)) if account.ca else None,
    )


def _secret(opened: Opened, account: MailSettings) -> str:
    return token(opened, account.name) if account.login == "oauth" else secret(opened, account.name)


def _named(names: tuple[str, ...]) -> str:
    return f"There are: {', '.join(names)}." if names else _TO_WRITE.format("smtp")
