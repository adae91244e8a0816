"""`npmsync.ports.Post` over SMTP and IMAP."""

from __future__ import annotations

from contextlib import AbstractContextManager

from npmsync.ports import Mailbox, Sending, Server


class SmtpAndImap:
    """Mail servers as the Internet has them."""

    def sending(self, server: Server) -> AbstractContextManager[Sending]:
        """A connection to a server that takes mail. Raises `Refused` for a certificate that cannot be trusted, a login
        that is wrong or a server without encryption, `Unreachable` where it does not answer."""
        from npmsync_email.smtp import sending

        return sending(server)

    def mailbox(self, server: Server) -> AbstractContextManager[Mailbox]:
        """A connection to a mailbox. Raises as `sending` does."""
        from npmsync_email.imap import mailbox

        return mailbox(server)
